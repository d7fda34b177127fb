// Which problems of the group a recommendation answers: found by number or words, shown as chips.

import { combobox } from "./combo.js";
import { button, fill, fold, h, uniqueName } from "./dom.js";
import { keyName, keycap } from "./keys.js";

const SHOWN = 12; // problems offered at once; more words narrow the rest down
const STARTS = 120; // characters of a problem in the list
const KEY = "KeyA";

/** `{element, value(), set(ids), refresh(), open()}`; problems() gives the group's problems, newest first. */
export function problemsField({ t, problems }) {
  const folded = new WeakMap(); // problem → its searched form, made once
  let chosen = [];
  let drawn = "";

  const box = combobox({
    name: uniqueName("problems"),
    title: t("Problems of this group"),
    attributes: { placeholder: t("Search by number or words"), "aria-keyshortcuts": keyName(KEY) },
    find,
    eager: () => true,
    take: ({ problem: { id } }) => change(chosen.includes(id) ? without(id) : [...chosen, id]),
    several: true,
  });
  const chips = h("ul", { class: "chips", "aria-label": t("Problems it answers") });
  const element = h(
    "div",
    { class: "field problems" },
    h("label", { for: box.input.id }, t("Which problems does it answer?"), keycap(keyName(KEY))),
    chips,
    box.element,
  );
  box.input.addEventListener("input", (event) => event.stopPropagation()); // a search is no part of the entry
  box.input.addEventListener("click", () => box.open(box.input.value));
  box.input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !box.input.value && chosen.length) {
      event.preventDefault();
      change(chosen.slice(0, -1));
    }
  });

  function find(typed) {
    const words = fold(typed.trim()).split(/\s+/).filter(Boolean);
    const all = problems();
    const hits = all.filter((problem) => words.every((word) => searched(problem).includes(word)));
    const left = hits.length - SHOWN;
    return {
      parts: [{ options: hits.slice(0, SHOWN).map(option) }],
      none: all.length ? t("No problem matches.") : t("This group has no problem recorded yet."),
      more: left > 0 ? t("{count} more: search to find them.", { count: left }) : "",
    };
  }

  function searched(problem) {
    if (!folded.has(problem)) folded.set(problem, fold(`${problem.number ?? ""} ${problem.text}`));
    return folded.get(problem);
  }

  function option(problem) {
    const words = [h("b", {}, problem.number ?? t("not sent yet")), " ", problem.text.slice(0, STARTS)];
    return { problem, words, chosen: chosen.includes(problem.id) };
  }

  function without(id) {
    return chosen.filter((known) => known !== id);
  }

  function change(next) {
    chosen = next;
    box.input.value = "";
    draw();
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw() {
    const known = new Map(chosen.length ? problems().map((problem) => [problem.id, problem]) : []);
    const signature = chosen.map((id) => `${id} ${known.get(id)?.number}`).join();
    if (signature === drawn) return; // a button replaced under a finger is a press lost
    drawn = signature;
    const focused = [...chips.children].findIndex((chip) => chip.contains(document.activeElement));
    fill(
      chips,
      chosen.map((id) => chip(id, known.get(id))),
    );
    if (focused < 0) return;
    const next = chips.children[Math.min(focused, chosen.length - 1)]?.firstChild ?? box.input;
    next.focus();
  }

  function chip(id, problem) {
    const number = problem?.number ?? t("not sent yet");
    const take = () => change(without(id));
    const start = problem?.text.slice(0, STARTS) ?? "";
    return h(
      "li",
      {},
      button([h("b", {}, number), h("span", {}, start), h("i", {}, "×")], take, {
        class: "chip-button",
        "aria-label": t("Take away {number}", { number }),
        onkeydown: (event) => {
          if (!["Backspace", "Delete"].includes(event.key)) return;
          event.preventDefault();
          take();
        },
      }),
    );
  }

  return {
    element,
    key: KEY,
    refresh: draw,
    value: () => chosen,
    set(ids) {
      chosen = [...(ids ?? [])];
      box.input.value = "";
      draw();
    },
    open() {
      box.input.focus();
      box.open("");
    },
  };
}
