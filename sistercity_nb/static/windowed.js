// A list of any length of which only the rows near the window exist. Rows lie in chunks; a chunk far away is an empty
// box of the height it had. Works in a page, in a notebook and in any scrolling box, with no handler on scrolling.

import { arrange, h } from "./dom.js";

const SIZE = 20; // rows a chunk
const GUESS = 120; // px, the height of a row that was never drawn
const AHEAD = "900px 0px"; // how far outside the window rows are drawn already

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
    const wanted = items.slice(from, to);
    const keeps = chunk.near || wanted.some((item) => pinned.has(item.id));
    if (!keeps) {
      const height = chunk.element.childElementCount
        ? chunk.element.offsetHeight
        : (chunk.height ?? (to - from) * average);
      chunk.height = height;
      chunk.element.style.height = `${height}px`;
      for (const id of chunk.ids) drawn.delete(id);
      chunk.ids = [];
      chunk.element.replaceChildren();
      return;
    }
    const ids = new Set(wanted.map((item) => item.id));
    for (const id of chunk.ids) if (!ids.has(id) && drawn.get(id)?.chunk === chunk) drawn.delete(id);
    const nodes = wanted.map((item, place) => row(item, from + place, chunk));
    arrange(chunk.element, nodes);
    chunk.ids = [...ids];
    chunk.element.style.height = "";
    const height = chunk.element.offsetHeight;
    if (height) average = 0.8 * average + (0.2 * height) / Math.max(1, wanted.length);
    chunk.height = height || undefined;
  }

  function row(item, place, chunk) {
    const known = drawn.get(item.id);
    let node = known?.node;
    if (known && known.item !== item) {
      if (pinned.has(item.id)) onPinned(item, node);
      else node = redrawn(known.node, item);
    }
    if (!node) node = draw(item);
    node.setAttribute("role", "listitem");
    node.setAttribute("aria-setsize", items.length);
    node.setAttribute("aria-posinset", place + 1);
    drawn.set(item.id, { item, node, chunk });
    return node;
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
    items = next;
    const needed = Math.ceil(items.length / SIZE);
    while (chunks.length > needed) {
      const gone = chunks.pop();
      for (const id of gone.ids) drawn.delete(id);
      observer.unobserve(gone.element);
      gone.element.remove();
    }
    while (chunks.length < needed) {
      const chunk = {
        place: chunks.length,
        element: h("div", { class: "chunk", role: "none" }),
        ids: [],
        near: false,
      };
      chunks.push(chunk);
      element.prepend(chunk.element);
    }
    // The topmost chunk is drawn at once: what was just added shows without waiting for the observer.
    if (chunks.length) chunks.at(-1).near = true;
    for (const chunk of chunks) paint(chunk);
    for (const chunk of chunks) observer.observe(chunk.element);
  }

  function repaint(id) {
    const known = drawn.get(id);
    const item = items.find((candidate) => candidate.id === id);
    if (known && item) {
      known.node = redrawn(known.node, item);
      known.item = item;
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
    close: () => observer.disconnect(),
  };
}
