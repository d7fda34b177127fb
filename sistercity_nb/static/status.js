// The one line that says whether everything is saved. It says so only on the server's word, and each state is told by
// its words and its sign, not by its colour alone.

import { button, fill, h } from "./dom.js";
import { clock } from "./i18n.js";

const LONG = 15000; // ms without a line after which it is called offline and no longer a reconnection
const SPEAK = 800; // ms that a state must last to be spoken: nobody wants to hear each send

// Strokes on a field of 24 by 24.
const SIGNS = {
  idle: "M6 12h12",
  sending: "M12 19V5 M6 11l6-6 6 6",
  saved: "M5 13l4 4L19 7",
  offline: "M3 3l18 18 M5 12a10 10 0 0 1 5-2.8 M19 12a10 10 0 0 0-3.5-2.3 M8.5 15.5a5 5 0 0 1 6-.6 M12 19h.01",
  reconnecting: "M20 11a8 8 0 0 0-14.5-4.5 M4 3v4.5h4.5 M4 13a8 8 0 0 0 14.5 4.5 M20 21v-4.5h-4.5",
  held: "M9 6v12 M15 6v12",
  closed: "M8 11V8a4 4 0 0 1 8 0v3 M6 11h12v9H6z",
  refused: "M12 4l9 16H3z M12 10v4 M12 17h.01",
};

/**
 * `{element, show(status, {draftDirty, line, trouble})}` for an outbox's status(); line says whether the feed's line is
 * open, trouble is the failure that the feed gives for a closed one.
 * The element's data-state is "idle", "sending", "saved", "offline", "reconnecting", "held" (the server cannot take it
 * now), "closed" (it does not let this browser in) or "refused". onShow() leads to what was refused.
 */
export function statusLine({ t, base, api }, { onRetry, onShow = null }) {
  const stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const words = h("span", {});
  const main = h("p", { class: "status-words" }, sign(stroke), words);
  const more = h("div", { class: "status-more" });
  const spoken = h("p", { class: "unseen", role: "status" });
  const element = h("div", { class: "status" }, main, more, spoken);
  let downSince = null;
  let timer = 0;
  let drawn = "";

  function show(status, { draftDirty = false, line = true, trouble = null } = {}) {
    downSince = line ? null : (downSince ?? api.now());
    const state = stateOf(status, trouble);
    const sentence = sentenceOf(state, status);
    const signature = JSON.stringify([state, status, draftDirty, trouble?.message]);
    if (signature === drawn) return; // a button replaced under a finger is a press lost
    drawn = signature;
    if (element.dataset.state !== state) {
      element.dataset.state = state;
      stroke.setAttribute("d", SIGNS[state]);
    }
    if (words.textContent !== sentence) {
      words.textContent = sentence;
      clearTimeout(timer);
      timer = setTimeout(() => (spoken.textContent = sentence), SPEAK);
    }
    fill(more, details(state, status, draftDirty, trouble));
  }

  function stateOf({ waiting, refused, lastSaved, failure, since, hurried }, trouble) {
    if (waiting && failure) return broken(failure.kind, since, hurried);
    if (waiting) return "sending";
    if (refused) return "refused";
    if (downSince) return broken(trouble?.kind ?? "offline", downSince, false);
    return lastSaved ? "saved" : "idle";
  }

  function broken(kind, since, hurried) {
    if (kind === "closed") return "closed";
    if (kind === "server") return "held";
    // The browser's own word that there is no network is believed only when a request has failed as well.
    return !hurried && (!navigator.onLine || api.now() - since > LONG) ? "offline" : "reconnecting";
  }

  function sentenceOf(state, { waiting, refused, refusedAt, lastSaved, since }) {
    const time = clock(waiting ? since : downSince);
    if (state === "idle") return t("Nothing waits to be sent");
    if (state === "saved") return t("Saved at {time}", { time: clock(lastSaved) });
    if (state === "sending") return t("Sending: {count}", { count: waiting });
    if (state === "refused") return t("Refused at {time}: {count}", { time: clock(refusedAt), count: refused });
    const trouble = {
      offline: t("Offline since {time}", { time }),
      reconnecting: t("Reconnecting since {time}", { time }),
      held: t("The server cannot take anything since {time}", { time }),
      closed: t("Not admitted since {time}", { time }),
    }[state];
    return `${trouble} · ${waiting ? t("{count} waiting", { count: waiting }) : t("everything added is saved")}`;
  }

  function details(state, { waiting, refused, failure, tried, next, storage, unstored }, draftDirty, trouble) {
    const note = (sentence, style = "") => h("p", { class: `hint ${style}` }, sentence);
    const troubled = ["offline", "reconnecting", "held", "closed"].includes(state);
    const reason = (waiting ? failure : trouble)?.message;
    return [
      troubled && waiting ? keptWhere(unstored) : null,
      state === "closed" ? wayIn() : null,
      troubled && reason ? h("p", { class: "hint" }, reason, waiting ? tries(tried, next) : null) : null,
      troubled && !waiting ? note(t("You can go on typing; the list may be behind.")) : null,
      waiting && refused ? note(t("Refused: {count}. Mend them in the list.", { count: refused }), "bad") : null,
      refused && onShow ? h("p", {}, button(t("Show what was refused"), onShow, { class: "link" })) : null,
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
    ];
  }

  function keptWhere(unstored) {
    return unstored
      ? h("p", { class: "bad" }, t("Kept only on this page: leave it open until everything is saved."))
      : h("p", {}, t("Kept on this device, even if this page is closed."));
  }

  function tries(tried, next) {
    const times = { tried: clock(tried), next: next && clock(next) };
    return [
      " · ",
      next ? t("Last try {tried}, next one {next}", times) : t("Trying since {tried}", times),
      " ",
      button(t("Send now"), onRetry, { class: "link" }),
    ];
  }

  function wayIn() {
    return h(
      "p",
      {},
      h("a", { href: base, target: "_blank", rel: "noopener" }, t("Come in again in a new tab")),
      " ",
      t("What waits is then sent by itself."),
    );
  }

  return { element, show };
}

function sign(stroke) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [
    ["viewBox", "0 0 24 24"],
    ["class", "sign"],
    ["aria-hidden", "true"],
  ])
    drawing.setAttribute(name, value);
  drawing.append(stroke);
  return drawing;
}
