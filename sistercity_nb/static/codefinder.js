// Finding a code while coding: a few letters of a theme's title or keywords, Enter, and the entry has it.

import { combobox } from "./combo.js";
import { fold, uniqueName } from "./dom.js";

const MOST = 12; // themes that the list shows at once

/** The box's element; take(theme id) is called with the person's choice. */
export function codeFinder({ t }, row, take) {
  const box = combobox({
    name: uniqueName("code"),
    title: t("Themes"),
    attributes: {
      class: "add-theme",
      placeholder: t("Add a theme …"),
      "aria-label": t("Add a theme to {number}", { number: row.number ?? "" }),
      "data-act": "add",
    },
    find,
    eager: () => true,
    take: ({ id }) => take(id),
  });

  function find(typed) {
    const words = fold(typed.trim()).split(/\s+/).filter(Boolean);
    const fits = ({ title, keywords }) =>
      words.every((word) => fold(`${title} ${(keywords ?? []).join(" ")}`).includes(word));
    const fitting = row.others.filter(fits);
    return {
      parts: [{ options: fitting.slice(0, MOST).map(({ id, title }) => ({ id, words: title })) }],
      none: t("No theme fits."),
      more: fitting.length > MOST ? t("There are more. Type a few letters.") : "",
    };
  }

  return box.element;
}
