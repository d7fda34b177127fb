// Taking a part out of a theme: the person picks which of its entries move to a new one.

import { titleField } from "./codebookform.js";
import { button, h } from "./dom.js";
import { count } from "./i18n.js";
import { keys } from "./keys.js";

/** `{element, focus()}`; split(ids of the chosen entries, title) and close() are what the person chose. */
export function splitForm({ t }, theme, entries, others, { split, close }) {
  const title = titleField({ t }, others, "");
  const trouble = h("p", { class: "trouble", role: "alert" });
  const total = h("p", { class: "hint", role: "status" });
  const boxes = entries.map((entry) => {
    const box = h("input", { type: "checkbox", value: entry.id });
    const words = h("span", {}, h("b", { class: "number" }, entry.number ?? "—"), " ", entry.text);
    return { box, row: h("label", { class: "choice" }, box, words) };
  });

  function chosen() {
    return boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  }

  function tell() {
    total.textContent = t("{count} of {all} entries go to the new theme.", {
      count: count(chosen().length),
      all: count(entries.length),
    });
  }

  function finish() {
    if (!chosen().length) {
      trouble.textContent = t("Choose the entries that go to the new theme.");
      boxes[0]?.box.focus();
    } else if (!title.value().trim()) {
      trouble.textContent = t("A theme needs a title.");
      title.focus();
    } else {
      split(new Set(chosen()), title.value());
      close();
    }
  }

  tell();
  const element = h(
    "div",
    { class: "editor theme-split", onkeydown: (event) => keys(event, finish, close) },
    h("h3", {}, t("Take a part out of “{title}”", { title: theme.title })),
    h("p", { class: "hint" }, t("Each entry that you choose moves to the new theme. You can take it back at any time.")),
    title.element,
    entries.length
      ? h(
          "fieldset",
          { class: "choices", onchange: tell },
          h("legend", {}, t("Entries")),
          boxes.map(({ row }) => row),
        )
      : h("p", { class: "empty" }, t("This theme has no entry yet.")),
    total,
    trouble,
    h(
      "div",
      { class: "acts" },
      button(t("Take it out"), finish, { class: "primary" }),
      button(t("Cancel"), close),
    ),
  );
  return { element, focus: title.focus };
}
