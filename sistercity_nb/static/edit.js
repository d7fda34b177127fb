// Changing or withdrawing an entry in its place in the list.

import { numberField } from "./cardnumber.js";
import { button, fill, h, uniqueName } from "./dom.js";
import { entryFields } from "./fields.js";
import { keys } from "./keys.js";

/** The fields of an entry, open for change; save(values) and cancel() end it. `draft` is what was typed before a reload. */
export function editor(context, item, { fieldOptions, draft, onDraft, save, cancel }) {
  const { t } = context;
  const fields = entryFields(context, fieldOptions);
  const notice = h("div", { class: "sc-notice", role: "status", hidden: true });
  let over = false; // a box that goes away reports a last change, which is no draft any more
  const card = item.card ? numberField(t) : null; // an entry that was never on paper is not asked for a number
  fields.write({ ...item, ...draft });
  card?.write(draft?.card ?? item.card);

  function typed() {
    return card ? { ...fields.read(), card: card.input.value } : fields.read();
  }

  function finish() {
    if (card && !card.value()) {
      card.complain();
      return;
    }
    const wrong = fields.check();
    if (wrong) {
      fields.complain(wrong.sentence, wrong.field);
      wrong.focus();
      return;
    }
    over = true;
    save(card ? { ...fields.read(), card: card.value() } : fields.read());
  }

  function giveUp() {
    over = true;
    cancel();
  }

  const form = h(
    "div",
    { class: "editor", onkeydown: (event) => keys(event, finish, giveUp) },
    notice,
    card?.element,
    fields.element,
    h(
      "div",
      { class: "acts" },
      button(t("Save the change"), finish, { class: "primary" }),
      button(t("Cancel"), giveUp),
    ),
  );
  for (const type of ["input", "change"])
    form.addEventListener(type, () => {
      if (!over) onDraft(typed());
    });
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

/** Asks why an entry is withdrawn; nothing is withdrawn without a reason. `draft` is what was typed before a reload. */
export function withdrawing({ t }, { draft, onDraft, save, cancel }) {
  const name = uniqueName("reason");
  const usual = [t("Recorded twice"), t("Typed by mistake"), t("The speaker took it back")];
  const input = h("input", {
    id: name,
    type: "text",
    maxlength: 300,
    list: `${name}-list`,
    "aria-describedby": `${name}-trouble`,
    oninput: () => onDraft({ text: input.value }),
  });
  input.value = draft?.text ?? "";
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
