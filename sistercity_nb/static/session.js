// The steps of a group's session with their clock, and closing the group. One session is one record, revised by
// whoever presses; every screen counts from the server's time.

import { button, fill, h } from "./dom.js";
import { moment } from "./i18n.js";
import { gapList, gaps } from "./uncovered.js";

const TICK = 200; // ms; a clock that ticked once a second would now and then skip one
const MORE = 5 * 60; // seconds that one press adds

/** The seconds left in the step at the server's time `now`; below 0 when it runs over, null when it has no clock. */
export function remaining(session, now) {
  if (!session || session.seconds === null) return null;
  const gone = session.running ? Math.max(0, (now - Date.parse(session.at)) / 1000) : 0;
  return session.seconds - gone;
}

/** "12:05" before the end of a step, "+02:10" after it. */
export function clockText(seconds) {
  const whole = seconds >= 0 ? Math.ceil(seconds) : Math.floor(-seconds);
  const two = (number) => String(number).padStart(2, "0");
  return `${seconds < 0 ? "+" : ""}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** What each press makes of the session that the person saw. */
export function moves(steps, session, now) {
  const { group, step = 0, closed = false } = session;
  const left = remaining(session, now);
  const seconds = left === null ? null : Math.max(0, Math.round(left));
  const at = (next) => {
    const minutes = steps[next - 1]?.minutes ?? 0;
    return { group, step: next, seconds: minutes ? minutes * 60 : null, running: minutes > 0, closed };
  };
  return {
    next: () => at(Math.min(step + 1, steps.length)),
    previous: () => at(Math.max(step - 1, 1)),
    start: () => ({ group, step, seconds: seconds ?? 0, running: true, closed }),
    pause: () => ({ group, step, seconds, running: false, closed }),
    more: () => ({ group, step, seconds: (seconds ?? 0) + MORE, running: true, closed }),
    close: () => ({ group, step, seconds, running: false, closed: true }),
    reopen: () => ({ group, step, seconds, running: false, closed: false }),
  };
}

/** `{element, show(session), close()}`: the step and its clock, to look at. */
export function stepClock({ t, say, workshop, api }) {
  const words = h("span", { class: "step-words" });
  const time = h("span", { class: "clock", role: "timer" });
  const over = h("span", { class: "over" });
  const element = h("p", { class: "step-clock" }, words, h("span", { class: "clock-box" }, over, time));
  let session = null;

  function tick() {
    const left = session?.closed ? null : remaining(session, api.now());
    set(time, left === null ? "" : clockText(left));
    const state =
      left === null ? "none" : left < 0 ? "over" : session.running ? "running" : "paused";
    set(over, { over: t("Over time"), paused: t("Paused") }[state] ?? "");
    if (element.dataset.clock !== state) element.dataset.clock = state;
  }

  function title() {
    if (session?.closed) return t("The group has closed");
    const step = workshop.steps[(session?.step ?? 0) - 1];
    if (!step) return workshop.steps.length ? t("Not started yet") : "";
    return t("{no}. {title}", { no: session.step, title: say(step.title) });
  }

  const timer = setInterval(tick, TICK);
  return {
    element,
    show(next) {
      session = next ?? null;
      set(words, title());
      tick();
    },
    close: () => clearInterval(timer),
  };
}

/**
 * The bar of the group's session, `{element, note, draw(), close()}`: `note` says in the form that the group has closed.
 * The session lies in the book and goes out by the outbox, as an entry does; author() names whoever presses.
 */
export function sessionBar(context, { group, book, outbox, author }) {
  if (!context.workshop.groups.some(({ id }) => id === group))
    return { element: null, note: null, draw() {}, close() {} }; // the whole room has no session
  const { t, say, language, workshop, api, base, options, element: root } = context;
  const { steps } = workshop;
  const lead = (options.you?.role ?? "lead") === "lead";
  const clock = stepClock(context);
  const line = h("ol", { class: "steps" });
  const acts = h("div", { class: "acts session-acts", role: "group", "aria-label": t("Session") });
  const trouble = h("div", {});
  const note = h("p", { class: "closed-note", role: "status", hidden: true });
  const element = h(
    "section",
    { class: "session", "aria-label": t("Steps of the session") },
    steps.length ? clock.element : null,
    acts,
    steps.length ? line : null,
    trouble,
  );
  const record = `session:${group}`;
  let item = null; // as the person sees it
  let drawn = "";

  const press = (move) => () => {
    const body = moves(steps, { ...item, group }, api.now())[move]();
    outbox.add({ record, type: "session", parents: item?.parents ?? [], author: author(), body });
  };

  function standing() {
    const { waiting, refused } = outbox.status();
    const entries = book.items("entry").filter((entry) => entry.group === group);
    return { waiting, refused, conflicts: entries.filter((entry) => entry.conflict).length };
  }

  function draw() {
    item = book.get("session", record);
    clock.show(item);
    const signature = JSON.stringify([
      item?.step,
      item?.running,
      item?.closed,
      item?.seconds === null,
      item?.mark === "refused",
      item?.conflict,
    ]);
    if (signature === drawn) return; // a button replaced under a finger is a press lost
    drawn = signature;
    const held = [...acts.children].find((child) => child === document.activeElement)?.dataset.move;
    drawSteps();
    fill(acts, item?.closed ? closedActs() : openActs());
    if (held) (acts.querySelector(`[data-move="${held}"]`) ?? acts.querySelector("button"))?.focus();
    drawTrouble();
    drawNote();
  }

  function drawSteps() {
    const now = item?.step ?? 0;
    fill(
      line,
      steps.map((step, place) =>
        h(
          "li",
          {
            class: place + 1 < now || item?.closed ? "done" : "",
            "aria-current": place + 1 === now && !item?.closed ? "step" : null,
          },
          h("span", { class: "step-no" }, String(place + 1)),
          h("span", { class: "step-title" }, say(step.title)),
        ),
      ),
    );
  }

  function openActs() {
    const { step = 0, running = false, seconds = null } = item ?? {};
    const act = (move, label, attributes = {}) =>
      button(label, press(move), { "data-move": move, ...attributes });
    const timed = seconds !== null;
    return [
      step > 1 ? act("previous", t("Previous step")) : null,
      step && timed
        ? running
          ? act("pause", t("Pause"))
          : act("start", t("Go on"))
        : null,
      step ? act("more", t("+5 minutes")) : null,
      step < steps.length
        ? act("next", step ? t("Next step") : t("Start the first step"), { class: "primary" })
        : null,
      options.page && workshop.voting
        ? h("a", { class: "act-link", href: `${base}vote/${group}` }, t("Put dots"))
        : null,
      options.page ? h("a", { class: "act-link", href: `${base}cards/${group}` }, t("Paper cards")) : null,
      button(t("Close the group …"), askToClose, { "data-move": "close", class: "closing" }),
    ];
  }

  function closedActs() {
    return [
      steps.length ? null : h("b", {}, t("The group has closed")),
      lead ? button(t("Open the group again"), press("reopen"), { "data-move": "reopen" }) : null,
    ];
  }

  function drawTrouble() {
    fill(
      trouble,
      item?.conflict &&
        h(
          "p",
          { class: "sc-notice", role: "status" },
          t("Two people pressed at the same time. What came last is shown; the next press decides."),
        ),
      item?.mark === "refused" &&
        h(
          "p",
          { class: "sc-notice bad", role: "alert" },
          item.trouble.reason,
          " ",
          button(t("Understood"), () => outbox.discard(record), { class: "link" }),
        ),
    );
  }

  function drawNote() {
    note.hidden = !item?.closed;
    note.textContent = item?.closed
      ? t("The group closed on {when}. What is added or changed from now on is marked as amended after closing.", {
          when: moment(item.at, language),
        })
      : "";
  }

  async function askToClose() {
    const { dialog, missing } = closeDialog(context, standing(), () => press("close")());
    root.append(dialog);
    dialog.showModal();
    try {
      const open = gaps(context, await api.get("api/board")).filter((gap) => gap.groups.includes(group));
      fill(
        missing,
        open.length
          ? [h("h3", {}, t("No evidence yet")), gapList(open)]
          : h("p", { class: "complete" }, t("This group has evidence for every guideline and objective.")),
      );
    } catch (failure) {
      fill(missing, h("p", {}, failure.message, " ", t("What has no evidence yet cannot be seen now.")));
    }
  }

  return { element, note, draw, close: clock.close };
}

function closeDialog({ t }, { waiting, refused, conflicts }, close) {
  const missing = h("div", { class: "closing-missing" }, h("p", {}, t("Loading …")));
  const line = (number, sentence) => (number ? h("li", { class: "bad" }, sentence) : null);
  const dialog = h(
    "dialog",
    { class: "sc-dialog", "aria-label": t("Close the group?") },
    h("h2", {}, t("Close the group?")),
    h("p", {}, t("What was recorded is then final. Later changes are kept too, and marked as amended.")),
    h(
      "ul",
      { class: "closing-standing" },
      line(waiting, t("Waiting to be sent: {count}", { count: waiting })),
      line(refused, t("Refused by the server: {count}", { count: refused })),
      line(conflicts, t("Two versions, nobody has chosen yet: {count}", { count: conflicts })),
      waiting || refused || conflicts ? null : h("li", {}, t("Everything recorded here is saved.")),
    ),
    missing,
    h(
      "div",
      { class: "acts" },
      button(
        t("Close the group"),
        () => {
          dialog.close();
          close();
        },
        { class: "primary" },
      ),
      button(t("Not yet"), () => dialog.close()),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  return { dialog, missing };
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
