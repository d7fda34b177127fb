// The server's records as this page last heard of them, and over them what this device has not got through yet.

import { follow } from "./feed.js";

const FIRST_WAIT = 500; // ms before loading is tried again; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;

/** Records by type and id; a record is replaced by a later one only. onChange() tells of any difference. */
export function openMirror(onChange) {
  const types = new Map();
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
    all: (type) => [...records(type).values()],
    /** `told` marks a state pieced together from an answer: the server's own words about the same change win. */
    apply(type, states, { told = false } = {}) {
      for (const state of states) {
        const known = records(type).get(state.id);
        if (!known || state.seq > known.seq || (state.seq === known.seq && known.told && !told)) {
          records(type).set(state.id, told ? { ...state, told } : state);
        }
      }
      onChange();
    },
  };
}

/** Loads the given queries ([type, query string]) and then follows the feed; returns what stops it. */
export function keepCurrent(
  api,
  mirror,
  queries,
  { wants = () => true, onLine = () => {}, onJob = () => {}, onLoaded = () => {} },
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
    onLoaded();
    stop = follow(api, {
      since: mirror.seq,
      onLine,
      onJob,
      onRecords(records, seq) {
        for (const { type, ...state } of records) if (wants(type, state)) mirror.apply(type, [state]);
        mirror.heard(seq);
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
  const kept = new Map();

  function item(type, id, state, rows) {
    const last = rows.at(-1);
    const known = kept.get(id);
    if (known && known.state === state && known.last === last) return known.item;
    const made = rows.length
      ? overlaid(id, state, rows)
      : { ...state, mark: "saved", trouble: null, parents: state.heads };
    kept.set(id, { state, last, item: made });
    return made;
  }

  return {
    /** All items of a type, in no order. */
    items(type) {
      const unsent = new Map();
      for (const row of outbox.rows()) {
        if (row.type !== type) continue;
        if (!unsent.has(row.record)) unsent.set(row.record, []);
        unsent.get(row.record).push(row);
      }
      const items = mirror.all(type).map((state) => item(type, state.id, state, unsent.get(state.id) ?? []));
      for (const [id, rows] of unsent) if (!mirror.get(type, id)) items.push(item(type, id, undefined, rows));
      return items;
    },
  };
}

function overlaid(id, state, rows) {
  const last = rows.at(-1);
  const refused = rows.find((row) => row.state === "refused");
  return {
    number: null,
    seq: Infinity,
    created: last.made,
    simulated: false,
    conflict: false,
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
  return {
    created: row.made,
    simulated: false,
    ...known,
    ...row.body,
    id: row.record,
    number: result.number ?? known?.number ?? null,
    seq: result.seq,
    revision: row.id,
    heads: [row.id],
    conflict: Boolean(result.conflict),
    author: row.author,
    at: result.at,
  };
}
