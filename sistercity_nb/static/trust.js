// How far the machine's suggestions can be trusted, and accepting at once all that are sure enough.

import { button, fill, h, uniqueName } from "./dom.js";
import { count } from "./i18n.js";

/** `{element, show({fit, offers})}`; acceptAll(offers) accepts what was offered and returns what takes that back. */
export function trustPanel({ t }, { acceptAll }) {
  const name = uniqueName("from");
  const choice = h("select", { id: name, onchange: () => tell() });
  const said = h("p", { class: "hint", role: "status" });
  const accept = button(t("Accept all of these"), acceptWanted);
  const done = h("div", {});
  const trust = h(
    "div",
    { class: "trust", hidden: true },
    h("div", { class: "field" }, h("label", { for: name }, t("Accept suggestions at once from")), choice),
    accept,
    said,
  );
  let now = { fit: null, offers: [] };

  function acceptWanted() {
    const offers = wanted();
    const takeBack = acceptAll(offers);
    const back = () => {
      takeBack();
      fill(done);
    };
    fill(
      done,
      h(
        "p",
        { class: "sc-notice", role: "status" },
        t("{count} suggestions are accepted.", { count: count(offers.length) }),
        " ",
        button(t("Take it back"), back),
      ),
    );
  }

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
  }

  return { element: h("div", {}, trust, done), show };
}
