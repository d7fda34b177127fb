// The live board for the projector: what each group has recorded, what came last, and what has no evidence yet.
// It shows no person's name, no province beside a sentence, and no sentence that may not be quoted.

import { button, fill, h, soon } from "./dom.js";
import { follow } from "./feed.js";
import { host } from "./host.js";
import { count, days } from "./i18n.js";
import { GROUP_KINDS, groupName, kindLabel } from "./labels.js";

const PAUSE = 250; // ms between two counts: a burst of entries in three groups is counted once

/** Mounts the board into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["board.css"], start);
}

async function start(context) {
  const { element, api, t, options, closers } = context;
  const live = h("p", { class: "live", role: "status" });
  const content = h("div", { class: "board-content" });
  const full = document.fullscreenEnabled
    ? button(t("Full screen"), () =>
        document.fullscreenElement ? document.exitFullscreen() : board.requestFullscreen(),
      )
    : null;
  const board = h(
    "div",
    { class: "board" },
    heading(context, options.page, h("div", { class: "board-tools" }, live, full)),
    content,
  );
  fill(element, board);

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
      try {
        const data = await api.get("api/board");
        draw(context, content, data, seen);
        seen = data.seq;
      } catch {
        wanted = true; // the line says so; the board keeps showing the last counts meanwhile
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    asking = false;
  }

  const changed = soon(refresh, 10);
  changed();
  closers.push(
    changed.cancel,
    () => {
      gone = true;
    },
    follow(api, {
      // Only that something changed matters here, not what: a number from the future asks for nothing old.
      since: () => seen ?? Number.MAX_SAFE_INTEGER,
      onRecords: (records) => {
        if (records.length) changed();
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
    h(
      "div",
      {},
      h(page ? "p" : "h2", { class: "board-title" }, say(workshop.short)),
      h(
        "p",
        { class: "board-when" },
        days(workshop.start, workshop.end, language),
        " · ",
        say(workshop.venue),
      ),
    ),
    tools,
  );
}

function draw(context, content, data, seen) {
  const { t } = context;
  fill(
    content,
    h(
      "section",
      { class: "board-groups", "aria-label": t("Entries of each group") },
      data.groups.map((group) => groupCard(context, group)),
    ),
    h("div", { class: "board-lower" }, newest(context, data, seen), missing(context, data)),
  );
}

function groupCard({ t, workshop }, group) {
  const most = Math.max(1, ...Object.values(group.kinds));
  return h(
    "article",
    { class: `board-group letter-${group.letter}` },
    h("h2", {}, h("span", { class: "letter" }, group.letter), h("span", {}, group.short)),
    h(
      "p",
      { class: "big" },
      h("b", {}, count(group.total)),
      " ",
      t("entries"),
      h("span", { class: "of" }, t("from {count} provinces", { count: count(group.provinces) })),
    ),
    h(
      "ul",
      { class: "bars" },
      GROUP_KINDS.map((kind) => {
        const number = group.kinds[kind] ?? 0;
        return h(
          "li",
          { class: `kind-${kind} ${number ? "" : "zero"}` },
          h("span", { class: "bar-label" }, kindLabel(t, kind)),
          h("span", { class: "bar", style: `--share:${number / most}` }),
          h("b", {}, count(number)),
        );
      }),
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
          h("b", {}, number ? count(number) : t("none yet")),
        );
      }),
    ),
  );
}

function newest({ t, workshop }, data, seen) {
  const item = (entry) =>
    h(
      "li",
      { class: `kind-${entry.kind} ${seen !== null && entry.seq > seen ? "new" : ""}` },
      h(
        "p",
        { class: "newest-head" },
        h("b", {}, entry.number),
        " ",
        h("span", {}, kindLabel(t, entry.kind)),
        " ",
        h("span", { class: "quiet" }, groupName(t, workshop, entry.group)),
      ),
      entry.release === "withheld"
        ? h("p", { class: "quiet" }, t("Counted, not to be quoted"))
        : h("p", { class: "newest-words" }, entry.text),
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

function missing({ t, workshop }, data) {
  const groups = (ids) => ids.map((id) => groupName(t, workshop, id)).join(", ");
  const lines = [];
  for (const { no, title, missing_groups: without } of data.guidelines) {
    if (without.length)
      lines.push(
        h(
          "li",
          {},
          h("b", {}, t("Guideline {no}", { no })),
          " ",
          without.length === workshop.groups.length
            ? t("nothing from any group yet")
            : t("nothing yet from {groups}", { groups: groups(without) }),
          h("span", { class: "quiet" }, title),
        ),
      );
  }
  for (const { id, needs } of data.objectives) {
    const wanted = needs
      .filter((known) => !known.met)
      .map((need) =>
        need.missing_groups.length && need.missing_groups.length < workshop.groups.length
          ? `${need.label} (${groups(need.missing_groups)})`
          : need.label,
      );
    if (wanted.length)
      lines.push(
        h(
          "li",
          {},
          h("b", {}, t("Objective {no}", { no: id })),
          " ",
          t("still needs: {what}", { what: wanted.join(" · ") }),
        ),
      );
  }
  return h(
    "section",
    { class: "missing" },
    h("h2", {}, t("No evidence yet")),
    lines.length
      ? h("ul", {}, lines)
      : h(
          "p",
          { class: "complete" },
          t("Every guideline has entries from every group, and every objective has its evidence."),
        ),
  );
}
