// The findings as the report will print them: each with its extent in words, its numbers, its quotations.

import { button, fill, h, soon } from "./dom.js";
import { findingForm } from "./findingform.js";
import { host } from "./host.js";
import { count, moment } from "./i18n.js";
import { jobProgress, runJob } from "./jobs.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";
import { GROUP_KINDS, extentLabel, groupName, kindLabel } from "./labels.js";

/** Mounts the findings into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["findings.css"], start);
}

async function start(context) {
  const { element, api, base, t, workshop, closers } = context;
  const redraw = soon(() => status.show(outbox.status(), { line }), 50);
  const mirror = openMirror(redraw);
  const outbox = await openOutbox({
    api,
    storage: await openStorage(),
    scope: `${base} ${workshop.id} findings`,
    onChange: redraw,
    onSaved: (row, result) =>
      mirror.apply(row.type, [toldState(row, result, mirror.get(row.type, row.record))], { told: true }),
  });
  const book = openBook(mirror, outbox);
  const recorder = recorderField(context);
  const status = statusLine(context, { onRetry: outbox.retry });
  let line = true;
  const box = h("div", { class: "job" });
  const newer = h("div", {});
  const content = h("div", { class: "findings-content" });
  fill(element, h("div", { class: "findings" }, status.element, newer, box, content, recorder.element));
  let summary = null;
  let seq = 0;

  /** The place of a finding where a person writes it. */
  function writing(finding) {
    const place = h("div", {});
    const id = `finding:${finding.theme}`;

    function closed() {
      const known = book.get("finding", id);
      fill(place, button(known ? t("Change this finding") : t("Write this finding"), opened, { "data-theme": finding.theme }));
    }

    function opened() {
      const known = book.get("finding", id);
      fill(
        place,
        findingForm(context, finding, summary.workshop, known, {
          close: closed,
          save(body) {
            const parents = known?.conflict ? known.heads : (book.get("finding", id)?.parents ?? []);
            const revision = { record: id, type: "finding", parents, author: recorder.value(), body };
            if (known?.mark === "refused") outbox.mend(revision);
            else outbox.add(revision);
          },
        }),
      );
      place.querySelector("input").focus();
    }

    closed();
    return place;
  }

  async function load() {
    try {
      summary = await api.get("api/summary");
      drawSummary(context, content, summary, writing);
      compare();
    } catch (failure) {
      if (failure.status === 404) await make();
      else
        fill(
          box,
          h(
            "p",
            { class: "sc-notice bad", role: "alert" },
            failure.message,
            " ",
            button(t("Try again"), load),
          ),
        );
    }
  }

  async function make() {
    fill(newer);
    try {
      const job = await runJob(api, "summary", (now) => jobProgress(context, box, now));
      if (job.state !== "done") return;
      fill(box);
      summary = await api.get("api/summary");
      drawSummary(context, content, summary, writing);
      compare();
    } catch (failure) {
      fill(
        box,
        h("p", { class: "sc-notice bad", role: "alert" }, failure.message, " ", button(t("Try again"), make)),
      );
    }
  }

  /** A revision has one number, so a summary of fewer revisions than the newest number is behind. */
  function compare() {
    const behind = summary && summary.revisions < seq;
    fill(
      newer,
      behind
        ? h(
            "p",
            { class: "sc-notice", role: "status" },
            t("There is newer data than these findings."),
            " ",
            button(t("Count again"), make),
          )
        : null,
    );
  }

  const compareSoon = soon(compare, 200);
  closers.push(
    compareSoon.cancel,
    outbox.close,
    redraw.cancel,
    keepCurrent(api, mirror, [["finding", ""]], {
      // Of the other types only how far the record has come matters here, not what changed.
      wants: (type) => type === "finding",
      onSeq(number) {
        seq = Math.max(seq, number);
        compareSoon();
      },
      onLine(open) {
        line = open;
        if (open) outbox.retry();
        redraw();
      },
    }),
  );
  await load();
}

