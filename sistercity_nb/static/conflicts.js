// What several people set at once, on laptops that were offline or on one server: a person chooses what stands.

import { differences } from "./diff.js";
import { button, fill, h, uniqueName } from "./dom.js";
import { host } from "./host.js";
import { moment } from "./i18n.js";
import { uuid } from "./ids.js";
import { recorderField } from "./recorder.js";

const LONG = ["text", "statement", "paragraph", "description"]; // what is compared word by word and can be written anew

/** Mounts the page into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["conflicts.css"], start);
}

async function start(context) {
  const { element, api, base, t } = context;
  const said = h("p", { class: "said", role: "status" });
  const list = h("div", { class: "waiting" });
  const recorder = recorderField(context);
  fill(
    element,
    h(
      "div",
      { class: "conflicts" },
      h("p", { class: "hint" }, t("Both values are kept. What is not chosen stays in the history.")),
      bringing(context, load),
      recorder.element,
      said,
      list,
    ),
  );

  async function load() {
    const { conflicts } = await api.get("api/conflicts");
    fill(
      list,
      conflicts.length
        ? conflicts.map((one) => record(one))
        : h("p", { class: "empty" }, t("Nothing waits for a choice.")),
    );
  }

  function record(one) {
    return h(
      "section",
      { class: "conflict", "data-id": one.id },
      h("h2", {}, `${typeLabel(t, one.type)} ${one.number}`),
      one.choices.map((choice) => choosing(one, choice)),
    );
  }

  function choosing(one, { fields, versions }) {
    const written = h("div", {});
    const long = fields.length === 1 && LONG.includes(fields[0]);
    return [
      h("h3", {}, fields.map((name) => fieldLabel(t, name)).join(" · ")),
      h("div", { class: "versions" }, versions.map((each) => version(context, each, versions, fields, stand))),
      long && button(t("Write a joined wording"), () => write(fields[0]), { class: "link" }),
      written,
    ];

    function stand(values) {
      settle(one, fields, values);
    }

    function write(name) {
      const id = uniqueName("joined");
      const box = h("textarea", { id, rows: 4 });
      box.value = one.body[name];
      fill(
        written,
        h("label", { for: id }, t("The joined wording")),
        box,
        button(t("This wording stands"), () => stand({ [name]: box.value }), { class: "primary" }),
      );
      box.focus();
    }
  }

  async function settle(one, fields, values) {
    const revision = {
      id: uuid(),
      record: one.id,
      type: one.type,
      parents: one.heads,
      settles: fields,
      author: recorder.value(),
      body: { ...one.body, ...values },
    };
    try {
      const { results } = await api.post("api/revisions", { revisions: [revision] });
      if (results[0].status !== "saved") throw new Error(results[0].reason);
      said.textContent = t("Chosen for {name}.", { name: one.number || typeLabel(t, one.type) });
      await load();
    } catch (failure) {
      fill(said, h("span", { class: "bad" }, failure.message));
    }
  }

  await load();
}

/** Another laptop's record, brought in; and this one's, to take along. */
function bringing({ base, t, api }, done) {
  const id = uniqueName("record");
  const input = h("input", { id, type: "file", accept: ".jsonl,.db", onchange: bring });
  const said = h("p", { role: "status" });

  async function bring() {
    const [file] = input.files;
    if (!file) return;
    said.textContent = t("Bringing {file} …", { file: file.name });
    try {
      const { revisions, conflicts } = await api.post("api/record", file);
      said.textContent = t("New revisions: {revisions}. Waiting for a choice: {conflicts}.", { revisions, conflicts });
      await done();
    } catch (failure) {
      fill(said, h("span", { class: "bad" }, failure.message));
    }
    input.value = "";
  }

  return h(
    "section",
    { class: "bringing" },
    h("h2", {}, t("Bring laptops together")),
    h(
      "p",
      {},
      t("On each other laptop take its record along, and bring the files here, in any order and as often as you like."),
    ),
    h("p", {}, h("a", { href: `${base}api/record`, download: "" }, t("Take this record along"))),
    h("label", { for: id }, t("Another laptop's record")),
    input,
    said,
  );
}

function version({ t, language, provinceName }, { author, at, values }, versions, fields, stand) {
  const other = versions.find((one) => one.values !== values).values;
  const [name] = fields;
  const told = (each, value) => (each === "province" && value ? provinceName(value) : said(value));
  const words =
    fields.length === 1 && LONG.includes(name)
      ? differences(values[name], other[name])[0].map(({ text, same }) => (same ? document.createTextNode(text) : h("mark", {}, text)))
      : fields.map((each) => h("p", {}, `${fieldLabel(t, each)}: ${told(each, values[each])}`));
  return h(
    "section",
    { class: "version" },
    h("p", { class: "hint" }, author || t("No name"), " · ", moment(at, language)),
    h("div", { class: "words" }, words),
    button(t("This stands"), () => stand(values), { class: "primary" }),
  );
}

function said(value) {
  if (value === null || value === "" || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function typeLabel(t, type) {
  return (
    {
      entry: t("Entry"),
      theme: t("Theme"),
      coding: t("Coding"),
      session: t("Session"),
      ballot: t("Ballot"),
      deck: t("Cards"),
      pairing: t("Pairing"),
      memo: t("Memo"),
      finding: t("Finding"),
      participant: t("Participant"),
      answers: t("Answers"),
    }[type] ?? type
  );
}

function fieldLabel(t, name) {
  return (
    {
      text: t("Text"),
      province: t("Province"),
      kind: t("Kind"),
      guideline: t("Guideline"),
      release: t("Quoting"),
      withdrawn: t("Withdrawn"),
      reason: t("Reason"),
      decision: t("Decision"),
      dots: t("Dots"),
      title: t("Title"),
      statement: t("Statement"),
      name: t("Name"),
    }[name] ?? name
  );
}
