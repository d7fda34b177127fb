// The numbers of a group's paper cards: what has become of each card that was handed out.

export const LAST_CARD = 9999;

/** A number as a person writes it, with Thai or Arabic digits, or null when it is none that a card can have. */
export function readNumber(typed) {
  const digits = typed.trim().replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  const number = /^\d{1,4}$/.test(digits) ? Number(digits) : 0;
  return number >= 1 && number <= LAST_CARD ? number : null;
}

/** The numbers of "3, 7 35-40" in order, each once; null when a part is no number and no range. */
export function readNumbers(typed) {
  const numbers = new Set();
  const parts = typed
    .trim()
    .replace(/\s*[-–—]\s*/g, "-")
    .split(/[\s,;]+/)
    .filter(Boolean);
  for (const part of parts) {
    const ends = part.split("-").map(readNumber);
    const [first, last = first] = ends;
    if (ends.length > 2 || ends.includes(null) || first > last) return null;
    for (let number = first; number <= last; number += 1) numbers.add(number);
  }
  return numbers.size ? [...numbers].sort((a, b) => a - b) : null;
}

/** Numbers in order as ranges [first, last]. */
export function ranges(numbers) {
  const found = [];
  for (const number of numbers) {
    if (found.at(-1)?.[1] === number - 1) found.at(-1)[1] = number;
    else found.push([number, number]);
  }
  return found;
}

export function sayRange([first, last]) {
  return first === last ? String(first) : `${first}–${last}`;
}

/** Numbers as people write them: "7, 12, 35–40". */
export function sayNumbers(numbers) {
  return ranges(numbers).map(sayRange).join(", ");
}

/**
 * What has become of the cards: of those handed out each is among `saved`, `unsaved` (typed in, not yet on the
 * server's disk), `unused` or `missing`. `twice` and `above` are [number, items] of what a person should look at,
 * `contradicted` the same of cards that were called unused and typed in; `typed` has the items of every number, oldest
 * first. `items` come newest first.
 */
export function reconcile({ printed, unused }, items) {
  const typed = new Map();
  for (const item of [...items].reverse()) {
    if (!item.card || item.withdrawn) continue;
    if (!typed.has(item.card)) typed.set(item.card, []);
    typed.get(item.card).push(item);
  }
  const never = new Set(unused);
  const cards = { saved: [], unsaved: [], unused: [], missing: [] };
  for (let number = 1; number <= printed; number += 1) {
    const found = typed.get(number);
    // Not before the server has the change too: until then its number of the card may be another.
    if (found) cards[found.some(({ mark }) => mark === "saved") ? "saved" : "unsaved"].push(number);
    else cards[never.has(number) ? "unused" : "missing"].push(number);
  }
  const flagged = (wrong) =>
    [...typed].filter(([number, found]) => wrong(number, found)).sort((a, b) => a[0] - b[0]);
  return {
    ...cards,
    typed,
    twice: flagged((_, found) => found.length > 1),
    above: flagged((number) => printed && number > printed),
    contradicted: flagged((number) => never.has(number)),
  };
}

/** The card to type in after card `number`: the next one missing, from the first again after the last; or null. */
export function nextMissing(cards, printed, number = 0) {
  if (!printed) return Math.min(Math.max(number, 0, ...cards.typed.keys()) + 1, LAST_CARD);
  return cards.missing.find((missing) => missing > number) ?? cards.missing[0] ?? null;
}
