// The server's records as this page last heard of them, and over them what this device has not got through yet.

import { follow } from "./feed.js";

const FIRST_WAIT = 500; // ms before loading is tried again; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;

/** Records by type and id; a record is replaced by a later one only. onChange() tells of any difference. */
export function openMirror(onChange) {
  const types = new Map();
  const changed = new Map(); // type → ids that the book has not looked at yet
  let seq = 0;

  function records(type) {
    if (!types.has(type)) types.set(type, new Map());
    return types.get(type);
  }

  return {
    seq: () => seq,
    heard(number) {
      if (number > seq) seq = number;
    },
    get: (type, id) => records(type).get(id),
    /** `told` marks a state pieced together from an answer: the server's own words about the same change win. */
    apply(type, states, { told = false } = {}) {
      for (const state of states) {
        const known = records(type).get(state.id);
        if (known?.told && !told && state.seq === known.seq && sameAs(known, state)) {
          known.told = false; // as it was told: the list need not be drawn again
          continue;
        }
        if (!known || state.seq > known.seq || (state.seq === known.seq && known.told && !told)) {
          records(type).set(state.id, told ? { ...state, told } : state);
          if (!changed.has(type)) changed.set(type, new Set());
          changed.get(type).add(state.id);
        }
      }
      onChange();
    },
    /** The ids that have changed since this was last asked. */
    takeChanged(type) {
      const ids = changed.get(type) ?? new Set();
      changed.delete(type);
      return ids;
    },
  };
}

/** Whether what was pieced together says all that the server says; a field that is not there is an empty one. */
function sameAs(known, state) {
  const plain = (value) => (Object.keys(value ?? "").length || value === true || value > 0 ? value : null);
  return Object.entries(state).every(
    ([name, value]) => JSON.stringify(plain(known[name])) === JSON.stringify(plain(value)),
  );
}

/** Loads the given queries ([type, query string]) and then follows the feed; returns what stops it. */
export function keepCurrent(
  api,
  mirror,
  queries,
  { wants = () => true, onLine = () => {}, onJob = () => {}, onLoaded = () => {}, onSeq = () => {} },
) {
  let stop = () => {};
  let stopped = false;

  async function load() {
    for (let wait = FIRST_WAIT; !stopped; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const answers = await Promise.all(
          queries.map(([type, query]) => api.get(`api/records?type=${type}${query}`)),
        );
        answers.forEach((answer, place) => mirror.apply(queries[place][0], answer.records));
        return Math.min(...answers.map((answer) => answer.seq));
      } catch (failure) {
        onLine(false, failure);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return 0;
  }

  load().then((loaded) => {
    if (stopped) return;
    mirror.heard(loaded);
    onSeq(loaded);
    onLoaded();
    stop = follow(api, {
      since: mirror.seq,
      onLine,
      onJob,
      onRecords(records, seq) {
        for (const { type, ...state } of records) if (wants(type, state)) mirror.apply(type, [state]);
        mirror.heard(seq);
        onSeq(seq);
      },
    });
  });
  return () => {
    stopped = true;
    stop();
  };
}

/**
 * Records as a person should see them: the server's state, overlaid by unsent revisions of this device.
 * An item is the state plus mark ("saved" | "waiting" | "refused"), trouble ({field, reason} of a refusal) and
 * parents (what a revision made now would have seen). An item stays the same object until it changes.
 */
export function openBook(mirror, outbox) {
  const views = new Map(); // type → {items: newest first, byId, unsent: ids of those with unsent revisions}

  function view(type) {
    if (!views.has(type)) views.set(type, { items: [], byId: new Map(), unsent: new Set() });
    return views.get(type);
  }

  /** Looks at what has changed only: ten thousand entries must not be sorted for each that arrives. */
  function update(type) {
    const known = view(type);
    const rows = unsentRows(type);
    const touched = mirror.takeChanged(type);
    for (const id of known.unsent) touched.add(id);
    for (const id of rows.keys()) touched.add(id);
    known.unsent = new Set(rows.keys());
    const changes = [];
    for (const id of touched) {
      const before = known.byId.get(id);
      const after = itemOf(id, mirror.get(type, id), rows.get(id) ?? [], before);
      if (after === before) continue;
      changes.push([before?.item, after?.item]);
      if (after) known.byId.set(id, after);
      else known.byId.delete(id);
    }
    if (changes.length) known.items = rearranged(known, changes);
    return known;
  }

  function unsentRows(type) {
    const rows = new Map();
    for (const row of outbox.rows()) {
      if (row.type !== type) continue;
      if (!rows.has(row.record)) rows.set(row.record, []);
      rows.get(row.record).push(row);
    }
    return rows;
  }

  return {
    /** All items of a type, newest first; the same array until one of them changes, and not to be changed. */
    items: (type) => update(type).items,
    get: (type, id) => update(type).byId.get(id)?.item ?? null,
  };
}

const FEW = 200; // changes that are put in their places one by one; more are sorted together

function rearranged({ items, byId }, changes) {
  if (changes.length > FEW) return [...byId.values()].map(({ item }) => item).sort(newestFirst);
  const next = items.slice();
  for (const [before, after] of changes) {
    if (before) next.splice(placeOf(next, before), 1);
    if (after) next.splice(placeOf(next, after), 0, after);
  }
  return next;
}

/** Where `item` stands in sorted `items`, or would stand. */
function placeOf(items, item) {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (newestFirst(items[middle], item) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Unsent ones have no place among the others yet: they are the newest. */
function newestFirst(a, b) {
  return (
    compare(b.order, a.order) ||
    compare(b.created, a.created) ||
    compare(position(b), position(a)) ||
    compare(b.id, a.id)
  );
}

function position({ number }) {
  return number ? parseInt(number.slice(number.lastIndexOf("-") + 1), 10) : 0; // A-012b: the second A-012
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function itemOf(id, state, rows, before) {
  const last = rows.at(-1);
  if (!state && !last) return undefined;
  const told = rows.map((row) => row.id + row.state).join();
  if (before && before.state === state && before.told === told) return before;
  const item = last
    ? overlaid(id, state, rows)
    : { ...state, mark: "saved", trouble: null, parents: state.heads, order: 0 };
  return { state, told, item };
}

function overlaid(id, state, rows) {
  const last = rows.at(-1);
  const refused = rows.find((row) => row.state === "refused");
  return {
    number: null,
    created: rows[0].made,
    simulated: false,
    conflict: false,
    conflicts: {},
    order: state ? 0 : rows[0].order,
    ...state,
    ...last.body,
    id,
    author: last.author,
    at: last.made,
    parents: [last.id],
    mark: refused ? "refused" : "waiting",
    trouble: refused ? { field: refused.field, reason: refused.reason } : null,
  };
}

/** What a saved revision makes of its record, until the feed brings the server's own words. */
export function toldState(row, result, known) {
  const unseen = (known?.heads ?? []).filter((head) => !row.parents.includes(head) && head !== row.id);
  return {
    created: result.at,
    simulated: false,
    ...known,
    ...row.body,
    id: row.record,
    number: result.number ?? known?.number ?? null,
    seq: result.seq,
    revision: row.id,
    heads: [...unseen, row.id],
    conflict: Boolean(result.conflict),
    conflicts: (result.conflict && known?.conflicts) || {},
    author: row.author,
    at: result.at,
  };
}
