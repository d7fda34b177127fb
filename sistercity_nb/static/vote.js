// Dot voting: a participant puts their own dots, a facilitator those of whoever has no telephone. A ballot is one record,
// revised at each press and sent by the outbox: sent twice it is one ballot, and nothing is lost on a bad line.

import { button, fill, h, soon } from "./dom.js";
import { follow } from "./feed.js";
import { host } from "./host.js";
import { clock } from "./i18n.js";
import { groupName, kindLabel } from "./labels.js";
import { openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { stepClock } from "./session.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";
import { voterPanel } from "./voter.js";

const SLOWLY = 4000; // ms, about: how often a telephone asks what there is to choose from, with 110 of them in the room
const QUICKLY = 300;

/** Mounts the dot voting of options.group into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["session.css", "capture.css", "vote.css"], start);
}

async function start(context) {
  const { element, base, api, t, workshop, options, closers } = context;
  const { group } = options;
  const { role = "lead", voter: own = "" } = options.you ?? {};
  const participant = role === "participant";

  let voter = participant ? own : null; // whose dots are being put
  const ours = new Set(); // revisions that this page put
  let data = null; // as api/ballot sent it last
  let failure = null; // why it did not
  let line = true;
  let trouble = null; // why there is no line, where the server says so
  const redraw = soon(draw);
  const mirror = openMirror(redraw);
  const storage = await openStorage();
  const scope = `${base} ${workshop.id} ${group} vote`; // what waits here is no entry of the form
  const outbox = await openOutbox({ api, storage, scope, onChange: redraw, onSaved: saved });
  const book = openBook(mirror, outbox);

  const recorder = participant ? null : recorderField(context);
  const status = statusLine(context, { onRetry: outbox.retry });
  const step = stepClock(context);
  const notice = h("div", { class: "vote-notice", role: "status" });
  const left = h("p", { class: "left", role: "status" });
  const list = candidateList(context, put);
  const panel = participant ? null : voterPanel(context, { group, choose, write, dotsOf });
  fill(
    element,
    h(
      "div",
      { class: participant ? "vote" : "vote for-others" },
      h("div", { class: "vote-top" }, step.element, status.element, panel?.element, left),
      notice,
      list.element,
      recorder?.element,
    ),
  );
  if (options.page) nameThePage();

  function nameThePage() {
    const heading = document.querySelector("h1");
    fill(heading, `${heading.textContent}: ${groupName(t, workshop, group)}`);
  }

  function ballot(of = voter) {
    return of ? book.get("ballot", `ballot:${group}:${of}`) : null;
  }

  /** The dots of a voter that count: those on what was withdrawn meanwhile are theirs again. */
  function dotsOf(of = voter) {
    const known = new Set(data?.candidates.map(({ id }) => id));
    const all = Object.entries(ballot(of)?.dots ?? {});
    return Object.fromEntries(all.filter(([entry]) => known.has(entry)));
  }

  function free(dots = dotsOf()) {
    return data.dots - Object.values(dots).reduce((sum, number) => sum + number, 0);
  }

  function put(entry, more) {
    const dots = dotsOf();
    const number = (dots[entry] ?? 0) + more;
    if (number < 0 || free(dots) < more || !may()) return;
    write({ ...dots, [entry]: number });
  }

  function write(dots) {
    const item = ballot();
    const placed = Object.fromEntries(Object.entries(dots).filter(([, number]) => number > 0));
    outbox.add({
      record: `ballot:${group}:${voter}`,
      type: "ballot",
      parents: item?.parents ?? [],
      author: recorder?.value() ?? "",
      body: { group, voter, dots: placed },
    });
  }

  function may() {
    return Boolean(voter) && ballot()?.mark !== "refused" && !(data.session?.closed && role !== "lead");
  }

  function saved(row, result) {
    ours.add(row.id);
    mirror.apply("ballot", [toldState(row, result, mirror.get("ballot", row.record))], { told: true });
    if (result.conflict) load(); // another device put dots for the same voter: its dots are shown, and said
  }

  /** Chooses whose dots are put; resolves when they are known. */
  async function choose(next) {
    voter = next;
    draw();
    await load();
  }

  async function load() {
    const asked = voter;
    try {
      const query = asked && !participant ? `&voter=${encodeURIComponent(asked)}` : "";
      const answer = await api.get(`api/ballot?group=${encodeURIComponent(group)}${query}`);
      if (participant) voter = answer.voter;
      data = answer;
      failure = null;
      if (answer.ballot) mirror.apply("ballot", [answer.ballot]);
    } catch (reason) {
      failure = reason;
      if (reason.kind !== "refused") later();
    }
    redraw();
  }

  const later = soon(load, participant ? SLOWLY * (0.75 + Math.random() / 2) : QUICKLY);

  function draw() {
    status.show(outbox.status(), { line, trouble });
    if (!data) {
      fill(notice, failure && h("p", { class: "sc-notice" }, failure.message));
      return;
    }
    step.show(data.session);
    const dots = dotsOf();
    drawLeft(dots);
    drawNotice();
    list.show(data.candidates, dots, { free: free(dots), may: may() });
    panel?.show(data, voter);
  }

  function drawLeft(dots) {
    const remaining = free(dots);
    const sentence = voter ? t("{count} dots left", { count: remaining }) : t("Choose who puts their dots");
    if (left.dataset.said === `${sentence} ${data.dots}`) return;
    left.dataset.said = `${sentence} ${data.dots}`;
    fill(
      left,
      h("b", {}, sentence),
      voter ? circles(data.dots - remaining, remaining) : null,
      participant ? h("span", { class: "whose" }, whose(context, data.voters, voter)) : null,
    );
  }

  function drawNotice() {
    const item = ballot();
    const said = sayOf(item);
    const signature = JSON.stringify([said, item?.mark === "refused"]);
    if (notice.dataset.said === signature) return; // a button replaced under a finger is a press lost
    notice.dataset.said = signature;
    fill(
      notice,
      said &&
        h(
          "p",
          { class: `sc-notice ${item?.mark === "refused" ? "bad" : ""}` },
          said,
          " ",
          item?.mark === "refused"
            ? button(t("Understood"), () => outbox.discard(item.id), { class: "link" })
            : null,
        ),
    );
  }

  function sayOf(item) {
    if (item?.mark === "refused") return item.trouble.reason;
    if (data.session?.closed && role !== "lead") return t("This group is closed; its dots stand as they are.");
    if (!data.candidates.length) return t("There is nothing to put dots on yet.");
    if (item?.conflict)
      return t("Dots were put on two devices at the same time. Those shown here count; change them if they are wrong.");
    if (item?.mark === "saved" && !ours.has(item.revision) && data.voters === "province")
      return t("This province has put its dots at {time}. Everybody of the province sees the same dots and can change them.", {
        time: clock(item.at),
      });
    return null;
  }

  function warn(event) {
    const { waiting, refused, unstored } = outbox.status();
    if (waiting || refused || unstored) event.preventDefault();
  }

  addEventListener("beforeunload", warn);
  closers.push(
    () => removeEventListener("beforeunload", warn),
    redraw.cancel,
    later.cancel,
    outbox.close,
    step.close,
    follow(api, {
      since: () => data?.seq ?? Number.MAX_SAFE_INTEGER, // what is new is asked for; the feed only says that it is
      onRecords(records, seq) {
        const session = records.find(({ type, group: of }) => type === "session" && of === group);
        if (data && session) data = { ...data, session }; // a clock must not wait
        if (session) redraw();
        if (!data || seq > data.seq) later();
      },
      onLine(open, reason = null) {
        line = open;
        trouble = reason;
        if (open) outbox.retry();
        redraw();
      },
    }),
  );
  draw();
  await load();
}

