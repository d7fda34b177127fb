// Recording what is said: the form, the outbox behind it, and the group's list. The same on a page and in a notebook.

import { composer } from "./composer.js";
import { atOnce, button, fill, h, soon } from "./dom.js";
import { openDrafts } from "./drafts.js";
import { bodyOf, entryList } from "./entries.js";
import { fitBelow } from "./fit.js";
import { host } from "./host.js";
import { uuid } from "./ids.js";
import { groupName } from "./labels.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { sessionBar } from "./session.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";

const RECENT = 6; // provinces offered first
const ANSWERED = 60; // ms in which the server mostly answers: a row drawn then is drawn once, as saved
const WANTED = ["entry", "session"]; // of this group

/** Mounts the recording form of options.group into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["list.css", "session.css", "capture.css"], start);
}

async function start(context) {
  const { element, base, api, t, say, workshop, options, closers } = context;
  const group = options.group || workshop.groups[0].id;

  let ready = false; // the outbox may speak before the form exists
  const made = new Set(); // ids of the records and revisions that this device got through while the page is open
  const storage = await openStorage();
  // One browser may speak to several servers of a hub and several groups: none may see the other's unsent entries.
  const scope = `${base} ${workshop.id} ${group}`;
  const redraw = atOnce(draw);
  const redrawSoon = soon(draw, ANSWERED);
  const mirror = openMirror(redraw);
  const [outbox, drafts] = await Promise.all([
    openOutbox({ api, storage, scope, onChange: changed, onSaved: saved }),
    openDrafts({ storage, scope, onChange: soon(showStatus, 100) }),
  ]);
  const book = openBook(mirror, outbox);
  const own = `&group=${encodeURIComponent(group)}`;
  let items = [];
  let line = true;
  let trouble = null; // why there is no line, where the server says so
  let loaded = false; // just now, so that edits cut short by a reload are to be opened
  let last = null; // what an undo takes back

  const fieldOptions = {
    group,
    used: usedProvinces,
    problems: () => items.filter((item) => item.kind === "problem" && !item.withdrawn),
  };
  const status = statusLine(context, { onRetry: outbox.retry, onShow: () => list.only("unsaved") });
  const recorder = recorderField(context);
  const undo = h("div", { class: "undo" });
  const refusedThemes = h("div", { class: "refused-themes" });
  const session = sessionBar(context, { group, book, outbox, author: recorder.value });
  const list = entryList(context, {
    group,
    drafts,
    fieldOptions,
    revise,
    discard: (item) => outbox.discard(item.id),
    me: recorder.value,
    made,
  });

  const form = composer(context, {
    group,
    fieldOptions,
    drafts,
    store,
    show: list.reveal,
    foot: undo,
    last: recorder.element,
  });
  const column = h(
    "div",
    { class: "capture-form" },
    status.element,
    session.note,
    refusedThemes,
    form.element,
  );
  fill(
    element,
    h(
      "div",
      { class: "capture", onkeydown: form.shortcut },
      options.page
        ? null
        : h("p", { class: "which" }, h("b", {}, groupName(t, workshop, group)), " ", groupTitle()),
      session.element,
      column,
      list.element,
    ),
  );
  if (options.page) closers.push(fitBelow(column));

  form.start();
  // A telephone would answer with its keyboard, over half of the form.
  if (options.page && matchMedia("(pointer: fine)").matches) form.text.focus({ preventScroll: true });

  if (options.page) nameThePage();

  function nameThePage() {
    const heading = document.querySelector("h1");
    const name = `${heading.textContent}: ${groupName(t, workshop, group)}`;
    fill(heading, name, h("small", {}, groupTitle()));
    document.title = document.title.replace(/^[^·]*/, `${name} `);
  }

  function groupTitle() {
    const known = workshop.groups.find(({ id }) => id === group);
    return known ? say(known.title) : "";
  }

  function usedProvinces() {
    const codes = new Set();
    for (const item of items) {
      if (item.province && !item.withdrawn) codes.add(item.province);
      if (codes.size === RECENT) break;
    }
    return codes;
  }

  /**
   * Records what the form gives, [{values, themes, answers}], in one go; `answers` are the places of others before it,
   * `also` the drafts that change with it.
   */
  function store(given, also) {
    const made = [];
    for (const { values, themes, answers = [] } of given) {
      const body = { group, ...values, withdrawn: false, reason: "" };
      if (answers.length) body.answers = answers.map((place) => made[place].record);
      made.push({ record: uuid(), body, themes });
    }
    const author = recorder.value();
    const coding = (entry, theme) => ({
      record: `${entry}:${theme}`,
      type: "coding",
      parents: [],
      author,
      body: { entry, theme, decision: "accepted", suggested: true },
      after: entry,
    });
    const revisions = made.flatMap(({ record, body, themes }) => [
      { record, type: "entry", parents: [], author, body },
      ...themes.map((theme) => coding(record, theme)),
    ]);
    const { mine } = outbox.addAll(revisions, also);
    for (const one of made) one.parents = [mine.find(({ record }) => record === one.record).id];
    const said = made.length > 1 ? t("{count} entries added", { count: made.length }) : t("added");
    offerUndo({ record: made.at(-1).record, many: made.length > 1, said, back: () => takeBack(made) });
  }

  function revise(item, body, parents, said) {
    const before = bodyOf(item);
    const revision = { record: item.id, type: "entry", parents, author: recorder.value(), body };
    if (item.mark === "refused") {
      outbox.mend(revision);
      return;
    }
    const { row } = outbox.add(revision);
    // Undoing changes what was made here; what somebody else has made of it since is theirs, and shown beside it.
    offerUndo({ record: item.id, said, back: () => again(item.id, before, [row.id]) });
  }

  /** Undoing an addition withdraws it, since nothing is erased, and gives the words back to the person. */
  function takeBack(made) {
    const reason = t("Undone by the recorder");
    for (const { record, body, parents } of made)
      again(record, { ...body, withdrawn: true, reason }, parents);
    form.give(made.map(({ body, themes }) => ({ ...body, themes })));
  }

  function again(record, body, parents) {
    outbox.add({ record, type: "entry", parents, author: recorder.value(), body });
  }

  function offerUndo(action) {
    last = action;
    drawUndo();
  }

  function drawUndo() {
    const item = last && items.find(({ id }) => id === last.record);
    const label =
      item && item.mark !== "refused" && !item.conflict
        ? t("Undo: {what}", { what: `${(!last.many && item.number) || ""} ${last.said}`.trim() })
        : "";
    if (undo.textContent === label) return; // a button replaced under a finger is a press lost
    fill(
      undo,
      label &&
        button(
          label,
          () => {
            const { back } = last;
            last = null;
            back();
            drawUndo();
          },
          { class: "link" },
        ),
    );
  }

  /** A theme that the server refused has no row in the list to be mended in. */
  function drawRefusedThemes() {
    const rows = outbox.rows().filter(({ type, state }) => type === "coding" && state === "refused");
    if (rows.length === refusedThemes.childElementCount) return;
    const numbered = ({ after }) => items.find(({ id }) => id === after)?.number ?? t("not sent yet");
    fill(
      refusedThemes,
      rows.map((row) =>
        h(
          "p",
          { class: "trouble" },
          t("The theme of {number} was refused: {reason}", { number: numbered(row), reason: row.reason }),
          " ",
          button(t("Throw away"), () => outbox.discard(row.record), { class: "link" }),
        ),
      ),
    );
  }

  function saved(row, result) {
    if (row.type === "coding") return; // its place is the page of the themes
    made.add(row.id).add(row.record);
    mirror.apply(row.type, [toldState(row, result, mirror.get(row.type, row.record))], { told: true });
  }

  function draw() {
    if (!ready) return;
    items = book.items("entry");
    list.show(items);
    form.follow(items);
    form.learn(book.items("theme"));
    form.refresh();
    drawUndo();
    drawRefusedThemes();
    session.draw();
    showStatus();
    if (loaded) list.resume();
    loaded = false; // once: what is opened later is the person's own doing
  }

  function changed() {
    showStatus(); // its word must be true at once; the list may take a moment longer
    redrawSoon();
  }

  function showStatus() {
    if (!ready) return;
    status.show(outbox.status(), { draftDirty: drafts.dirty(), line, trouble });
  }

  function warn(event) {
    const { waiting, refused, unstored } = outbox.status();
    if (waiting || refused || unstored || drafts.dirty() || drafts.unsent()) event.preventDefault();
  }

  addEventListener("beforeunload", warn);
  closers.push(
    () => removeEventListener("beforeunload", warn),
    redraw.cancel,
    redrawSoon.cancel,
    outbox.close,
    drafts.close,
    list.close,
    form.close,
    session.close,
    keepCurrent(api, mirror, [["entry", own], ["session", own], ["theme", ""]], {
      wants: (type, state) => type === "theme" || (WANTED.includes(type) && state.group === group),
      onLine(open, failure = null) {
        line = open;
        trouble = failure;
        if (open) outbox.retry();
        showStatus();
      },
      onLoaded() {
        loaded = true;
        redraw();
      },
    }),
  );
  ready = true;
  draw();
}
