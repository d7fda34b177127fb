// A box to type in with a list of what fits (the combobox pattern of WAI-ARIA): arrows choose, Enter takes.

import { fill, h } from "./dom.js";

/**
 * `{element, input, list, open(typed), close(), isOpen(), active()}`.
 * find(typed) gives {parts: [{title, options}], none, more}: what fits what was typed ("" when the list is opened
 * without typing), an option being {id, words, aside, chosen}; `none` says that nothing does, `more` what is left out.
 * eager(option, typed) is whether Enter takes it without an arrow; take(option) is called with the person's choice.
 */
export function combobox({ name, title, attributes, find, eager, take, several = false }) {
  let options = [];
  let active = -1;

  const list = h("ul", {
    id: `${name}-list`,
    role: "listbox",
    class: "options",
    hidden: true,
    "aria-label": title,
    "aria-multiselectable": several ? "true" : null,
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
    ...attributes,
    oninput: () => open(input.value),
    onkeydown: key,
    onblur: close,
  });
  // A press on an option must not take the focus from the box, or the list would close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  function open(typed) {
    const found = find(typed);
    options = found.parts.flatMap((part) => part.options);
    let place = 0;
    fill(
      list,
      found.parts.map((part) => section(part, () => place++)),
      options.length ? null : said(found.none),
      found.more ? said(found.more) : null,
    );
    list.hidden = false;
    list.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-expanded", "true");
    move(typed.trim() && options.length && eager(options[0], typed) ? 0 : -1);
  }

  function section({ title: heading, options: members }, next) {
    if (!members.length) return null;
    const items = members.map((option) => item(option, next()));
    if (!heading) return items;
    return h(
      "li",
      { role: "presentation" },
      h(
        "ul",
        { role: "group", "aria-label": heading },
        h("li", { class: "part", role: "presentation", "aria-hidden": "true" }, heading),
        items,
      ),
    );
  }

  function item(option, place) {
    return h(
      "li",
      {
        id: `${name}-${place}`,
        role: "option",
        "aria-selected": option.chosen ? "true" : "false",
        onclick: () => accept(option),
      },
      h("span", {}, option.words),
      option.aside ? h("small", {}, option.aside) : null,
    );
  }

  function said(sentence) {
    const apart = { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" };
    return h("li", apart, sentence);
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

  function accept(option) {
    take(option);
    close();
  }

  function key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) open("");
      else if (options.length) {
        const from = active < 0 && steps[event.key] < 0 ? 0 : active;
        move((from + steps[event.key] + options.length) % options.length);
      }
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      accept(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  }

  return {
    element: h("div", { class: "combo" }, input, list),
    input,
    open,
    close,
    isOpen: () => !list.hidden,
    active: () => options[active] ?? null,
    accept,
  };
}
