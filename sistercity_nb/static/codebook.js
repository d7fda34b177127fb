// The codebook: the list of themes, proposed, accepted or retired, with what can be done with each.

import { themeForm } from "./codebookform.js";
import { button, fill, h } from "./dom.js";
import { themeStateLabel } from "./labels.js";
import { themeBody } from "./themebody.js";
import { splitForm } from "./themesplit.js";

const STATES = ["accepted", "proposed", "retired"];

/**
 * `{element, show(themes, counts, memos)}`; counts and memos are by theme. The page's verbs: revise(id, body, parents,
 * item), pick(id or null), merge(from, into), split(theme, entries, title), takeBack(theme), memo(theme), and
 * entriesOf(theme), the entries that may go to another.
 */
export function codebook(context, verbs) {
  const { t } = context;
  const list = h("div", { class: "codes" });
  const formBox = h("div", {});
  const create = button(t("New theme"), () => openForm(null), { class: "primary" });
  const element = h(
    "section",
    { class: "codebook", "aria-label": t("Codebook") },
    h("div", { class: "list-head" }, h("h2", {}, t("Codebook")), create),
    formBox,
    list,
  );
  let chosen = null;
  let last = [[], new Map(), new Map()];

  function show(themes, counts, memos) {
    last = [themes, counts, memos];
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(
      list,
      STATES.map((state) => section(state, themes, counts)),
      themes.length ? null : h("p", { class: "empty" }, t("No theme yet. Make the first one.")),
    );
    if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  function section(state, themes, counts) {
    const members = themes
      .filter((theme) => theme.state === state)
      .sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0));
    if (!members.length) return null;
    return h(
      "section",
      {},
      h("h3", {}, themeStateLabel(t, state), " ", h("span", { class: "quiet" }, members.length)),
      h(
        "ul",
        {},
        members.map((theme) => code(theme, counts)),
      ),
    );
  }

  function act(theme, label, work, name) {
    return button(label, work, {
      class: "link",
      "data-key": `${name} ${theme.id}`,
      "aria-label": `${label}: ${theme.title}`,
    });
  }

  function code(theme, counts) {
    const memos = last[2].get(theme.id) ?? [];
    return h(
      "li",
      { class: `code ${theme.state} ${theme.id === chosen ? "chosen" : ""}` },
      button(
        [theme.title, h("span", { class: "tally" }, counts.get(theme.id) ?? 0)],
        () => choose(theme.id),
        {
          class: "code-title",
          "aria-pressed": theme.id === chosen ? "true" : "false",
          "data-key": `pick ${theme.id}`,
        },
      ),
      theme.description ? h("p", { class: "hint" }, theme.description) : null,
      theme.keywords?.length
        ? h("p", { class: "hint" }, t("Keywords: {words}", { words: theme.keywords.join(", ") }))
        : null,
      memos.map(({ text }) => h("p", { class: "hint memo" }, h("b", {}, t("Memo")), " ", text)),
      origin(theme),
      theme.trouble ? h("p", { class: "trouble" }, theme.trouble.reason) : null,
      theme.mark === "waiting" ? h("p", { class: "hint" }, t("Waiting to be sent")) : null,
      theme.conflict
        ? h(
            "p",
            { class: "trouble" },
            t("Two people changed this theme at the same time. Change it once more to say what stands."),
          )
        : null,
      h("div", { class: "entry-acts" }, acts(theme)),
    );
  }

  /** What was done with a theme that it is still to be had back from. */
  function origin(theme) {
    const id = theme.merged_into || theme.split_from;
    const title = last[0].find((known) => known.id === id)?.title ?? id;
    const sentence = theme.merged_into ? t("Now a part of “{title}”.", { title }) : t("Taken out of “{title}”.", { title });
    if (!id) return null;
    return h(
      "p",
      { class: "hint origin-of" },
      sentence,
      " ",
      act(theme, t("Take it back"), () => verbs.takeBack(theme), "back"),
    );
  }

  function acts(theme) {
    const turn = (state) => verbs.revise(theme.id, { ...themeBody(theme), state }, theme.parents, theme);
    if (theme.merged_into) return [act(theme, t("Memo"), () => verbs.memo(theme), "memo")];
    return [
      theme.state !== "accepted" ? act(theme, t("Accept theme"), () => turn("accepted"), "accept") : null,
      act(theme, t("Change"), () => openForm(theme), "change"),
      act(theme, t("Memo"), () => verbs.memo(theme), "memo"),
      theme.state !== "retired" ? act(theme, t("Retire"), () => turn("retired"), "retire") : null,
    ];
  }

  function choose(id) {
    chosen = chosen === id ? null : id;
    verbs.pick(chosen);
    show(...last);
  }

  function close() {
    fill(formBox);
    create.focus();
  }

  function openForm(theme) {
    const others = last[0].filter(({ id, state }) => id !== theme?.id && state !== "retired");
    const form = themeForm(context, theme, others, {
      save: (id, body, parents) => verbs.revise(id, body, parents, theme),
      merge: (into) => verbs.merge(theme, into),
      split: () => openSplit(theme, others),
      close,
    });
    fill(formBox, form.element);
    form.focus();
  }

  function openSplit(theme, others) {
    const form = splitForm(context, theme, verbs.entriesOf(theme), [...others, theme], {
      split: (entries, title) => verbs.split(theme, entries, title),
      close,
    });
    fill(formBox, form.element);
    form.focus();
  }

  return { element, show };
}
