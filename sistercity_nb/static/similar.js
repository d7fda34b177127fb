// Entries of the group that are like what is being typed: a hint against recording a thing twice, never a hindrance.
// Likeness is the share of three-letter pieces that two texts have in common; Thai needs no words for that.

import { button, fill, fold, h } from "./dom.js";

const SHORTEST = 12; // letters before anything is compared
const COMPARED = 600; // letters of a text that are looked at
const ALIKE = 0.5; // share of common pieces from which two texts are called alike
const SLICE = 6; // ms for taking texts into the index before the browser has its turn again
const HINTS = 3;
const STARTS = 90; // characters of an entry in a hint

/**
 * An index of texts: `{follow(items), like(text, most), close}`. follow() takes the group's items, anew at each change
 * of theirs, in idle moments, and tells onIndexed() when it has; like() gives those most like `text`, best first.
 */
export function similarTexts(onIndexed = () => {}) {
  const index = new Map(); // piece → places of the texts that have it
  const texts = []; // by place: {id, size}, or null when the text has changed or gone
  const known = new Map(); // id → {text, place}
  let wanted = [];
  let waiting = null;
  let news = false; // since onIndexed() was last told

  function follow(items) {
    wanted = items;
    if (waiting === null) waiting = whenIdle(work);
  }

  /** Takes what is new into the index, a slice at a time. */
  function work() {
    waiting = null;
    const until = performance.now() + SLICE;
    if (known.size > wanted.length) forget();
    for (const item of wanted) {
      const text = item.withdrawn ? null : item.text;
      if (known.get(item.id)?.text === text) continue;
      if (performance.now() > until) {
        waiting = whenIdle(work);
        return;
      }
      drop(item.id);
      add(item.id, text);
      news = true;
    }
    if (news) onIndexed();
    news = false;
  }

  function add(id, text) {
    const found = text === null ? [] : pieces(text);
    const place = texts.length;
    texts.push({ id, size: found.size });
    known.set(id, { text, place });
    for (const piece of found) {
      const places = index.get(piece);
      if (places) places.push(place);
      else index.set(piece, [place]);
    }
  }

  function drop(id) {
    const before = known.get(id);
    if (before) texts[before.place] = null; // its places in the index lead nowhere from now on
  }

  /** What the group no longer has, such as an entry that the server refused and the person threw away. */
  function forget() {
    const here = new Set(wanted.map(({ id }) => id));
    for (const id of known.keys())
      if (!here.has(id)) {
        drop(id);
        known.delete(id);
        news = true;
      }
  }

  function like(text, most) {
    const asked = pieces(text);
    if (asked.size < SHORTEST - 2) return [];
    const common = new Uint16Array(texts.length);
    for (const piece of asked) for (const place of index.get(piece) ?? []) common[place] += 1;
    const found = [];
    texts.forEach((known, place) => {
      const score = known && (2 * common[place]) / (asked.size + known.size);
      if (score >= ALIKE) found.push({ id: known.id, score });
    });
    return found.sort((a, b) => b.score - a.score).slice(0, most);
  }

  return { follow, like, close: () => waiting !== null && idle.cancel(waiting) };
}

/** `{element, follow(items), read(text), close}`: the hints under a box; show(id) is called when one is pressed. */
export function similarHints({ t }, { show }) {
  const texts = similarTexts(look);
  let items = [];
  let typed = "";
  let shown = "";
  const words = h("p", { class: "hint", role: "status" });
  const list = h("ul", {});
  const element = h("div", { class: "alike", hidden: true }, words, list);

  function follow(next) {
    items = next;
    texts.follow(next);
  }

  function read(text) {
    typed = text;
    look();
  }

  function look() {
    const ids = new Set(texts.like(typed, HINTS).map(({ id }) => id));
    const found = [...ids].map((id) => items.find((item) => item.id === id)).filter(Boolean);
    const signature = found.map(({ id, number }) => `${id} ${number}`).join();
    if (signature === shown) return; // a button replaced under a finger is a press lost
    shown = signature;
    words.textContent = found.length ? t("Like what is recorded already:") : "";
    fill(list, found.map(hint));
    element.hidden = !found.length;
  }

  function hint({ id, number, text }) {
    const start = [h("b", {}, number ?? t("not sent yet")), " ", text.slice(0, STARTS)];
    return h(
      "li",
      {},
      button(start, () => show(id), { class: "link", "data-id": id }),
    );
  }

  return { element, follow, read, close: texts.close };
}

function pieces(text) {
  const letters = bare(text);
  const found = new Set();
  for (let place = 0; place + 3 <= letters.length; place += 1) found.add(letters.slice(place, place + 3));
  return found;
}

/** What is compared of a text: no spaces, no signs, no polite particles. */
function bare(text) {
  return fold(text.slice(0, 2 * COMPARED))
    .replace(/นะคะ|นะครับ|ครับผม|ครับ|ค่ะ|คะ(?![\u0e00-\u0e7f])/g, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "")
    .slice(0, COMPARED);
}

const idle =
  typeof requestIdleCallback === "function"
    ? { start: (work) => requestIdleCallback(work, { timeout: 2000 }), cancel: cancelIdleCallback }
    : { start: (work) => setTimeout(work, 50), cancel: clearTimeout };

function whenIdle(work) {
  return idle.start(work);
}
