// The codebook: the list of themes, proposed, accepted or retired, and the form to change one.

import { button, fill, h, uniqueName } from "./dom.js";
import { uuid } from "./ids.js";
import { keys } from "./keys.js";
import { themeStateLabel } from "./labels.js";
import { titleTrouble } from "./recoding.js";

const STATES = ["accepted", "proposed", "retired"];

/**
 * `{element, show(themes, counts)}`. revise(id, body, parents, item) makes a theme revision; pick(id or null) shows the
 * entries of a theme; merge(from, into) makes one theme of two.
 */
export function codebook(context, { revise, pick, merge }) {
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
  let last = [[], new Map()];

  function show(themes, counts) {
    last = [themes, counts];
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(
      list,
      STATES.map((state) => {
        const members = themes
          .filter((theme) => theme.state === state)
          .sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0));
        return members.length
          ? h(
              "section",
              {},
              h("h3", {}, themeStateLabel(t, state), " ", h("span", { class: "quiet" }, members.length)),
              h(
                "ul",
                {},
                members.map((theme) => code(theme, counts)),
              ),
            )
          : null;
      }),
      themes.length ? null : h("p", { class: "empty" }, t("No theme yet. Make the first one.")),
    );
    if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  function code(theme, counts) {
    const act = (label, work, name) =>
      button(label, work, {
        class: "link",
        "data-key": `${name} ${theme.id}`,
        "aria-label": `${label}: ${theme.title}`,
      });
    const turn = (state) => revise(theme.id, { ...themeBody(theme), state }, theme.parents, theme);
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
      theme.trouble ? h("p", { class: "trouble" }, theme.trouble.reason) : null,
      theme.mark === "waiting" ? h("p", { class: "hint" }, t("Waiting to be sent")) : null,
      theme.conflict
        ? h(
            "p",
            { class: "trouble" },
            t("Two people changed this theme at the same time. Change it once more to say what stands."),
          )
        : null,
      h(
        "div",
        { class: "entry-acts" },
        theme.state !== "accepted" ? act(t("Accept theme"), () => turn("accepted"), "accept") : null,
        act(t("Change"), () => openForm(theme), "change"),
        theme.state !== "retired" ? act(t("Retire"), () => turn("retired"), "retire") : null,
      ),
    );
  }

  function choose(id) {
    chosen = chosen === id ? null : id;
    pick(chosen);
    show(...last);
  }

  function openForm(theme) {
    const names = ["title", "description", "keywords", "parent", "examples", "counter", "into"].map(uniqueName);
    const others = last[0].filter(({ id, state }) => id !== theme?.id && state !== "retired");
    const options = (none) => [
      h("option", { value: "" }, none),
      ...others.map(({ id, title: words }) => h("option", { value: id }, words)),
    ];
    const parent = h("select", { id: names[3] }, options(t("None")));
    const examples = h("textarea", { id: names[4], rows: 2 });
    const counter = h("textarea", { id: names[5], rows: 2 });
    const into = h("select", { id: names[6] }, options(t("Choose a theme")));
    const warning = h("p", { class: "hint warning", role: "status" });
    const title = h("input", { id: names[0], type: "text", maxlength: 300 });
    const description = h("textarea", { id: names[1], rows: 3 });
    const keywords = h("input", { id: names[2], type: "text" });
    const trouble = h("p", { class: "trouble", role: "alert" });
    const parents = theme?.conflict ? theme.heads : (theme?.parents ?? []);
    title.value = theme?.title ?? "";
    description.value = theme?.description ?? "";
    keywords.value = theme?.keywords?.join(", ") ?? "";
    parent.value = theme?.parent ?? "";
    examples.value = theme?.examples?.join("\n") ?? "";
    counter.value = theme?.counter_examples?.join("\n") ?? "";
    title.addEventListener("input", warn);

    function warn() {
      const trouble = titleTrouble(title.value, others);
      warning.textContent = !trouble
        ? ""
        : trouble.kind === "near"
          ? t("This is close to the theme “{title}”.", { title: trouble.title })
          : t("Anything fits under this title. Say what the theme is about.");
    }

    function finish() {
      if (!title.value.trim()) {
        trouble.textContent = t("A theme needs a title.");
        title.focus();
        return;
      }
      const words = keywords.value
        .split(/[,;\n]/)
        .map((word) => word.trim())
        .filter(Boolean);
      const body = {
        ...themeBody(theme ?? { state: "accepted" }),
        title: title.value,
        description: description.value,
        keywords: words,
        parent: parent.value,
        examples: lines(examples.value),
        counter_examples: lines(counter.value),
      };
      revise(theme?.id ?? uuid(), body, parents, theme);
      close();
    }

    function close() {
      fill(formBox);
      create.focus();
    }

    fill(
      formBox,
      h(
        "div",
        { class: "editor", onkeydown: (event) => keys(event, finish, close) },
        h("h3", {}, theme ? t("Change theme") : t("New theme")),
        h("div", { class: "field" }, h("label", { for: names[0] }, t("Title")), title, warning),
        h(
          "div",
          { class: "field" },
          h("label", { for: names[1] }, t("What it means, and what does not belong to it")),
          description,
        ),
        h(
          "div",
          { class: "field" },
          h("label", { for: names[2] }, t("Keywords, separated by commas")),
          keywords,
        ),
        h("div", { class: "field" }, h("label", { for: names[3] }, t("A part of the theme")), parent),
        h("div", { class: "field" }, h("label", { for: names[4] }, t("Examples, one a line")), examples),
        h("div", { class: "field" }, h("label", { for: names[5] }, t("What does not belong, one a line")), counter),
        trouble,
        h(
          "div",
          { class: "acts" },
          button(t("Save theme"), finish, { class: "primary" }),
          button(t("Cancel"), close),
        ),
        theme && others.length
          ? h(
              "div",
              { class: "acts" },
              h("div", { class: "field" }, h("label", { for: names[6] }, t("Make it one with")), into),
              button(t("Merge"), () => {
                const other = others.find(({ id }) => id === into.value);
                if (!other) return into.focus();
                merge(theme, other);
                return close();
              }),
            )
          : null,
      ),
    );
    title.focus();
  }

  return { element, show };
}

function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What a revision of a theme says. */
export function themeBody(theme) {
  return {
    title: theme.title,
    description: theme.description ?? "",
    keywords: theme.keywords ?? [],
    parent: theme.parent ?? "",
    examples: theme.examples ?? [],
    counter_examples: theme.counter_examples ?? [],
    state: theme.state,
    simulated: Boolean(theme.simulated),
  };
}
