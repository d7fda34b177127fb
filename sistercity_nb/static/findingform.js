// What a person makes of a theme: its statement, its paragraph, who does what next, what it is aligned to.

import { button, fill, h, uniqueName } from "./dom.js";
import { keys } from "./keys.js";
import { remembered } from "./remembered.js";

const LINES = ["statement", "owner", "next_step", "due", "budget"];

/**
 * The form of one finding. known is the finding's item in the book or null; save(body) keeps it, close() ends it. What is
 * typed stays on this device until it is saved, also when the page goes away.
 */
export function findingForm({ t, base }, finding, workshop, known, { save, close }) {
  const draft = remembered(`sistercity finding ${base} ${workshop.id} ${finding.theme}`);
  const before = { ...blank(finding), ...known, ...draft.value() };
  const trouble = h("p", { class: "trouble", role: "alert" });
  const boxes = {};

  function remember() {
    draft.keep(values());
  }

  function line(name, label, rows = 0) {
    const id = uniqueName(name);
    boxes[name] = rows ? h("textarea", { id, rows }) : h("input", { id, type: "text", maxlength: 300 });
    boxes[name].value = before[name] ?? "";
    return h("div", { class: "field" }, h("label", { for: id }, label), boxes[name]);
  }

  function choices(name, legend, options) {
    if (!options.length) return null;
    boxes[name] = options.map(([value, words]) => {
      const box = h("input", { type: "checkbox", value });
      box.checked = (before[name] ?? []).map(String).includes(String(value));
      return { box, value, words };
    });
    return h(
      "fieldset",
      { class: "choices" },
      h("legend", {}, legend),
      boxes[name].map(({ box, words }) => h("label", { class: "choice" }, box, " ", words)),
    );
  }

  function values() {
    const chosen = (name) =>
      (boxes[name] ?? []).filter(({ box }) => box.checked).map(({ value }) => value);
    return {
      ...Object.fromEntries([...LINES, "paragraph"].map((name) => [name, boxes[name].value])),
      guidelines: chosen("guidelines"),
      objectives: chosen("objectives"),
      alignment: chosen("alignment"),
      released: boxes.released.checked,
    };
  }

  function finish() {
    const body = values();
    if (body.released && !body.statement.trim()) {
      trouble.textContent = t("A finding is released with a statement.");
      boxes.statement.focus();
      return;
    }
    save({ theme: finding.theme, ...body, simulated: Boolean(known?.simulated) });
    draft.forget();
    close();
  }

  function cancel() {
    draft.forget();
    close();
  }

  const releasedName = uniqueName("released");
  boxes.released = h("input", { id: releasedName, type: "checkbox" });
  boxes.released.checked = Boolean(before.released);
  const element = h("div", { class: "editor finding-form", oninput: remember, onkeydown: (event) => keys(event, finish, cancel) });
  fill(
    element,
    line("statement", t("The finding in one sentence")),
    line("paragraph", t("Its paragraph in the report; each line a sentence with its entries in brackets"), 10),
    button(t("Put the draft in its place"), () => {
      boxes.paragraph.value = written(finding.draft);
      remember();
    }),
    line("owner", t("Who is responsible")),
    line("next_step", t("The next step")),
    line("due", t("By when")),
    line("budget", t("Budget")),
    choices("guidelines", t("Guidelines"), workshop.guidelines.map(({ no, title }) => [no, title])),
    choices("objectives", t("Objectives"), workshop.objectives.map(({ id, text }) => [id, `${id} ${text}`])),
    choices(
      "alignment",
      t("National plans"),
      workshop.alignment.flatMap(({ title, points }, plan) =>
        points.map((point, place) => [`${plan + 1}.${place + 1}`, `${title}: ${point}`]),
      ),
    ),
    h("label", { class: "choice", for: releasedName }, boxes.released, " ", t("Released: the report prints it")),
    trouble,
    h(
      "div",
      { class: "acts" },
      button(t("Save finding"), finish, { class: "primary" }),
      button(t("Cancel"), cancel),
    ),
  );
  return element;
}

function blank(finding) {
  return { paragraph: written(finding.draft), guidelines: [], objectives: [], alignment: [], released: false };
}

/** Sentences as they are edited, a line each; drafting.py reads them again. */
function written(sentences) {
  return sentences
    .map(({ text, numbers }) => {
      const line = text.split(/\s+/).join(" ");
      return numbers.length ? `${line} [${numbers.join(", ")}]` : line;
    })
    .join("\n");
}
