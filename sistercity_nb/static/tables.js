// Tables for a spreadsheet: taken out of the record, and a file looked at row by row before anything of it is taken.

import { button, fill, h, uniqueName } from "./dom.js";
import { host } from "./host.js";

const NAMES = ["entries", "participants", "codings", "findings", "answers"];
const KINDS = ["xlsx", "csv"];
const AT_ONCE = 100; // rows shown before a person asks for more
const OUTCOMES = ["refused", "changed", "new", "since", "there"]; // what needs eyes comes first

/** Mounts the page into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["tables.css"], start);
}

async function start(context) {
  fill(context.element, h("div", { class: "tables" }, taking(context), bringing(context)));
}

/** Links to every table as a file. */
function taking({ base, t }) {
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, t("Take tables out")),
    h(
      "p",
      { class: "hint" },
      t("They name people and hold every text, also what may not be quoted. Keep them to yourself."),
    ),
    h(
      "ul",
      { class: "out" },
      NAMES.map((name) =>
        h(
          "li",
          {},
          h("span", { class: "what" }, tableLabel(t, name)),
          KINDS.map((kind) =>
            h(
              "a",
              {
                href: `${base}api/tables/${name}.${kind}`,
                download: "",
                "aria-label": `${tableLabel(t, name)} ${kind.toUpperCase()}`,
              },
              kind.toUpperCase(),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A file is chosen, its columns and rows are shown, and it is taken. */
function bringing({ api, t }) {
  const whatName = uniqueName("what");
  const fileName = uniqueName("file");
  const what = h(
    "select",
    { id: whatName, onchange: () => look() },
    NAMES.map((name) => h("option", { value: name }, tableLabel(t, name))),
  );
  const input = h("input", { id: fileName, type: "file", accept: ".xlsx,.csv", onchange: () => look() });
  const said = h("p", { class: "said", role: "status" });
  const shown = h("div", { class: "shown" });
  let open = false; // whether the columns are looked at, also when they are shown anew

  async function look(columns) {
    const [file] = input.files;
    fill(shown);
    said.textContent = "";
    if (file) await ask(file, columns, null, show);
  }

  async function ask(file, columns, confirm, done) {
    said.textContent = t("Reading {file} …", { file: file.name });
    const query = new URLSearchParams({ file: file.name });
    if (columns) query.set("columns", columns.join(","));
    if (confirm) query.set("confirm", confirm);
    try {
      const plan = await api.post(`api/tables/${what.value}?${query}`, file);
      said.textContent = "";
      done(plan);
    } catch (failure) {
      fill(said, h("span", { class: "bad" }, failure.message));
    }
  }

  function ontoggle(event) {
    ({ open } = event.target);
  }

  function show(plan) {
    const names = plan.columns.map(({ name }) => name);
    const change = (place, name) => look(names.map((old, at) => (at === place ? name : old === name ? "" : old)));
    const some = plan.counts.new + plan.counts.changed;
    fill(
      shown,
      columnsTable(t, plan, change, { open: open || plan.missing.length > 0, ontoggle }),
      plan.missing.length
        ? h("p", { class: "bad" }, t("Choose which column is: {columns}", { columns: plan.missing.join(", ") }))
        : [
            h("h3", {}, t("What will happen")),
            counts(t, plan.counts),
            rowsList(t, plan.rows),
            some
              ? button(t("Import {number} rows", { number: some }), () => take(names, plan.fingerprint), {
                  class: "primary",
                })
              : h("p", { class: "hint" }, t("There is nothing to import.")),
          ],
    );
  }

  async function take(names, confirm) {
    const [file] = input.files;
    await ask(file, names, confirm, ({ taken, conflicts }) => {
      fill(shown);
      input.value = "";
      said.textContent = [
        t("Imported: {number} changes.", { number: taken }),
        conflicts ? t("Waiting for a choice on the page of conflicts: {conflicts}.", { conflicts }) : "",
      ].join(" ");
    });
  }

  return h(
    "section",
    { class: "panel" },
    h("h2", {}, t("Bring a table in")),
    h(
      "p",
      { class: "hint" },
      t("From Excel, Google Forms or Microsoft Forms. Nothing is taken before you have seen row by row what happens."),
    ),
    h(
      "div",
      { class: "choosing" },
      h("div", { class: "field" }, h("label", { for: whatName }, t("What the rows are")), what),
      h("div", { class: "field" }, h("label", { for: fileName }, t("File (.xlsx or .csv)")), input),
    ),
    said,
    shown,
  );
}

/** Each column of the file with what it holds, and what it is taken for. */
function columnsTable(t, { columns, choices }, change, opening) {
  const read = columns.filter(({ name }) => name);
  return h(
    "details",
    { class: "columns", ...opening },
    h("summary", {}, t("Columns: {read} of {all} are read", { read: read.length, all: columns.length })),
    h(
      "ul",
      {},
      columns.map(({ head, name, examples }, place) => {
        const id = uniqueName("column");
        return h(
          "li",
          {},
          h("label", { for: id }, head || t("(no head)")),
          h(
            "select",
            { id, onchange: (event) => change(place, event.target.value) },
            h("option", { value: "", selected: !name }, t("Do not read")),
            choices.map((choice) =>
              h("option", { value: choice.name, selected: choice.name === name }, choice.title),
            ),
          ),
          h("p", { class: "hint examples" }, examples.map(brief).join(" · ")),
        );
      }),
    ),
  );
}

function counts(t, found) {
  return h(
    "ul",
    { class: "counts" },
    OUTCOMES.filter((outcome) => found[outcome]).map((outcome) =>
      h("li", { class: outcome }, h("b", {}, String(found[outcome])), " ", outcomeLabel(t, outcome)),
    ),
  );
}

/** The rows, those that need a person's eyes first; what is there already only on request. */
function rowsList(t, rows) {
  const sorted = OUTCOMES.flatMap((outcome) => rows.filter((row) => row.outcome === outcome));
  const list = h("ol", { class: "rows" });
  const more = button(t("Show more rows"), grow, { class: "link" });
  let number = 0;

  function grow() {
    list.append(...sorted.slice(number, number + AT_ONCE).map((row) => rowItem(t, row)));
    number += AT_ONCE;
    more.hidden = number >= sorted.length;
  }

  grow();
  return [list, more];
}

function rowItem(t, { row, outcome, label, cells, reason }) {
  return h(
    "li",
    { class: `row ${outcome}` },
    h("span", { class: "chip" }, outcomeLabel(t, outcome)),
    h("span", { class: "quiet" }, t("Row {row}", { row })),
    h("span", { class: "label" }, brief(label)),
    reason && h("p", { class: "bad" }, reason),
    outcome !== "new" &&
      cells.length > 0 &&
      h(
        "dl",
        {},
        cells.map(({ title, before, after }) => [
          h("dt", {}, title),
          h("dd", {}, before ? [h("del", {}, brief(before)), " → "] : null, h("ins", {}, brief(after) || "–")),
        ]),
      ),
  );
}

function brief(text) {
  const signs = [...text];
  return signs.length > 120 ? `${signs.slice(0, 119).join("")}…` : text;
}

function tableLabel(t, name) {
  return (
    {
      entries: t("Entries"),
      participants: t("Participants"),
      codings: t("Codings"),
      findings: t("Findings"),
      answers: t("Answers"),
    }[name] ?? name
  );
}

function outcomeLabel(t, outcome) {
  return (
    {
      new: t("new"),
      changed: t("changed"),
      there: t("in the record already"),
      since: t("changed in the record since: stays"),
      refused: t("refused"),
    }[outcome] ?? outcome
  );
}
