// Putting dots for others, fast by keyboard: who, then the numbers of the entries, Enter, and the next one.

import { button, fill, h, uniqueName } from "./dom.js";
import { provinceField } from "./province.js";

/**
 * `{element, show(data, voter)}`. choose(voter) resolves when the voter's dots are known; dotsOf() are those;
 * write(dots) puts them.
 */
export function voterPanel(context, { group, choose, write, dotsOf }) {
  const { t, workshop, provinceName } = context;
  const byProvince = workshop.voting?.voters === "province";
  const own = workshop.groups.find(({ id }) => id === group)?.provinces ?? [];
  let data = null;
  let current = null; // whose dots are in the box of numbers

  const who = byProvince ? provinceBox(context, own, chosen) : numberBox(context, chosen);
  const name = uniqueName("dots");
  const trouble = h("p", { class: "trouble", role: "alert" });
  const quick = h("input", {
    id: name,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    "aria-describedby": `${name}-hint ${name}-trouble`,
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      take();
    },
  });
  trouble.id = `${name}-trouble`;
  const done = h("p", { class: "done", role: "status" });
  const waiting = h("details", { class: "not-yet" });
  const element = h(
    "section",
    { class: "voter-panel", "aria-label": t("Put dots for others") },
    who.element,
    h(
      "div",
      { class: "field" },
      h("label", { for: name }, t("Numbers of the entries")),
      quick,
      h(
        "p",
        { class: "hint", id: `${name}-hint` },
        t("One number for each dot, such as 12 12 7. Enter puts them and goes to the next."),
      ),
      trouble,
    ),
    done,
    waiting,
  );

  async function chosen(voter) {
    // A box that loses the focus reports its change once more, when somebody may be typing numbers already.
    if (voter === current) return;
    current = voter;
    trouble.textContent = "";
    quick.value = "";
    await choose(voter);
    if (!voter || voter !== current) return;
    quick.value = numbersOf(dotsOf());
    quick.focus();
    quick.select();
  }

  /** "12 12 7" for the dots that are there already. */
  function numbersOf(dots) {
    const short = (number) => String(Number(number.split("-").at(-1)));
    return data.candidates
      .flatMap(({ id, number }) => Array.from({ length: dots[id] ?? 0 }, () => short(number)))
      .join(" ");
  }

  function take() {
    const wrong = who.value() ? null : t("Choose first whose dots they are.");
    const dots = {};
    let sentence = wrong;
    for (const typed of quick.value.match(/[^\s,]+/g) ?? []) {
      const digits = typed.split("-").at(-1);
      const found = data.candidates.find(({ number }) => Number(number.split("-").at(-1)) === Number(digits));
      if (!/^\d+$/.test(digits) || !found)
        sentence ??= t("There is nothing to put dots on under the number {number}.", { number: typed });
      else dots[found.id] = (dots[found.id] ?? 0) + 1;
    }
    const put = Object.values(dots).reduce((sum, number) => sum + number, 0);
    if (put > data.dots)
      sentence ??= t("{put} dots were put; each voter has {dots}.", { put, dots: data.dots });
    if (data.session?.closed && context.options.you?.role === "facilitator")
      sentence ??= t("This group is closed; its dots stand as they are.");
    trouble.textContent = sentence ?? "";
    if (sentence) return;
    write(dots);
    done.textContent = t("Put for {voter}: {numbers}", {
      voter: named(who.value()),
      numbers: numbersOf(dots) || t("no dots"),
    });
    quick.value = "";
    current = null;
    who.clear();
    choose(null);
    who.focus();
  }

  function named(voter) {
    return byProvince ? provinceName(voter) : t("Number {number}", { number: voter.replace(/^seat-/, "") });
  }

  let drawn = "";
  function drawWaiting() {
    const missing = own.filter((code) => !data.voted.includes(code));
    const signature = JSON.stringify([data.voted, missing]);
    if (signature === drawn) return;
    drawn = signature;
    fill(
      waiting,
      h(
        "summary",
        {},
        byProvince && own.length
          ? t("{voted} have voted, {missing} have not", { voted: data.voted.length, missing: missing.length })
          : t("{count} have voted", { count: data.voted.length }),
      ),
      h(
        "div",
        { class: "missing-voters" },
        (byProvince && own.length ? missing : data.voted).map((code) =>
          button(named(code), () => {
            who.set(code);
            chosen(code);
          }),
        ),
      ),
    );
  }

  return {
    element,
    show(next) {
      data = next;
      drawWaiting();
    },
  };
}

function provinceBox(context, own, chosen) {
  const field = provinceField({ ...context, own, used: () => new Set() });
  let setting = false; // what the program writes is no choice of a person's
  field.element.addEventListener("change", () => {
    if (!setting) chosen(field.value());
  });
  const set = (code) => {
    setting = true;
    field.set(code);
    setting = false;
  };
  return {
    element: field.element,
    value: field.value,
    set,
    clear: () => set(null),
    focus: () => field.input.focus(),
  };
}

/** Participants who share no province have a number each: on a card, or where they sit. */
function numberBox({ t }, chosen) {
  const name = uniqueName("seat");
  const input = h("input", {
    id: name,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      chosen(value());
    },
  });
  const value = () => (/^\d{1,4}$/.test(input.value.trim()) ? `seat-${Number(input.value)}` : null);
  const set = (voter) => {
    input.value = voter?.startsWith("seat-") ? voter.slice(5) : "";
  };
  input.addEventListener("change", () => chosen(value()));
  return {
    element: h("div", { class: "field" }, h("label", { for: name }, t("Number of the participant")), input),
    value,
    set,
    clear: () => set(null),
    focus: () => input.focus(),
  };
}
