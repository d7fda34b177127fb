// Which entries the page of themes shows, and in what order: the filters, and rows that stay the same object until
// something in them changes.

import { fold, h, soon, uniqueName } from "./dom.js";
import { PLENARY, groupName } from "./labels.js";

/**
 * `{element, coder(), pick(theme id or null), reorder(), row(entry, decided), inOrder(rows, queue), after(id, by)}`;
 * onChange() tells that the list is to be drawn anew. `extra` stands behind the filters.
 */
export function worklist({ t, workshop }, { onChange, extra }) {
  let order = null; // ids as first put in order: rows must not jump away under the hand of who decides
  let chosenTheme = null;
  const rows = new Map(); // id → {signature, row}

  const show = select(
    t("Show"),
    [
      ["uncoded", t("Not decided yet")],
      ["suggested", t("With suggestions")],
      ["coded", t("With a theme")],
      ["all", t("All")],
    ],
    reorder,
  );
  const group = select(
    t("Group"),
    [
      ["", t("All groups")],
      ...[...workshop.groups.map(({ id }) => id), PLENARY].map((id) => [id, groupName(t, workshop, id)]),
    ],
    reorder,
  );
  const coder = select(
    t("Whose decisions"),
    [
      ["", t("Those that count")],
      ...["a", "b", "c"].map((id) => [id, t("Coder {letter}, blind", { letter: id.toUpperCase() })]),
    ],
    reorder,
  );
  const search = h("input", {
    id: uniqueName("search"),
    type: "search",
    autocomplete: "off",
    placeholder: t("Number or words"),
    oninput: soon(reorder, 120),
  });
  const element = h(
    "div",
    { class: "filters" },
    h("div", { class: "field" }, h("label", { for: search.id }, t("Search")), search),
    show.element,
    group.element,
    coder.element,
    extra,
  );

  function reorder() {
    order = null;
    onChange();
  }

  /** What an entry's row shows; `decided` is {codings by theme, offers, themes, memos}. */
  function row(entry, { codings, offers, themes, memos }) {
    const usable = themes.filter((theme) => theme.state !== "retired");
    const title = new Map(themes.map((theme) => [theme.id, theme.title]));
    const decisions = Object.values(codings);
    const accepted = decisions.filter((coding) => coding.decision === "accepted");
    const offered = (coder.value() ? [] : offers).filter(
      ({ theme }) => !codings[theme] && usable.some(({ id }) => id === theme),
    );
    const others = usable.filter(({ id }) => codings[id]?.decision !== "accepted");
    const rejected = decisions.filter((coding) => coding.decision === "rejected");
    const part = (coding) => `${coding.theme} ${coding.mark} ${title.get(coding.theme)}`;
    const signature = [
      entry.seq,
      entry.mark,
      ...accepted.map(part),
      "|",
      ...rejected.map(part),
      "|",
      ...offered.map((offer) => `${offer.theme} ${title.get(offer.theme)} ${offer.reason} ${offer.confidence}`),
      "|",
      ...others.map((theme) => theme.title),
      "|",
      ...memos.map(({ text, mark }) => `${text} ${mark}`),
    ].join("\n");
    const known = rows.get(entry.id);
    if (known?.signature === signature) return known.row;
    const made = { ...entry, accepted, rejected, offered, others, memos, title: (id) => title.get(id) ?? id };
    rows.set(entry.id, { signature, row: made });
    return made;
  }

  function fits(candidate) {
    // Whoever searches for words wants to find them, decided on or not.
    const words = fold(search.value.trim()).split(/\s+/).filter(Boolean);
    if (words.length) return words.every((word) => fold(`${candidate.number ?? ""} ${candidate.text}`).includes(word));
    if (group.value() && candidate.group !== group.value()) return false;
    if (chosenTheme)
      return (
        candidate.accepted.some(({ theme }) => theme === chosenTheme) ||
        candidate.offered.some(({ theme }) => theme === chosenTheme)
      );
    return {
      uncoded: !candidate.accepted.length,
      suggested: candidate.offered.length > 0,
      coded: candidate.accepted.length > 0,
      all: true,
    }[show.value()];
  }

  /** First the undecided in the order of the machine's queue, then the rest of them, then what is decided. */
  function inOrder(all, queue) {
    const rank = (candidate) =>
      candidate.accepted.length ? queue.size + 1 : (queue.get(candidate.id) ?? queue.size);
    if (!order) {
      const fitting = all.filter(fits).sort((a, b) => rank(a) - rank(b) || (a.created < b.created ? -1 : 1));
      order = new Set(fitting.map(({ id }) => id));
    }
    const byId = new Map(all.map((candidate) => [candidate.id, candidate]));
    for (const candidate of all) if (!order.has(candidate.id) && fits(candidate)) order.add(candidate.id);
    return [...order].map((id) => byId.get(id)).filter(Boolean);
  }

  return {
    element,
    coder: coder.value,
    pick(theme) {
      chosenTheme = theme;
      reorder();
    },
    reorder,
    row,
    get: (id) => rows.get(id)?.row ?? null,
    inOrder,
    /** The id `by` places after `id`; undefined at the end. */
    after(id, by) {
      const ids = [...order];
      return ids[ids.indexOf(id) + by];
    },
  };
}

/** A labelled choice: `{element, value()}`. */
function select(label, options, onchange) {
  const name = uniqueName("select");
  const box = h(
    "select",
    { id: name, onchange },
    options.map(([value, text]) => h("option", { value }, text)),
  );
  return {
    element: h("div", { class: "field" }, h("label", { for: name }, label), box),
    value: () => box.value,
  };
}
