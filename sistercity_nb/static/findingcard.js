// A finding as the report will print it: its extent in words, its numbers, who says it, its quotations.

import { fill, h } from "./dom.js";
import { count, moment } from "./i18n.js";
import { GROUP_KINDS, SEVERITIES, extentLabel, groupName, kindLabel, severityLabel } from "./labels.js";

/** Fills `content` with every finding of the summary; writing(finding) is the place where a person writes of it. */
export function drawSummary(context, content, summary, writing) {
  const { t, language } = context;
  fill(
    content,
    h(
      "p",
      { class: "quiet" },
      t("Data up to {time}", { time: moment(summary.as_of, language) }),
      " · ",
      t("{count} entries", { count: count(summary.counts.entries) }),
      summary.uncoded ? ` · ${t("{count} of the groups without a theme yet", { count: count(summary.uncoded) })}` : "",
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
      finding.provinces === null
        ? t("{entries} entries from few provinces in {groups} groups", {
            entries: count(finding.entries),
            groups: count(finding.groups),
          })
        : t("{entries} entries from {provinces} provinces in {groups} groups", {
            entries: count(finding.entries),
            provinces: count(finding.provinces),
            groups: count(finding.groups),
          }),
    ),
    weight(context, finding),
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

/** What makes a finding stand out: how severe its problems are, its dots, and that one group alone speaks of it. */
function weight({ t, workshop }, finding) {
  const severe = SEVERITIES.filter((degree) => finding.severity[degree]).map(
    (degree) => `${severityLabel(t, degree)} ${count(finding.severity[degree])}`,
  );
  const alone = finding.compared.find((row) => row.alone);
  const said = [
    severe.length ? t("Severity of its problems: {levels}", { levels: severe.reverse().join(" · ") }) : null,
    finding.dots ? t("{count} dots", { count: count(finding.dots) }) : null,
    alone ? t("One group alone raised it: {group}", { group: groupName(t, workshop, alone.group) }) : null,
  ].filter(Boolean);
  return said.length
    ? h(
        "p",
        { class: "finding-weight" },
        said.map((words) => h("span", {}, words)),
      )
    : null;
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
              row.provinces === null
                ? t("not told")
                : t("{count} of {all}", { count: count(row.provinces), all: count(row.of) }),
            ),
            h("td", {}, row.extent === null ? "–" : extentLabel(t, row.extent)),
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
  if (!row || row.share === null) return "–"; // of few provinces the public edition tells no number
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
