// The list of a group's entries: newest first, searched, changed in place.

import { showConflict } from "./conflict.js";
import { button, fill, h } from "./dom.js";
import { editor, withdrawing } from "./edit.js";
import { entryFilters } from "./filters.js";
import { count } from "./i18n.js";
import { showHistory } from "./history.js";
import { entryRow } from "./row.js";
import { windowedList } from "./windowed.js";

const SPEAK = 800; // ms without a change of the filters before their result is spoken
const NAMED = 3; // entries with two wordings that are named one by one

/**
 * `{element, show(items), only(state), reveal(id), resume(), busy(), close()}`; items are the book's.
 * revise(item, body, parents, said) makes a revision, discard(item) lets go of a refused one; drafts keeps what is typed
 * into an open editor; me() is the recorder's name; made has the ids of what this device has got through.
 */
export function entryList(context, { group, drafts, fieldOptions, revise, discard, me, made, words = {} }) {
  const { t } = context;
  const {
    title = t("Recorded"),
    none = t("Nothing recorded in this group yet. The first sentence goes into the box."),
  } = words;
  const open = new Map(); // id → the editor in that row
  let all = [];
  let numbers = null; // id → number, made when a row asks for one
  let timer = 0;

  const own = (item) =>
    item.mark !== "saved" || made.has(item.id) || (me().trim() !== "" && item.author === me());
  const filters = entryFilters(context, { group, own, onChange: refilter });
  const total = h("p", { class: "total" });
  const spoken = h("p", { class: "unseen", role: "status" });
  const clashes = h("div", { class: "clashes", role: "status" });
  const empty = h("p", { class: "empty" });
  const list = windowedList({ label: t("Entries of this group"), draw, onPinned: tellEditor });
  const element = h(
    "section",
    { class: "list" },
    h("div", { class: "list-head" }, h("h2", {}, title), total, spoken),
    clashes,
    filters.element,
    empty,
    list.element,
  );

  function draw(item) {
    return entryRow(context, item, { act, numberOf });
  }

  function numberOf(id) {
    numbers ??= new Map(all.map((item) => [item.id, item.number]));
    return numbers.has(id) ? numbers.get(id) ?? t("not sent yet") : t("an entry that is not in this list");
  }

  function show(items) {
    if (items === all) return;
    if (items.length > 2 * all.length) setTimeout(() => filters.warm(items));
    all = items;
    numbers = null;
    filter();
    warn();
  }

  function refilter() {
    filter();
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = total.textContent), SPEAK);
  }

  function filter() {
    const shown = filters.active() ? filters.pick(all, open) : all;
    let reported = 0;
    for (const item of all) if (!item.withdrawn) reported += 1;
    const said =
      shown === all
        ? t("{count} entries", { count: count(reported) })
        : t("{shown} of {count} entries", { shown: count(shown.length), count: count(all.length) });
    if (total.textContent !== said) total.textContent = said;
    empty.hidden = shown.length > 0;
    if (!shown.length)
      empty.textContent = all.length
        ? t("Nothing matches the search.")
        : none;
    list.show(shown);
  }

  /** Entries with two wordings are named above the list until somebody has chosen, whoever wrote them. */
  function warn() {
    const found = all.filter((item) => item.conflict && item.mark === "saved");
    const signature = found.map(({ id, heads }) => `${id} ${heads}`).join();
    if (clashes.dataset.shown === signature) return; // a button replaced under a finger is a press lost
    clashes.dataset.shown = signature;
    const named = found.slice(0, NAMED).map((item) =>
      h(
        "p",
        { "data-clash": item.id },
        item.heads.some((head) => made.has(head))
          ? t("{number}: someone else changed it at the same time as you. Both wordings are kept.", {
              number: item.number,
            })
          : t("{number}: two people changed it at the same time. Both wordings are kept.", {
              number: item.number,
            }),
        " ",
        button(t("Compare and choose"), () => act("choose", item), { class: "link" }),
      ),
    );
    const more = found.length - named.length;
    const rest = button(t("{count} more", { count: more }), () => only("conflict"), { class: "link" });
    fill(clashes, named, more > 0 && h("p", {}, rest));
  }

  function act(name, item) {
    if (name === "edit") edit(item);
    if (name === "withdraw") withdraw(item);
    if (name === "restore")
      revise(item, { ...bodyOf(item), withdrawn: false, reason: "" }, item.parents, t("put back"));
    if (name === "history") showHistory({ ...context, numberOf }, item, stands(item));
    if (name === "choose")
      showConflict({ ...context, numberOf }, item, {
        mine: (id) => made.has(id),
        write: (body, done) => joined(item, body, done),
        choose: stands(item),
      });
    if (name === "discard" && confirm(t("Throw this refused entry away? It is not stored anywhere else.")))
      discard(item);
  }

  /** What makes a wording out of the history the newest one. */
  function stands(item) {
    return (body, parents) => {
      drafts.keep(`join ${item.id}`, null);
      revise(item, bodyOf(body), parents, t("changed"));
    };
  }

  /** The fields of a wording made out of two. */
  function joined(item, body, done) {
    const slot = `join ${item.id}`;
    const form = editor(context, body, {
      fieldOptions,
      draft: drafts.get(slot),
      onDraft: (values) => drafts.keep(slot, values),
      save: (values) => done({ ...body, ...values }),
      cancel() {
        drafts.keep(slot, null);
        form.element.remove();
      },
    });
    return form;
  }

  function edit(item, draft = null) {
    const parents = draft?.parents ?? item.parents; // what the person saw, not what arrives while they type
    const slot = `edit ${item.id}`;
    const form = editor(context, item, {
      fieldOptions,
      draft,
      onDraft: (values) => drafts.keep(slot, { ...values, parents }),
      save: (values) =>
        done(item, slot, () => revise(item, { ...bodyOf(item), ...values }, parents, t("changed"))),
      cancel: () => done(item, slot),
    });
    openIn(item, form);
    if (draft && String(parents) !== String(item.parents)) form.changed(item);
  }

  function withdraw(item, draft = null) {
    const slot = `withdraw ${item.id}`;
    const { parents } = item;
    const form = withdrawing(context, {
      draft,
      onDraft: (values) => drafts.keep(slot, values),
      save: (reason) =>
        done(item, slot, () =>
          revise(item, { ...bodyOf(item), withdrawn: true, reason }, parents, t("withdrawn")),
        ),
      cancel: () => done(item, slot),
    });
    openIn(item, form);
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

  function done(item, slot, work = () => {}) {
    open.delete(item.id);
    drafts.keep(slot, null);
    work();
    list.unpin(item.id);
    list.row(item.id)?.querySelector("[data-act]")?.focus();
    filter();
  }

  function only(state) {
    filters.set({ state });
    element.scrollIntoView();
  }

  return {
    element,
    show,
    only,
    /** Brings an entry into sight, whatever is searched for, and gives it the focus. */
    reveal(id) {
      if (!list.has(id)) filters.set({});
      list.reveal(id);
    },
    /** Opens the editors that a reload interrupted, when their entries are there. */
    resume() {
      for (const slot of drafts.slots()) {
        const [what, id] = slot.split(" ");
        const item = id && all.find((known) => known.id === id);
        if (item && what === "edit") edit(item, drafts.get(slot));
        if (item && what === "withdraw") withdraw(item, drafts.get(slot));
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
  severity,
  cause,
  owner,
  due,
  budget,
  card,
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
    severity: severity ?? null,
    cause: cause ?? "",
    owner: owner ?? "",
    due: due ?? "",
    budget: budget ?? "",
    card: card ?? null,
    answers: answers ?? [],
    release,
    withdrawn: Boolean(withdrawn),
    reason: reason ?? "",
    simulated: Boolean(simulated),
  };
}
