// One entry with its themes: those accepted, those suggested by the system, and a way to add another.

import { codeFinder } from "./codefinder.js";
import { button, h } from "./dom.js";
import { keycap } from "./keys.js";
import { groupName, kindLabel } from "./labels.js";

/**
 * The row's element; decide(entry, theme id, "accepted" | "rejected", suggested) is called with the person's word, memo()
 * when they want to note something.
 */
export function codingRow(context, row, { decide, memo }) {
  const { t, workshop } = context;
  const named = { accept: t("Accept"), reject: t("Reject"), remove: t("Remove") };
  const word = (act, theme, decision, suggested, label = named[act]) =>
    button(label, () => decide(row, theme, decision, suggested), {
      class: act === "remove" ? "icon" : "small",
      "data-act": `${act} ${theme}`,
      "aria-label": `${named[act]}: ${row.title(theme)} (${row.number ?? ""})`,
    });

  const accepted = ({ theme, suggested, mark, trouble }) =>
    h(
      "li",
      { class: `theme accepted is-${mark}` },
      h("span", {}, row.title(theme)),
      trouble ? h("span", { class: "trouble" }, trouble.reason) : null,
      word("remove", theme, "rejected", Boolean(suggested), "×"),
    );

  const offered = ({ theme, reason, origin, confidence }, place) =>
    h(
      "li",
      { class: "theme offered" },
      h("span", { class: "origin" }, t("Suggested by the system")),
      place < 9 ? keycap(place + 1) : null,
      h("span", {}, row.title(theme)),
      reason
        ? h(
            "span",
            { class: "quiet" },
            origin === "keyword"
              ? t("keyword: {word}", { word: reason })
              : t("weighed most: {words}", { words: reason }),
          )
        : null,
      confidence === null
        ? null
        : h("span", { class: "quiet" }, t("{percent} % sure", { percent: Math.round(confidence * 100) })),
      h(
        "span",
        { class: "words-pair" },
        word("accept", theme, "accepted", true),
        word("reject", theme, "rejected", true),
      ),
    );

  const others = codeFinder(context, row, (theme) => decide(row, theme, "accepted", false));

  return h(
    "div",
    { class: `entry kind-${row.kind} ${row.accepted.length ? "is-coded" : ""}`, "data-id": row.id },
    h(
      "div",
      { class: "entry-head", tabindex: "0", role: "group", "aria-label": row.number ?? "—", "data-act": "row" },
      h("b", { class: "number" }, row.number ?? "—"),
      h("span", { class: "kind" }, kindLabel(t, row.kind)),
      h("span", { class: "fact" }, groupName(t, workshop, row.group)),
      row.guideline ? h("span", { class: "fact" }, t("Guideline {no}", { no: row.guideline })) : null,
    ),
    h("p", { class: "words" }, row.text),
    h(
      "div",
      { class: "row-decide" },
      row.accepted.length + row.offered.length
        ? h("ul", { class: "row-themes" }, row.accepted.map(accepted), row.offered.map(offered))
        : null,
      others,
      button(t("Memo"), memo, {
        class: "link",
        "data-act": "memo",
        "aria-label": t("Memos on {name}", { name: row.number ?? "—" }),
      }),
    ),
    row.memos.map(({ text }) => h("p", { class: "hint memo" }, h("b", {}, t("Memo")), " ", text)),
    row.rejected.length
      ? h(
          "p",
          { class: "hint" },
          t("Not: {themes}", { themes: row.rejected.map(({ theme }) => row.title(theme)).join(", ") }),
        )
      : null,
  );
}
