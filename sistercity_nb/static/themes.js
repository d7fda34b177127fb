// Deciding on themes: the codebook on one side, the entries with what the system suggests on the other.
// A suggestion is marked as one until a person accepts or rejects it.

import { agreementTable } from "./agreement.js";
import { codebook } from "./codebook.js";
import { codingRow } from "./coding.js";
import { openDeciding } from "./deciding.js";
import { button, fill, h, soon } from "./dom.js";
import { host } from "./host.js";
import { count } from "./i18n.js";
import { jobProgress, runJob } from "./jobs.js";
import { showMemos } from "./memos.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";
import { trustPanel } from "./trust.js";
import { voicesPanel } from "./voices.js";
import { windowedList } from "./windowed.js";
import { worklist } from "./worklist.js";

const BATCH = 10; // decisions after which the machine learns again
const TYPES = ["theme", "coding", "pairing", "memo", "entry"];

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
  let read = { queue: new Map(), fit: null, pairs: [], agreement: [] }; // what else the machine read; queue: entry → place
  let sinceRead = 0; // decisions since the machine last learnt
  let line = true;
  let finding = null; // the row in whose box a theme is being typed: it is not drawn anew under the hand

  const recorder = recorderField(context);
  const suggest = button(t("Suggest again"), refreshSuggestions);
  const work = worklist(context, { onChange: redraw, extra: suggest });
  const deciding = openDeciding({ api, book, outbox, author: recorder.value, coder: work.coder, onCoded: learnSoon });
  const agreement = agreementTable(context, { settle: deciding.settle });
  const trust = trustPanel(context, { acceptAll: deciding.acceptAll });
  const voices = voicesPanel(context, { pair: deciding.pair });
  const progress = h("p", { class: "total", role: "status" });
  const empty = h("p", { class: "empty" });
  const jobBox = h("div", { class: "job" });
  const mergedBox = h("div", {});
  const status = statusLine(context, { onRetry: outbox.retry });
  const codes = codebook(context, {
    revise: deciding.theme,
    merge: mergeThemes,
    split: deciding.split,
    takeBack: deciding.takeBack,
    pick: work.pick,
    memo: (theme) => openMemos(theme.id, theme.title),
    entriesOf: (theme) =>
      book
        .items("entry")
        .filter(({ id, withdrawn }) => !withdrawn && book.get("coding", `${id}:${theme.id}`)?.decision === "accepted"),
  });
  const list = windowedList({
    label: t("Entries to decide on"),
    draw: (item) => codingRow(context, item, { decide, memo: () => openMemos(item.id, item.number ?? "—") }),
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
          work.element,
          jobBox,
          trust.element,
          voices.element,
          agreement.element,
          h(
            "p",
            { class: "hint" },
            t(
              "Keys, on an entry: 1–9 accept a suggestion, with Shift reject it; / finds a theme; M writes a memo; ↓ ↑ go on and back; Z takes back.",
            ),
          ),
          empty,
          list.element,
        ),
      ),
    ),
  );

  function mergeThemes(from, into) {
    deciding.merge(from, into);
    const back = () => {
      deciding.takeBack(from);
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

  function openMemos(about, name) {
    const memos = memosBy().get(about) ?? [];
    const { element: dialog } = showMemos(context, { about, name, memos }, deciding.memo);
    // The row may have been drawn anew meanwhile: the focus goes back to the one that is there now.
    dialog.addEventListener("close", () => list.row(about)?.querySelector("[data-act=memo]")?.focus());
  }

  function memosBy() {
    return grouped(
      book.items("memo").filter(({ withdrawn }) => !withdrawn),
      "about",
    );
  }

  function decide(entry, theme, decision, suggested) {
    found();
    deciding.code(entry.id, theme, decision, suggested);
  }

  function find({ target }) {
    finding = target.closest(".entry").dataset.id;
    list.pin(finding);
  }

  function found() {
    if (finding) list.unpin(finding);
    finding = null;
  }

  /** The focus has gone somewhere: typing has ended if that is outside the row. */
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
    const row = work.get(node.dataset.id);
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const offer = digit ? row.offered[digit - 1] : null;
    if (offer) decide(row, offer.theme, event.shiftKey ? "rejected" : "accepted", true);
    else if (event.code === "Slash") node.querySelector("[data-act=add]").focus();
    else if (event.code === "KeyM") openMemos(row.id, row.number ?? "—");
    else if (event.code === "ArrowDown" || event.code === "ArrowUp") step(row.id, event.code === "ArrowDown" ? 1 : -1);
    else if (event.code !== "KeyZ" || !deciding.back()) return;
    event.preventDefault();
  }

  function step(id, by) {
    const next = work.after(id, by);
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
        reorderUnderNobody();
      }
    } catch (failure) {
      fill(jobBox, h("p", { class: "sc-notice bad", role: "alert" }, failure.message));
    }
    suggest.disabled = false;
  }

  async function loadSuggestions() {
    const { suggestions: all, queue, ...more } = await api.get("api/suggestions");
    suggestions = grouped(all, "entry");
    for (const offers of suggestions.values()) offers.sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
    read = { queue: new Map(queue.map((id, place) => [id, place])), ...more };
    redraw();
  }

  /** A new order, unless somebody is on a row: it would go far away from under the hand. */
  function reorderUnderNobody() {
    if (!list.element.contains(document.activeElement)) work.reorder();
  }

  function draw() {
    if (!ready) return;
    const themes = book.items("theme");
    const memos = memosBy();
    const decided = new Map(); // entry → {theme: coding}
    const counts = new Map();
    const blind = work.coder();
    for (const coding of book.items("coding")) {
      if ((coding.coder ?? "") !== blind || coding.decision === "open") continue;
      if (!decided.has(coding.entry)) decided.set(coding.entry, {});
      decided.get(coding.entry)[coding.theme] = coding;
      if (coding.decision === "accepted") counts.set(coding.theme, (counts.get(coding.theme) ?? 0) + 1);
    }
    const all = book
      .items("entry")
      .filter((entry) => !entry.withdrawn)
      .map((entry) =>
        work.row(entry, {
          codings: decided.get(entry.id) ?? {},
          offers: suggestions.get(entry.id) ?? [],
          memos: memos.get(entry.id) ?? [],
          themes,
        }),
      );
    progress.textContent = t("{coded} of {count} entries have a theme", {
      coded: count(all.filter((row) => row.accepted.length).length),
      count: count(all.length),
    });
    codes.show(themes, counts, memos);
    list.show(work.inOrder(all, read.queue));
    showReading(all, themes, blind);
    empty.textContent = all.length
      ? t("Nothing to decide here. Choose another filter.")
      : t("No entry has been recorded yet.");
    empty.hidden = list.element.childElementCount > 0;
    showStatus();
  }

  /** What goes beyond one entry; whoever codes blind sees nothing of what others decided. */
  function showReading(all, themes, blind) {
    const entries = new Map(all.map((row) => [row.id, row]));
    trust.show({
      fit: blind ? null : read.fit,
      offers: all.flatMap((row) =>
        row.accepted.length ? [] : row.offered.slice(0, 1).map((offer) => ({ ...offer, entry: row })),
      ),
    });
    voices.show({
      pairs: read.pairs,
      decisions: book.items("pairing").map(({ first, second, decision }) => [first, second, decision]),
      entries,
    });
    agreement.show({ rows: read.agreement, codings: blind ? [] : book.items("coding"), themes, entries });
  }

  function changed() {
    showStatus(); // its word must be true at once; the rows may take a frame longer
    redraw();
  }

  function showStatus() {
    if (ready) status.show(outbox.status(), { line });
  }

  function warn(event) {
    const { waiting, refused } = outbox.status();
    if (waiting || refused) event.preventDefault();
  }

  list.element.addEventListener("keydown", key);
  list.element.addEventListener("input", find);
  list.element.addEventListener("focusout", soon(left));
  addEventListener("beforeunload", warn);
  ready = true;
  closers.push(
    redraw.cancel,
    outbox.close,
    list.close,
    () => removeEventListener("beforeunload", warn),
    keepCurrent(
      api,
      mirror,
      TYPES.map((type) => [type, ""]),
      {
        onLine(open) {
          line = open;
          if (open) outbox.retry();
          redraw();
        },
        onLoaded: () =>
          loadSuggestions()
            .catch(() => null)
            .then(reorderUnderNobody),
      },
    ),
  );
}

/** The items by their value of `name`. */
function grouped(items, name) {
  const found = new Map();
  for (const item of items) found.set(item[name], [...(found.get(item[name]) ?? []), item]);
  return found;
}
