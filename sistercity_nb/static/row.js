// One entry in the list: what was said, where it stands, and what can be done with it.

import { copy } from "./clipboard.js";
import { button, h } from "./dom.js";
import { clock, moment } from "./i18n.js";
import { kindLabel, releaseLabel, severityLabel } from "./labels.js";
import { lineLabel } from "./lines.js";

const LONG = 700; // characters; of a longer text the list holds the beginning, so that one paste does not slow it down
const SAID = 2000; // ms that a button says what it has done

/**
 * An entry's element. act(name, item) is called with "edit", "withdraw", "restore", "history", "choose" or "discard".
 * numberOf(id) names another entry.
 */
export function entryRow(context, item, { act, numberOf }) {
  const { t, language } = context;
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
      bodyFacts(context, item, numberOf).map(({ node }) => node),
      item.simulated ? h("span", { class: "fact simulated" }, t("Simulated")) : null,
      h("span", { class: "states" }, chips(t, language, item)),
    ),
    words(t, item.text),
    whyGone(t, item),
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
      item.mark === "refused" ? copyButton(t, item.text) : null,
    ),
  );
}

/** Why an entry does not count any more, as a paragraph; null for one that counts. */
export function whyGone(t, { withdrawn, reason, erased }) {
  if (erased) return h("p", { class: "why" }, t("Its words were erased for good. It still counts as recorded."));
  return withdrawn ? h("p", { class: "why" }, t("Withdrawn because: {reason}", { reason })) : null;
}

/** What a body says beside its text: `[{name, said, node}]`; numberOf(id) names another entry. */
export function bodyFacts({ t, provinceName }, body, numberOf = (id) => id) {
  const { kind, province, guideline, severity, card, answers, release } = body;
  return [
    ["kind", kindLabel(t, kind)],
    ["province", province && provinceName(province)],
    ["guideline", guideline && t("Guideline {no}", { no: guideline })],
    ["severity", severity && t("Severity: {level}", { level: severityLabel(t, severity) })],
    ...["cause", "owner", "due", "budget"].map((name) => [
      name,
      body[name] && t("{label}: {value}", { label: lineLabel(t, name), value: body[name] }),
    ]),
    ["answers", answers?.length > 0 && t("Answers {numbers}", { numbers: answers.map(numberOf).join(", ") })],
    ["card", card && t("Card {no}", { no: card })],
    ["release", release !== "group" && releaseLabel(t, release)],
  ]
    .filter(([, said]) => said)
    .map(([name, said]) => ({ name, said, node: h("span", { class: name === "kind" ? "kind" : "fact" }, said) }));
}

function chips(t, language, item) {
  const chip = (state, label) => h("span", { class: `chip ${state}` }, label);
  const today = new Date(item.at).toDateString() === new Date().toDateString();
  return [
    item.withdrawn ? chip("withdrawn", t("Withdrawn")) : null,
    item.amended ? chip("amended", t("Amended after closing")) : null,
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
  if (item.conflict)
    return [
      ["choose", t("Compare and choose")],
      ["history", t("History")],
    ];
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

function copyButton(t, text) {
  const label = t("Copy the text");
  const said = h("span", { class: "hint", role: "status" });
  const press = button(
    label,
    async () => {
      said.textContent = (await copy(text)) ? t("Copied") : t("This browser did not let the text be copied.");
      setTimeout(() => (said.textContent = ""), SAID);
    },
    { "data-act": "copy", class: "link" },
  );
  return [press, said];
}

function words(t, text) {
  if (text.length <= LONG) return h("p", { class: "words" }, text);
  const start = [...text.slice(0, LONG)].slice(0, -1).join(""); // never half of a character of two units
  const paragraph = h("p", { class: "words folded" }, start, "…");
  const more = button(
    t("Show all"),
    () => {
      const folded = paragraph.classList.toggle("folded");
      paragraph.textContent = folded ? `${start}…` : text;
      more.textContent = folded ? t("Show all") : t("Show less");
    },
    { class: "link" },
  );
  return [paragraph, more];
}
