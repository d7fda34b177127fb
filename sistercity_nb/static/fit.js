// A column that stays in view while the page moves: as high as the window has room for below its upper edge.

/** Keeps `--above` of `column` at the height (px) of what lies above it in the window; returns what ends it. */
export function fitBelow(column) {
  const fit = () => column.style.setProperty("--above", `${Math.max(column.getBoundingClientRect().top, 0)}px`);
  const watching = new ResizeObserver(fit); // what lies above may grow, as when the bar of the session folds
  watching.observe(document.body);
  addEventListener("scroll", fit, { passive: true });
  addEventListener("resize", fit);
  fit();
  return () => {
    watching.disconnect();
    removeEventListener("scroll", fit);
    removeEventListener("resize", fit);
  };
}
