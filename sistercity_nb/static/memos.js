// Notes of the analysts on a theme or an entry. What is typed stays on this device until it is saved.

import { openDialog } from "./dialog.js";
import { button, fill, h, uniqueName } from "./dom.js";
import { moment } from "./i18n.js";
import { uuid } from "./ids.js";
import { keys } from "./keys.js";
import { remembered } from "./remembered.js";

/**
 * Opens the memos on the record `about`, which `name` calls by its name; keep(id, {about, text, withdrawn}) makes a
 * revision of one. Returns the dialog.
 */
export function showMemos(context, { about, name, memos }, keep) {
  const { t, base, workshop, language } = context;
  const draft = remembered(`sistercity memo ${base} ${workshop.id} ${about}`);
  const dialog = openDialog(context, t("Memos on {name}", { name }));
  const box = h("textarea", { id: uniqueName("memo"), rows: 4, oninput: () => draft.keep({ id: editing, text: box.value }) });
  const label = h("label", { for: box.id });
  const before = draft.value();
  let editing = before.id ?? null;
  box.value = before.text ?? "";

  function edit(memo) {
    editing = memo?.id ?? null;
    box.value = memo?.text ?? "";
    label.textContent = memo ? t("Change the memo") : t("New memo");
    box.focus();
  }

  function save() {
    if (!box.value.trim()) return box.focus();
    keep(editing ?? uuid(), { about, text: box.value, withdrawn: false });
    draft.forget();
    return dialog.close();
  }

  function known(memo) {
    const word = (text, work) => button(text, work, { class: "link" });
    return h(
      "li",
      {},
      h("p", { class: "words" }, memo.text),
      h(
        "p",
        { class: "hint" },
        moment(memo.at, language),
        " · ",
        memo.author || t("No name"),
        " ",
        word(t("Change"), () => edit(memo)),
        " ",
        word(t("Delete"), () => {
          keep(memo.id, { about, text: memo.text, withdrawn: true });
          dialog.close();
        }),
      ),
    );
  }

  label.textContent = editing ? t("Change the memo") : t("New memo");
  fill(
    dialog.content,
    memos.length ? h("ul", { class: "memos" }, memos.map(known)) : null,
    h(
      "div",
      { class: "field", onkeydown: (event) => keys(event, save) },
      label,
      box,
      h("p", { class: "hint" }, t("For the analysts; the report does not print it.")),
    ),
    h("div", { class: "acts" }, button(t("Save memo"), save, { class: "primary" })),
  );
  box.focus();
  return dialog;
}
