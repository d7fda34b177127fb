// Sentences of the interface: English in the code, the reader's language from the server's catalog.

/** `t(sentence, {name: value})`; a sentence that the catalog does not have is shown as it is written here. */
export function translator(catalog = {}) {
  return function t(sentence, values = {}) {
    const said = catalog[sentence] || sentence;
    return said.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
  };
}

/** Hours, minutes and seconds of an ISO time on this device's clock: "14:32:05". */
export function clock(iso) {
  const time = new Date(iso);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** Day and time; a Thai reader gets the Buddhist year. */
export function moment(iso, language) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "th-TH-u-ca-buddhist-nu-latn", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(iso));
}

/** The days of a workshop, as "18–20 มีนาคม 2563". */
export function days(start, end, language) {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "th-TH-u-ca-buddhist-nu-latn", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  // Intl puts the era ("พ.ศ." / "BE") into Buddhist dates; beside a Thai month name nobody writes it.
  const parts = (day) =>
    Object.fromEntries(format.formatToParts(new Date(`${day}T00:00:00Z`)).map((p) => [p.type, p.value]));
  const [from, to] = [parts(start), parts(end)];
  const last = `${to.day} ${to.month} ${to.year}`;
  if (start === end) return last;
  if (from.month === to.month && from.year === to.year) return `${from.day}–${last}`;
  return `${from.day} ${from.month} ${from.year} – ${last}`;
}

/** A number with thousands separated. */
export function count(number) {
  return new Intl.NumberFormat("en-US").format(number);
}
