// Changing or withdrawing an entry in its place in the list.

import { button, fill, h, uniqueName } from "./dom.js";
import { entryFields } from "./fields.js";
import { keys } from "./keys.js";

/** The fields of an entry, open for change; save(values) and cancel() end it. `draft` is what was typed before a reload. */
export function editor(context, item, { fieldOptions, draft, onDraft, save, cancel }) {
  const { t } = context;
  const fields = entryFields(context, fieldOptions);
  const notice = h("div", { class: "sc-notice", role: "status", hidden: true });
  fields.write({ ...item, ...draft });

  function finish() {
    const wrong = fields.check();
    if (wrong) {
      fields.complain(wrong.sentence, wrong.field);
      wrong.focus();
      return;
    }
    save(fields.read());
  }

  const form = h(
    "div",
    { class: "editor", onkeydown: (event) => keys(event, finish, cancel) },
    notice,
    fields.element,
    h(
      "div",
      { class: "acts" },
      button(t("Save the change"), finish, { class: "primary" }),
      button(t("Cancel"), cancel),
    ),
  );
  form.addEventListener("input", () => onDraft(fields.read()));
  form.addEventListener("change", () => onDraft(fields.read()));
  return {
    element: form,
    focus: () => fields.text.focus(),
    /** Somebody else changed the entry while it is open here: say so, and show their words. */
    changed(theirs) {
      fill(
        notice,
        h("p", {}, t("{author} changed this entry meanwhile to:", { author: theirs.author || t("Someone") })),
        h("blockquote", {}, theirs.text),
        h("p", {}, t("If you save, both wordings are kept and someone chooses between them.")),
      );
      notice.hidden = false;
    },
  };
}

/** Asks why an entry is withdrawn; nothing is withdrawn without a reason. */
export function withdrawing({ t }, { save, cancel }) {
  const name = uniqueName("reason");
  const usual = [t("Recorded twice"), t("Typed by mistake"), t("The speaker took it back")];
  const input = h("input", {
    id: name,
    type: "text",
    maxlength: 300,
    list: `${name}-list`,
    "aria-describedby": `${name}-trouble`,
  });
  const trouble = h("p", { id: `${name}-trouble`, class: "trouble", role: "alert" });

  function finish() {
    if (!input.value.trim()) {
      trouble.textContent = t("Say why this entry is withdrawn.");
      input.focus();
      return;
    }
    save(input.value);
  }

  const element = h(
    "div",
    { class: "editor", onkeydown: (event) => keys(event, finish, cancel) },
    h("label", { for: name }, t("Why is it withdrawn?")),
    input,
    h(
      "datalist",
      { id: `${name}-list` },
      usual.map((reason) => h("option", { value: reason })),
    ),
    trouble,
    h(
      "p",
      { class: "hint" },
      t("A withdrawn entry stays in the record with its reason and is not reported."),
    ),
    h(
      "div",
      { class: "acts" },
      button(t("Withdraw"), finish, { class: "primary danger" }),
      button(t("Cancel"), cancel),
    ),
  );
  return { element, focus: () => input.focus(), changed() {} };
}
