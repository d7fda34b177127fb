// The form of one theme: its words, what it is a part of, and making it one with another or taking a part out of it.

import { button, h, uniqueName } from "./dom.js";
import { uuid } from "./ids.js";
import { keys } from "./keys.js";
import { themeBody, titleTrouble } from "./themebody.js";

/**
 * `{element, focus()}`; theme is null for a new one, others the themes in use beside it. save(id, body, parents),
 * merge(into), split() and close() are what the person chose.
 */
export function themeForm({ t }, theme, others, { save, merge, split, close }) {
  const title = titleField({ t }, others, theme?.title ?? "");
  const description = area(theme?.description ?? "", 3);
  const keywords = h("input", { id: uniqueName("keywords"), type: "text" });
  const parent = h("select", { id: uniqueName("parent") }, options(others, t("None")));
  const examples = area(theme?.examples?.join("\n") ?? "", 2);
  const counter = area(theme?.counter_examples?.join("\n") ?? "", 2);
  const trouble = h("p", { class: "trouble", role: "alert" });
  const parents = theme?.conflict ? theme.heads : (theme?.parents ?? []);
  keywords.value = theme?.keywords?.join(", ") ?? "";
  parent.value = theme?.parent ?? "";

  function finish() {
    if (!title.value().trim()) {
      trouble.textContent = t("A theme needs a title.");
      title.focus();
      return;
    }
    const body = {
      ...themeBody(theme ?? { state: "accepted" }),
      title: title.value(),
      description: description.value,
      keywords: parts(keywords.value, /[,;\n]/),
      parent: parent.value,
      examples: parts(examples.value, "\n"),
      counter_examples: parts(counter.value, "\n"),
    };
    save(theme?.id ?? uuid(), body, parents);
    close();
  }

  const element = h(
    "div",
    { class: "editor", onkeydown: (event) => keys(event, finish, close) },
    h("h3", {}, theme ? t("Change theme") : t("New theme")),
    title.element,
    field(t("What it means, and what does not belong to it"), description),
    field(t("Keywords, separated by commas"), keywords),
    field(t("A part of the theme"), parent),
    field(t("Examples, one a line"), examples),
    field(t("What does not belong, one a line"), counter),
    trouble,
    h(
      "div",
      { class: "acts" },
      button(t("Save theme"), finish, { class: "primary" }),
      button(t("Cancel"), close),
    ),
    theme ? recoding({ t }, others, { merge, split, close }) : null,
  );
  return { element, focus: title.focus };
}

/** What touches the decisions of a theme and not only its words. */
function recoding({ t }, others, { merge, split, close }) {
  const into = h("select", { id: uniqueName("into") }, options(others, t("Choose a theme")));
  const join = () => {
    const other = others.find(({ id }) => id === into.value);
    if (!other) return into.focus();
    merge(other);
    return close();
  };
  return [
    others.length
      ? h("div", { class: "acts" }, field(t("Make it one with"), into), button(t("Merge"), join))
      : null,
    h("div", { class: "acts" }, button(t("Take a part out of it …"), split)),
  ];
}

/** `{element, value(), focus()}`: a title that is told of while it is typed where it says too little. */
export function titleField({ t }, others, value) {
  const warning = h("p", { class: "hint warning", role: "status" });
  const input = h("input", { id: uniqueName("title"), type: "text", maxlength: 300, oninput: warn });
  input.value = value;

  function warn() {
    const trouble = titleTrouble(input.value, others);
    warning.textContent = !trouble
      ? ""
      : trouble.kind === "near"
        ? t("This is close to the theme “{title}”.", { title: trouble.title })
        : t("Anything fits under this title. Say what the theme is about.");
  }

  const element = field(t("Title"), input);
  element.append(warning);
  return { element, value: () => input.value, focus: () => input.focus() };
}

export function field(label, box) {
  return h("div", { class: "field" }, h("label", { for: box.id }, label), box);
}

function area(value, rows) {
  const box = h("textarea", { id: uniqueName("area"), rows });
  box.value = value;
  return box;
}

function options(themes, none) {
  return [
    h("option", { value: "" }, none),
    ...themes.map(({ id, title }) => h("option", { value: id }, title)),
  ];
}

function parts(text, border) {
  return text
    .split(border)
    .map((part) => part.trim())
    .filter(Boolean);
}
