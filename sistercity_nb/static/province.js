// The province of an entry: a box to type in, in Thai or English, with a list (the combobox pattern of WAI-ARIA).

import { fill, fold, h, uniqueName } from "./dom.js";

/**
 * `{element, input, value(), set(code), open(), trouble()}`. used() names the codes to offer first.
 * trouble() says what is wrong when something was typed that is no province.
 */
export function provinceField({ t, language, provinces, used }) {
  const name = uniqueName("province");
  const known = provinces.map((province) => ({
    ...province,
    folded: [fold(province.th), fold(province.en)],
  }));
  let code = null;
  let options = [];
  let active = -1;

  const list = h("ul", {
    id: `${name}-list`,
    role: "listbox",
    class: "options",
    hidden: true,
    "aria-label": t("Provinces"),
  });
  const input = h("input", {
    id: name,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    placeholder: t("Type in Thai or English"),
    oninput: () => {
      choose(match(input.value), { keepText: true });
      open(true);
    },
    onclick: () => open(code === null),
    onkeydown: key,
    onblur: leave,
  });
  const element = h(
    "div",
    { class: "field province" },
    h("label", { for: name }, t("Province")),
    h("div", { class: "combo" }, input, list),
  );
  // A press on an option must not take the focus from the box, or the list would close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  function said(province) {
    return language === "en" ? province.en : province.th;
  }

  function bare(typed) {
    return fold(typed.trim()).replace(/^(จังหวัด|จ\.)\s*/, "");
  }

  function match(typed) {
    return known.find((province) => province.folded.includes(bare(typed)))?.code ?? null;
  }

  function choose(next, { keepText = false } = {}) {
    const before = code;
    code = next;
    if (!keepText) {
      const province = known.find((candidate) => candidate.code === code);
      input.value = province ? said(province) : "";
    }
    if (before !== code) element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What fits, used provinces first; but of what was typed, names that begin with it come before all others. */
  function candidates(folded) {
    const first = [...used()];
    const place = ({ code: candidate }) =>
      first.includes(candidate) ? first.indexOf(candidate) : first.length;
    const later = (province) => (begins(province, folded) ? 0 : 1);
    return known
      .filter((province) => province.folded.some((text) => text.includes(folded)))
      .sort((a, b) => later(a) - later(b) || place(a) - place(b));
  }

  function begins(province, folded) {
    return province.folded.some((text) => text.startsWith(folded));
  }

  function open(typed) {
    const folded = typed ? bare(input.value) : "";
    options = candidates(folded);
    const recent = folded ? [] : options.slice(0, used().size);
    const rest = options.slice(recent.length);
    let place = 0;
    const item = (province) =>
      h(
        "li",
        {
          id: `${name}-${place++}`,
          role: "option",
          "aria-selected": province.code === code ? "true" : "false",
          onclick: () => pick(province),
        },
        h("span", {}, said(province)),
        h("small", {}, language === "en" ? province.th : province.en),
      );
    const part = (title, members) =>
      members.length
        ? h(
            "li",
            { role: "presentation" },
            h(
              "ul",
              { role: "group", "aria-label": title },
              h("li", { class: "part", role: "presentation", "aria-hidden": "true" }, title),
              members.map(item),
            ),
          )
        : null;
    fill(
      list,
      part(t("Already used in this group"), recent),
      folded ? rest.map(item) : part(t("All provinces"), rest),
      options.length
        ? null
        : h(
            "li",
            { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" },
            t("No province has this name."),
          ),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    // Enter takes the first of the list only when its name begins with what was typed.
    move(folded && options.length && begins(options[0], folded) ? 0 : -1);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function move(next) {
    active = next;
    list.querySelector(".active")?.classList.remove("active");
    const node = active >= 0 ? list.querySelector(`#${name}-${active}`) : null;
    node?.classList.add("active");
    node?.scrollIntoView({ block: "nearest" });
    if (node) input.setAttribute("aria-activedescendant", node.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function pick(province) {
    choose(province.code);
    input.removeAttribute("aria-invalid");
    close();
  }

  function key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) open(code === null);
      else if (options.length) move((active + steps[event.key] + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      pick(options[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (!list.hidden) close();
      else choose(null);
    } else if (event.key === "Tab" && !list.hidden && active >= 0) {
      pick(options[active]);
    }
  }

  function leave() {
    close();
    if (code !== null) choose(code);
    const wrong = trouble() !== null;
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function trouble() {
    return code === null && input.value.trim()
      ? t("No province is called “{name}”. Choose one from the list or empty the box.", {
          name: input.value.trim(),
        })
      : null;
  }

  return { element, input, value: () => code, set: (next) => choose(next ?? null), trouble };
}
