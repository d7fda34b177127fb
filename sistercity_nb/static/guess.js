// Themes that what is being typed may speak of: those of the codebook of which a keyword is in the text, by the rule of
// the server's own suggestions. Offered only; a theme belongs to the entry when the person takes it.

import { button, fill, fold, h } from "./dom.js";
import { keyName, keycap } from "./keys.js";

const OFFERED = 3;
const KEYS = ["Digit7", "Digit8", "Digit9"];
// As in themes/suggest.py: signs that belong to the consonant before them, and vowels that belong to the one after.
const BELONGS_BEFORE = "ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ";
const BELONGS_AFTER = "เแโใไ";

/**
 * `{element, read(text), learn(themes), value(), set(ids), actions}`: chips of up to three themes for what is typed.
 * value() names the themes that the person has taken, onpick() tells that they changed.
 */
export function themeGuess({ t }, { onpick }) {
  let themes = []; // {id, title, words}
  let known = null; // the states that they were learnt from
  let shown = []; // ids, in the order in which they came up, so that a chip does not move under a finger
  let taken = new Set();
  let text = "";
  let drawn = ""; // what the chips say: drawn again for the same words, they would cost a frame while somebody types

  const chips = h("ul", { class: "chips" });
  const element = h(
    "div",
    { class: "guess", role: "group", "aria-label": t("Themes it may speak of"), hidden: true },
    h("p", { class: "hint" }, t("Themes it may speak of (suggested by the system; press to take one)")),
    chips,
  );

  /** The codebook as it stands now. */
  function learn(states) {
    if (states === known) return;
    known = states;
    themes = states
      .filter(({ state }) => state !== "retired")
      .map(({ id, title, keywords }) => ({ id, title, words: (keywords ?? []).map(spelt).filter(Boolean) }));
    read(text);
  }

  function read(now) {
    text = now;
    const found = matching(text, themes);
    const kept = shown.filter((id) => taken.has(id) || found.includes(id));
    show([...new Set([...taken, ...kept, ...found])]);
  }

  function show(ids) {
    const order = (id) => (shown.includes(id) ? shown.indexOf(id) : shown.length);
    const present = ids.filter((id) => themes.some((theme) => theme.id === id));
    const offered = present.filter((id) => !taken.has(id)).slice(0, Math.max(0, OFFERED - taken.size));
    shown = present.filter((id) => taken.has(id) || offered.includes(id)).sort((a, b) => order(a) - order(b));
    draw();
  }

  function draw() {
    const said = JSON.stringify(shown.map((id) => [id, titleOf(id), taken.has(id)]));
    if (said === drawn) return;
    drawn = said;
    const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.theme : null;
    fill(chips, shown.map(chip));
    element.hidden = !shown.length;
    if (focused) chips.querySelector(`[data-theme="${CSS.escape(focused)}"]`)?.focus();
  }

  function titleOf(id) {
    return themes.find((theme) => theme.id === id).title;
  }

  function chip(id, place) {
    return h(
      "li",
      {},
      button([h("span", {}, titleOf(id)), KEYS[place] && keycap(keyName(KEYS[place]))], () => toggle(id), {
        class: "chip-button theme",
        "data-theme": id,
        "aria-pressed": taken.has(id) ? "true" : "false",
        "aria-keyshortcuts": KEYS[place] && keyName(KEYS[place]),
      }),
    );
  }

  function toggle(id) {
    if (!taken.delete(id)) taken.add(id);
    draw();
    onpick();
  }

  return {
    element,
    learn,
    read,
    value: () => [...taken],
    set(ids) {
      taken = new Set(ids ?? []);
      shown = [];
      read(text);
    },
    actions: Object.fromEntries(KEYS.map((key, place) => [key, () => shown[place] && toggle(shown[place])])),
  };
}

/** The ids of the themes of which a keyword is in `text`, in the order of the codebook. */
export function matching(text, themes) {
  const form = spelt(text);
  const found = form ? themes.filter(({ words }) => words.some((word) => contains(form, word))) : [];
  return found.map(({ id }) => id);
}

/** Whether `word` is in `text`, both spelt, and not as a piece of a syllable or of a Latin word. */
function contains(text, word) {
  for (let place = text.indexOf(word); place >= 0; place = text.indexOf(word, place + 1))
    if (!cuts(text, place) && !cuts(text, place + word.length)) return true;
  return false;
}

function cuts(text, place) {
  const [before, after] = [text.charAt(place - 1), text.charAt(place)];
  if (before < "\u0080" && after < "\u0080") return /[a-z0-9]/i.test(before) && /[a-z0-9]/i.test(after);
  return isOneOf(BELONGS_AFTER, before) || isOneOf(BELONGS_BEFORE, after);
}

function isOneOf(signs, sign) {
  return sign !== "" && signs.includes(sign);
}

/** `text` with the ways to write the same Thai word made one, as PyThaiNLP's normalize makes them. */
export function spelt(text) {
  return fold(text)
    .replaceAll("เเ", "แ")
    .replace(/([\u0e48-\u0e4c]+)([\u0e31\u0e34-\u0e39\u0e47]+)/g, "$2$1") // the vowel before the tone mark
    .replace(/([ะาำๅ]+)([\u0e48-\u0e4b]+)/g, "$2$1")
    .replace(/([^ฤฦ])ๅ/g, "$1า")
    .replace(/([\u0e30-\u0e3a\u0e40-\u0e45\u0e47\u0e4c-\u0e4e])(?: *\1)+/g, "$1")
    .replace(/[\u0e48-\u0e4b]+(?=[\u0e48-\u0e4b])/g, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
