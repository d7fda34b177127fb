// Radio buttons that look like buttons.

import { h, uniqueName } from "./dom.js";
import { keyName, keycap } from "./keys.js";

/** `{element, value(), set(value), focus()}`; options are [{value, label, title, key}], onpick() hears of a choice. */
export function choices({ legend, keys, options, style, onpick }) {
  const name = uniqueName("choices");
  const inputs = options.map(({ value, title, key }) =>
    h("input", {
      type: "radio",
      name,
      value,
      onchange: onpick,
      "aria-description": title,
      "aria-keyshortcuts": key && keyName(key),
    }),
  );
  const element = h(
    "fieldset",
    { class: `field ${style}`, "aria-keyshortcuts": options[0].key ? null : keys },
    h("legend", {}, legend, keycap(keys)),
    h(
      "div",
      { class: "choices" },
      options.map(({ value, label, title, key }, place) =>
        h(
          "label",
          { class: "choice", "data-value": value, title },
          inputs[place],
          h("span", {}, label, key && keycap(place + 1)),
        ),
      ),
    ),
  );
  return {
    element,
    value: () => inputs.find((input) => input.checked)?.value ?? "",
    set(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
  };
}