/** Whose dots these are. */
function whose({ t, provinceName }, voters, voter) {
  return voters === "province" ? provinceName(voter) : t("Your own dots");
}

function circles(full, empty) {
  return h(
    "span",
    { class: "circles", "aria-hidden": "true" },
    Array.from({ length: full }, () => h("i", { class: "full" })),
    Array.from({ length: empty }, () => h("i", {})),
  );
}

/** The candidates: `{element, show(candidates, dots, {free, may})}`; put(id, 1 or -1) is called at a press. */
function candidateList({ t }, put) {
  const rows = new Map();
  const element = h("div", { class: "candidates" });
  let order = "";

  function row({ id, number }) {
    const said = { less: t("One dot less for {number}", { number }), more: t("One dot more for {number}", { number }) };
    const less = button("−", () => put(id, -1), { class: "less", "aria-label": said.less });
    const more = button("+", () => put(id, 1), { class: "more", "aria-label": said.more });
    const dots = h("span", { class: "row-dots" });
    const words = h("p", { class: "words" });
    const total = h("span", { class: "row-total" });
    const made = h(
      "li",
      {},
      h("div", { class: "row-text" }, h("b", { class: "number" }, number), total, words),
      h("div", { class: "row-acts" }, less, dots, more),
    );
    return {
      element: made,
      show(candidate, count, { free, may }) {
        made.className = `candidate kind-${candidate.kind} ${count ? "chosen" : ""}`;
        if (words.textContent !== candidate.text) words.textContent = candidate.text;
        total.textContent = candidate.dots ? t("{count} dots in all", { count: candidate.dots }) : "";
        // Kept in the order of the keyboard also when there is no dot left: a disabled button would drop the focus.
        less.setAttribute("aria-disabled", String(!may || !count));
        more.setAttribute("aria-disabled", String(!may || free < 1));
        if (dots.dataset.count === String(count)) return;
        dots.dataset.count = count;
        fill(dots, circles(count, 0), h("span", { class: "unseen" }, t("{count} dots", { count })));
      },
    };
  }

  return {
    element,
    show(candidates, dots, state) {
      for (const candidate of candidates) {
        if (!rows.has(candidate.id)) rows.set(candidate.id, row(candidate));
        rows.get(candidate.id).show(candidate, dots[candidate.id] ?? 0, state);
      }
      const now = candidates.map(({ id, kind }) => `${kind} ${id}`).join();
      if (now === order) return;
      order = now;
      const kinds = [...new Set(candidates.map(({ kind }) => kind))];
      fill(
        element,
        kinds.map((kind) => [
          h("h2", {}, kindLabel(t, kind)),
          h("ol", {}, candidates.filter((one) => one.kind === kind).map(({ id }) => rows.get(id).element)),
        ]),
      );
    },
  };
}
