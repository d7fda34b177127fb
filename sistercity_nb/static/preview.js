// The preview of a paste: a table of the entries to be, each of them open for change.

import { fill, h, uniqueName } from "./dom.js";
import { kindLabel } from "./labels.js";

/** `{element, read(), included(), focus(place, field)}`; rows and read() are [{include, kind, province, text, line}]. */
export function previewTable({ t, language, provinces }, { kinds, rows, onchange }) {
  const names = uniqueName("provinces");
  const controls = rows.map((row, place) => controlsOf(row, place + 1));
  const all = h("input", { type: "checkbox", "aria-label": t("All lines"), onchange: chooseAll });
  const allKinds = h("select", { "aria-label": t("Kind of all lines"), onchange: kindOfAll });
  fill(allKinds, h("option", { value: "" }, t("Kind of all lines …")), kinds.map(kindOption));

  function kindOption(kind) {
    return h("option", { value: kind }, kindLabel(t, kind));
  }

  function controlsOf(row, no) {
    const included = t("Include line {no}", { no });
    const include = h("input", { type: "checkbox", "aria-label": included, onkeydown: step });
    const kind = h("select", { "aria-label": t("Kind, line {no}", { no }) });
    fill(kind, h("option", { value: "" }, t("Choose …")), kinds.map(kindOption));
    const province = h("input", {
      type: "text",
      list: names,
      autocomplete: "off",
      placeholder: t("Province"),
      "aria-label": t("Province, line {no}", { no }),
    });
    const text = h("textarea", {
      rows: Math.min(6, Math.ceil(row.text.length / 60) || 1),
      "aria-label": t("Text, line {no}", { no }),
    });
    include.checked = row.include;
    kind.value = row.kind ?? "";
    province.value = row.province;
    text.value = row.text;
    return { include, kind, province, text, line: row.line };
  }

  /** Up and down between the boxes of the lines, so that the hundredth line is not four hundred tabs away. */
  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    controls[controls.findIndex(({ include }) => include === event.target) + by]?.include.focus();
  }

  function chooseAll() {
    for (const { include } of controls) include.checked = all.checked;
  }

  function kindOfAll() {
    if (allKinds.value) for (const { kind } of controls) kind.value = allKinds.value;
    allKinds.value = "";
  }

  function read() {
    return controls.map(({ include, kind, province, text, line }) => ({
      include: include.checked,
      kind: kind.value,
      province: province.value,
      text: text.value,
      line,
    }));
  }

  function tell() {
    all.checked = controls.every(({ include }) => include.checked);
    for (const { province } of controls) province.removeAttribute("aria-invalid");
    onchange();
  }

  const cell = (content, column) => h("td", { role: "cell", class: column }, content);
  const head = (content) => h("th", { role: "columnheader", scope: "col" }, content);
  const element = h(
    "table",
    { role: "table", oninput: tell, onchange: tell },
    h(
      "thead",
      { role: "rowgroup" },
      h("tr", { role: "row" }, head(all), head(allKinds), head(t("Province")), head(t("Text"))),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      controls.map(({ include, kind, province, text }) =>
        h(
          "tr",
          { role: "row" },
          cell(include, "include"),
          cell(kind, "kind"),
          cell(province, "province"),
          cell(text, "text"),
        ),
      ),
    ),
  );
  const list = h(
    "datalist",
    { id: names },
    provinces
      .map(({ th, en }) => (language === "en" ? [en, th] : [th, en]))
      .map(([value, other]) => h("option", { value }, other)),
  );
  all.checked = rows.every(({ include }) => include);
  return {
    element: h("div", { class: "split-table" }, element, list),
    read,
    included: () => controls.filter(({ include }) => include.checked).length,
    focus: (place = 0, field = "include") => controls[place][field].focus(),
  };
}
