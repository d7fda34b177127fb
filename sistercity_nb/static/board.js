// The live board for the projector: what each group has recorded, what has no evidence yet, where each group stands in
// its session, what has the most dots and what came last. It shows no person's name, no province beside a sentence, and
// no sentence that may not be quoted.

import { openDialog } from "./dialog.js";
import { button, fill, h, soon } from "./dom.js";
import { follow } from "./feed.js";
import { host } from "./host.js";
import { count, days } from "./i18n.js";
import { GROUP_KINDS, groupName, kindLabel } from "./labels.js";
import { lookButton } from "./look.js";
import { stepClock } from "./session.js";
import { gaps } from "./uncovered.js";

const PAUSE = 300; // ms between two counts: a burst of entries in three groups is counted once
const RESTING = 2000; // ms before counting is tried again when it failed

/** Mounts the board into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["session.css", "board.css"], start);
}

async function start(context) {
  const { element, api, t, options, workshop, closers } = context;
  const live = h("p", { class: "live", role: "status" });
  const content = h("div", { class: "board-content" });
  const full = document.fullscreenEnabled
    ? button(t("Full screen"), () =>
        document.fullscreenElement ? document.exitFullscreen() : board.requestFullscreen(),
      )
    : null;
  const tools = h("div", { class: "board-tools" }, live, options.page ? lookButton(context) : null, full);
  const board = h("div", { class: "board" }, heading(context, options.page, tools), content);
  fill(element, board);

  // The clocks outlive each count: they go on while the board is drawn anew.
  const clocks = new Map(workshop.groups.map(({ id }) => [id, stepClock(context)]));
  let seen = null; // the newest change shown so far: what came after it is marked
  let wanted = false;
  let asking = false;
  let gone = false;

  /** Counts again, one request at a time: what changes meanwhile is counted once more afterwards. */
  async function refresh() {
    wanted = true;
    if (asking) return;
    for (asking = true; wanted && !gone;) {
      wanted = false;
      let pause = PAUSE;
      try {
        const data = await api.get("api/board");
        draw(context, content, data, seen, clocks);
        seen = data.seq;
      } catch {
        wanted = true; // the line says so; the board keeps showing the last counts meanwhile
        pause = RESTING;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    asking = false;
  }

  const changed = soon(refresh, 10);
  changed();
  closers.push(
    changed.cancel,
    ...[...clocks.values()].map((clock) => clock.close),
    () => {
      gone = true;
    },
    follow(api, {
      // Only that something changed matters here, not what: a number from the future asks for nothing old.
      since: () => seen ?? Number.MAX_SAFE_INTEGER,
      onRecords: (_, seq) => {
        if (seen === null || seq > seen) changed();
      },
      onLine(open) {
        live.dataset.open = open;
        live.textContent = open ? t("Live") : t("No line to the server now; these are the last counts");
      },
    }),
  );
}

function heading({ t, say, language, workshop }, page, tools) {
  return h(
    "header",
    { class: "board-head" },
    h(page ? "p" : "h2", { class: "board-title" }, say(workshop.short)),
    h("p", { class: "board-when" }, days(workshop.start, workshop.end, language), " · ", say(workshop.venue)),
    tools,
  );
}

function draw(context, content, data, seen, clocks) {
  const { t, workshop } = context;
  const held = content.contains(document.activeElement) && document.activeElement.dataset.key;
  const cards = data.groups.map((group) => {
    const clock = clocks.get(group.id);
    clock.show(group.session);
    return groupCard(context, group, workshop.steps.length || group.session ? clock.element : null);
  });
  fill(
    content,
    h("section", { class: "board-groups", "aria-label": t("Entries of each group") }, cards),
    h("div", { class: "board-lower" }, missing(context, data), newest(context, data, seen)),
  );
  if (held) content.querySelector(`[data-key="${held}"]`)?.focus();
}

function groupCard({ t, workshop }, group, clock) {
  const cell = (style, label, number) =>
    h("li", { class: `${style} ${number ? "" : "zero"}` }, h("b", {}, count(number)), h("span", {}, label));
  return h(
    "article",
    { class: `board-group letter-${group.letter}`, "data-closed": Boolean(group.session?.closed) },
    h("h2", {}, h("span", { class: "letter" }, group.letter), h("span", { class: "short" }, group.short)),
    clock,
    h(
      "p",
      { class: "big" },
      h("b", {}, count(group.total)),
      " ",
      t("entries"),
      h("span", { class: "of" }, t("from {count} provinces", { count: count(group.provinces) })),
      group.amended
        ? h("span", { class: "of" }, t("amended after closing: {count}", { count: count(group.amended) }))
        : null,
    ),
    h(
      "ul",
      { class: "kinds-counted" },
      GROUP_KINDS.map((kind) => cell(`kind-${kind}`, shortKind(t, kind), group.kinds[kind] ?? 0)),
    ),
    h(
      "ul",
      { class: "guides", "aria-label": t("Entries by guideline") },
      workshop.guidelines.map(({ no }) => {
        const number = group.guidelines[no] ?? 0;
        return h(
          "li",
          { class: number ? "" : "zero" },
          h("span", {}, t("Guideline {no}", { no })),
          h("b", {}, count(number)),
        );
      }),
    ),
    group.top.length ? weighed(t, group) : null,
  );
}

/** What the group finds most important. */
function weighed(t, { top, ballots }) {
  return h(
    "section",
    { class: "weighed" },
    h("h3", {}, t("Most dots"), h("span", { class: "of" }, t("{count} have voted", { count: count(ballots) }))),
    h(
      "ol",
      {},
      top.map((entry) =>
        h(
          "li",
          { class: `kind-${entry.kind}` },
          h("b", { class: "dots-count", title: t("{count} dots", { count: entry.dots }) }, count(entry.dots)),
          h("span", { class: "top-words" }, h("b", {}, entry.number), " ", words(t, entry)),
        ),
      ),
    ),
  );
}

function words(t, { text }) {
  return text ?? h("span", { class: "quiet" }, t("Counted, not to be quoted"));
}

function newest({ t }, data, seen) {
  const item = (entry) =>
    h(
      "li",
      { class: `kind-${entry.kind} ${seen !== null && entry.seq > seen ? "new" : ""}` },
      h(
        "p",
        { class: "newest-words" },
        h("b", {}, entry.number),
        " ",
        h("span", { class: "newest-kind" }, kindLabel(t, entry.kind)),
        " ",
        words(t, entry),
      ),
    );
  return h(
    "section",
    { class: "newest" },
    h("h2", {}, t("Newest")),
    data.newest.length
      ? h("ol", {}, data.newest.map(item))
      : h("p", { class: "empty" }, t("Nothing recorded yet.")),
  );
}

function missing(context, data) {
  const { t, workshop } = context;
  const found = gaps(context, data);
  const chips = (groups) =>
    groups.map((id) => {
      const letter = workshop.groups.find((group) => group.id === id)?.letter;
      return letter
        ? h("span", { class: `letter letter-${letter}` }, letter)
        : h("span", { class: "of" }, groupName(t, workshop, id));
    });
  return h(
    "section",
    { class: `missing ${found.length ? "" : "none"}` },
    h("h2", {}, t("No evidence yet"), found.length ? h("b", { class: "gap-count" }, count(found.length)) : null),
    found.length
      ? h(
          "ul",
          {},
          found.map((gap) =>
            h(
              "li",
              {},
              button(
                [
                  h("b", {}, gap.label),
                  h("span", { class: "gap-words" }, gap.words),
                  h("span", { class: "letters" }, chips(gap.groups)),
                ],
                () => showGap(context, gap),
                { class: "gap", "data-key": gap.key },
              ),
            ),
          ),
        )
      : h(
          "p",
          { class: "complete" },
          t("Every guideline has entries from every group, and every objective has its evidence."),
        ),
  );
}

/** Which groups lack it, in full; who records there is one press away from the form. */
function showGap({ element, t, say, workshop, options, base }, gap) {
  const { role = "lead", group: own } = options.you ?? {};
  const line = (id) => {
    const known = workshop.groups.find((group) => group.id === id);
    const name = known ? `${groupName(t, workshop, id)} · ${say(known.title)}` : groupName(t, workshop, id);
    const mine = role === "lead" || (role === "facilitator" && id === own);
    return h("li", {}, options.page && mine ? h("a", { href: `${base}record/${id}` }, name) : name);
  };
  const board = element.querySelector(".board"); // what each count draws anew lies deeper
  fill(
    openDialog({ element: board, t }, gap.label).content,
    h("p", {}, gap.words),
    h("h3", {}, t("Nothing yet from")),
    h("ul", { class: "gap-groups" }, gap.groups.map(line)),
  );
}

/** A kind in one word, for a number on the wall. */
function shortKind(t, kind) {
  return {
    experience: t("Experiences"),
    benefit: t("Benefits"),
    problem: t("Problems"),
    recommendation: t("Recommendations"),
  }[kind];
}
