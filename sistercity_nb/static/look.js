// Light or dark: as the system asks, until somebody chooses for this screen; a projector seldom knows its room.

import { button } from "./dom.js";

const NAME = "sistercity look"; // where this device keeps the choice

/** A button that turns a page of ours dark or light; the choice holds on this device. */
export function lookButton({ t, closers }) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const toggle = button("", () => choose(isDark() ? "light" : "dark"));

  function isDark() {
    return (document.body.dataset.look ?? (dark.matches ? "dark" : "light")) === "dark";
  }

  function choose(look) {
    document.body.dataset.look = look;
    try {
      localStorage.setItem(NAME, look);
    } catch {
      // A browser that keeps nothing follows the system again next time.
    }
    name();
  }

  function name() {
    toggle.textContent = isDark() ? t("Light") : t("Dark");
  }

  try {
    const kept = localStorage.getItem(NAME);
    if (kept === "light" || kept === "dark") document.body.dataset.look = kept;
  } catch {
    // As above.
  }
  dark.addEventListener("change", name);
  closers.push(() => dark.removeEventListener("change", name));
  name();
  return toggle;
}