function drawSummary(context, content, summary, writing) {
  const { t, language } = context;
  fill(
    content,
    h(
      "p",
      { class: "quiet" },
      t("Data up to {time}", { time: moment(summary.as_of, language) }),
      " · ",
      t("{count} entries", { count: count(summary.counts.entries) }),
      summary.uncoded ? ` · ${t("{count} without a theme yet", { count: count(summary.uncoded) })}` : "",
    ),
    summary.findings.length
      ? h(
          "ol",
          { class: "finding-list" },
          summary.findings.map((finding) => h("li", {}, findingCard(context, finding, writing))),
        )
      : h(
          "p",
          { class: "empty" },
          t("No theme has an accepted entry yet. Decide on themes first."),
          " ",
          h("a", { href: `${context.base}themes` }, t("Themes")),
        ),
    h("p", { class: "quiet rule" }, summary.extent_rule),
  );
}

function findingCard(context, finding, writing) {
  const { t } = context;
  return h(
    "article",
    { class: "finding" },
    h("h2", {}, finding.title),
    h(
      "p",
      { class: "finding-numbers" },
      h("span", { class: `extent ${finding.extent}` }, extentLabel(t, finding.extent)),
      " ",
      t("{entries} entries from {provinces} provinces in {groups} groups", {
        entries: count(finding.entries),
        provinces: count(finding.provinces),
        groups: count(finding.groups),
      }),
    ),
    finding.statement ? h("p", { class: "statement" }, finding.statement) : null,
    finding.description ? h("p", {}, finding.description) : null,
    groupTable(context, finding),
    h(
      "p",
      { class: "kinds-line" },
      GROUP_KINDS.filter((kind) => finding.kinds[kind]).map((kind) =>
        h("span", { class: `kind-${kind}` }, kindLabel(t, kind), " ", h("b", {}, count(finding.kinds[kind]))),
      ),
    ),
    finding.quotations.length
      ? h(
          "div",
          {},
          h("h3", {}, t("In their own words")),
          finding.quotations.map((quotation) => quoted(quotation)),
        )
      : null,
    finding.causes.length
      ? h(
          "div",
          {},
          h("h3", {}, t("Causes that were named")),
          h(
            "ul",
            {},
            finding.causes.map(({ number, cause }) => h("li", {}, h("b", { class: "number" }, number), " ", cause)),
          ),
        )
      : null,
    finding.dissent ? h("div", {}, h("h3", {}, t("Said otherwise")), quoted(finding.dissent)) : null,
    finding.recommendations.length
      ? h(
          "div",
          {},
          h("h3", {}, t("Recommendation / way to solve it")),
          finding.recommendations.map((quotation) =>
            quoted(
              quotation,
              quotation.answers?.length
                ? t("Answers {numbers}", { numbers: quotation.answers.join(", ") })
                : "",
            ),
          ),
        )
      : null,
    writing(finding),
  );
}

function groupTable({ t, workshop }, finding) {
  return h(
    "div",
    {
      class: "table",
      tabindex: "0",
      role: "region",
      "aria-label": t("By group: {title}", { title: finding.title }),
    },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, t("Group")),
          h("th", { scope: "col", class: "number" }, t("Entries")),
          h("th", { scope: "col", class: "number" }, t("Provinces")),
          h("th", { scope: "col" }, t("Extent")),
          h("th", { scope: "col", class: "number" }, t("Share, 95 % limits")),
        ),
      ),
      h(
        "tbody",
        {},
        finding.by_group.map((row) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, groupName(t, workshop, row.group)),
            h("td", { class: "number" }, count(row.entries)),
            h(
              "td",
              { class: "number" },
              t("{count} of {all}", { count: count(row.provinces), all: count(row.of) }),
            ),
            h("td", {}, extentLabel(t, row.extent)),
            h("td", { class: "number" }, limits(finding, row.group)),
          ),
        ),
      ),
    ),
  );
}

/** The share of the provinces heard in a group with its limits, in percent. */
function limits(finding, group) {
  const row = finding.compared.find((each) => each.group === group);
  if (!row) return "–";
  const [share, low, high] = [row.share, row.low, row.high].map((part) => Math.round(part * 100));
  return `${share} (${low}–${high})`;
}

function quoted({ number, text, label }, more = "") {
  return h(
    "figure",
    { class: "quotation" },
    h("blockquote", { class: "words" }, text),
    h("figcaption", {}, h("b", {}, number), " ", label, more ? ` · ${more}` : ""),
  );
}
