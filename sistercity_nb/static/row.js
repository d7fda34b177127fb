// One entry in the list: what was said, where it stands, and what can be done with it.

import { button, h } from "./dom.js";
import { clock, moment } from "./i18n.js";
import { kindLabel, releaseLabel } from "./labels.js";

const LONG = 700; // characters; a longer text is shown folded, so that one paste does not push the others away

/**
 * An entry's element. act(name, item) is called with "edit", "withdraw", "restore", "history" or "discard".
 */
export function entryRow({ t, language, provinceName }, item, { act, numberOf }) {
  const classes = [
    "entry",
    `kind-${item.kind}`,
    item.withdrawn && "is-withdrawn",
    item.mark !== "saved" && `is-${item.mark}`,
    item.conflict && "is-conflict",
  ];
  return h(
    "div",
    { class: classes.filter(Boolean).join(" "), "data-id": item.id },
    h(
      "div",
      { class: "entry-head" },
      h("b", { class: "number" }, item.number ?? "—"),
      h("span", { class: "kind" }, kindLabel(t, item.kind)),
      item.province ? h("span", { class: "fact" }, provinceName(item.province)) : null,
      item.guideline ? h("span", { class: "fact" }, t("Guideline {no}", { no: item.guideline })) : null,
      item.answers?.length
        ? h(
            "span",
            { class: "fact" },
            t("Answers {numbers}", { numbers: item.answers.map(numberOf).join(", ") }),
          )
        : null,
      item.release !== "group" ? h("span", { class: "fact" }, releaseLabel(t, item.release)) : null,
      item.simulated ? h("span", { class: "fact simulated" }, t("Simulated")) : null,
      h("span", { class: "states" }, chips(t, language, item)),
    ),
    words(t, item.text),
    item.withdrawn
      ? h("p", { class: "why" }, t("Withdrawn because: {reason}", { reason: item.reason }))
      : null,
    item.trouble
      ? h("p", { class: "why bad" }, t("The server refused it: {reason}", { reason: item.trouble.reason }))
      : null,
    item.conflict
      ? h(
          "p",
          { class: "why bad" },
          t("Two people changed this entry at the same time. Choose which wording stands."),
        )
      : null,
    h(
      "div",
      { class: "entry-acts" },
      actions(t, item).map(([name, label]) =>
        button(label, () => act(name, item), {
          "data-act": name,
          class: "link",
          "aria-label": item.number ? `${label} ${item.number}` : label,
        }),
      ),
    ),
  );
}

function chips(t, language, item) {
  const chip = (state, label) => h("span", { class: `chip ${state}` }, label);
  const today = new Date(item.at).toDateString() === new Date().toDateString();
  return [
    item.withdrawn ? chip("withdrawn", t("Withdrawn")) : null,
    item.conflict ? chip("conflict", t("Conflict")) : null,
    item.mark === "waiting" ? chip("waiting", t("Waiting to be sent")) : null,
    item.mark === "refused" ? chip("refused", t("Refused")) : null,
    item.mark === "saved"
      ? chip("saved", t("Saved at {time}", { time: today ? clock(item.at) : moment(item.at, language) }))
      : null,
  ];
}

function actions(t, item) {
  if (item.mark === "refused")
    return [
      ["edit", t("Mend")],
      ["discard", t("Throw away")],
    ];
  if (item.conflict) return [["history", t("Compare and choose")]];
  if (item.withdrawn)
    return [
      ["restore", t("Put back")],
      ["history", t("History")],
    ];
  return [
    ["edit", t("Edit")],
    ["withdraw", t("Withdraw")],
    item.number ? ["history", t("History")] : null,
  ].filter(Boolean);
}

function words(t, text) {
  if (text.length <= LONG) return h("p", { class: "words" }, text);
  const paragraph = h("p", { class: "words folded" }, text);
  const more = button(
    t("Show all"),
    () => {
      paragraph.classList.toggle("folded");
      more.textContent = paragraph.classList.contains("folded") ? t("Show all") : t("Show less");
    },
    { class: "link" },
  );
  return [paragraph, more];
}
