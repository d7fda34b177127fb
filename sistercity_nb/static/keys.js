// The keys of the forms: those that end a piece of typing, and the shortcuts.
// A shortcut is a place on the keyboard (event.code), because under a Thai layout event.key is a Thai letter.

import { h } from "./dom.js";

/** Ctrl+Enter or Cmd+Enter finishes, Escape cancels; never while an input method composes a word. */
export function keys(event, finish, cancel) {
  if (composing(event)) return;
  const finishing = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey;
  const cancelling = event.key === "Escape" && cancel && !event.defaultPrevented;
  if (!finishing && !cancelling) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.repeat) return; // a key held down too long finishes once
  if (finishing) finish();
  else cancel();
}

/** Alt and the key of one of `actions` ({code: function}) runs it; keys of the number pad write letters with Alt. */
export function shortcuts(event, actions) {
  // Ctrl+Alt is AltGr, Alt+Shift changes the language.
  const others = event.ctrlKey || event.metaKey || event.shiftKey;
  if (composing(event) || event.defaultPrevented || !event.altKey || others) return;
  const action = actions[event.code];
  if (!action) return;
  event.preventDefault();
  if (!event.repeat) action();
}

/** How a shortcut is shown on the label it belongs to; a screen reader hears aria-keyshortcuts instead. */
export function keycap(words) {
  return h("kbd", { class: "keycap", "aria-hidden": "true" }, words);
}

/** "Alt+P" for KeyP, as aria-keyshortcuts wants it. */
export function keyName(code) {
  return `Alt+${code.replace(/^(Key|Digit)/, "")}`;
}

function composing(event) {
  return event.isComposing || event.keyCode === 229;
}
