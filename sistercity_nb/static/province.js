// The province of an entry: found by its name in Thai or English.

import { combobox } from "./combo.js";
import { fold, h, uniqueName } from "./dom.js";
import { keyName, keycap } from "./keys.js";

const BANGKOK = "TH-10";
const BANGKOK_TOO = ["กทม", "กทม.", "กรุงเทพ", "กรุงเทพฯ"]; // as people write it
const KEY = "KeyP";
const PLAIN_ENOUGH = 6; // letters of a name that is no other word; a shorter one is known by จังหวัด before it

/** Whether `text` names this province; the report then needs its release (report/gates.py has the same rule). */
export function namedIn(text, { th, en }) {
  const introduced = (before) => /(?:จังหวัด|จ\.)\s*$/.test(before);
  const named = (name) =>
    name.length < PLAIN_ENOUGH ? text.split(name).slice(0, -1).some(introduced) : text.includes(name);
  return named(th) || named(en);
}

/**
 * `{element, input, value(), set(code), open(), trouble()}`. own are the codes of the provinces that sit in the group,
 * used() names those that it has used: both are offered first. trouble() says what is wrong with what was typed.
 */
export function provinceField({ t, language, provinces, own = [], used }) {
  const known = provinces.map((province) => ({
    ...province,
    folded: [fold(province.th), fold(province.en)],
  }));
  const named = provinceNames(provinces);
  let code = null;

  const box = combobox({
    name: uniqueName("province"),
    title: t("Provinces"),
    attributes: { placeholder: t("Type in Thai or English"), "aria-keyshortcuts": keyName(KEY) },
    find,
    eager: (option, typed) => begins(option.province, bare(typed)),
    take: (option) => {
      choose(option.province.code);
      box.input.removeAttribute("aria-invalid");
    },
  });
  const { input } = box;
  const element = h(
    "div",
    { class: "field province" },
    h("label", { for: input.id }, t("Province"), keycap(keyName(KEY))),
    box.element,
  );
  // Before the box draws its list, which marks the chosen one.
  const typed = () => choose(named(input.value), { keepText: true });
  input.addEventListener("input", typed, { capture: true });
  input.addEventListener("click", () => box.open(code === null ? input.value : ""));
  input.addEventListener("blur", leave);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !event.defaultPrevented && input.value) {
      event.preventDefault();
      choose(null);
    } else if (event.key === "Tab" && box.active()) {
      box.accept(box.active());
    }
  });

  function said(province) {
    return language === "en" ? province.en : province.th;
  }

  function choose(next, { keepText = false } = {}) {
    const before = code;
    code = next;
    if (!keepText) {
      const province = known.find((candidate) => candidate.code === code);
      input.value = province ? said(province) : "";
    }
    if (before !== code) element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** In parts, when nothing is typed; of what was typed, names that begin with it come before all others. */
  function find(typed) {
    const folded = bare(typed);
    const recent = [...used()].filter((candidate) => !own.includes(candidate));
    const first = [...own, ...recent];
    const place = (province) =>
      first.includes(province.code) ? first.indexOf(province.code) : first.length;
    const later = (province) => (begins(province, folded) ? 0 : 1);
    const fits = known
      .filter((province) => province.folded.some((name) => name.includes(folded)))
      .sort((a, b) => later(a) - later(b) || place(a) - place(b));
    const from = (start, end) => fits.slice(start, end).map(option);
    const parts = folded
      ? [{ options: fits.map(option) }]
      : [
          { title: t("Provinces of this group"), options: from(0, own.length) },
          { title: t("Already used in this group"), options: from(own.length, first.length) },
          { title: t("All provinces"), options: from(first.length) },
        ];
    return { parts, none: t("No province has this name.") };
  }

  function option(province) {
    const aside = language === "en" ? province.th : province.en;
    return { province, words: said(province), aside, chosen: province.code === code };
  }

  function begins(province, folded) {
    return province.folded.some((name) => name.startsWith(folded));
  }

  function leave() {
    if (code !== null) choose(code);
    const wrong = trouble() !== null;
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function trouble() {
    return code === null && input.value.trim()
      ? t("No province is called “{name}”. Choose one from the list or empty the box.", {
          name: input.value.trim(),
        })
      : null;
  }

  return {
    element,
    input,
    key: KEY,
    value: () => code,
    set: (next) => choose(next ?? null),
    open() {
      input.focus();
      input.select();
      box.open("");
    },
    trouble,
  };
}

/** A function that gives the code of the province with a name in Thai or English, or null. */
export function provinceNames(provinces) {
  const codes = new Map();
  for (const { code, th, en } of provinces) for (const name of [th, en]) codes.set(fold(name), code);
  const known = provinces.some(({ code }) => code === BANGKOK);
  if (known) for (const name of BANGKOK_TOO) codes.set(name, BANGKOK);
  return (typed) => codes.get(bare(typed)) ?? null;
}

/** What is left of a name without the word for province. */
function bare(typed) {
  return fold(typed.trim())
    .replace(/^(จังหวัด|จ\.)\s*/, "")
    .replace(/\s+province$/, "");
}
