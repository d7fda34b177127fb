// Several lines or a table, pasted: the words go into the box as always, and a quiet offer shows what they would be as
// entries of their own. Nothing is added before the person has seen it; until then the words stay in the box.

import { button, fill, h } from "./dom.js";
import { sayTooLong, tooLong } from "./fields.js";
import { keys } from "./keys.js";
import { GROUP_KINDS, PLENARY, PLENARY_KINDS } from "./labels.js";
import { guessEntries, pastedRows } from "./paste.js";
import { previewTable } from "./preview.js";
import { provinceNames } from "./province.js";

const MOST = 1000; // rows that a preview can hold

/**
 * `{offer, element, restore(state), reopen(pasted, entries), opened()}` for what is pasted into the box `text`. current() gives the kind and
 * province of the form, keep(state or null) stores what is in the preview, shown(open) tells that it came or went, and
 * add(entries, rest) takes the entries, `answers` of each the places of those it answers; `rest` stays in the box.
 */
export function pasteSplitter(context, { group, text, current, keep, shown, add }) {
  const { t, provinces } = context;
  const kinds = group === PLENARY ? PLENARY_KINDS : GROUP_KINDS;
  const provinceCode = provinceNames(provinces);
  const offer = h("div", { class: "offer", role: "status" });
  const title = t("What was pasted, as entries");
  const element = h("section", { class: "split", "aria-label": title, hidden: true });
  let pending = null; // a paste that has not reached the box yet
  let state = null; // {pasted, rows: [{include, kind, province, text, line}], left, open}
  let table = null;

  text.addEventListener("paste", ({ clipboardData }) => {
    const cells = clipboardData && pastedRows(clipboardData);
    pending = cells && { cells, start: text.selectionStart, after: text.value.length - text.selectionEnd };
  });
  text.addEventListener("input", ({ inputType }) => {
    if (pending && inputType === "insertFromPaste") {
      take(text.value.slice(pending.start, text.value.length - pending.after), pending.cells);
    } else if (state && !text.value.includes(state.pasted)) {
      change(null); // it was changed by hand: what the preview would show is no longer what the box holds
    }
    pending = null;
  });

  function take(pasted, cells) {
    const { entries, left } = guessEntries(cells, { provinceCode, kinds });
    if (!entries.length || entries.length > MOST) {
      change(null);
      return;
    }
    const { kind, province } = current();
    const rows = entries.map((entry) => ({
      include: true,
      kind: entry.kind ?? kind,
      province: name(entry.province ?? province),
      text: entry.text,
      line: entry.line,
    }));
    change({ pasted, rows, left, lines: cells.length, open: false });
  }

  function name(code) {
    return code ? context.provinceName(code) : "";
  }

  function change(next) {
    if (state || next) keep(next);
    state = next;
    drawOffer();
  }

  function drawOffer() {
    fill(
      offer,
      state && [
        h("span", {}, t("Pasted: {lines} lines.", { lines: state.lines })),
        button(t("Split into {count} entries …", { count: state.rows.length }), open, { class: "link" }),
      ],
    );
  }

  function open() {
    state.open = true;
    table = previewTable(context, { kinds, rows: state.rows, onchange: edited });
    const trouble = h("p", { class: "trouble", role: "alert" });
    const finish = h("button", { type: "button", class: "primary", onclick: () => addAll(trouble) });
    table.counter = () => (finish.textContent = t("Add {count} entries", { count: table.included() }));
    table.counter();
    fill(
      element,
      h("h2", {}, title),
      h(
        "p",
        { class: "hint" },
        t("Guessed from what was pasted. Put right what is wrong; nothing is added before you say so."),
      ),
      state.rows.some((row) => answered(row).length)
        ? h("p", { class: "hint" }, t("A recommendation is linked to the problem in the same line of the table."))
        : null,
      state.left.length
        ? h("p", { class: "hint" }, t("Columns that are not used: {names}", { names: state.left.join(", ") }))
        : null,
      table.element,
      trouble,
      h("div", { class: "acts" }, finish, button(t("Back to the text (Esc)"), close)),
    );
    element.onkeydown = (event) => keys(event, () => addAll(trouble), close);
    element.hidden = false;
    shown(true);
    keep(state);
    table.focus();
  }

  /** Of `rows`, the problems that stand beside a recommendation in its line of the table, before it. */
  function answered(row, rows = state.rows) {
    if (row.kind !== "recommendation" || row.line === null) return [];
    return rows.slice(0, rows.indexOf(row)).filter(({ kind, line }) => kind === "problem" && line === row.line);
  }

  function edited() {
    if (!state) return; // a field that goes with the preview still tells of its last change
    state.rows = table.read();
    table.counter();
    keep(state);
  }

  function close() {
    state.open = false;
    hide();
    keep(state);
  }

  function hide() {
    element.hidden = true;
    fill(element);
    shown(false);
    text.focus();
  }

  function addAll(trouble) {
    edited();
    const place = state.rows.findIndex((row) => row.include && wrong(row));
    if (place >= 0) {
      const { field, sentence } = wrong(state.rows[place]);
      trouble.textContent = t("Line {no}: {reason}", { no: place + 1, reason: sentence });
      table.focus(place, field);
      return;
    }
    const chosen = state.rows.filter((row) => row.include);
    if (!chosen.length) {
      trouble.textContent = t("No line is chosen.");
      return;
    }
    const at = text.value.indexOf(state.pasted);
    const rest = text.value.slice(0, at) + text.value.slice(at + state.pasted.length);
    const left = state.rows.filter((row) => !row.include).map((row) => row.text);
    state = null;
    drawOffer();
    add(
      chosen.map((row) => ({
        kind: row.kind,
        province: provinceCode(row.province),
        text: row.text,
        answers: answered(row, chosen).map((problem) => chosen.indexOf(problem)),
      })),
      [rest.trim() ? rest : "", ...left].filter(Boolean).join("\n"),
    );
    hide();
  }

  function wrong(row) {
    if (!row.kind) return { field: "kind", sentence: t("Choose the kind first.") };
    if (!row.text.trim()) return { field: "text", sentence: t("There is no text yet. Type what was said.") };
    if (tooLong(row.text)) return { field: "text", sentence: sayTooLong(t, row.text) };
    if (row.province.trim() && !provinceCode(row.province))
      return {
        field: "province",
        sentence: t("No province is called “{name}”. Choose one from the list or empty the box.", {
          name: row.province.trim(),
        }),
      };
    return null;
  }

  return {
    offer,
    element,
    opened: () => !element.hidden,
    /** Shows what a reload interrupted, if the box still has the words. */
    restore(kept) {
      if (!kept || !text.value.includes(kept.pasted)) return;
      state = kept;
      drawOffer();
      if (kept.open) open();
    },
    /** Shows again what was added and taken back; `pasted` stands in the box. */
    reopen(pasted, entries) {
      const rows = entries.map(({ kind, province, text: words }) => ({
        include: true,
        kind,
        province: name(province),
        text: words,
        line: null,
      }));
      change({ pasted, rows, left: [], lines: rows.length, open: false });
      open();
    },
    forget: () => change(null),
  };
}
