// What every component needs wherever it is mounted, a page of ours or a cell of a notebook: its style sheet, the
// workshop, the language, and keys that do not leak into JupyterLab's shortcuts.

import { connect } from "./api.js";
import { button, fill, h } from "./dom.js";
import { translator } from "./i18n.js";

const FIRST_WAIT = 500; // ms before the workshop is asked for again; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 5000;

/**
 * Mounts a component into `element` and returns what unmounts it.
 * options: {base, page?, known?, group?, language, catalog?}, known being {workshop, provinces, simulated}; start(context) builds the component and may return a closer.
 * context: {element, base, api, language, t, say, options, workshop, provinces, provinceName, closers}; say(label) picks
 * the reader's language out of a label of the workshop ({th, en}).
 */
export function host(element, options, styles, start) {
  const base = options.base.endsWith("/") ? options.base : `${options.base}/`;
  const language = options.language === "en" ? "en" : "th";
  const t = translator(options.catalog);
  const api = connect({ base, language, t });
  const closers = [];
  let gone = false;

  element.classList.add("sc");
  element.lang = language;
  // Lumino, JupyterLab's shortcut engine, leaves alone what carries this attribute.
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const type of ["keydown", "keypress", "keyup"]) element.addEventListener(type, stopHere);

  async function begin() {
    // A page of ours has them in its head and in its settings: nothing to wait for.
    if (!options.page)
      await Promise.all(["style.css", ...styles].map((name) => styleSheet(`${base}static/${name}`)));
    const known = options.known ?? (await workshop());
    if (gone) return;
    const say = (label) => (language === "en" && label.en) || label.th;
    const names = new Map(known.provinces.map((province) => [province.code, say(province)]));
    const provinceName = (code) => names.get(code) ?? code;
    const context = { element, base, api, language, t, say, options, ...known, provinceName, closers };
    const close = await start(context);
    if (close) closers.push(close);
    // A page of ours says it in its shell; in a notebook the component says it itself.
    if (known.simulated && !options.page) element.prepend(h("p", { class: "band" }, t("Simulated data")));
    if (gone) closers.forEach((closer) => closer());
  }

  async function workshop() {
    for (let wait = FIRST_WAIT; !gone; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const { workshop: described, provinces, simulated } = await api.get("api/workshop");
        return { workshop: described, provinces, simulated };
      } catch (failure) {
        fill(
          element,
          h("p", { class: "sc-notice", role: "status" }, failure.message, " ", t("Trying again by itself.")),
        );
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return {};
  }

  begin().catch((fault) => {
    console.error(fault);
    fill(
      element,
      h(
        "p",
        { class: "sc-notice bad", role: "alert" },
        t("This part could not be shown. Reload the page; what was typed stays on this device."),
        " ",
        button(t("Reload"), () => location.reload()),
      ),
    );
  });
  return () => {
    gone = true;
    closers.forEach((closer) => closer());
    for (const type of ["keydown", "keypress", "keyup"]) element.removeEventListener(type, stopHere);
    element.replaceChildren();
  };
}

function stopHere(event) {
  event.stopPropagation();
}

/** Loads a style sheet once; a missing one must not keep the form away. */
function styleSheet(address) {
  const absolute = new URL(address, location.href).href;
  const present = [...document.querySelectorAll("link[rel=stylesheet]")].some(
    (link) => link.href === absolute,
  );
  if (present) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href: absolute, onload: resolve, onerror: resolve });
    document.head.append(link);
    setTimeout(resolve, 2000);
  });
}
