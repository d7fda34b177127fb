// Changes as they happen, over one WebSocket. A broken line is reopened from the last number seen, so nothing is missed.

const FIRST_WAIT = 500; // ms before the first attempt to reconnect; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;
const SILENCE = 40000; // ms; the server speaks every 15 s, so longer silence is a dead line that nobody closed

/**
 * Follows the feed until the returned function is called.
 * onRecords(records, seq), onJob(job) and onLine(open, failure) are called as things arrive; since() names the last seq
 * seen; failure is why there is no line, where the server says so.
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
    let opened = false;
    socket = mine;
    mine.onopen = () => {
      opened = true;
      wait = FIRST_WAIT;
      onLine(true);
      alive();
    };
    mine.onmessage = (event) => {
      if (socket !== mine) return;
      alive();
      const message = JSON.parse(event.data);
      if (message.now) api.tellTime(message.now);
      if (message.job) onJob(message.job);
      if (message.records || message.seq !== undefined) onRecords(message.records ?? [], message.seq);
    };
    mine.onclose = () => {
      if (socket === mine) again(opened);
    };
    alive();
  }

  function alive() {
    clearTimeout(watch);
    watch = setTimeout(giveUp, SILENCE);
  }

  /** Lets go of a socket without waiting for its farewell, which on a dead line may never come. */
  function giveUp() {
    const dead = socket;
    if (!dead) return;
    again(true);
    dead.close();
  }

  /** The browser believes that there is no network; only a request knows. */
  function doubt() {
    const doubted = socket;
    api.get("api/workshop").catch(() => socket === doubted && giveUp());
  }

  function again(opened) {
    clearTimeout(watch);
    socket = null;
    if (stopped) return;
    onLine(false);
    // A socket that never opened does not say why; a request does: perhaps this browser may not come in any more.
    if (!opened) api.get("api/workshop").catch((failure) => !socket?.readyState && !stopped && onLine(false, failure));
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
  addEventListener("offline", doubt);
  document.addEventListener("visibilitychange", wake);
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(watch);
    removeEventListener("online", wake);
    removeEventListener("offline", doubt);
    document.removeEventListener("visibilitychange", wake);
    socket?.close();
  };
}
