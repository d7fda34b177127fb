// How far coders agree who coded blind: each theme with raw agreement and prevalence beside the kappas, in words
// where there is no number; and entry by entry on what they differ.

import { disagreementList } from "./disagreements.js";
import { fill, h } from "./dom.js";
import { count } from "./i18n.js";

const REASONS = ["nobody", "one answer", "not two", "not as many", "no spread"];
const MEASURES = ["percent", "cohen", "fleiss", "krippendorff"];

/**
 * `{element, show({rows, codings, themes, entries})}`; rows are those of the reading "agreement", the others what stands
 * now. settle(entry id, theme id, decision) makes the decision that counts.
 */
export function agreementTable({ t }, { settle }) {
  const differing = disagreementList({ t }, { settle });
  const table = h("div", {
    class: "table",
    tabindex: "0",
    role: "region",
    "aria-label": t("How far blind coders agree"),
  });
  const element = h(
    "details",
    { class: "agreement", hidden: true },
    h("summary", {}, t("How far blind coders agree")),
    differing.element,
    table,
  );
  let drawn = null;
  const names = { percent: t("Agreement"), cohen: "Cohen κ", fleiss: "Fleiss κ", krippendorff: "Krippendorff α" };

  // What themes/agreement.py says where there is no number.
  const why = new Map(
    [
      t("No two coders have decided on the same entry yet."),
      t("All coders gave the same answer everywhere; beyond that there is nothing to measure."),
      t("Cohen's kappa is for two coders."),
      t("Fleiss' kappa needs as many decisions on each entry."),
      t("No limits: every sample of these entries gives the same value."),
    ].map((said, place) => [REASONS[place], said]),
  );

  /** A cell; what no number says is a note below the table, said once. */
  function measure(name, { value, low, high, why: reason }, notes) {
    const word = (number) => (name === "percent" ? `${Math.round(number * 100)} %` : number.toFixed(2));
    if (reason && !notes.includes(reason)) notes.push(reason);
    return h(
      "td",
      {},
      value === null ? "–" : h("b", {}, word(value)),
      low === null ? null : h("small", { class: "quiet" }, ` ${word(low)} – ${word(high)}`),
      reason ? h("sup", {}, `${notes.indexOf(reason) + 1})`) : null,
    );
  }

  function drawTable(all) {
    const rows = all.filter(({ prevalence }) => prevalence !== 0); // that nobody chose a theme is no agreement on it
    const notes = [];
    const headings = [t("Theme"), t("Entries"), t("Found in"), ...MEASURES.map((name) => names[name])];
    const row = (measured) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, measured.title),
        h("td", {}, count(measured.entries)),
        h("td", {}, measured.prevalence === null ? "–" : `${Math.round(measured.prevalence * 100)} %`),
        MEASURES.map((name) => measure(name, measured[name], notes)),
      );
    const body = h("tbody", {}, rows.map(row));
    const head = h(
      "tr",
      {},
      headings.map((heading) => h("th", { scope: "col" }, heading)),
    );
    fill(
      table,
      rows.length ? h("table", {}, h("thead", {}, head), body) : null,
      notes.map((reason, place) => h("p", { class: "hint" }, `${place + 1}) ${why.get(reason) ?? reason}`)),
      all.length ? null : h("p", { class: "hint" }, t("Press “Suggest again” to measure how far they agree.")),
    );
  }

  return {
    element,
    show({ rows, codings, themes, entries }) {
      element.hidden = !codings.some(({ coder }) => coder);
      if (rows !== drawn) drawTable(rows);
      drawn = rows;
      differing.show({ codings, themes, entries });
    },
  };
}
