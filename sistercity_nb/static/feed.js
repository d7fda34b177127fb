// Changes as they happen, over one WebSocket. A broken line is reopened from the last number seen, so nothing is missed.

const FIRST_WAIT = 500; // ms before the first attempt to reconnect; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;
const SILENCE = 40000; // ms; the server speaks every 15 s, so longer silence is a dead line that nobody closed

/**
 * Follows the feed until the returned function is called.
 * onRecords(records, seq), onJob(job) and onLine(open) are called as things arrive; since() names the last seq seen.
 */
export function follow(api, { since, onRecords = () => {}, onJob = () => {}, onLine = () => {} }) {
  let socket = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let watch = 0;
  let stopped = false;

  function open() {
    clearTimeout(timer);
    const mine = new WebSocket(api.socketAddress(`api/feed?since=${since()}`));
    socket = mine;
    mine.onopen = () => {
      wait = FIRST_WAIT;
      onLine(true);
      alive();
    };
    mine.onmessage = (event) => {
      alive();
      const message = JSON.parse(event.data);
      if (message.job) onJob(message.job);
      if (message.records || message.seq !== undefined) onRecords(message.records ?? [], message.seq);
    };
    mine.onclose = () => {
      if (socket === mine) again();
    };
  }

  function alive() {
    clearTimeout(watch);
    watch = setTimeout(() => socket.close(), SILENCE);
  }

  function again() {
    clearTimeout(watch);
    socket = null;
    if (stopped) return;
    onLine(false);
    timer = setTimeout(open, wait * (0.75 + Math.random() / 2)); // a room of screens must not knock all at once
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  // A laptop that wakes up knows before the socket does.
  function wake() {
    if (!socket && !stopped && !document.hidden) {
      wait = FIRST_WAIT;
      open();
    }
  }

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(watch);
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    socket?.close();
  };
}
