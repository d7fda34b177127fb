// Every element of the front end is built here, from text nodes and attributes.
// What people type is never parsed as HTML, so a sentence like "<img onerror=…>" stays a sentence.

let counter = 0;

/** A name that is used once on this page: for radio groups and for labels that point at fields. */
export function uniqueName(stem) {
  counter += 1;
  return `sc-${stem}-${counter}`;
}

/** An element; `on…` attributes are listeners, false and null are left out, children may be nested lists. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, ...children);
  return node;
}

/** Replaces what `node` holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child || child === 0));
  return node;
}

/** Makes `parent` hold exactly `nodes` without moving those already in place: moving a node drops its focus. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, place) => {
    if (parent.children[place] !== node) parent.insertBefore(node, parent.children[place] ?? null);
  });
}

/** A push button that never submits a form by accident. */
export function button(label, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, label);
}

/** Runs `work` once after a burst of calls; a hidden tab has no animation frames, so a timer it is. */
export function soon(work, delay = 16) {
  let timer = 0;
  const call = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      work();
    }, delay);
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}

/** Runs `work` once after the calls of one moment, before the next frame: what a key brought is in that frame. */
export function atOnce(work) {
  let wanted = false;
  const call = () => {
    if (!wanted)
      queueMicrotask(() => {
        if (!wanted) return;
        wanted = false;
        work();
      });
    wanted = true;
  };
  call.cancel = () => {
    wanted = false;
  };
  return call;
}

/** The text as it is searched: letter case, zero-width signs and the two ways to write SARA AM do not matter. */
export function fold(text) {
  return text
    .normalize("NFC")
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, "$1\u0e33")
    .replace(/\u00a0/g, " ")
    .toLowerCase();
}
