// What a reader on a screen gains where scripts run: search, filters of the register, copying with the source.
// Without it everything can still be read. It loads nothing, sends nothing and keeps nothing.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const digits = (number) => String(number).replace(/[0-9]/g, (digit) => words.digits[digit]);
  const flat = (text) => text.normalize("NFC").replace(/[\s\u200b]+/g, "").toLowerCase();
  const make = (tag, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

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
    at = (at + step + hits.length) % hits.length;
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
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(waiting);
      if (!hits.length || waiting) find();
      waiting = 0;
      go(event.shiftKey ? -1 : 1);
    }
  });
  const label = make("label", { htmlFor: "search", textContent: words.search });
  document.querySelector("nav h2").after(make("div", { className: "tools" }, label, box, said));

  // --- the register's filters -----------------------------------------------------------------------------
  const rows = [...document.querySelectorAll("tr[data-group]")];
  const register = document.getElementById("annex-entries");
  if (rows.length && register) {
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
      count.textContent = words.shown.replace("{n}", digits(shown)).replace("{total}", digits(rows.length));
    }
    const filters = make("div", { className: "tools filters" }, ...choices.map(({ part }) => part), count);
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

  // --- copying with the source ----------------------------------------------------------------------------
  for (const figure of document.querySelectorAll(".quotation")) {
    const button = make("button", { type: "button", className: "copy", textContent: words.copy });
    button.addEventListener("click", async () => {
      const by = figure.querySelector("figcaption").cloneNode(true);
      by.querySelector("button").remove();
      const text = `“${figure.querySelector("blockquote").innerText}”\n${by.innerText.trim()}\n${words.source}`;
      await copy(text);
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    figure.querySelector("figcaption").append(" ", button);
  }
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // a file opened from a disk may not have the clipboard: the old way has
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }
})();
