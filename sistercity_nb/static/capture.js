// Recording what is said: the form, the outbox behind it, and the group's list. The same on a page and in a notebook.

import { button, fill, h, soon } from "./dom.js";
import { openDrafts } from "./drafts.js";
import { bodyOf, entryList } from "./entries.js";
import { entryFields } from "./fields.js";
import { host } from "./host.js";
import { uuid } from "./ids.js";
import { keys } from "./keys.js";
import { groupName } from "./labels.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";

const RECENT = 6; // provinces offered first

/** Mounts the recording form of options.group into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["capture.css"], start);
}

async function start(context) {
  const { element, base, api, t, say, workshop, options, closers } = context;
  const group = options.group || workshop.groups[0].id;

  let ready = false; // the outbox may speak before the form exists
  const storage = await openStorage();
  // One browser may speak to several servers of a hub and several groups: none may see the other's unsent entries.
  const scope = `${base} ${workshop.id} ${group}`;
  const redraw = soon(draw);
  const mirror = openMirror(redraw);
  const outbox = await openOutbox({ api, storage, scope, onChange: redraw, onSaved: saved });
  const drafts = await openDrafts({ storage, scope, onChange: soon(showStatus, 100) });
  const book = openBook(mirror, outbox);
  let items = [];
  let line = true;
  let loaded = false; // just now, so that edits cut short by a reload are to be opened
  let last = null; // what an undo takes back

  const fieldOptions = {
    group,
    used: usedProvinces,
    problems: () => items.filter((item) => item.kind === "problem" && !item.withdrawn),
  };
  const form = entryFields(context, fieldOptions);
  const status = statusLine(context, { onRetry: outbox.retry });
  const recorder = recorderField(context);
  const undo = h("div", { class: "undo" });
  const list = entryList(context, {
    group,
    drafts,
    fieldOptions,
    revise,
    discard: (item) => outbox.discard(item.id),
  });

  const composer = h(
    "section",
    { class: "composer", "aria-label": t("New entry"), onkeydown: (event) => keys(event, add) },
    form.element,
    h(
      "div",
      { class: "acts" },
      button(t("Add"), add, { class: "primary add" }),
      h("span", { class: "hint keyhint" }, t("or Ctrl+Enter")),
      undo,
    ),
    recorder.element,
  );
  fill(
    element,
    h(
      "div",
      { class: "capture" },
      options.page
        ? null
        : h("p", { class: "which" }, h("b", {}, groupName(t, workshop, group)), " ", groupTitle()),
      h("div", { class: "capture-form" }, status.element, composer),
      list.element,
    ),
  );

  form.write({ ...drafts.get("compose") });
  for (const type of ["input", "change"])
    form.element.addEventListener(type, () => drafts.keep("compose", form.read()));
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

  function add() {
    const wrong = form.check();
    if (wrong) {
      form.complain(wrong.sentence, wrong.field);
      wrong.focus();
      return;
    }
    const values = form.read(); // text and click are read in one moment: nothing typed can travel separately
    const record = uuid();
    const body = { group, ...values, withdrawn: false, reason: "" };
    const kept = { kind: values.kind, province: values.province };
    outbox.add({ record, type: "entry", parents: [], author: recorder.value(), body }, [
      drafts.change("compose", { ...kept, text: "" }),
    ]);
    form.write(kept);
    form.text.focus();
    offerUndo({ record, said: t("added"), back: () => takeBack(record, body) });
  }

  function revise(item, body, parents, said) {
    const before = bodyOf(item);
    const revision = { record: item.id, type: "entry", parents, author: recorder.value(), body };
    if (item.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
    if (item.mark !== "refused") offerUndo({ record: item.id, said, back: () => again(item.id, before) });
  }

  /** Undoing an addition withdraws it, since nothing is erased, and gives the words back to the person. */
  function takeBack(record, body) {
    again(record, { ...body, withdrawn: true, reason: t("Undone by the recorder") });
    if (!form.text.value) {
      form.write(body);
      drafts.keep("compose", form.read());
    }
    form.text.focus();
  }

  function again(record, body) {
    const item = items.find(({ id }) => id === record);
    if (item) outbox.add({ record, type: "entry", parents: item.parents, author: recorder.value(), body });
  }

  function offerUndo(action) {
    last = action;
    drawUndo();
  }

  function drawUndo() {
    const item = last && items.find(({ id }) => id === last.record);
    const label =
      item && item.mark !== "refused" && !item.conflict
        ? t("Undo: {what}", { what: `${item.number ?? ""} ${last.said}`.trim() })
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

  function saved(row, result) {
    mirror.apply("entry", [toldState(row, result, mirror.get("entry", row.record))], { told: true });
  }

  function draw() {
    if (!ready) return;
    items = book.items("entry").filter((item) => item.group === group);
    list.show(items); // sorts them, newest first
    if (form.read().kind === "recommendation") refreshProblems();
    drawUndo();
    showStatus();
    if (loaded) list.resume();
    loaded = false; // once: what is opened later is the person's own doing
  }

  let problemCount = -1;
  function refreshProblems() {
    const now = fieldOptions.problems().length;
    if (now !== problemCount) form.refresh();
    problemCount = now;
  }

  function showStatus() {
    if (!ready) return;
    status.show(outbox.status(), { draftDirty: drafts.dirty(), line });
  }

  function warn(event) {
    const { waiting, refused, unstored } = outbox.status();
    if (waiting || refused || unstored || drafts.dirty()) event.preventDefault();
  }

  addEventListener("beforeunload", warn);
  closers.push(
    () => removeEventListener("beforeunload", warn),
    redraw.cancel,
    outbox.close,
    drafts.close,
    list.close,
    keepCurrent(api, mirror, [["entry", `&group=${encodeURIComponent(group)}`]], {
      wants: (type, state) => type === "entry" && state.group === group,
      onLine(open) {
        line = open;
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
