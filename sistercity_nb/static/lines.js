// What a kind of entry can say beside its text, each in one line: the cause of a problem; who would do what is
// recommended, when, and for how much.

import { h, uniqueName } from "./dom.js";
import { keyName, keycap } from "./keys.js";

const LONGEST = 300; // characters that the server takes

/** The names of these lines by kind of entry. */
export const LINES = { problem: ["cause"], recommendation: ["owner", "due", "budget"] };

export function lineLabel(t, name) {
  return {
    cause: t("Cause"),
    owner: t("Responsible agency"),
    due: t("Period"),
    budget: t("Budget"),
  }[name];
}

/** `{element, show(kind), read(kind), write(values), focus()}`: the lines of the chosen kind; focus() enters the first. */
export function linesField({ t, code }) {
  const lines = Object.values(LINES)
    .flat()
    .map((name) => {
      const id = uniqueName(name);
      const first = Object.values(LINES).some(([head]) => head === name);
      const input = h("input", { id, type: "text", maxlength: LONGEST, autocomplete: "off" });
      const label = h("label", { for: id }, lineLabel(t, name), first && keycap(keyName(code)));
      return { name, input, element: h("div", { class: `field line ${name}` }, label, input) };
    });
  const element = h(
    "div",
    {
      class: "lines pairs",
      role: "group",
      "aria-label": t("More about it"),
      "aria-keyshortcuts": keyName(code),
    },
    lines.map((line) => line.element),
  );
  const of = (kind) => LINES[kind] ?? [];

  return {
    element,
    show(kind) {
      for (const line of lines) line.element.hidden = !of(kind).includes(line.name);
      element.hidden = of(kind).length === 0;
    },
    read: (kind) =>
      Object.fromEntries(lines.map(({ name, input }) => [name, of(kind).includes(name) ? input.value : ""])),
    write(values) {
      for (const { name, input } of lines) input.value = values[name] ?? "";
    },
    focus: () => lines.find((line) => !line.element.hidden)?.input.focus(),
  };
}
