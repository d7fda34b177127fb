// Copying words out of the page, also where the browser gives a page no clipboard of its own (plain http).

import { h } from "./dom.js";

/** Whether `text` is on the clipboard now. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const box = h("textarea", { class: "unseen", "aria-hidden": "true", readonly: true });
  box.value = text;
  (before?.closest(".sc") ?? document.body).append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus();
  return copied;
}
