// Which entries say the same: those that may, in groups, for a person to decide; and those that count as one voice. No
// entry goes away: the links between them say what was decided.

import { button, fill, h } from "./dom.js";
import { count } from "./i18n.js";

const SHOWN = 20; // groups at once

/**
 * `{element, show({pairs, decisions, entries})}`: pairs are [first, second, alike] as the machine reads them, decisions
 * [first, second, decision] as people made them, entries id → entry of those that are there. pair(first, second,
 * decision) keeps a person's word.
 */
export function voicesPanel({ t }, { pair }) {
  const maybe = box();
  const sure = box();
  let drawn = "";

  function show({ pairs, decisions, entries }) {
    const there = ([first, second]) => entries.has(first) && entries.has(second);
    const decided = new Map(decisions.map(([first, second, decision]) => [`${first}:${second}`, decision]));
    const same = decisions.filter((link) => link[2] === "accepted" && there(link));
    const together = grouped(same);
    const voice = new Map(together.flatMap((group) => group.map((id) => [id, group])));
    // Who is one voice through others needs no word of its own.
    const open = pairs.filter(
      (link) =>
        there(link) &&
        !["accepted", "rejected"].includes(decided.get(`${link[0]}:${link[1]}`)) &&
        !(voice.has(link[0]) && voice.get(link[0]) === voice.get(link[1])),
    );
    const groups = grouped(open);
    const members = [...groups, ...together].flat();
    const now = JSON.stringify([open, same, members.map((id) => [entries.get(id).number, entries.get(id).text])]);
    if (now === drawn) return; // what a person has ticked stays ticked
    drawn = now;
    maybe.fill(
      groups.length,
      t("{count} groups of entries may say the same", { count: count(groups.length) }),
      groups.slice(0, SHOWN).map((members) => candidate(members, open, entries)),
    );
    sure.fill(
      together.length,
      t("{count} groups of entries count as one voice each", { count: count(together.length) }),
      together.map((members) => oneVoice(members, same, entries)),
    );
  }

  function candidate(members, open, entries) {
    const links = open.filter(([first]) => members.includes(first));
    const alike = Math.round(Math.min(...links.map((link) => link[2])) * 100);
    const boxes = new Map(members.map((id) => [id, h("input", { type: "checkbox", checked: true })]));
    const word = wording(members, entries);
    const several = members.length > 2;
    const chosen = () => members.filter((id) => boxes.get(id).checked);
    return h(
      "li",
      { class: "entry", "data-group": members.join(" ") },
      members.map((id) => said(entries.get(id), several ? boxes.get(id) : null)),
      h(
        "div",
        { class: "acts" },
        h("span", { class: "quiet" }, t("{percent} % alike", { percent: alike })),
        several
          ? word(t("Those ticked say the same"), () => join(chosen(), links))
          : word(t("They say the same"), () => join(members, links)),
        word(t("They do not"), () => links.forEach(([first, second]) => pair(first, second, "rejected"))),
      ),
    );
  }

  /** The chosen are one voice, and none of the others that were linked to them is a part of it. */
  function join(chosen, links) {
    if (chosen.length < 2) return;
    const within = ([first, second]) => chosen.includes(first) && chosen.includes(second);
    const across = ([first, second]) => chosen.includes(first) !== chosen.includes(second);
    const joined = links.filter(within);
    const parts = grouped([...joined, ...chosen.map((id) => [id, id])]);
    const missing = parts.slice(1).map(([id]) => [parts[0][0], id].sort());
    for (const [first, second] of [...joined, ...missing]) pair(first, second, "accepted");
    for (const [first, second] of links.filter(across)) pair(first, second, "rejected");
  }

  function oneVoice(members, same, entries) {
    const links = same.filter(([first]) => members.includes(first));
    const back = () => links.forEach(([first, second]) => pair(first, second, "open"));
    return h(
      "li",
      { class: "entry", "data-group": members.join(" ") },
      members.map((id) => said(entries.get(id), null)),
      h("div", { class: "acts" }, wording(members, entries)(t("Take it back"), back)),
    );
  }

  function wording(members, entries) {
    const numbers = members.map((id) => entries.get(id).number ?? "—").join(" ");
    return (label, work) => button(label, work, { class: "small", "aria-label": `${label}: ${numbers}` });
  }

  return { element: h("div", {}, maybe.element, sure.element), show };
}

function said({ number, text }, tick) {
  const words = [h("b", { class: "number" }, number ?? "—"), " ", text];
  return tick
    ? h("label", { class: "choice words" }, tick, h("span", {}, words))
    : h("p", { class: "words" }, words);
}

function box() {
  const title = h("summary", {});
  const list = h("ul", { class: "pairs" });
  const element = h("details", { class: "pairs-box", hidden: true }, title, list);
  return {
    element,
    fill(many, words, rows) {
      element.hidden = !many;
      title.textContent = words;
      fill(list, rows);
    },
  };
}

/** What is linked, directly or through others, together: arrays of ids in the order in which they first stand. */
export function grouped(links) {
  const leads = new Map();
  const root = (id) => {
    while (leads.get(id) !== id) id = leads.get(id);
    return id;
  };
  for (const [first, second] of links) {
    for (const id of [first, second]) if (!leads.has(id)) leads.set(id, id);
    leads.set(root(second), root(first));
  }
  const groups = new Map();
  for (const id of leads.keys()) {
    const top = root(id);
    groups.set(top, [...(groups.get(top) ?? []), id]);
  }
  return [...groups.values()];
}
