// Making the report, and the editions that were made.

import { button, fill, h } from "./dom.js";
import { count, moment } from "./i18n.js";
import { followJob, jobProgress, runJob } from "./jobs.js";

/** The report's card: what to make, its progress, and the files of every edition, newest first. */
export function reportCard(context) {
  const { api, t } = context;
  const box = h("div", { class: "job" });
  const made = h("div", { class: "made" });
  const edition = h(
    "select",
    { id: "report-edition" },
    h("option", { value: "public" }, t("Public edition: nobody is named")),
    h("option", { value: "internal" }, t("Internal edition: with the list of participants")),
  );
  const final = h("input", { type: "checkbox", id: "report-final" });
  const chosen = () => ({ edition: edition.value, final: final.checked });
  const show = (job) => jobProgress(context, box, job);
  const make = button(t("Make the report"), start, { class: "primary" });

  async function start() {
    if (final.checked && !confirm(t("File it as final? It gets the next number and cannot be taken back."))) return;
    await run(() => finish(runJob(api, "report", show, chosen())));
  }

  async function run(work) {
    make.disabled = true;
    try {
      await work();
    } catch (failure) {
      fill(box, h("p", { class: "sc-notice bad", role: "alert" }, failure.message));
    }
    make.disabled = false;
  }

  /** Waits for a job here, where what goes wrong is told, and not in what is called along its way. */
  async function finish(following) {
    const { state } = await following;
    if (state !== "done") return;
    final.checked = false; // the next one is a draft again, unless somebody says otherwise
    await list();
    fill(box);
  }

  async function list() {
    const { reports } = await api.get("api/reports");
    const [newest, ...earlier] = reports.map((report) => editionFiles(context, report));
    fill(
      made,
      newest,
      earlier.length
        ? h("details", {}, h("summary", {}, t("Earlier reports: {count}", { count: count(earlier.length) })), earlier)
        : null,
    );
  }

  run(async () => {
    const { jobs } = await api.get("api/jobs");
    await list();
    const last = jobs.find(({ job }) => job === "report");
    if (last && last.state !== "done") await finish(followJob(api, last, show));
  });

  return h(
    "section",
    { class: "report" },
    h("h2", {}, t("Report")),
    h(
      "p",
      {},
      t(
        "The summary report of the workshop in HTML, PDF, Word and Excel, with its cover memo. Every quotation and number is checked before anything is written, and every file is searched for names that its edition may not have.",
      ),
    ),
    h(
      "p",
      { class: "choices" },
      h("label", { for: "report-edition" }, t("Edition")),
      edition,
      h("label", {}, final, t("File it as final, under the next number")),
    ),
    make,
    box,
    made,
  );
}

/** One edition in words, with a link to each of its files. */
function editionFiles({ base, t, language }, { edition, final, language: written, made, outdated, files }) {
  const words = [
    edition === "internal" ? t("Internal edition") : t("Public edition"),
    final === null ? t("Draft") : t("Final, no. {n}", { n: final }),
    written === "en" ? "English" : null,
    t("Made on {time}", { time: moment(made, language) }),
  ];
  return h(
    "div",
    { class: "edition" },
    h("p", {}, words.filter(Boolean).join(" · ")),
    outdated && h("p", { class: "outdated" }, t("Something was erased since. Make it again, and delete these files.")),
    h(
      "ul",
      { class: "files" },
      files.map(({ name, bytes }) =>
        h(
          "li",
          {},
          h("a", { href: `${base}exports/${encodeURIComponent(name)}`, target: "_blank", rel: "noopener" }, name),
          " ",
          h("span", { class: "quiet" }, size(bytes)),
        ),
      ),
    ),
  );
}

function size(bytes) {
  return bytes < 1_000_000 ? `${count(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
