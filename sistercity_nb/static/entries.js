// The list of a group's entries: newest first, searched, changed in place.

import { fold, h, uniqueName } from "./dom.js";
import { editor, withdrawing } from "./edit.js";
import { count } from "./i18n.js";
import { showHistory } from "./history.js";
import { GROUP_KINDS, PLENARY, PLENARY_KINDS, kindLabel } from "./labels.js";
import { entryRow } from "./row.js";
import { windowedList } from "./windowed.js";

/**
 * `{element, show(items), resume(slot, values), close}`. revise(item, body, parents, said) makes a revision,
 * discard(item) lets go of a refused one; drafts keeps what is typed into an open editor.
 */
export function entryList(context, { group, drafts, fieldOptions, revise, discard }) {
  const { t } = context;
  const folded = new WeakMap(); // item → its searched form, made once
  const open = new Map(); // id → the editor in that row
  const numbers = new Map();
  let all = [];

  const searchName = uniqueName("search");
  const kindName = uniqueName("kind-filter");
  const search = h("input", {
    id: searchName,
    type: "search",
    autocomplete: "off",
    placeholder: t("Number, words or province"),
    oninput: () => filter(),
  });
  const kinds = h(
    "select",
    { id: kindName, onchange: () => filter() },
    h("option", { value: "" }, t("All kinds")),
    (group === PLENARY ? PLENARY_KINDS : GROUP_KINDS).map((kind) =>
      h("option", { value: kind }, kindLabel(t, kind)),
    ),
    h("option", { value: "withdrawn" }, t("Withdrawn")),
    h("option", { value: "unsaved" }, t("Not saved yet")),
  );
  const total = h("p", { class: "total", role: "status" });
  const empty = h("p", { class: "empty" });
  const list = windowedList({ label: t("Entries of this group"), draw, onPinned: tellEditor });
  const element = h(
    "section",
    { class: "list" },
    h("div", { class: "list-head" }, h("h2", {}, t("Recorded")), total),
    h(
      "div",
      { class: "filters" },
      h("div", { class: "field" }, h("label", { for: searchName }, t("Search")), search),
      h("div", { class: "field" }, h("label", { for: kindName }, t("Show")), kinds),
    ),
    empty,
    list.element,
  );

  function draw(item) {
    return entryRow(context, item, { act, numberOf: (id) => numbers.get(id) ?? t("not sent yet") });
  }

  function show(items) {
    // Unsent ones have no place among the others yet: they are the newest.
    const order = (item) => (item.seq === Infinity ? 1 : 0);
    all = items.sort(
      (a, b) =>
        order(b) - order(a) || compare(b.created, a.created) || compare(b.number ?? "", a.number ?? ""),
    );
    numbers.clear();
    for (const item of all) numbers.set(item.id, item.number);
    filter();
  }

  function filter() {
    const words = fold(search.value.trim()).split(/\s+/).filter(Boolean);
    const shown = all.filter(
      (item) => open.has(item.id) || (fits(item) && words.every((word) => searched(item).includes(word))),
    );
    const reported = all.filter((item) => !item.withdrawn).length;
    total.textContent =
      shown.length === all.length
        ? t("{count} entries", { count: count(reported) })
        : t("{shown} of {count} entries", { shown: count(shown.length), count: count(all.length) });
    empty.textContent = all.length
      ? shown.length
        ? ""
        : t("Nothing matches the search.")
      : t("Nothing recorded in this group yet. The first sentence goes into the box.");
    empty.hidden = shown.length > 0;
    list.show(shown);
  }

  function fits(item) {
    if (kinds.value === "withdrawn") return item.withdrawn;
    if (kinds.value === "unsaved") return item.mark !== "saved";
    return !kinds.value || item.kind === kinds.value;
  }

  function searched(item) {
    if (!folded.has(item)) {
      const province = context.provinces.find(({ code }) => code === item.province);
      folded.set(item, fold(`${item.number ?? ""} ${item.text} ${province?.th ?? ""} ${province?.en ?? ""}`));
    }
    return folded.get(item);
  }

  function act(name, item) {
    if (name === "edit") edit(item);
    if (name === "withdraw")
      openIn(
        item,
        withdrawing(context, {
          save: (reason) =>
            done(item, () =>
              revise(item, { ...bodyOf(item), withdrawn: true, reason }, item.parents, t("withdrawn")),
            ),
          cancel: () => done(item),
        }),
      );
    if (name === "restore")
      revise(item, { ...bodyOf(item), withdrawn: false, reason: "" }, item.parents, t("put back"));
    if (name === "history")
      showHistory(context, item, (body, parents) => revise(item, bodyOf(body), parents, t("changed")));
    if (name === "discard" && confirm(t("Throw this refused entry away? It is not stored anywhere else.")))
      discard(item);
  }

  function edit(item, draft = null) {
    const parents = item.parents; // what the person sees now, not what arrives while they type
    openIn(
      item,
      editor(context, item, {
        fieldOptions,
        draft,
        onDraft: (values) => drafts.keep(`edit ${item.id}`, values),
        save: (values) =>
          done(item, () => revise(item, { ...bodyOf(item), ...values }, parents, t("changed"))),
        cancel: () => done(item),
      }),
    );
  }

  function openIn(item, form) {
    if (open.has(item.id)) return;
    open.set(item.id, { form, body: JSON.stringify(bodyOf(item)) });
    list.pin(item.id);
    filter(); // a row far from the window is drawn now that it is pinned
    const row = list.row(item.id);
    row.classList.add("is-open");
    row.append(form.element);
    form.focus();
  }

  /** Only other words than those the editor began with are news to whoever types in it. */
  function tellEditor(item) {
    const { form, body } = open.get(item.id);
    if (item.mark === "saved" && JSON.stringify(bodyOf(item)) !== body) form.changed(item);
  }

  function done(item, work = () => {}) {
    open.delete(item.id);
    drafts.keep(`edit ${item.id}`, null);
    work();
    list.unpin(item.id);
    list.row(item.id)?.querySelector("[data-act]")?.focus();
    filter();
  }

  return {
    element,
    show,
    /** Opens the editors that a reload interrupted, when their entries are there. */
    resume() {
      for (const slot of drafts.slots().filter((name) => name.startsWith("edit "))) {
        const item = all.find(({ id }) => id === slot.slice("edit ".length));
        if (item) edit(item, drafts.get(slot));
      }
    },
    busy: () => open.size > 0,
    close: list.close,
  };
}

/** The fields of a revision's body out of a state, an item or an older body. */
export function bodyOf({
  group,
  kind,
  text,
  province,
  guideline,
  answers,
  release,
  withdrawn,
  reason,
  simulated,
}) {
  return {
    group,
    kind,
    text,
    province,
    guideline,
    answers: answers ?? [],
    release,
    withdrawn: Boolean(withdrawn),
    reason: reason ?? "",
    simulated: Boolean(simulated),
  };
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
