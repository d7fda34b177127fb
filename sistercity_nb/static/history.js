// Every state an entry ever had; an earlier one can be put back, and of two that were made at the same time one is chosen.

import { button, fill, h } from "./dom.js";
import { moment } from "./i18n.js";
import { kindLabel } from "./labels.js";

/** Opens a dialog over an entry's revisions; choose(body, parents) makes the chosen wording the newest one. */
export async function showHistory({ element, api, t, language, provinceName }, item, choose) {
  const content = h("div", { class: "history" }, h("p", {}, t("Loading …")));
  const title = item.conflict
    ? t("Choose which wording of {number} stands", { number: item.number })
    : t("History of {number}", { number: item.number });
  const dialog = h(
    "dialog",
    { class: "sc-dialog", "aria-label": title },
    h("h2", {}, title),
    content,
    h(
      "div",
      { class: "acts" },
      button(t("Close"), () => dialog.close()),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  element.append(dialog);
  dialog.showModal();

  try {
    const { revisions } = await api.get(`api/records/${encodeURIComponent(item.id)}/revisions`);
    fill(
      content,
      item.conflict
        ? h("p", {}, t("Both were saved without seeing the other. What is not chosen stays in the history."))
        : null,
      [...revisions].reverse().map(version),
    );
  } catch (failure) {
    fill(content, h("p", { class: "trouble" }, failure.message));
  }

  function version({ id, author, at, body }) {
    const head = item.heads.includes(id);
    const offered = item.conflict ? head : !head;
    return h(
      "section",
      { class: `version ${head ? "head" : ""}` },
      h(
        "p",
        { class: "hint" },
        moment(at, language),
        " · ",
        author || t("No name"),
        head ? ` · ${item.conflict ? t("One of the two") : t("Stands now")}` : "",
      ),
      h(
        "p",
        {},
        h("b", {}, kindLabel(t, body.kind)),
        body.province ? ` · ${provinceName(body.province)}` : "",
        body.guideline ? ` · ${t("Guideline {no}", { no: body.guideline })}` : "",
      ),
      h("p", { class: "words" }, body.text),
      body.withdrawn
        ? h("p", { class: "why" }, t("Withdrawn because: {reason}", { reason: body.reason }))
        : null,
      offered
        ? button(
            item.conflict ? t("This wording stands") : t("Put this state back"),
            () => {
              dialog.close();
              choose(body, item.heads);
            },
            { class: item.conflict ? "primary" : "" },
          )
        : null,
    );
  }
}
