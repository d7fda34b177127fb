// The one line that says whether everything is saved. It says so only on the server's word.

import { button, fill, h } from "./dom.js";
import { clock } from "./i18n.js";

/** `{element, show(status, {draftDirty, line, loaded})}` for an outbox's status(). */
export function statusLine({ t }, { onRetry }) {
  const words = h("p", { class: "status-words", role: "status" });
  const more = h("div", { class: "status-more" });
  const element = h("div", { class: "status" }, words, more);
  let before = "";
  let drawn = "";

  function show(status, { draftDirty = false, line = true } = {}) {
    const [state, sentence] = main(status);
    element.dataset.state = state;
    if (sentence !== before) words.textContent = before = sentence; // a screen reader must not hear it again and again
    const signature = JSON.stringify([status, status.failure?.message, draftDirty, line]);
    if (signature === drawn) return; // a button replaced under a finger is a press lost
    drawn = signature;
    fill(more, details(status, { draftDirty, line, state }));
  }

  function main({ waiting, refused, lastSaved, failure }) {
    if (waiting && failure)
      return ["stuck", t("Not saved yet: {count} waiting to be sent", { count: waiting })];
    if (waiting) return ["waiting", t("Sending: {count}", { count: waiting })];
    if (refused) return ["refused", t("Refused: {count}. Mend them in the list.", { count: refused })];
    if (lastSaved) return ["saved", t("Saved at {time}", { time: clock(lastSaved) })];
    return ["idle", t("Nothing waits to be sent")];
  }

  function details({ waiting, refused, failure, storage, unstored }, { draftDirty, line, state }) {
    const note = (sentence, style = "") => h("p", { class: `hint ${style}` }, sentence);
    return [
      waiting && failure
        ? h(
            "p",
            { class: "hint" },
            failure.message,
            " ",
            failure.kind === "closed"
              ? t("Open the link you were given again.")
              : t("Trying again by itself."),
            " ",
            button(t("Send now"), onRetry, { class: "link" }),
          )
        : null,
      waiting && failure && !unstored
        ? note(t("What waits is kept on this device, even if this page is closed."))
        : null,
      waiting && refused && state !== "refused"
        ? note(t("Refused: {count}. Mend them in the list.", { count: refused }), "bad")
        : null,
      storage === "unavailable"
        ? note(
            t("This browser keeps nothing on this device. Leave the page open until everything is saved."),
            "bad",
          )
        : null,
      storage === "full"
        ? note(t("This device's storage is full. Leave the page open until everything is saved."), "bad")
        : null,
      storage === "ok" && draftDirty ? note(t("Keeping the draft …")) : null,
      !line && !waiting
        ? note(t("No line to the server now. You can go on typing; the list may be behind."))
        : null,
    ];
  }

  return { element, show };
}
