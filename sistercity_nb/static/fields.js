// The fields of an entry, the same when it is first typed and when it is changed.

import { choices } from "./choices.js";
import { h, uniqueName } from "./dom.js";
import { keyName, keycap, shortcuts } from "./keys.js";
import {
  GROUP_KINDS,
  PLENARY,
  PLENARY_KINDS,
  RELEASES,
  SEVERITIES,
  kindLabel,
  releaseLabel,
  severityLabel,
} from "./labels.js";
import { linesField } from "./lines.js";
import { problemsField } from "./problems.js";
import { namedIn, provinceField } from "./province.js";

export const LONGEST = 20000; // characters that the server takes
const TELL = 18000; // from here on the form counts them aloud
const TEXT_KEY = "KeyX";
const LINES_KEY = "KeyU";

/**
 * `{element, text, read(), write(values), check(), complain(sentence, field), refresh(), shortcut(event)}`.
 * read() gives the body's fields exactly as typed; check() gives {field, sentence, focus()} for what must be put right
 * first, or null; shortcut(event) acts on a key pressed anywhere in the form. `below` stands under the box of the text.
 */
export function entryFields(context, { group, used, problems, below = null, rows = 3 }) {
  const { t, say, language, workshop, provinces } = context;
  const kinds = group === PLENARY ? PLENARY_KINDS : GROUP_KINDS;
  const kind = choices({
    legend: t("Kind"),
    keys: `Alt+1…${kinds.length}`,
    options: kinds.map((code, place) => ({
      value: code,
      label: kindLabel(t, code),
      key: `Digit${place + 1}`,
    })),
    style: "kinds",
    onpick: shape,
  });
  const severity = choices({
    legend: t("Severity"),
    style: "segments severity",
    keys: keyName("KeyL"),
    options: [
      { value: "", label: t("None") },
      ...SEVERITIES.map((code) => ({ value: String(code), label: severityLabel(t, code) })),
    ],
  });
  const guideline = choices({
    legend: t("Guideline"),
    style: "segments guidelines",
    keys: keyName("KeyG"),
    options: [
      { value: "", label: t("None") },
      ...workshop.guidelines.map(({ no, title }) => ({
        value: String(no),
        label: String(no),
        title: say(title),
      })),
    ],
    onpick: explain,
  });
  const explained = h("p", { class: "hint guideline-title" });
  const name = uniqueName("text");
  const text = h("textarea", {
    id: name,
    rows,
    "aria-describedby": `${name}-trouble`,
    "aria-keyshortcuts": keyName(TEXT_KEY),
    placeholder:
      group === PLENARY ? t("Type what was said or seen") : t("Type what was said, in their own words"),
    oninput: countAloud,
  });
  const tally = h("p", { class: "hint tally" });
  const trouble = h("p", { id: `${name}-trouble`, class: "trouble", role: "alert" });
  const own = workshop.groups.find(({ id }) => id === group)?.provinces;
  const province = provinceField({ t, language, provinces, own, used });
  const answers = problemsField({ t, problems });
  const lines = linesField({ t, code: LINES_KEY });
  const releaseName = uniqueName("release");
  const release = h(
    "select",
    { id: releaseName },
    RELEASES.map((code) => h("option", { value: code }, releaseLabel(t, code))),
  );

  const named = h("p", { class: "hint release-named", role: "status" });

  const element = h(
    "div",
    { class: "fields", onkeydown: shortcut },
    kind.element,
    h(
      "div",
      { class: "field text" },
      h("label", { for: name }, t("Text"), keycap(keyName(TEXT_KEY))),
      text,
      tally,
      trouble,
      below,
    ),
    answers.element,
    lines.element,
    h(
      "div",
      { class: "pairs" },
      severity.element,
      province.element,
      h("div", { class: "guide" }, guideline.element, explained),
      h("div", { class: "field" }, h("label", { for: releaseName }, t("Quotation in the report")), release, named),
    ),
  );

  // Not on the box's own change: that comes when the focus leaves it for the field that is complained of.
  element.addEventListener("input", clearTrouble);
  element.addEventListener("input", tellNamed);
  element.addEventListener("change", (event) => {
    if (event.target !== text) clearTrouble();
    tellNamed();
  });

  const visible = (field) => !field.element.hidden;
  const actions = {
    ...Object.fromEntries(kinds.map((code, place) => [`Digit${place + 1}`, () => pickKind(code)])),
    [TEXT_KEY]: () => text.focus(),
    KeyL: () => visible(severity) && severity.focus(),
    KeyG: guideline.focus,
    [LINES_KEY]: lines.focus,
    [province.key]: province.open,
    [answers.key]: () => visible(answers) && answers.open(),
  };

  function shortcut(event) {
    shortcuts(event, actions);
  }

  function pickKind(code) {
    kind.set(code);
    shape();
    kind.element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function shape() {
    severity.element.hidden = kind.value() !== "problem";
    answers.element.hidden = kind.value() !== "recommendation";
    lines.show(kind.value());
  }

  function explain() {
    const chosen = workshop.guidelines.find(({ no }) => String(no) === guideline.value());
    explained.textContent = chosen ? say(chosen.title) : "";
  }

  function read() {
    const degree = kind.value() === "problem" && severity.value();
    return {
      kind: kind.value(),
      text: text.value,
      province: province.value(),
      guideline: guideline.value() ? Number(guideline.value()) : null,
      severity: degree ? Number(degree) : null,
      ...lines.read(kind.value()),
      answers: kind.value() === "recommendation" ? answers.value() : [],
      release: release.value,
    };
  }

  function write(values) {
    kind.set(values.kind ?? (kinds.length === 2 ? kinds[0] : ""));
    text.value = values.text ?? "";
    province.set(values.province);
    guideline.set(values.guideline ? String(values.guideline) : "");
    severity.set(values.severity ? String(values.severity) : "");
    lines.write(values);
    answers.set(values.answers);
    release.value = values.release ?? "group";
    shape();
    explain();
    countAloud();
    clearTrouble();
    tellNamed();
  }

  /** A text that names its own province is not printed without it, which is better known now than in the report. */
  function tellNamed() {
    const own = release.value === "group" && provinces.find(({ code }) => code === province.value());
    named.textContent =
      own && namedIn(text.value, own)
        ? t("The text names its own province: it can be quoted only with the province, or after the name is left out.")
        : "";
  }

  function check() {
    const wrong = (field, sentence, focus) => ({ field, sentence, focus });
    const inText = (sentence) => wrong("text", sentence, () => text.focus());
    if (!kind.value()) return wrong("kind", t("Choose the kind first."), kind.focus);
    if (!text.value.trim()) return inText(t("There is no text yet. Type what was said."));
    if (tooLong(text.value)) return inText(sayTooLong(t, text.value));
    if (province.trouble()) return wrong("province", province.trouble(), () => province.input.focus());
    return null;
  }

  function countAloud() {
    tally.textContent =
      text.value.length > TELL
        ? t("{length} of at most {longest} characters", { length: length(text.value), longest: LONGEST })
        : "";
  }

  function complain(sentence, field) {
    trouble.textContent = sentence;
    if (field === "text") text.setAttribute("aria-invalid", "true");
  }

  function clearTrouble() {
    trouble.textContent = "";
    text.removeAttribute("aria-invalid");
  }

  write({});
  return { element, text, read, write, check, complain, refresh: answers.refresh, shortcut };
}

/** Whether a text has more characters than the server takes. */
export function tooLong(text) {
  return text.length > LONGEST && length(text) > LONGEST;
}

/** The sentence about a text that is too long. */
export function sayTooLong(t, text) {
  return t("The text has {length} characters; at most {longest} fit. Split it into several entries.", {
    length: length(text),
    longest: LONGEST,
  });
}

/** Characters as the server counts them: an emoji outside the first plane is one. */
function length(text) {
  return [...text].length;
}
