// Revisions that the server has not acknowledged yet. Each is kept on this device and sent again until the server
// answers; the server stores an id once, so sending twice is harmless and not sending is the only danger.

import { uuid } from "./ids.js";

const FIRST_WAIT = 500; // ms before a failed send is repeated; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;
const BATCH = 50; // revisions a request
const ORPHAN = 4000; // ms after which a row that another tab has not got through is sent from here too

/**
 * The outbox of one scope (server, workshop and group), shared by all tabs of this device.
 * A row is {id, scope, record, type, parents, author, body, made, order, tab, state: "waiting"|"refused", reason, field}.
 * onSaved(row, result) is called when the server has answered "saved"; onChange() whenever rows or status change.
 */
export async function openOutbox({ api, storage, scope, onSaved = () => {}, onChange = () => {} }) {
  const rows = new Map();
  const tab = uuid();
  const tabs =
    typeof BroadcastChannel === "function" ? new BroadcastChannel(`sistercity outbox ${scope}`) : null;
  const unstored = new Set(); // ids that are not in IndexedDB (yet): only this open page has them
  let order = 0;
  let sending = false;
  let closed = false;
  let wakeUp = () => {};
  let failure = null;
  let lastSaved = null;

  for (const row of await storage.read("unsent", scope)) rows.set(row.id, row);

  function inOrder() {
    return [...rows.values()].sort((a, b) => a.order - b.order);
  }

  function chain(record) {
    return inOrder().filter((row) => row.record === record);
  }

  /** Stores rows to put and ids to remove together; `also` lets a cleared draft go in the same transaction. */
  async function keep(put, remove, also = []) {
    for (const row of put) {
      rows.set(row.id, row);
      unstored.add(row.id);
    }
    for (const id of remove) rows.delete(id);
    onChange();
    try {
      await storage.write([
        ...put.map((row) => ({ store: "unsent", put: row })),
        ...remove.map((id) => ({ store: "unsent", remove: id })),
        ...also,
      ]);
      for (const row of put) unstored.delete(row.id);
      tabs?.postMessage({ changed: true });
    } catch {
      // They stay in `unstored`: still sent from this page, and the person is told not to close it.
    }
    for (const id of remove) unstored.delete(id);
    onChange();
  }

  function row({ record, type, parents, author, body }) {
    order = Math.max(order + 1, Date.now() * 1000);
    return {
      id: uuid(),
      scope,
      record,
      type,
      parents,
      author,
      body,
      tab,
      order,
      made: new Date().toISOString(),
      state: "waiting",
      reason: "",
      field: null,
    };
  }

  /** Takes a revision in hand and sends it; its promise settles when it is on this device's disk. */
  function add(revision, also = []) {
    const mine = row(revision);
    const kept = keep([mine], [], also); // storing and sending start together: either one saves it
    send();
    return { row: mine, kept };
  }

  /** A refused entry as the person has mended it: one new revision in place of what was refused. */
  function mend(revision, also = []) {
    const old = chain(revision.record);
    const mine = row({ ...revision, parents: old[0]?.parents ?? revision.parents });
    const kept = keep(
      [mine],
      old.map((known) => known.id),
      also,
    );
    send();
    return { row: mine, kept };
  }

  /** Lets go of what the server refused, because the person says so. */
  function discard(record) {
    return keep(
      [],
      chain(record).map((known) => known.id),
    );
  }

  /** The next rows to send: the oldest of each record, unless an earlier one of that record was refused. */
  function batch() {
    const chosen = [];
    const seen = new Set();
    const now = Date.now();
    for (const waiting of inOrder()) {
      const first = !seen.has(waiting.record);
      seen.add(waiting.record);
      const ours = waiting.tab === tab || now - Date.parse(waiting.made) > ORPHAN;
      if (first && ours && waiting.state === "waiting" && chosen.length < BATCH) chosen.push(waiting);
    }
    return chosen;
  }

  async function send() {
    if (sending || closed) return;
    sending = true;
    let wait = FIRST_WAIT;
    let size = BATCH;
    for (let next = batch(); next.length && !closed; next = batch()) {
      try {
        next = next.slice(0, size);
        const { results } = await api.post("api/revisions", { revisions: next.map(onTheWire) });
        failure = null;
        wait = FIRST_WAIT;
        await settle(next, results);
      } catch (reason) {
        if (reason.kind === "refused" && next.length === 1) {
          await settle(next, [
            { id: next[0].id, status: "refused", field: reason.field, reason: reason.message },
          ]);
          continue;
        }
        if (reason.kind === "refused" && size > 1) {
          size = 1; // the request as a whole was refused: one by one shows which revision it is
          continue;
        }
        failure = reason;
        onChange();
        if (await pause(wait)) wait = FIRST_WAIT;
        else wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    sending = false;
    if (!closed && inOrder().some((waiting) => waiting.state === "waiting" && waiting.tab !== tab))
      setTimeout(send, ORPHAN);
  }

  async function settle(sent, results) {
    const answers = new Map(results.map((result) => [result.id, result]));
    const saved = [];
    const refused = [];
    for (const known of sent) {
      const result = answers.get(known.id);
      if (result?.status === "saved") saved.push([known, result]);
      else if (result?.status === "refused" && rows.has(known.id)) {
        refused.push({
          ...known,
          state: "refused",
          reason: result.reason ?? "",
          field: result.field ?? null,
        });
      }
    }
    if (!saved.length && !refused.length)
      throw Object.assign(new Error("no result for what was sent"), { kind: "server" });
    tellSaved(saved);
    tabs?.postMessage({ saved });
    await keep(
      refused,
      saved.map(([known]) => known.id),
    );
  }

  function tellSaved(saved) {
    for (const [known, result] of saved) {
      rows.delete(known.id);
      if (!lastSaved || result.at > lastSaved) lastSaved = result.at;
      onSaved(known, result);
    }
  }

  /** Waits, but not when the line has come back meanwhile; true when woken. */
  function pause(wait) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), wait);
      wakeUp = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Sends at once what waits: the line is back. */
  function retry() {
    wakeUp();
    send();
  }

  async function fromOtherTabs({ data }) {
    if (data.saved) tellSaved(data.saved);
    if (data.changed) {
      const stored = await storage.read("unsent", scope);
      const ids = new Set(stored.map((known) => known.id));
      for (const known of stored) if (!rows.has(known.id)) rows.set(known.id, known);
      for (const known of stored) if (known.state === "refused") rows.set(known.id, known);
      for (const id of [...rows.keys()]) if (!ids.has(id) && !unstored.has(id)) rows.delete(id);
      setTimeout(send, ORPHAN);
    }
    onChange();
  }

  function status() {
    const all = [...rows.values()];
    return {
      waiting: all.filter((known) => known.state === "waiting").length,
      refused: all.filter((known) => known.state === "refused").length,
      lastSaved,
      failure, // a RequestFailed while the last attempt failed
      storage: storage.state(),
      unstored: [...unstored].filter((id) => rows.has(id)).length,
    };
  }

  if (tabs) tabs.onmessage = fromOtherTabs;
  addEventListener("online", retry);
  for (const known of rows.values()) known.tab = tab; // what an earlier page left is ours to send
  send();

  return {
    add,
    mend,
    discard,
    chain,
    retry,
    status,
    rows: inOrder,
    close() {
      closed = true;
      wakeUp();
      tabs?.close();
      removeEventListener("online", retry);
    },
  };
}

function onTheWire({ id, record, type, parents, author, body }) {
  return { id, record, type, parents, author, body };
}
