// What of a long list is to be seen: words searched for, and three choices.

import { fold, h, uniqueName } from "./dom.js";
import { GROUP_KINDS, PLENARY, PLENARY_KINDS, kindLabel } from "./labels.js";

const SEARCHED = Symbol("searched"); // an item's searched form, made once; a WeakMap would be asked too slowly
const SLICE = 6; // ms of work before the page is given back to whoever types

/**
 * `{element, active(), pick(items), warm(items), set({words, state})}`; onChange() is called when another choice is made.
 * own(item) says whether an item is of whoever looks.
 */
export function entryFilters(context, { group, own, onChange }) {
  const { t, workshop } = context;
  const names = new Map(context.provinces.map(({ code, th, en }) => [code, `${th} ${en}`]));
  const search = h("input", {
    type: "search",
    autocomplete: "off",
    placeholder: t("Number, words or province"),
    oninput: onChange,
  });
  const kind = choice([
    ["", t("All kinds")],
    ...(group === PLENARY ? PLENARY_KINDS : GROUP_KINDS).map((code) => [code, kindLabel(t, code)]),
  ]);
  const guideline = choice([
    ["", t("All guidelines")],
    ...workshop.guidelines.map(({ no }) => [String(no), t("Guideline {no}", { no })]),
    ["none", t("No guideline")],
  ]);
  const states = {
    "": [t("All entries"), () => true],
    own: [t("My own"), own],
    unsaved: [t("Not saved yet"), (item) => item.mark !== "saved"],
    conflict: [t("Conflict"), (item) => item.conflict],
    amended: [t("Amended after closing"), (item) => item.amended],
    withdrawn: [t("Withdrawn"), (item) => item.withdrawn],
  };
  const state = choice(Object.entries(states).map(([code, [label]]) => [code, label]));
  const element = h(
    "div",
    { class: "filters" },
    field(t("Search"), search),
    field(t("Kind"), kind),
    field(t("Guideline"), guideline),
    field(t("Show"), state),
  );

  function choice(options) {
    return h(
      "select",
      { onchange: onChange },
      options.map(([value, label]) => h("option", { value }, label)),
    );
  }

  function searched(item) {
    item[SEARCHED] ??= fold(`${item.number ?? ""} ${item.text} ${names.get(item.province) ?? ""}`);
    return item[SEARCHED];
  }

  function active() {
    return Boolean(search.value.trim() || kind.value || guideline.value || state.value);
  }

  let last = { items: null, asked: "", words: "", found: [] };

  /** Those of `items` that are asked for; those with an id in `always` are there in any case. */
  function pick(items, always) {
    const typed = fold(search.value).trimStart();
    const asked = [kind.value, guideline.value, state.value].join();
    // Whoever types on looks among what was found so far.
    const narrower = items === last.items && asked === last.asked && typed.startsWith(last.words);
    const found = (narrower ? last.found : items).filter(fitting(typed, always));
    last = { items, asked, words: typed, found };
    return found;
  }

  function fitting(typed, always) {
    const words = typed.split(/\s+/).filter(Boolean);
    const [wantedKind, wantedGuideline] = [kind.value, guideline.value]; // asking a control ten thousand times is slow
    const guided = wantedGuideline === "none" ? null : Number(wantedGuideline);
    const stands = state.value ? states[state.value][1] : null;
    return (item) => {
      if (always.size && always.has(item.id)) return true;
      if (wantedKind && item.kind !== wantedKind) return false;
      if (wantedGuideline && (item.guideline ?? null) !== guided) return false;
      if (stands && !stands(item)) return false;
      if (!words.length) return true;
      const text = searched(item);
      for (const word of words) if (!text.includes(word)) return false;
      return true;
    };
  }

  /** Prepares the search while nobody types, so that its first letter is as quick as the next. */
  function warm(items, from = 0) {
    const until = performance.now() + SLICE;
    let place = from;
    while (place < items.length && performance.now() < until) searched(items[place++]);
    if (place < items.length) setTimeout(() => warm(items, place), SLICE);
  }

  function set({ words = "", state: wanted = "" }) {
    search.value = words;
    kind.value = "";
    guideline.value = "";
    state.value = wanted;
    onChange();
  }

  return { element, active, pick, warm, set };
}

function field(label, control) {
  control.id = uniqueName("filter");
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control);
}
