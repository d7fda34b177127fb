// The findings as the report will print them: each with its extent in words, its numbers, its quotations.

import { button, fill, h, soon } from "./dom.js";
import { drawSummary } from "./findingcard.js";
import { findingForm } from "./findingform.js";
import { host } from "./host.js";
import { jobProgress, runJob } from "./jobs.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";

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
