// The number that is printed on a paper card, as it is typed.

import { readNumber } from "./deck.js";
import { h, uniqueName } from "./dom.js";

/**
 * `{element, input, value(), offered(), write(value), offer(value), select(), tell(sentence), complain()}`; value() is
 * null for what is no number of a card, offered() whether the number is one that offer() proposed and nobody typed.
 */
export function numberField(t) {
  const name = uniqueName("card");
  let offered = false;
  const input = h("input", {
    id: name,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 4,
    "aria-describedby": `${name}-hint`,
    oninput() {
      offered = false;
      input.removeAttribute("aria-invalid");
    },
  });
  const hint = h("p", { id: `${name}-hint`, class: "hint", role: "status" });
  return {
    element: h("div", { class: "field card-number" }, h("label", { for: name }, t("Card number")), input, hint),
    input,
    value: () => readNumber(input.value),
    offered: () => offered,
    write(value) {
      offered = false;
      input.value = value;
    },
    offer(value) {
      offered = true;
      input.value = value;
    },
    select: () => input.select(),
    tell(sentence) {
      if (hint.textContent !== sentence) hint.textContent = sentence;
    },
    complain() {
      input.setAttribute("aria-invalid", "true");
      hint.textContent = t("Type the number that is printed on the card.");
      input.focus();
    },
  };
}
