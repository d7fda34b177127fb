// What the machine read besides: how far its suggestions can be trusted, and which entries may say the same.

import { button, fill, h, uniqueName } from "./dom.js";
import { count } from "./i18n.js";

const SHOWN = 20; // pairs at once

/**
 * `{element, show({fit, offers, pairs, entries})}`. acceptAll(offers) accepts what was offered; pair(first, second,
 * decision) keeps what a person says of two entries.
 */
export function readingPanel({ t }, { acceptAll, pair }) {
  const name = uniqueName("from");
  const choice = h("select", { id: name, onchange: () => tell() });
  const said = h("p", { class: "hint", role: "status" });
  const accept = button(t("Accept all of these"), () => acceptAll(wanted()));
  const trust = h(
    "div",
    { class: "trust", hidden: true },
    h("div", { class: "field" }, h("label", { for: name }, t("Accept suggestions at once from")), choice),
    accept,
    said,
  );
  const pairTitle = h("summary", {});
  const pairList = h("ul", { class: "pairs" });
  const pairs = h("details", { class: "pairs-box", hidden: true }, pairTitle, pairList);
  let now = { fit: null, offers: [], pairs: [], entries: new Map() };

  function wanted() {
    return now.offers.filter(({ confidence }) => confidence !== null && confidence >= Number(choice.value));
  }

  function tell() {
    const step = now.fit?.curve.find(({ from }) => from === Number(choice.value));
    const found = wanted().length;
    accept.disabled = !found;
    if (!step) return;
    said.textContent = step.tested
      ? t(
          "{count} suggestions. Tested on {tested} that people decided on, {wrong} were wrong: an error of at most {most} % is to be expected.",
          {
            count: count(found),
            tested: count(step.tested),
            wrong: count(step.wrong),
            most: Math.ceil(step.at_most * 100),
          },
        )
      : t("{count} suggestions. Too little is coded to say how many are wrong.", { count: count(found) });
  }

  function show(next) {
    const before = choice.value || "0.9";
    const steps = next.fit?.curve ?? [];
    const known = now.fit?.curve ?? [];
    now = next;
    trust.hidden = !steps.length;
    if (JSON.stringify(steps) !== JSON.stringify(known)) {
      fill(
        choice,
        steps.map(({ from }) => h("option", { value: from }, t("{percent} % sure", { percent: Math.round(from * 100) }))),
      );
      choice.value = before;
    }
    tell();
    pairs.hidden = !now.pairs.length;
    pairTitle.textContent = t("{count} pairs of entries may say the same", { count: count(now.pairs.length) });
    fill(pairList, now.pairs.slice(0, SHOWN).map(pairRow));
  }

  function pairRow([first, second, alike]) {
    const [one, other] = [now.entries.get(first), now.entries.get(second)];
    const numbers = `${one.number ?? ""} ${other.number ?? ""}`;
    const word = (label, decision) =>
      button(label, () => pair(first, second, decision), { class: "small", "aria-label": `${label}: ${numbers}` });
    return h(
      "li",
      { class: "entry", "data-pair": `${first}:${second}` },
      h("p", { class: "words" }, h("b", { class: "number" }, one.number ?? "—"), " ", one.text),
      h("p", { class: "words" }, h("b", { class: "number" }, other.number ?? "—"), " ", other.text),
      h(
        "div",
        { class: "acts" },
        h("span", { class: "quiet" }, t("{percent} % alike", { percent: Math.round(alike * 100) })),
        word(t("They say the same"), "accepted"),
        word(t("They do not"), "rejected"),
      ),
    );
  }

  return { element: h("div", { class: "reading" }, trust, pairs), show };
}
