// What a reader on a screen gains where scripts run: search, filters of the register, copying with the source.
// Without it everything can still be read. It loads nothing, sends nothing and keeps nothing.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const digits = (number) => String(number).replace(/[0-9]/g, (digit) => words.digits[digit]);
  const arabic = (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0e50 + 0x30);
  const flat = (text) =>
    text
      .normalize("NFC")
      .replace(/[\s\u200b]+/g, "")
      .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, "$1\u0e33") // SARA AM in two signs, as PDFs are often copied
      .replace(/[๐-๙]/g, arabic)
      .toLowerCase();
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
  const found = "p:not(.back, .mark), li, th, td, h2, h3, h4, figcaption, caption";
  const places = [...document.querySelectorAll(`:is(header, main) :is(h1, ${found})`)];
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
    const told = hits.length ? words.found : words.nothing;
    said.textContent = !wanted ? "" : wanted.length < 2 ? words.short : told.replace("{n}", digits(hits.length));
    tools.classList.toggle("seeking", hits.length > 0);
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
  const tools = make("div", { className: "tools" }, label, line, said);
  document.querySelector("nav").prepend(tools);

  // A heading that a link leads to must not come to lie under the band, which is as tall as its words.
  const band = document.querySelector(".band");
  const clearOfBand = () => {
    document.documentElement.style.scrollPaddingTop = `${(band?.offsetHeight ?? 0) + 16}px`;
  };
  addEventListener("resize", clearOfBand);
  clearOfBand();

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
      select.addEventListener("change", () => {
        sift();
        keep();
      });
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
    // What is chosen is the page's address too: it can be sent, and is there again after a reload.
    function keep() {
      const chosen = new URLSearchParams();
      for (const { name, select } of choices) if (select.value) chosen.set(name, select.value);
      history.replaceState(null, "", `#annex-entries${chosen.size ? `?${chosen}` : ""}`);
    }
    function chosenBy(address) {
      const chosen = new URLSearchParams(address);
      for (const { name, select } of choices) select.value = chosen.get(name) ?? "";
      sift();
    }
    const clear = make("button", { type: "button", textContent: words.clear });
    clear.addEventListener("click", () => {
      chosenBy("");
      keep();
      choices[0].select.focus();
    });
    const foot = make("div", { className: "filtered" }, count, clear);
    const filters = make("div", { className: "tools filters" }, ...choices.map(({ part }) => part), foot);
    filters.setAttribute("role", "group");
    filters.setAttribute("aria-label", words.filter);
    register.querySelector("h2").after(filters);
    sift();
    // A link to a row that is filtered away shows it again, also where the address is its own already.
    const open = (hash) => {
      const [place, chosen] = decodeURIComponent(hash.slice(1)).split("?");
      if (chosen) {
        chosenBy(chosen);
        document.getElementById(place)?.scrollIntoView();
        return;
      }
      const row = document.getElementById(place);
      if (!row?.hidden) return;
      chosenBy("");
      row.scrollIntoView();
    };
    addEventListener("hashchange", () => open(location.hash));
    document.addEventListener("click", ({ target }) => {
      const link = target.closest('a[href^="#"]');
      if (link) open(link.hash);
    });
    open(location.hash);
  }

  // --- copying with the source: quotations, paragraphs, items of lists, entries, recommendations ------------
  const paragraphs = "section > p:not(.mark, .back), section > :is(ul, ol) > li";
  const lines = "tr[data-group], #recommendations ~ .wide tbody tr";
  const headOf = (one) => (one.matches("h2, h3, h4") ? one : headOf(one.previousElementSibling ?? one.parentNode));
  const taken = (one) => {
    if (one.matches("tr")) {
      const table = one.closest("table");
      const heads = [...table.tHead.rows[0].cells].map((head) => head.innerText.trim());
      const cells = [...one.cells].map((cell, place) => `${heads[place]}: ${cell.innerText.trim()}`);
      return [...cells, table.caption.innerText.trim()].join("\n");
    }
    const heads = [...new Set([one.closest("section").querySelector("h2"), headOf(one)])];
    const where = heads.map((head) => head.textContent).join(" · ");
    if (one.matches(".quotation")) {
      const by = [...one.querySelector("figcaption").childNodes].filter((part) => !part.matches?.("button"));
      const said = by.map((part) => part.textContent).join("").trim();
      return `“${one.querySelector("blockquote").innerText}”\n${said}\n${where}`;
    }
    return `${one.innerText.trim()}\n${where}`;
  };
  const told = make("p", { className: "told" });
  told.setAttribute("role", "status");
  document.body.append(told);
  for (const one of document.querySelectorAll(`.quotation, ${paragraphs}, ${lines}`)) {
    const button = make("button", { type: "button", className: "copy" });
    button.setAttribute("aria-label", `${words.copy}: ${one.textContent.trim().slice(0, 40)}`);
    // The style sheet shows it: as text it would be found by the search, and copied.
    button.dataset.shown = words.copy;
    button.addEventListener("click", async () => {
      const done = await copy(`${taken(one)}\n${words.source}`);
      button.dataset.shown = told.textContent = done ? words.copied : words.failed;
      button.classList.add("done");
      setTimeout(() => {
        button.dataset.shown = words.copy;
        told.textContent = "";
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
      return true;
    } catch {
      // a file opened from a disk may not have the clipboard: the old way has
      const before = document.activeElement;
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      before.focus();
      return done;
    }
  }
})();
