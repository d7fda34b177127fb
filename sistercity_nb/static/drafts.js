// What is being typed, kept on this device at each key. Every tab has its own drafts; a draft whose tab was closed
// comes back in the next tab that opens the same form.

import { uuid } from "./ids.js";
import { remembered } from "./remembered.js";

const ASKING = 120; // ms for other tabs to say that a draft is theirs, where the browser cannot
const MARKS = 40; // drafts that are remembered as over: as many as lately, of which the disk may still have words
const GOING = 20; // ms before it is looked again whether the page that this one follows has gone

/**
 * `{get, slots, keep, change, dirty, unsent, close}` for the drafts of one form (scope). A draft is a plain object, its
 * typed words under `text`. onChange() tells when dirty() may differ.
 */
export async function openDrafts({ storage, scope, onChange = () => {} }) {
  const tabs =
    typeof BroadcastChannel === "function" ? new BroadcastChannel(`sistercity drafts ${scope}`) : null;
  const place = `sistercity tab ${scope}`;
  const left = `sistercity left ${scope}`;
  const over = remembered(`sistercity over ${scope}`); // drafts whose words were added, see change()
  let rows = await storage.read("drafts", scope);
  let tab = sessionStorage.getItem(place) ?? uuid();

  const lock = `sistercity draft ${scope} `;
  const open = rows.length ? await openTabs(lock, tab, tabs) : new Set();
  // While the others were asked, the form that this one replaces may have added what it held.
  if (rows.length) {
    const now = await storage.read("drafts", scope);
    if (storage.state() !== "unavailable") rows = now; // what was read once is not given up for a failure
  }
  if (open.has(tab)) tab = uuid(); // a duplicated tab copies the session, and with it the name of the first
  sessionStorage.setItem(place, tab);
  let leave;
  const gone = new Promise((resolve) => {
    leave = resolve;
  });
  navigator.locks?.request(lock + tab, () => gone).catch(() => null); // held for as long as the form is there
  if (tabs)
    tabs.onmessage = ({ data }) => {
      if (data.who) tabs.postMessage({ here: tab });
    };

  const values = new Map();
  const turns = new Map(); // slot → how often its words were added
  const orphans = [];
  const marks = over.value();
  for (const [name, mark] of Object.entries(marks))
    if (name.startsWith(`${tab} `)) turns.set(name.slice(tab.length + 1), mark.turn + 1);
  for (const row of rows.sort((a, b) => a.at - b.at)) {
    const mark = marks[`${row.tab} ${row.slot}`];
    if (mark && (row.turn ?? 0) <= mark.turn) row.values = mark.values;
    if (!row.values) storage.write([{ store: "drafts", remove: row.key }]).catch(() => null);
    else if (row.tab === tab) keepOwn(row);
    else if (!open.has(row.tab)) orphans.push(row);
  }
  for (const row of orphans) if (!values.has(row.slot)) adopt(row);

  function keepOwn({ slot, turn: was, values: kept }) {
    values.set(slot, kept);
    turns.set(slot, Math.max(was ?? 0, turn(slot)));
  }

  function adopt(row) {
    values.set(row.slot, row.values);
    storage.write([{ store: "drafts", remove: row.key }, put(row.slot, row.values)]).catch(() => null);
  }

  const pending = new Map(); // what the disk may not have yet
  let writing = false;

  function turn(slot) {
    return turns.get(slot) ?? 0;
  }

  function put(slot, kept) {
    const key = `${scope} ${tab} ${slot}`;
    return kept === null
      ? { store: "drafts", remove: key }
      : { store: "drafts", put: { key, scope, tab, slot, turn: turn(slot), values: kept, at: Date.now() } };
  }

  /** Keeps `kept` (null: nothing) as the draft of `slot`; faster typing than the disk only skips states in between. */
  function keep(slot, kept) {
    hold(slot, kept);
    pending.set(slot, kept);
    flush();
  }

  function hold(slot, kept) {
    if (kept === null) values.delete(slot);
    else values.set(slot, kept);
  }

  async function flush() {
    if (writing) return;
    writing = true;
    onChange();
    while (pending.size) {
      const taken = [...pending];
      try {
        await storage.write(taken.map(([slot, kept]) => put(slot, kept)));
      } catch {
        break; // the next key tries again; until then dirty() says that the text is only on the screen
      }
      for (const [slot, kept] of taken) if (pending.get(slot) === kept) pending.delete(slot);
    }
    writing = false;
    onChange();
  }

  /**
   * The same as a change for somebody else's transaction, which adds the draft's words; replaces what may still wait
   * here. A slow disk may go on holding them, and a tab that is closed now would leave them there: the change's own
   * `over()`, called when what was added is safe, remembers at once that they are over.
   */
  function change(slot, kept) {
    pending.delete(slot);
    hold(slot, kept);
    const was = turn(slot);
    turns.set(slot, was + 1);
    return { ...put(slot, kept), over: () => remember(slot, was, kept) };
  }

  /** Whatever the disk still holds of a draft's turns until now, these are its words. */
  function remember(slot, until, kept) {
    turns.set(slot, Math.max(turn(slot), until + 1));
    const name = `${tab} ${slot}`;
    const others = Object.entries(over.value()).filter(([other]) => other !== name);
    over.keep(Object.fromEntries([...others.slice(-MARKS), [name, { turn: until, values: kept }]]));
  }

  // A page that goes away takes with it what is on its way to the disk; this is kept before it goes.
  function leaving() {
    if (pending.size) sessionStorage.setItem(left, JSON.stringify([...pending]));
    for (const [slot, kept] of pending) remember(slot, turn(slot), kept);
  }
  for (const [slot, kept] of JSON.parse(sessionStorage.getItem(left) ?? "[]")) keep(slot, kept);
  sessionStorage.removeItem(left);
  const returned = () => sessionStorage.removeItem(left);
  addEventListener("pagehide", leaving);
  addEventListener("pageshow", returned);

  function close() {
    removeEventListener("pagehide", leaving);
    removeEventListener("pageshow", returned);
    leave();
    tabs?.close();
  }

  return {
    get: (slot) => values.get(slot) ?? null,
    slots: () => [...values.keys()],
    keep,
    change,
    /** Whether the disk may lack something that was typed; words that were given up are nobody's loss. */
    dirty: () => [...pending.values()].some((kept) => kept !== null),
    /** Whether words stand in a box that nobody has added yet. */
    unsent: () => [...values.values()].some(({ text }) => text?.trim()),
    close,
  };
}

/**
 * The names of the tabs that are open with this form. Browsers tell on https and localhost, however busy the tabs are;
 * elsewhere the tabs are asked, and one that is too busy to answer counts as closed.
 */
async function openTabs(lock, tab, tabs) {
  if (navigator.locks) {
    const held = async () => {
      const names = (await navigator.locks.query()).held.map(({ name }) => name);
      return new Set(names.filter((name) => name.startsWith(lock)).map((name) => name.slice(lock.length)));
    };
    // The page that a reload replaces may still be going; one that stays is another tab with a copied session.
    for (let waited = 0; waited < ASKING && (await held()).has(tab); waited += GOING)
      await new Promise((resolve) => setTimeout(resolve, GOING));
    return held();
  }
  if (!tabs) return new Set();
  return new Promise((resolve) => {
    const here = new Set();
    tabs.onmessage = ({ data }) => {
      if (data.here) here.add(data.here);
    };
    tabs.postMessage({ who: true });
    setTimeout(() => resolve(here), ASKING);
  });
}
