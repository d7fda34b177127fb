// Deciding on themes: the codebook on one side, the entries with what the system suggests on the other.
// A suggestion is marked as one until a person accepts or rejects it.

import { button, fill, fold, h, soon, uniqueName } from "./dom.js";
import { codebook, themeBody } from "./codebook.js";
import { agreementTable } from "./agreement.js";
import { codingRow } from "./coding.js";
import { readingPanel } from "./reading.js";
import { merging, takingBack } from "./recoding.js";
import { host } from "./host.js";
import { count } from "./i18n.js";
import { jobProgress, runJob } from "./jobs.js";
import { PLENARY, groupName } from "./labels.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";
import { windowedList } from "./windowed.js";

const BATCH = 10; // decisions after which the machine learns again

/** Mounts codebook and coding into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["themes.css"], start);
}

async function start(context) {
  const { element, base, api, t, workshop, closers } = context;
  let ready = false;
  const storage = await openStorage();
  const redraw = soon(draw);
  const mirror = openMirror(redraw);
  const outbox = await openOutbox({
    api,
    storage,
    scope: `${base} ${workshop.id} themes`,
    onChange: changed,
    onSaved: (row, result) =>
      mirror.apply(row.type, [toldState(row, result, mirror.get(row.type, row.record))], { told: true }),
  });
  const book = openBook(mirror, outbox);
  let suggestions = new Map(); // entry → [{theme, reason, origin, confidence}]
  let read = { queue: new Map(), fit: null, pairs: [] }; // what else the machine read; queue: entry → place
  let undecided = []; // what can be taken back: {entry, theme, before}
  let sinceRead = 0; // decisions since the machine last learnt
  let chosenTheme = null;
  let order = null; // ids as first put in order: rows must not jump away under the hand of who decides
  let line = true;
  let finding = null; // the row in whose box a theme is being typed: it is not drawn anew under the hand

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
  const agreement = agreementTable(context);
  const reading = readingPanel(context, {
    acceptAll(offers) {
      for (const { entry, theme } of offers) decide(entry, theme, "accepted", true);
    },
    pair(first, second, decision) {
      const id = `pairing:${first}:${second}`;
      const known = book.get("pairing", id);
      outbox.add({
        record: id,
        type: "pairing",
        parents: known?.conflict ? known.heads : (known?.parents ?? []),
        author: recorder.value(),
        body: { first, second, decision, simulated: false },
      });
    },
  });
  const searchName = uniqueName("search");
  const search = h("input", {
    id: searchName,
    type: "search",
    autocomplete: "off",
    placeholder: t("Number or words"),
    oninput: soon(reorder, 120),
  });
  const progress = h("p", { class: "total", role: "status" });
  const empty = h("p", { class: "empty" });
  const jobBox = h("div", { class: "job" });
  const mergedBox = h("div", {});
  const suggest = button(t("Suggest again"), refreshSuggestions);
  const recorder = recorderField(context);
  const status = statusLine(context, { onRetry: outbox.retry });
  const codes = codebook(context, {
    revise: reviseTheme,
    merge: mergeThemes,
    pick(id) {
      chosenTheme = id;
      reorder();
    },
  });
  const list = windowedList({
    label: t("Entries to decide on"),
    draw: (item) => codingRow(context, item, decide),
  });

  fill(
    element,
    h(
      "div",
      { class: "themes" },
      status.element,
      h(
        "div",
        { class: "themes-columns" },
        h("div", { class: "side" }, mergedBox, codes.element, recorder.element),
        h(
          "section",
          { class: "coding", "aria-label": t("Entries to decide on") },
          h("div", { class: "list-head" }, h("h2", {}, t("Entries")), progress),
          h(
            "div",
            { class: "filters" },
            h("div", { class: "field" }, h("label", { for: searchName }, t("Search")), search),
            show.element,
            group.element,
            coder.element,
            suggest,
          ),
          jobBox,
          reading.element,
          agreement.element,
          h(
            "p",
            { class: "hint" },
            t(
              "Keys, on an entry: 1–9 accept a suggestion, with Shift reject it; / finds a theme; ↓ ↑ go on and back; Z takes back.",
            ),
          ),
          empty,
          list.element,
        ),
      ),
    ),
  );

  function reviseTheme(id, body, parents, item) {
    const revision = { record: id, type: "theme", parents, author: recorder.value(), body };
    if (item?.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
  }

  function mergeThemes(from, into) {
    const codings = book.items("coding").filter(({ coder: blind, decision }) => !blind && decision !== "open");
    const made = merging(from, into, codings, themeBody).map(signed);
    outbox.addAll(made);
    const back = () => {
      outbox.addAll(takingBack(made, from.state, book.get).map(signed));
      fill(mergedBox);
    };
    fill(
      mergedBox,
      h(
        "p",
        { class: "sc-notice", role: "status" },
        t("“{from}” is now a part of “{into}”.", { from: from.title, into: into.title }),
        " ",
        button(t("Take it back"), back),
      ),
    );
  }

  function signed(revision) {
    const known = book.get(revision.type, revision.record);
    return {
      ...revision,
      parents: revision.parents.length ? revision.parents : (known?.parents ?? []),
      author: recorder.value(),
    };
  }

  function decide(entry, theme, decision, suggested) {
    const blind = coder.value();
    const id = [entry.id, theme, blind].filter(Boolean).join(":");
    const known = book.get("coding", id);
    const revision = {
      record: id,
      type: "coding",
      parents: known?.conflict ? known.heads : (known?.parents ?? []),
      author: recorder.value(),
      body: { entry: entry.id, theme, decision, suggested, coder: blind, simulated: false },
    };
    found();
    if (known?.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
    undecided.push({ entry, theme, before: known?.decision ?? "open" });
    if (!blind) learnSoon();
  }

  function find({ target }) {
    finding = target.closest(".entry").dataset.id;
    list.pin(finding);
  }

  function found() {
    if (finding) list.unpin(finding);
    finding = null;
  }

  function left() {
    if (!list.row(finding)?.contains(document.activeElement)) found();
  }

  /** Lets the machine learn from each batch of decisions, while the person goes on. */
  function learnSoon() {
    sinceRead += 1;
    if (sinceRead >= BATCH && !suggest.disabled) refreshSuggestions();
  }

  /** One key a decision, on the row that has the focus; letters by their place on the keyboard. */
  function key(event) {
    const node = event.target.closest(".entry[data-id]");
    if (!node || event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows.get(node.dataset.id)?.row;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const offer = digit ? row.offered[digit - 1] : null;
    if (offer) decide(row, offer.theme, event.shiftKey ? "rejected" : "accepted", true);
    else if (event.code === "Slash") node.querySelector("[data-act=add]").focus();
    else if (event.code === "ArrowDown" || event.code === "ArrowUp") step(row.id, event.code === "ArrowDown" ? 1 : -1);
    else if (event.code === "KeyZ" && undecided.length) {
      const { entry, theme, before } = undecided.pop();
      decide(entry, theme, before, false);
      undecided.pop();
    } else return;
    event.preventDefault();
  }

  function step(id, by) {
    const ids = [...order];
    const next = ids[ids.indexOf(id) + by];
    if (!next) return;
    list.reveal(next);
    list.row(next).querySelector("[data-act=row]").focus();
  }

  async function refreshSuggestions() {
    suggest.disabled = true;
    sinceRead = 0;
    try {
      const job = await runJob(api, "suggest", (now) => jobProgress(context, jobBox, now));
      if (job.state === "done") {
        fill(jobBox);
        await loadSuggestions();
        if (!element.contains(document.activeElement?.closest(".entry"))) reorder();
      }
    } catch (failure) {
      fill(jobBox, h("p", { class: "sc-notice bad", role: "alert" }, failure.message));
    }
    suggest.disabled = false;
  }

  async function loadSuggestions() {
    const { suggestions: all, queue, fit, pairs, agreement: agreed } = await api.get("api/suggestions");
    const found = new Map();
    for (const { entry, ...offer } of all) found.set(entry, [...(found.get(entry) ?? []), offer]);
    for (const offers of found.values()) offers.sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
    suggestions = found;
    read = { queue: new Map(queue.map((id, place) => [id, place])), fit, pairs };
    agreement.show(agreed);
    redraw();
  }

  function reorder() {
    order = null;
    redraw();
  }

  const rows = new Map(); // id → {signature, row}: a row stays the same object until something in it changes

  function draw() {
    if (!ready) return;
    const themes = book.items("theme");
    const decided = new Map(); // entry → {theme: coding}
    const counts = new Map();
    const blind = coder.value();
    for (const coding of book.items("coding")) {
      if ((coding.coder ?? "") !== blind || coding.decision === "open") continue;
      if (!decided.has(coding.entry)) decided.set(coding.entry, {});
      decided.get(coding.entry)[coding.theme] = coding;
      if (coding.decision === "accepted") counts.set(coding.theme, (counts.get(coding.theme) ?? 0) + 1);
    }
    const entries = book.items("entry").filter((entry) => !entry.withdrawn);
    const all = entries.map((entry) => rowOf(entry, decided.get(entry.id) ?? {}, themes));
    const coded = all.filter((row) => row.accepted.length).length;
    progress.textContent = t("{coded} of {count} entries have a theme", {
      coded: count(coded),
      count: count(all.length),
    });
    codes.show(themes, counts);
    list.show(inOrder(all));
    const known = new Map(all.map((row) => [row.id, row]));
    reading.show({
      fit: blind ? null : read.fit,
      offers: all.flatMap((row) =>
        row.accepted.length ? [] : row.offered.slice(0, 1).map((offer) => ({ ...offer, entry: row })),
      ),
      pairs: read.pairs.filter(
        ([first, second]) =>
          known.has(first) && known.has(second) && !["accepted", "rejected"].includes(decidedPair(first, second)),
      ),
      entries: known,
    });
    empty.textContent = all.length
      ? t("Nothing to decide here. Choose another filter.")
      : t("No entry has been recorded yet.");
    empty.hidden = list.element.childElementCount > 0;
    showStatus();
  }

  function changed() {
    showStatus(); // its word must be true at once; the rows may take a frame longer
    redraw();
  }

  function showStatus() {
    if (ready) status.show(outbox.status(), { line });
  }

  function decidedPair(first, second) {
    return book.get("pairing", `pairing:${first}:${second}`)?.decision;
  }

  function rowOf(entry, codings, themes) {
    const usable = themes.filter((theme) => theme.state !== "retired");
    const title = new Map(themes.map((theme) => [theme.id, theme.title]));
    const decisions = Object.values(codings);
    const accepted = decisions.filter((coding) => coding.decision === "accepted");
    const offered = (coder.value() ? [] : (suggestions.get(entry.id) ?? [])).filter(
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
    ].join("\n");
    const known = rows.get(entry.id);
    if (known?.signature === signature) return known.row;
    const row = { ...entry, accepted, rejected, offered, others, title: (id) => title.get(id) ?? id };
    rows.set(entry.id, { signature, row });
    return row;
  }

  function fits(row) {
    // Whoever searches for words wants to find them, decided on or not.
    const words = fold(search.value.trim()).split(/\s+/).filter(Boolean);
    if (words.length) return words.every((word) => fold(`${row.number ?? ""} ${row.text}`).includes(word));
    if (group.value() && row.group !== group.value()) return false;
    if (chosenTheme)
      return (
        row.accepted.some(({ theme }) => theme === chosenTheme) ||
        row.offered.some(({ theme }) => theme === chosenTheme)
      );
    return {
      uncoded: !row.accepted.length,
      suggested: row.offered.length > 0,
      coded: row.accepted.length > 0,
      all: true,
    }[show.value()];
  }

  /** First the undecided in the order of the machine's queue, then the rest of them, then what is decided. */
  function inOrder(all) {
    const last = read.queue.size;
    const rank = (row) => (row.accepted.length ? last + 1 : (read.queue.get(row.id) ?? last));
    if (!order) {
      const fitting = all.filter(fits).sort((a, b) => rank(a) - rank(b) || (a.created < b.created ? -1 : 1));
      order = new Set(fitting.map(({ id }) => id));
    }
    const byId = new Map(all.map((row) => [row.id, row]));
    for (const row of all) if (!order.has(row.id) && fits(row)) order.add(row.id);
    return [...order].map((id) => byId.get(id)).filter(Boolean);
  }

  list.element.addEventListener("keydown", key);
  list.element.addEventListener("input", find);
  list.element.addEventListener("focusout", soon(left));
  ready = true;
  closers.push(
    redraw.cancel,
    outbox.close,
    list.close,
    keepCurrent(
      api,
      mirror,
      [
        ["theme", ""],
        ["coding", ""],
        ["pairing", ""],
        ["entry", ""],
      ],
      {
        onLine(open) {
          line = open;
          if (open) outbox.retry();
          redraw();
        },
        onLoaded: () =>
          loadSuggestions()
            .catch(() => null)
            .then(reorder),
      },
    ),
  );

  function warn(event) {
    const { waiting, refused } = outbox.status();
    if (waiting || refused) event.preventDefault();
  }

  addEventListener("beforeunload", warn);
  closers.push(() => removeEventListener("beforeunload", warn));
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
