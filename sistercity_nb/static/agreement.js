// How far coders agree who coded blind: each theme with raw agreement and prevalence beside the kappas, in words
// where there is no number, and the entries on which they differ.

import { fill, h } from "./dom.js";
import { count } from "./i18n.js";

const REASONS = ["nobody", "one answer", "not two", "not as many"];
const MEASURES = ["percent", "cohen", "fleiss", "krippendorff"];

/** `{element, show(rows)}`; rows are those of the reading "agreement". */
export function agreementTable({ t }) {
  const element = h("details", { class: "agreement", hidden: true });
  const names = { percent: t("Agreement"), cohen: "Cohen κ", fleiss: "Fleiss κ", krippendorff: "Krippendorff α" };

  // What themes/agreement.py says where there is no number.
  const why = new Map(
    [
      t("No two coders have decided on the same entry yet."),
      t("All coders gave the same answer everywhere; beyond that there is nothing to measure."),
      t("Cohen's kappa is for two coders."),
      t("Fleiss' kappa needs as many decisions on each entry."),
    ].map((said, place) => [REASONS[place], said]),
  );

  function measure(name, { value, low, high, why: reason }) {
    if (value === null) return h("td", {}, h("small", { class: "quiet" }, why.get(reason) ?? reason));
    const word = (number) => (name === "percent" ? `${Math.round(number * 100)} %` : number.toFixed(2));
    return h("td", {}, h("b", {}, word(value)), " ", h("small", { class: "quiet" }, `${word(low)} – ${word(high)}`));
  }

  return {
    element,
    show(rows) {
      element.hidden = !rows.length;
      fill(
        element,
        h("summary", {}, t("How far blind coders agree")),
        h(
          "div",
          { class: "table", tabindex: "0", role: "region", "aria-label": t("How far blind coders agree") },
          h(
            "table",
            {},
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                [t("Theme"), t("Entries"), t("Found in"), ...MEASURES.map((name) => names[name]), t("They differ on")].map(
                  (heading) => h("th", { scope: "col" }, heading),
                ),
              ),
            ),
            h(
              "tbody",
              {},
              rows.map((row) =>
                h(
                  "tr",
                  {},
                  h("th", { scope: "row" }, row.title),
                  h("td", {}, count(row.entries)),
                  h("td", {}, row.prevalence === null ? "–" : `${Math.round(row.prevalence * 100)} %`),
                  MEASURES.map((name) => measure(name, row[name])),
                  h("td", {}, row.differ.join(", ")),
                ),
              ),
            ),
          ),
        ),
      );
    },
  };
}
