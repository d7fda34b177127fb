// A list of any length of which only the rows near the window exist. Rows lie in chunks; a chunk far away is an empty
// box of the height it had. Works in a page, in a notebook and in any scrolling box, with no handler on scrolling.

import { arrange, h } from "./dom.js";

const SIZE = 20; // rows a chunk
const TOPMOST = 8; // rows that the window shows of the list at its top, at least
const GUESS = 120; // px, the height of a row that was never drawn
const AHEAD = "900px 0px"; // how far outside the window rows are drawn already
const LET_GO = ["pointerup", "pointercancel", "keyup"];

/**
 * `{element, show(items), pin(id), unpin(id), close}`; items have an id and are redrawn when the object changes.
 * draw(item) returns the row's element. A pinned row (someone types in it) is neither redrawn nor thrown away;
 * onPinned(item, node) hears of its changes instead.
 */
export function windowedList({ label, draw, onPinned = () => {} }) {
  const element = h("div", { class: "rows", role: "list", "aria-label": label });
  const drawn = new Map(); // id → {item, node}
  const pinned = new Set();
  const chunks = []; // chunk 0 holds the last items: a new item at the top then changes one chunk only
  let items = [];
  let average = GUESS;

  const observer = new IntersectionObserver(
    (changes) => {
      for (const chunk of chunks) if (chunk.near && !chunk.measured) measure(chunk); // just laid out: costs nothing
      for (const change of changes) {
        const chunk = chunks.find((known) => known.element === change.target);
        if (!chunk || chunk.near === change.isIntersecting) continue;
        chunk.near = change.isIntersecting;
        paint(chunk);
      }
    },
    { rootMargin: AHEAD, scrollMargin: AHEAD },
  );

  function slice(chunk) {
    const end = items.length - chunk.place * SIZE;
    return [Math.max(0, end - SIZE), end];
  }

  function paint(chunk) {
    const [from, to] = slice(chunk);
    const wanted = chunk.near || pinned.size ? items.slice(from, to) : [];
    if (chunk.near || wanted.some((item) => pinned.has(item.id))) drawRows(chunk, wanted, from);
    else empty(chunk, to - from);
  }

  function drawRows(chunk, wanted, from) {
    const ids = new Set(wanted.map((item) => item.id));
    forget(chunk, ids);
    const nodes = wanted.map((item, place) => row(item, from + place, chunk));
    arrange(chunk.element, nodes);
    chunk.ids = [...ids];
    setHeight(chunk, null);
    chunk.measured = false;
  }

  function empty(chunk, length) {
    if (chunk.ids.length) {
      if (!chunk.measured) measure(chunk);
      forget(chunk);
      chunk.ids = [];
      chunk.element.replaceChildren();
    }
    if (chunk.height === null || chunk.length !== length) setHeight(chunk, chunk.known ?? length * average);
    chunk.length = length;
  }

  /** Lets go of a chunk's rows but those in `kept`; one that somebody types in goes with its element to another chunk. */
  function forget(chunk, kept = new Set()) {
    for (const id of chunk.ids)
      if (!kept.has(id) && !pinned.has(id) && drawn.get(id)?.chunk === chunk) drawn.delete(id);
  }

  /** Remembers the height that a chunk's rows take; asked for late, so that drawing never waits for the layout. */
  function measure(chunk) {
    const height = chunk.element.offsetHeight;
    if (!height || !chunk.ids.length) return;
    average = 0.8 * average + (0.2 * height) / chunk.ids.length;
    chunk.known = height;
    chunk.measured = true;
  }

  function setHeight(chunk, height) {
    chunk.height = height;
    chunk.element.style.height = height === null ? "" : `${height}px`;
  }

  function row(item, place, chunk) {
    const known = drawn.get(item.id);
    let node = known?.node;
    let shown = item;
    if (known && known.item !== item) {
      if (pinned.has(item.id)) onPinned(item, node);
      else if (node.matches(":active")) shown = heldBack(known); // a button replaced under a finger is a press lost
      else node = redrawn(known.node, item);
    }
    if (!node) node = draw(item);
    number(node, place);
    drawn.set(item.id, { item: shown, node, chunk });
    return node;
  }

  /** Redraws a row when whoever presses in it has let go; returns what it shows until then. */
  function heldBack({ item }) {
    const done = () => {
      for (const type of LET_GO) removeEventListener(type, done, { capture: true });
      setTimeout(() => !pinned.has(item.id) && repaint(item.id)); // behind the click
    };
    for (const type of LET_GO) addEventListener(type, done, { capture: true });
    return item;
  }

  function number(node, place) {
    const said = { role: "listitem", "aria-setsize": `${items.length}`, "aria-posinset": `${place + 1}` };
    for (const [name, value] of Object.entries(said))
      if (node.getAttribute(name) !== value) node.setAttribute(name, value); // the same again is a style to look up
  }

  /** A new node in place of the old one; a focused button keeps the focus under its name. */
  function redrawn(old, item) {
    const node = draw(item);
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    old.replaceWith(node);
    if (focused) node.querySelector(`[data-act="${focused}"]`)?.focus();
    return node;
  }

  function show(next) {
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    items = next;
    const needed = Math.ceil(items.length / SIZE);
    const added = [];
    while (chunks.length > needed) {
      const gone = chunks.pop();
      forget(gone);
      observer.unobserve(gone.element);
      gone.element.remove();
    }
    while (chunks.length < needed) {
      const chunk = {
        place: chunks.length,
        element: h("div", { class: "chunk", role: "none" }),
        ids: [],
        near: false,
        measured: false,
        height: null, // px it is given while it is empty
      };
      chunks.push(chunk);
      element.prepend(chunk.element);
      added.push(chunk);
    }
    // The topmost rows are drawn at once: what was just added shows without waiting for the observer.
    if (chunks.length) chunks.at(-1).near = true;
    if (chunks.length > 1 && items.length % SIZE > 0 && items.length % SIZE < TOPMOST) chunks.at(-2).near = true;
    for (const chunk of chunks) paint(chunk);
    for (const chunk of added) observer.observe(chunk.element);
    // A row that went to another chunk took its box out of the page for a moment, and the focus with it.
    if (focused && focused !== document.activeElement && element.contains(focused))
      focused.focus({ preventScroll: true });
  }

  function repaint(id) {
    const known = drawn.get(id);
    const place = items.findIndex((candidate) => candidate.id === id);
    if (place < 0) drawn.delete(id);
    else if (known) {
      known.item = items[place];
      known.node = redrawn(known.node, known.item);
      number(known.node, place);
    }
  }

  return {
    element,
    show,
    pin: (id) => pinned.add(id),
    unpin(id) {
      pinned.delete(id);
      repaint(id);
    },
    row: (id) => drawn.get(id)?.node ?? null,
    has: (id) => items.some((item) => item.id === id),
    /** Draws a row wherever it is, brings it into sight and gives it the focus. */
    reveal(id) {
      const place = items.findIndex((item) => item.id === id);
      if (place < 0) return;
      const chunk = chunks[Math.floor((items.length - 1 - place) / SIZE)];
      chunk.near = true;
      paint(chunk);
      const { node } = drawn.get(id);
      node.tabIndex = -1;
      node.focus({ preventScroll: true });
      node.scrollIntoView({ block: "center" });
      // Rows above it are drawn now that they are near, and turn out higher or lower than they were taken for.
      requestAnimationFrame(() => node.scrollIntoView({ block: "center" }));
    },
    close: () => observer.disconnect(),
  };
}
