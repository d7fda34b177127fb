// The tabs of this browser that share an outbox: they hear each other, and what a tab leaves behind another one sends.

import { uuid } from "./ids.js";

const ORPHAN = 4000; // ms after which, where tabs cannot be watched, another tab's row is sent from here too

/**
 * `{tab, tell(message), mine(row), close}`. hear(message) gets what other tabs tell; heir() is called when rows of
 * another tab have become ours. A tab holds a lock named after it; whoever gets that lock next knows that it is
 * gone, at once, however it ended. Browsers give locks only to https and localhost; elsewhere a row's age decides.
 */
export async function joinTabs(name, { hear, heir }) {
  const tab = uuid();
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
  const ours = new Set([tab]);
  const watched = new Set([tab]);
  const heard = new Map(); // id of another tab's row → when it was first seen; only where there are no locks
  let leave;
  const left = new Promise((resolve) => {
    leave = resolve;
  });

  /** Becomes true when this tab holds the lock of `whose`, and then keeps it; false where there are no locks. */
  function hold(whose) {
    if (!navigator.locks) return Promise.resolve(false);
    return new Promise((resolve) => {
      const held = () => {
        resolve(true);
        return left;
      };
      navigator.locks.request(`sistercity tab ${whose}`, held).catch(() => resolve(false));
    });
  }

  if (channel) channel.onmessage = ({ data }) => hear(data);
  const watching = await hold(tab);

  async function watch(whose) {
    watched.add(whose);
    if (!(await hold(whose))) return;
    ours.add(whose);
    heir();
  }

  /** Whether a row is for this tab to send. */
  function mine(row) {
    if (ours.has(row.tab)) return true;
    if (watching) {
      if (!watched.has(row.tab)) watch(row.tab);
      return false;
    }
    if (!heard.has(row.id)) {
      heard.set(row.id, performance.now());
      setTimeout(heir, ORPHAN);
    }
    return performance.now() - heard.get(row.id) >= ORPHAN;
  }

  return {
    tab,
    mine,
    tell: (message) => channel?.postMessage(message),
    close() {
      leave();
      channel?.close();
    },
  };
}
