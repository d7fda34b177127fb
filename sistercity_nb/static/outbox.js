// Revisions that the server has not acknowledged yet. Each is kept on this device and sent again until the server
// answers; the server stores an id once, so sending twice is harmless and not sending is the only danger.

import { uuid } from "./ids.js";
import { remembered } from "./remembered.js";
import { joinTabs } from "./tabs.js";

const FIRST_WAIT = 500; // ms before a failed send is repeated; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;
const BATCH = 50; // revisions a request
const CLEAR = { failure: null, since: null, next: null, hurried: false }; // a line on which nothing is wrong

/**
 * The outbox of one scope (server, workshop and group), shared by all tabs of this device.
 * A row is {id, scope, record, type, parents, author, body, after, made, order, tab, state: "waiting"|"refused", and of what
 * was refused reason, field and time}. onSaved(row, result) is called when the server has answered "saved", onChange()
 * whenever rows or status change.
 */
export async function openOutbox({ api, storage, scope, onSaved = () => {}, onChange = () => {} }) {
  const rows = new Map();
  const unstored = new Set(); // ids that are not in IndexedDB (yet): open pages have them, and writtenAhead()
  const gone = new Set(); // ids that another tab got through while this one was opening
  // How the last attempt of any tab went: {kind, message} while it failed, since when, and when the next one is.
  let line = { ...CLEAR, tried: null };
  let order = 0;
  let open = false; // when what this device keeps has been read
  let sending = false;
  let closed = false;
  let wakeUp = () => {};
  let lastSaved = null;

  const ahead = writtenAhead(scope);
  const [tabs, stored] = await Promise.all([
    joinTabs(`sistercity outbox ${scope}`, { hear, heir: send }),
    storage.read("unsent", scope),
  ]);
  const onDisk = new Set(stored.map(({ id }) => id));
  for (const row of [...stored, ...ahead.rows()]) {
    if (gone.has(row.id) || rows.has(row.id)) continue;
    take(row);
    if (!onDisk.has(row.id)) unstored.add(row.id);
  }
  open = true;

  function take(row) {
    rows.set(row.id, row);
    order = Math.max(order, row.order);
  }

  function drop(id) {
    rows.delete(id);
    gone.add(id);
    ahead.remove(id);
  }

  function inOrder() {
    return [...rows.values()].sort((a, b) => a.order - b.order);
  }

  function chain(record) {
    return inOrder().filter((row) => row.record === record);
  }

  /** Stores rows to put and ids to remove together; `also` lets a cleared draft go in the same transaction. */
  async function keep(put, remove, also = []) {
    for (const id of remove) drop(id);
    let safe = true; // a draft is over only when its words are kept elsewhere: they may be all that is left
    for (const row of put) {
      take(row);
      unstored.add(row.id);
      safe = ahead.put(row) && safe;
    }
    if (safe) for (const change of also) change.over?.();
    tabs.tell({ put, remove });
    onChange();
    // With it what a full disk did not take before.
    const keeping = [...unstored].map((id) => rows.get(id)).filter(Boolean);
    try {
      await storage.write([
        ...keeping.map((row) => ({ store: "unsent", put: row })),
        ...remove.map((id) => ({ store: "unsent", remove: id })),
        ...also,
      ]);
      for (const row of keeping) {
        unstored.delete(row.id);
        ahead.remove(row.id);
      }
    } catch {
      // They stay in `unstored`: still sent from this page, and the person is told not to close it.
    }
    for (const id of remove) unstored.delete(id);
    onChange();
  }

  function row({ record, type, parents, author, body, after = null }) {
    // The order only ever grows, also when the clock is set back: a change must not overtake what it changes.
    order = Math.max(order + 1, Math.floor(api.now() * 1000));
    return {
      id: uuid(),
      scope,
      record,
      type,
      parents,
      author,
      body,
      after,
      tab: tabs.tab,
      order,
      made: new Date(api.now()).toISOString(),
      state: "waiting",
      reason: "",
      field: null,
      refused: null,
    };
  }

  /** Takes a revision in hand and sends it; its promise settles when it is on this device's disk. */
  function add(revision, also = []) {
    const { mine, kept } = addAll([revision], also);
    return { row: mine[0], kept };
  }

  /** The same for several, kept together or not at all. One with `after` waits until that record has got through. */
  function addAll(revisions, also = []) {
    const mine = revisions.map(row);
    const kept = keep(mine, [], also); // storing and sending start together: either one saves it
    send();
    return { mine, kept };
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

  /** Lets go of what the server refused, and of what waits for it, because the person says so. */
  function discard(record) {
    const going = inOrder().filter((known) => known.record === record || known.after === record);
    return keep(
      [],
      going.map((known) => known.id),
    );
  }

  /** Whether a row waits for another record that is still here. */
  function follows(known) {
    return Boolean(known.after) && [...rows.values()].some(({ record }) => record === known.after);
  }

  /** The next rows to send: the oldest of each record, unless an earlier one of that record was refused. */
  function batch(most) {
    const chosen = [];
    const seen = new Set();
    for (const waiting of inOrder()) {
      const first = !seen.has(waiting.record);
      seen.add(waiting.record);
      const ready = first && waiting.state === "waiting" && !follows(waiting);
      if (ready && chosen.length < most && tabs.mine(waiting)) chosen.push(waiting);
    }
    return chosen;
  }

  async function send() {
    if (!open || sending || closed) return;
    sending = true;
    let wait = FIRST_WAIT;
    let size = BATCH;
    for (let next = batch(size); next.length && !closed; next = batch(size)) {
      const answers = await attempt(next);
      if (Array.isArray(answers)) {
        wait = FIRST_WAIT;
        settle(next, answers);
      } else if (answers.kind === "refused" && next.length === 1) {
        const { field, message: reason } = answers;
        settle(next, [{ id: next[0].id, status: "refused", field, reason }]);
      } else if (answers.kind === "refused") {
        size = 1; // the request as a whole was refused: one by one shows which revision it is
      } else {
        const pausing = Math.max(wait, answers.retryAfter ?? 0);
        tellLine({ next: api.now() + pausing, hurried: false });
        const woken = await pause(pausing);
        tellLine({ next: null, hurried: woken });
        wait = woken ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    sending = false;
  }

  /** The server's answers to rows, or why there are none. */
  async function attempt(next) {
    line.tried = api.now();
    try {
      const told = await api.post("api/revisions", { revisions: next.map(onTheWire) }, answersAll(next));
      tellLine(CLEAR);
      return told.results;
    } catch (reason) {
      const failure = { kind: reason.kind, message: reason.message };
      tellLine(reason.kind === "refused" ? CLEAR : { failure, since: line.since ?? api.now() });
      return reason;
    }
  }

  function settle(sent, results) {
    const answers = new Map(results.map((result) => [result.id, result]));
    const saved = [];
    const refused = [];
    for (const known of sent) {
      const result = answers.get(known.id);
      if (result.status === "saved") saved.push([known, result]);
      else if (rows.has(known.id)) refused.push(asRefused(known, result, new Date(api.now()).toISOString()));
    }
    tellSaved(saved);
    tabs.tell({ saved });
    keep(
      refused,
      saved.map(([known]) => known.id),
    );
  }

  function tellSaved(saved) {
    for (const [known] of saved) drop(known.id);
    for (const [known, result] of saved) {
      lastSaved = result.at; // of the newest answer, also when the clock of the server has gone back
      try {
        onSaved(known, result);
      } catch (fault) {
        reportError(fault); // a fault in drawing must not stop the sending
      }
    }
  }

  function tellLine(change) {
    if (change === CLEAR && !line.failure) return;
    line = { ...line, ...change };
    tabs.tell({ line });
    onChange();
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

  /** Sends at once what waits: the line is back, or somebody asks for it. */
  function retry() {
    wakeUp();
    send();
  }

  function hear(said) {
    if (said.saved) tellSaved(said.saved);
    for (const id of said.remove ?? []) drop(id);
    for (const known of said.put ?? []) take(known);
    if (said.line) {
      const back = line.failure && !said.line.failure;
      line = said.line;
      if (back) wakeUp();
    }
    onChange();
    send();
  }

  function status() {
    const all = [...rows.values()];
    const refused = all.filter((known) => known.state === "refused");
    const held = new Set(refused.map((known) => known.record)); // what follows a refused one cannot be sent either
    return {
      waiting: all.filter((known) => !held.has(known.record) && !follows(known)).length,
      refused: held.size,
      refusedAt: refused.map((known) => known.refused).sort().at(-1) ?? null,
      lastSaved,
      ...line,
      storage: storage.state(),
      unstored: [...unstored].filter((id) => rows.has(id)).length,
    };
  }

  function shown() {
    if (!document.hidden) retry(); // a hidden page's timers are slowed down
  }

  addEventListener("online", retry);
  document.addEventListener("visibilitychange", shown);
  send();

  return {
    add,
    addAll,
    mend,
    discard,
    chain,
    retry,
    status,
    rows: inOrder,
    close() {
      closed = true;
      wakeUp();
      tabs.close();
      removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", shown);
    },
  };
}

function onTheWire({ id, record, type, parents, author, body }) {
  return { id, record, type, parents, author, body };
}

/** Whether an answer speaks of every row sent: anything else is not our server's. */
function answersAll(sent) {
  return ({ results }) =>
    Array.isArray(results) &&
    sent.every(({ id }) => results.some((result) => result?.id === id && /^(saved|refused)$/.test(result.status)));
}

function asRefused(row, { reason, field }, refused) {
  return { ...row, state: "refused", reason: reason ?? "", field: field ?? null, refused };
}

/**
 * Rows that the disk may not have yet, where the browser keeps them at once: a tab that is closed a moment after an
 * addition, while the disk is busy, leaves it there for the next. `{rows(), put(row), remove(id)}`.
 */
function writtenAhead(scope) {
  const prefix = `sistercity ahead ${scope} `;
  return {
    rows: () =>
      storedNames()
        .filter((name) => name.startsWith(prefix))
        .map((name) => remembered(name).value())
        .filter((row) => row.scope === scope),
    put: (row) => remembered(prefix + row.id).keep(row),
    remove: (id) => remembered(prefix + id).forget(),
  };
}

function storedNames() {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // storage is off
  }
}
