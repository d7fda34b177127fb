// The fields of an entry, the same when it is first typed and when it is changed.

import { h, uniqueName } from "./dom.js";
import { GROUP_KINDS, PLENARY, PLENARY_KINDS, RELEASES, kindLabel, releaseLabel } from "./labels.js";
import { problemsField } from "./problems.js";
import { provinceField } from "./province.js";

/**
 * `{element, text, read(), write(values), check(), refresh()}`. read() gives the body's fields exactly as typed;
 * check() gives {field, sentence, focus()} for what must be put right first, or null.
 */
export function entryFields({ t, say, language, workshop, provinces }, { group, used, problems, rows = 3 }) {
  const kinds = group === PLENARY ? PLENARY_KINDS : GROUP_KINDS;
  const kind = choices({
    legend: t("Kind"),
    options: kinds.map((code) => [code, kindLabel(t, code)]),
    style: "kinds",
    onpick: shape,
  });
  const guideline = choices({
    legend: t("Guideline"),
    style: "segments",
    options: [
      ["", t("None")],
      ...workshop.guidelines.map(({ no, title }) => [String(no), String(no), say(title)]),
    ],
    onpick: explain,
  });
  const explained = h("p", { class: "hint guideline-title" });
  const name = uniqueName("text");
  const text = h("textarea", {
    id: name,
    rows,
    "aria-describedby": `${name}-trouble`,
    placeholder:
      group === PLENARY ? t("Type what was said or seen") : t("Type what was said, in their own words"),
  });
  const trouble = h("p", { id: `${name}-trouble`, class: "trouble", role: "alert" });
  const province = provinceField({ t, language, provinces, used });
  const answers = problemsField({ t, problems });
  const releaseName = uniqueName("release");
  const release = h(
    "select",
    { id: releaseName },
    RELEASES.map((code) => h("option", { value: code }, releaseLabel(t, code))),
  );

  const element = h(
    "div",
    { class: "fields" },
    kind.element,
    h("div", { class: "field text" }, h("label", { for: name }, t("Text")), text, trouble),
    h("div", { class: "pair" }, province.element, h("div", { class: "guide" }, guideline.element, explained)),
    answers.element,
    h(
      "div",
      { class: "field release" },
      h("label", { for: releaseName }, t("Quotation in the report")),
      release,
    ),
  );

  // Not on the box's own change: that comes when the focus leaves it for the field that is complained of.
  element.addEventListener("input", clearTrouble);
  element.addEventListener("change", (event) => {
    if (event.target !== text) clearTrouble();
  });

  function shape() {
    const wasHidden = answers.element.hidden;
    answers.element.hidden = kind.value() !== "recommendation";
    if (wasHidden && !answers.element.hidden) answers.refresh();
  }

  function explain() {
    const chosen = workshop.guidelines.find(({ no }) => String(no) === guideline.value());
    explained.textContent = chosen ? say(chosen.title) : "";
  }

  function read() {
    return {
      kind: kind.value(),
      text: text.value,
      province: province.value(),
      guideline: guideline.value() ? Number(guideline.value()) : null,
      answers: kind.value() === "recommendation" ? answers.value() : [],
      release: release.value,
    };
  }

  function write(values) {
    kind.set(values.kind ?? (kinds.length === 2 ? kinds[0] : ""));
    text.value = values.text ?? "";
    province.set(values.province);
    guideline.set(values.guideline ? String(values.guideline) : "");
    answers.set(values.answers);
    release.value = values.release ?? "group";
    shape();
    explain();
    clearTrouble();
  }

  function check() {
    const wrong = (field, sentence, focus) => ({ field, sentence, focus });
    if (!kind.value()) return wrong("kind", t("Choose the kind first."), kind.focus);
    if (!text.value.trim())
      return wrong("text", t("There is no text yet. Type what was said."), () => text.focus());
    if (province.trouble()) return wrong("province", province.trouble(), () => province.input.focus());
    return null;
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
  return { element, text, read, write, check, complain, refresh: answers.refresh };
}

/** Radio buttons that look like buttons: `{element, value(), set(value), focus()}`. */
function choices({ legend, options, style, onpick }) {
  const name = uniqueName(style);
  const inputs = options.map(([value, , title]) =>
    h("input", { type: "radio", name, value, onchange: onpick, "aria-description": title }),
  );
  const element = h(
    "fieldset",
    { class: `field ${style}` },
    h("legend", {}, legend),
    h(
      "div",
      { class: "choices" },
      options.map(([value, label, title], place) =>
        h("label", { class: "choice", "data-value": value, title }, inputs[place], h("span", {}, label)),
      ),
    ),
  );
  return {
    element,
    value: () => inputs.find((input) => input.checked)?.value ?? "",
    set(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
  };
}
