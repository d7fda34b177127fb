// Every state an entry ever had, with who and when; an earlier one can be put back.

import { openDialog } from "./dialog.js";
import { button, fill, h } from "./dom.js";
import { moment } from "./i18n.js";
import { bodyFacts, whyGone } from "./row.js";

/** Opens a dialog over an entry's revisions; choose(body, parents) makes the chosen state the newest one. */
export async function showHistory(context, item, choose) {
  const { api, t, language } = context;
  const { content, close } = openDialog(context, t("History of {number}", { number: item.number }));
  try {
    const { revisions } = await api.get(`api/records/${encodeURIComponent(item.id)}/revisions`);
    const waiting = { id: null, author: item.author, at: item.at, body: item };
    fill(
      content,
      item.mark === "saved" ? null : version(waiting),
      [...revisions].reverse().map(version),
    );
  } catch (failure) {
    fill(content, h("p", { class: "trouble" }, failure.message));
  }

  function version({ id, author, at, body }) {
    const waits = id === null; // typed here, and not on the server yet
    const head = waits || (item.mark === "saved" && item.heads.includes(id));
    return h(
      "section",
      { class: `version ${head ? "head" : ""}` },
      h(
        "p",
        { class: "hint" },
        moment(at, language),
        " · ",
        author || t("No name"),
        waits ? ` · ${t("Waiting to be sent")}` : head ? ` · ${t("Stands now")}` : "",
        body.amended ? ` · ${t("Amended after closing")}` : "",
      ),
      h("p", {}, bodyFacts(context, body).map(({ node }) => [node, " "])),
      h("p", { class: "words" }, body.text),
      whyGone(t, body),
      head || body.erased
        ? null
        : button(t("Put this state back"), () => {
            close();
            choose(body, item.parents);
          }),
    );
  }
}
