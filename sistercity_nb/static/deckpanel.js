// What a person does about a deck of paper cards: say how many there are, print them, put right what does not add up.

import { button, fill, h, uniqueName } from "./dom.js";
import { LAST_CARD, ranges, readNumber, readNumbers, sayNumbers, sayRange } from "./deck.js";

/**
 * `{element, draw(deck, cards)}`; deck is the record's item, cards what reconcile() makes of it. change({printed} or
 * {unused}) revises the deck, choose(body) does so with one of two that were made at once and choose(null) gives up
 * what the server refused; show(item) leads to an entry of the list, print is the address of the sheets.
 */
export function deckPanel(context, { change, choose, show, print }) {
  const { t } = context;
  let deck = null;
  const unsure = h("div", { class: "sc-notice bad", role: "alert", hidden: true });
  const flags = h("ul", { class: "flags", "aria-label": t("Numbers to look at") });
  const marked = h("ul", { class: "marked", "aria-label": t("Cards not used") });

  const printed = asked(t("Cards handed out"), t("Keep"), "40", (typed) => {
    const number = /^[0๐]+$/.test(typed.trim()) ? 0 : readNumber(typed);
    if (number === null) return t("Type a number from 1 to {last}.", { last: LAST_CARD });
    change({ printed: number });
    return "";
  });
  const unused = asked(t("Cards that nobody used"), t("Mark as not used"), t("such as 7, 35-40"), (typed) => {
    const numbers = readNumbers(typed);
    if (!numbers) return t("Type numbers or ranges, such as 7, 35-40.");
    if (numbers.at(-1) > deck.printed)
      return t("Only {printed} cards were handed out.", { printed: deck.printed });
    change({ unused: [...new Set([...deck.unused, ...numbers])].sort((a, b) => a - b) });
    unused.write("");
    return "";
  });

  const element = h(
    "section",
    { class: "deck", "aria-label": t("Cards") },
    unsure,
    flags,
    h("div", { class: "asks" }, printed.element, unused.element),
    marked,
    printing(t, print),
  );

  function takeBack([first, last]) {
    change({ unused: deck.unused.filter((number) => number < first || number > last) });
  }

  let drawn = "";
  function draw(next, cards) {
    const signature = JSON.stringify([
      next.printed,
      next.unused,
      next.trouble,
      next.conflict && next.heads,
      [cards.twice, cards.above, cards.contradicted].map((found) => found.map(told)),
    ]);
    if (signature === drawn) return; // a button replaced under a finger is a press lost
    drawn = signature;
    const before = deck?.printed;
    deck = next;
    if (before !== deck.printed) printed.write(deck.printed || "");
    fill(flags, refused(), notes(cards));
    fill(
      marked,
      deck.unused.length ? h("li", { class: "hint" }, t("Not used:")) : null,
      ranges(deck.unused).map((range) =>
        h(
          "li",
          {},
          sayRange(range),
          " ",
          button(t("Take back"), () => takeBack(range), {
            class: "link",
            "aria-label": t("Take back: {numbers} not used", { numbers: sayRange(range) }),
          }),
        ),
      ),
    );
    showConflict();
  }

  function told([number, found]) {
    return [number, found.map((item) => [item.id, item.number])];
  }

  function notes(cards) {
    const links = (found) =>
      found.map((item) => [" ", button(item.number ?? t("not sent yet"), () => show(item), { class: "link" })]);
    const note = (sentence, found, ...more) =>
      h("li", { class: "flag" }, h("span", {}, sentence, links(found)), more);
    return [
      cards.twice.map(([number, found]) => note(t("Card {number} was typed in more than once:", { number }), found)),
      cards.above.map(([number, found]) =>
        note(t("Card {number} is above the {printed} handed out:", { number, printed: deck.printed }), found),
      ),
      cards.contradicted.map(([number, found]) =>
        note(
          t("Card {number} is marked as not used, but was typed in:", { number }),
          found,
          button(t("Take back the mark"), () => takeBack([number, number]), { class: "link" }),
        ),
      ),
    ];
  }

  /** What the server would not take of the deck itself stays in hand like anything else. */
  function refused() {
    if (!deck.trouble) return null;
    return h(
      "li",
      { class: "flag" },
      t("The server refused it: {reason}", { reason: deck.trouble.reason }),
      " ",
      button(t("Throw away"), () => choose(null), { class: "link" }),
    );
  }

  async function showConflict() {
    unsure.hidden = !deck.conflict;
    if (!deck.conflict) return;
    const { id, heads } = deck;
    let versions;
    try {
      // The colon in a deck's id is part of the address as it is.
      const { revisions } = await context.api.get(`api/records/${id}/revisions`);
      versions = revisions.filter((revision) => heads.includes(revision.id)).map(version);
    } catch (failure) {
      versions = h("p", {}, failure.message, " ", button(t("Try again"), showConflict, { class: "link" }));
    }
    fill(unsure, h("p", {}, t("Two people changed the deck at the same time. Choose what is right.")), versions);
  }

  function version({ body }) {
    const values = { printed: body.printed, unused: sayNumbers(body.unused) || "–" };
    return button(t("{printed} handed out, not used: {unused}", values), () => choose(body));
  }

  return { element, draw };
}

/** A labelled box with a button; answer(typed) returns what is wrong with it, or "". */
function asked(label, act, placeholder, answer) {
  const name = uniqueName("deck");
  const input = h("input", {
    id: name,
    type: "text",
    autocomplete: "off",
    placeholder,
    "aria-describedby": `${name}-trouble`,
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      finish();
    },
  });
  const trouble = h("p", { id: `${name}-trouble`, class: "trouble", role: "alert" });

  function finish() {
    trouble.textContent = answer(input.value);
    if (trouble.textContent) input.focus();
  }

  return {
    element: h(
      "div",
      { class: "field" },
      h("label", { for: name }, label),
      h("div", { class: "ask" }, input, button(act, finish)),
      trouble,
    ),
    write(value) {
      input.value = value;
    },
  };
}

/** The sheets open beside this page: a plain form, so that the address of what is printed can be seen and kept. */
function printing(t, address) {
  const box = (name, label, value) => {
    const id = uniqueName(name);
    return h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      h("input", { id, name, type: "text", inputmode: "numeric", value, autocomplete: "off" }),
    );
  };
  return h(
    "form",
    { class: "printing", action: address, target: "_blank", rel: "noopener" },
    box("from", t("Print cards from"), "1"),
    box("to", t("to"), "40"),
    h("button", { type: "submit" }, t("Sheets to print")),
  );
}
