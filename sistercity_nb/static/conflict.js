// Two people changed one entry without seeing the other's change: both wordings side by side, for a person to choose.

import { openDialog } from "./dialog.js";
import { differences } from "./diff.js";
import { button, fill, h } from "./dom.js";
import { moment } from "./i18n.js";
import { bodyFacts, whyGone } from "./row.js";

/**
 * Opens the dialog. mine(id) says whether a revision was made here; write(body, done) gives {element, focus()} of the
 * fields in which a joined wording is written, done(body) being called with it; choose(body, parents) makes a wording
 * the newest one, on top of all those shown.
 */
export async function showConflict(context, item, { mine, write, choose }) {
  const { api, t, language, numberOf } = context;
  const title = t("Choose which wording of {number} stands", { number: item.number });
  const { content, close } = openDialog(context, title, "wide");
  try {
    const { revisions } = await api.get(`api/records/${encodeURIComponent(item.id)}/revisions`);
    // The answer to one's own change tells of the conflict a moment before the feed says which fields it is about.
    const told = Object.keys(item.conflicts).length > 0;
    const set = new Set(told ? Object.values(item.conflicts).flat() : item.heads);
    const found = revisions.filter(({ id }) => set.has(id));
    const fields = told ? Object.keys(item.conflicts) : differing(found.map(({ body }) => body));
    const heads = found.map((one) => chosen(one, fields));
    heads.sort((a, b) => mine(b.id) - mine(a.id)); // whose words are one's own come first
    show(heads);
  } catch (failure) {
    fill(content, h("p", { class: "trouble" }, failure.message));
  }

  function differing([first, ...others]) {
    const said = (body, name) => JSON.stringify(body[name]);
    return Object.keys(first).filter((name) => others.some((other) => said(other, name) !== said(first, name)));
  }

  /** What the entry is with one person's values of the fields in conflict; all others nobody has to choose. */
  function chosen(one, fields) {
    const values = Object.fromEntries(fields.map((name) => [name, one.body[name]]));
    return { ...one, body: { ...item, ...values } };
  }

  function stand(body) {
    close();
    choose(body, item.parents);
  }

  function show(heads) {
    const joining = h("div", { class: "joining" });
    const join = button(t("Write a joined wording"), () => {
      const form = write(heads[0].body, stand);
      fill(joining, h("h3", {}, t("The joined wording")), form.element);
      form.focus();
    });
    fill(
      content,
      h("p", {}, t("Both were saved without seeing the other. What is not chosen stays in the history.")),
      h("div", { class: "versions" }, heads.map((head) => version(head, heads))),
      joining,
      fill(h("p", {}), join),
    );
    content.querySelector("button").focus();
  }

  function version({ id, author, at, body }, heads) {
    const other = heads.find((head) => head.id !== id)?.body ?? body;
    const told = new Set(bodyFacts(context, other, numberOf).map(({ said }) => said));
    const [parts] = differences(body.text, other.text);
    return h(
      "section",
      { class: "version head", "aria-label": whose(id, author) },
      h("h3", {}, whose(id, author)),
      h("p", { class: "hint" }, moment(at, language)),
      h(
        "p",
        {},
        bodyFacts(context, body, numberOf).map(({ said, node }) => [
          told.has(said) ? node : h("mark", {}, node),
          " ",
        ]),
      ),
      h(
        "p",
        { class: "words" },
        parts.map(({ text, same }) => (same ? document.createTextNode(text) : h("mark", {}, text))),
      ),
      whyGone(t, body),
      button(t("This wording stands"), () => stand(body), { class: "primary" }),
    );
  }

  function whose(id, author) {
    if (mine(id)) return t("Your wording");
    return author ? t("The wording of {author}", { author }) : t("The other wording");
  }
}
