// The start page: where to record, where to look, and the report.

import { fill, h } from "./dom.js";
import { host } from "./host.js";
import { count, days } from "./i18n.js";
import { PLENARY } from "./labels.js";
import { reportCard } from "./reports.js";
import { openStorage } from "./storage.js";

/** Mounts the start page's cards into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["start.css"], start);
}

async function start(context) {
  const { element, base, t, say, language, workshop, options } = context;
  const card = (address, title, words, style = "") =>
    h("li", { class: `card ${style}` }, h("a", { href: address }, title), h("p", {}, words));
  const groups = workshop.groups.map((group) =>
    h(
      "li",
      { class: `card group letter-${group.letter}`, "data-group": group.id },
      h("span", { class: "letter", "aria-hidden": "true" }, group.letter),
      h(
        "div",
        {},
        h("a", { href: `${base}record/${group.id}` }, t("Record group {letter}", { letter: group.letter })),
        h("p", {}, say(group.title)),
        h(
          "p",
          {},
          h(
            "a",
            { class: "aside", href: `${base}cards/${group.id}` },
            t("Cards of group {letter}", { letter: group.letter }),
          ),
        ),
      ),
    ),
  );
  const plenary = h(
    "li",
    { class: "card group letter-P", "data-group": PLENARY },
    h("span", { class: "letter", "aria-hidden": "true" }, "P"),
    h(
      "div",
      {},
      h("a", { href: `${base}record/${PLENARY}` }, t("Record the whole room")),
      h("p", {}, t("Lectures and the study visit")),
    ),
  );

  fill(
    element,
    h(
      "div",
      { class: "start" },
      h(
        "section",
        { class: "about" },
        h("p", { class: "about-title" }, say(workshop.title).replaceAll("พ.ศ. ", "พ.ศ.\u00a0")), // an era stays with its year
        h("p", {}, days(workshop.start, workshop.end, language), " · ", say(workshop.venue)),
        h("p", { class: "quiet" }, say(workshop.owner)),
      ),
      h("section", {}, h("h2", {}, t("Record")), h("ul", { class: "cards record" }, groups, plenary)),
      h(
        "section",
        {},
        h("h2", {}, t("Look and decide")),
        h(
          "ul",
          { class: "cards" },
          card(
            `${base}board`,
            t("Live board"),
            t("For the projector: counts, newest entries, what has no evidence yet"),
          ),
          card(`${base}themes`, t("Themes"), t("The codebook, and which entry speaks of what")),
          card(`${base}findings`, t("Findings"), t("What was said by how many, with the words themselves")),
          card(
            `${base}conflicts`,
            t("Conflicts"),
            t("Bring laptops together, and choose where two people changed the same thing"),
          ),
          card(
            `${base}tables`,
            t("Tables"),
            t("Entries, participants and questionnaires from Excel or a form, and out to Excel"),
          ),
          card(`${base}codes`, t("Join codes"), t("Let others in: a code for each group and role, as a poster")),
          options.you.jupyter && // a join code reaches nothing of JupyterLab
            card(
              `${options.serverBase}lab/tree/notebooks`,
              t("Notebooks"),
              t("The same steps in JupyterLab, for analysts"),
            ),
        ),
      ),
      reportCard(context),
    ),
  );
  await tellUnsent(context);
}

/** What this device has not got through yet, group by group: someone may have closed a page too early. */
async function tellUnsent({ element, base, t, workshop }) {
  const storage = await openStorage();
  for (const group of [...workshop.groups.map(({ id }) => id), PLENARY]) {
    const rows = await storage.read("unsent", `${base} ${workshop.id} ${group}`);
    if (rows.length)
      element
        .querySelector(`[data-group="${group}"] p`)
        ?.after(
          h(
            "p",
            { class: "trouble" },
            t("Not saved yet on this device: {count}. Open it to send them.", { count: rows.length }),
          ),
        );
  }
}
