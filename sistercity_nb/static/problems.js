// Which problems of the group a recommendation answers: a list to tick, with a search.

import { fill, fold, h, uniqueName } from "./dom.js";

const SHOWN = 40; // problems drawn at once; a search narrows the rest down

/** `{element, value(), set(ids), refresh()}`; problems() gives the group's problems, newest first. */
export function problemsField({ t, problems }) {
  const name = uniqueName("problems");
  const ticked = new Set();
  const search = h("input", {
    id: name,
    type: "search",
    autocomplete: "off",
    placeholder: t("Search by number or words"),
    oninput: (event) => {
      event.stopPropagation();
      refresh();
    },
  });
  const list = h("div", { class: "ticks" });
  const more = h("p", { class: "hint" });
  const element = h(
    "fieldset",
    { class: "field problems" },
    h("legend", {}, t("Which problems does it answer?")),
    h("label", { for: name, class: "quiet" }, t("Search problems")),
    search,
    list,
    more,
  );

  function tick(problem) {
    const box = h("input", {
      type: "checkbox",
      value: problem.id,
      checked: ticked.has(problem.id),
      onchange: () => (box.checked ? ticked.add(problem.id) : ticked.delete(problem.id)),
    });
    return h(
      "label",
      { class: "tick" },
      box,
      h("span", {}, h("b", {}, problem.number ?? t("not sent yet")), " ", problem.text.slice(0, 200)),
    );
  }

  function refresh() {
    const wanted = fold(search.value.trim());
    const all = problems();
    const hits = all.filter(
      (problem) =>
        ticked.has(problem.id) || !wanted || fold(`${problem.number ?? ""} ${problem.text}`).includes(wanted),
    );
    hits.sort((a, b) => ticked.has(b.id) - ticked.has(a.id));
    fill(list, hits.slice(0, SHOWN).map(tick));
    more.textContent = !all.length
      ? t("This group has no problem recorded yet.")
      : !hits.length
        ? t("No problem matches.")
        : hits.length > SHOWN
          ? t("{count} more: search to find them.", { count: hits.length - SHOWN })
          : "";
  }

  return {
    element,
    refresh,
    value: () => [...ticked],
    set(ids) {
      ticked.clear();
      for (const id of ids ?? []) ticked.add(id);
      search.value = "";
      refresh();
    },
  };
}
