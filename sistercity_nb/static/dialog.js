// A dialog over the page, removed when it is closed.

import { button, h } from "./dom.js";

/** `{element, content, close}`; what is put into `content` stands between the title and the button that closes. */
export function openDialog({ element, t }, title, style = "") {
  const content = h("div", {}, h("p", {}, t("Loading …")));
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: `sc-dialog ${style}`, "aria-label": title },
    h("h2", {}, title),
    content,
    h("div", { class: "acts" }, button(t("Close"), close)),
  );
  dialog.addEventListener("close", () => dialog.remove());
  element.append(dialog);
  dialog.showModal();
  return { element: dialog, content, close };
}
