// What coders who did not see each other disagree on, side by side, and a way to settle it: the decision that counts.

import { button, fill, h } from "./dom.js";
import { count } from "./i18n.js";

const SHOWN = 30; // entries at once

/**
 * `{element, show({codings, themes, entries})}`: all codings with the themes and entries in use, entries being a Map.
 * settle(entry id, theme id, decision) makes the decision that counts.
 */
export function disagreementList({ t }, { settle }) {
  const title = h("h3", {});
  const list = h("ul", { class: "disagreements" });
  const more = h("p", { class: "hint" });
  const element = h("div", { hidden: true }, title, list, more);
  const listed = new Set(); // what was not settled when the page came: it stays in its place, to be changed again
  let drawn = "";

  function show({ codings, themes, entries }) {
    const found = disagreements(codings, themes, entries);
    const open = found.filter(({ rows }) => rows.some(({ settled }) => !settled));
    element.hidden = !found.length;
    const now = JSON.stringify(found);
    if (now === drawn) return;
    drawn = now;
    for (const { entry } of open) listed.add(entry);
    const shown = found.filter(({ entry }) => listed.has(entry));
    title.textContent = t("{open} of {count} entries on which coders differ are not settled", {
      open: count(open.length),
      count: count(found.length),
    });
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(
      list,
      shown.slice(0, SHOWN).map((each) => entryOf(each, entries)),
    );
    more.textContent = shown.length > SHOWN ? t("{count} more", { count: count(shown.length - SHOWN) }) : "";
    if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  function entryOf({ entry, coders, rows }, entries) {
    const { number, text } = entries.get(entry);
    const heading = (words) => h("th", { scope: "col" }, words);
    return h(
      "li",
      { class: "entry", "data-entry": entry },
      h("p", { class: "words" }, h("b", { class: "number" }, number ?? "—"), " ", text),
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h("tr", {}, heading(t("Theme")), coders.map((coder) => heading(coder.toUpperCase())), heading(t("What counts"))),
        ),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, row.title),
              row.said.map((yes) => h("td", { class: yes ? "yes" : "quiet" }, yes ? t("Yes") : t("No"))),
              h("td", {}, h("span", { class: "words-pair" }, word(entry, row, "accepted"), word(entry, row, "rejected"))),
            ),
          ),
        ),
      ),
    );
  }

  function word(entry, { theme, title: name, settled }, decision) {
    const label = decision === "accepted" ? t("Accept") : t("Reject");
    const chosen = settled === decision;
    return button(label, () => settle(entry, theme, chosen ? "open" : decision), {
      class: "small",
      "aria-pressed": chosen ? "true" : "false",
      "aria-label": `${label}: ${name}`,
      "data-key": `${decision} ${entry} ${theme}`,
    });
  }

  return { element, show };
}

/** The entries on whose themes coders differ: [{entry, coders, rows: [{theme, title, said, settled}]}]. */
export function disagreements(codings, themes, entries) {
  const known = new Map(themes.map((theme) => [theme.id, theme]));
  const now = (id) => {
    let theme = known.get(id);
    for (let steps = 0; theme?.merged_into && steps < known.size; steps += 1) theme = known.get(theme.merged_into);
    return theme;
  };
  const said = new Map(); // entry → coder → ids of the themes that they accepted
  const counts = new Map(); // "entry theme" → the decision that counts
  for (const { entry, theme, coder, decision } of codings) {
    const meant = now(theme);
    if (!entries.has(entry) || !meant || decision === "open") continue;
    if (!coder) counts.set(`${entry} ${meant.id}`, decision);
    else {
      const coders = said.get(entry) ?? said.set(entry, new Map()).get(entry);
      if (!coders.has(coder)) coders.set(coder, new Set());
      if (decision === "accepted" && meant.state !== "retired") coders.get(coder).add(meant.id);
    }
  }
  const found = [];
  for (const [entry, by] of said) {
    const coders = [...by.keys()].sort();
    const rows = [...new Set([...by.values()].flatMap((own) => [...own]))]
      .map((theme) => ({
        theme,
        title: known.get(theme).title,
        said: coders.map((coder) => by.get(coder).has(theme)),
        settled: counts.get(`${entry} ${theme}`) ?? null,
      }))
      .filter((row) => new Set(row.said).size > 1);
    if (coders.length > 1 && rows.length) found.push({ entry, coders, rows });
  }
  return found.sort((a, b) => (entries.get(a.entry).number ?? "").localeCompare(entries.get(b.entry).number ?? ""));
}
