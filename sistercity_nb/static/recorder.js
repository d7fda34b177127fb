// Who records or decides: typed once, kept on this device, beside each revision, in no report.

import { h, uniqueName } from "./dom.js";

const NAME = "sistercity recorder"; // where this device keeps it

/** `{element, value()}`; who gave a name on coming in finds it here, whoever used this device before. */
export function recorderField({ t, options }) {
  const given = options?.you?.name ?? "";
  const kept = given ? `${NAME} ${given}` : NAME;
  const name = uniqueName("recorder");
  const input = h("input", {
    id: name,
    type: "text",
    maxlength: 100,
    autocomplete: "name",
    placeholder: t("Your name"),
  });
  try {
    input.value = localStorage.getItem(kept) ?? given;
    input.addEventListener("input", () => localStorage.setItem(kept, input.value));
  } catch {
    // A browser that keeps nothing asks for the name again next time; recording goes on.
  }
  return {
    element: h(
      "div",
      { class: "field recorder" },
      h("label", { for: name }, t("Recorder")),
      input,
      h("p", { class: "hint" }, t("Kept on this device and with the record, never printed in the report.")),
    ),
    value: () => input.value,
  };
}
