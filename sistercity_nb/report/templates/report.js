// What a reader on a screen gains where scripts run: search, filters of the register, copying with the source.
// Without it everything can still be read. It loads nothing, sends nothing and keeps nothing.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const digits = (number) => String(number).replace(/[0-9]/g, (digit) => words.digits[digit]);
  const arabic = (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0e50 + 0x30);
  const flat = (text) =>
    text.normalize("NFC").replace(/[\s\u200b]+/g, "").replace(/[๐-๙]/g, arabic).toLowerCase();
  const make = (tag, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

  // --- the contents: folded on a phone, whole on a wider screen and on paper ----------------------------------
  const contents = document.querySelector("nav details");
  const phone = matchMedia("screen and (max-width: 40rem)");
  const fold = () => (contents.open = !phone.matches);
  phone.addEventListener("change", fold);
  fold();
  for (const link of document.querySelectorAll('a[href="#contents"]')) {
    link.addEventListener("click", () => (contents.open = true));
  }

  // --- search ---------------------------------------------------------------------------------------------
  const places = [...document.querySelectorAll("main :is(p, li, th, td, h2, h3, h4, figcaption, caption)")];
  const texts = new Map();
  const box = make("input", { type: "search", id: "search", autocomplete: "off" });
  const said = make("p", { className: "found" });
  said.setAttribute("role", "status");
  let hits = [];
  let at = -1;
  const find = () => {
    hits.forEach((one) => one.classList.remove("hit", "now"));
    const wanted = flat(box.value);
    hits = wanted.length < 2 ? [] : places.filter((one) => !one.closest("[hidden]") && textOf(one).includes(wanted));
    at = -1;
    hits.forEach((one) => one.classList.add("hit"));
    said.textContent = wanted.length < 2 ? "" : words.found.replace("{n}", digits(hits.length));
  };
  const textOf = (one) => {
    if (!texts.has(one)) texts.set(one, flat(one.textContent));
    return texts.get(one);
  };
  const go = (step) => {
    if (!hits.length) return;
    hits[at]?.classList.remove("now");
    at = at < 0 && step < 0 ? hits.length - 1 : (at + step + hits.length) % hits.length;
    hits[at].classList.add("now");
    hits[at].scrollIntoView({ block: "center" });
    said.textContent = words.at.replace("{n}", digits(at + 1)).replace("{total}", digits(hits.length));
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = 0;
      find();
    }, 150);
  });
  const follow = (step) => {
    clearTimeout(waiting);
    if (!hits.length || waiting) find();
    waiting = 0;
    go(step);
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      follow(event.shiftKey ? -1 : 1);
    }
  });
  const arrow = (textContent, name, step) => {
    const button = make("button", { type: "button", textContent, title: name });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => follow(step));
    return button;
  };
  const label = make("label", { htmlFor: "search", textContent: words.search });
  const line = make("div", { className: "seek" }, box, arrow("↑", words.previous, -1), arrow("↓", words.next, 1));
  document.querySelector("nav").prepend(make("div", { className: "tools" }, label, line, said));

  // --- the register's filters -----------------------------------------------------------------------------
  const rows = [...document.querySelectorAll("tr[data-group]")];
  const register = document.getElementById("annex-entries");
  if (rows.length && register) {
    const tables = new Set(rows.map((row) => row.closest(".wide")));
    // The last choice is "no theme": as in chapter 4, an entry whose themes are no findings has none either.
    const themes = words.filters.find(({ name }) => name === "themes").options.map(([id]) => id);
    for (const { dataset } of rows) {
      if (!dataset.themes.split(" ").some((id) => themes.includes(id))) dataset.themes = themes.at(-1);
    }
    const count = make("p", { className: "found" });
    count.setAttribute("role", "status");
    const choices = words.filters.map(({ name, title, options }) => {
      const select = make("select", { id: `filter-${name}` }, make("option", { value: "", textContent: words.all }));
      for (const [value, text] of options) select.append(make("option", { value, textContent: text }));
      select.addEventListener("change", sift);
      return { name, select, part: make("div", {}, make("label", { htmlFor: select.id, textContent: title }), select) };
    });
    function sift() {
      let shown = 0;
      for (const row of rows) {
        row.hidden = !choices.every(
          ({ name, select }) => !select.value || row.dataset[name].split(" ").includes(select.value),
        );
        if (!row.hidden) shown += 1;
      }
      for (const table of tables) table.hidden = !table.querySelector("tbody tr:not([hidden])");
      find(); // what was found may have gone, or come back
      const told = shown ? words.shown : words.none;
      count.textContent = told.replace("{n}", digits(shown)).replace("{total}", digits(rows.length));
      clear.hidden = shown === rows.length;
    }
    const clear = make("button", { type: "button", textContent: words.clear });
    clear.addEventListener("click", () => {
      choices.forEach(({ select }) => (select.value = ""));
      sift();
      choices[0].select.focus();
    });
    const foot = make("div", { className: "filtered" }, count, clear);
    const filters = make("div", { className: "tools filters" }, ...choices.map(({ part }) => part), foot);
    filters.setAttribute("role", "group");
    filters.setAttribute("aria-label", words.filter);
    register.querySelector("h2").after(filters);
    sift();
    // A link to a row that is filtered away shows it again.
    const open = () => {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!row?.hidden) return;
      choices.forEach(({ select }) => (select.value = ""));
      sift();
      row.scrollIntoView();
    };
    addEventListener("hashchange", open);
  }

  // --- copying with the source: quotations, paragraphs, items of lists, entries, recommendations ------------
  const paragraphs = "section > p:not(.mark, .back, .notice, .lead), section > :is(ul, ol) > li";
  const lines = "tr[data-group], #recommendations ~ .wide tbody tr";
  const headOf = (one) => (one.matches("h2, h3, h4") ? one : headOf(one.previousElementSibling ?? one.parentNode));
  const taken = (one) => {
    if (one.matches(".quotation")) {
      return `“${one.querySelector("blockquote").innerText}”\n${one.querySelector("figcaption").innerText.trim()}`;
    }
    if (one.matches("tr")) {
      const table = one.closest("table");
      const heads = [...table.tHead.rows[0].cells].map((head) => head.innerText.trim());
      const cells = [...one.cells].map((cell, place) => `${heads[place]}: ${cell.innerText.trim()}`);
      return [...cells, table.caption.innerText.trim()].join("\n");
    }
    const heads = new Set([one.closest("section").querySelector("h2"), headOf(one)]);
    return `${one.innerText.trim()}\n${[...heads].map((head) => head.textContent).join(" · ")}`;
  };
  for (const one of document.querySelectorAll(`.quotation, ${paragraphs}, ${lines}`)) {
    const button = make("button", { type: "button", className: "copy" });
    // The style sheet shows the name: as text it would be found by the search, and copied.
    const name = (said) => button.setAttribute("aria-label", said);
    name(words.copy);
    button.addEventListener("click", async () => {
      await copy(`${taken(one)}\n${words.source}`);
      name(words.copied);
      button.classList.add("done");
      setTimeout(() => {
        name(words.copy);
        button.classList.remove("done");
      }, 2000);
    });
    const beside = one.querySelector("figcaption") ?? one.cells?.[one.cells.length - 1] ?? one;
    if (!one.matches(".quotation")) one.classList.add("sentence");
    beside.append(" ", button);
  }
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // a file opened from a disk may not have the clipboard: the old way has
      const before = document.activeElement;
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      before.focus();
    }
  }
})();
