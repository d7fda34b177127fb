// Sentences of the interface: English in the code, the reader's language from the server's catalog.

// What English has another word for when there is one of it; Thai has not. The same list is in language.py.
const NOUNS =
  "province|group|theme|recommendation|suggestion|revision|record|row|dot|change|line|card|backup|second";
const COUNTED = new RegExp(`\\{(\\w+)\\}( more)? (?:(entries)|(people)|(${NOUNS})s)\\b`, "g");

/** `t(sentence, {name: value})`; a sentence that the catalog does not have is shown as it is written here. */
export function translator(catalog = {}) {
  return function t(sentence, values = {}) {
    const said = catalog[sentence] || sentence;
    return agreeing(said, values).replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
  };
}

/** An English sentence with the singular after each place that will hold a 1. */
function agreeing(said, values) {
  return said.replace(COUNTED, (part, name, more = "", entries, people, noun) =>
    String(values[name]) === "1" ? `{${name}}${more} ${entries ? "entry" : people ? "person" : noun}` : part,
  );
}

const MONTHS = {
  th: "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split(" "),
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
};

/** Hours, minutes and seconds of an ISO time on this device's clock: "14:32:05". */
export function clock(iso) {
  const time = new Date(iso);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
}

/** Day and time; a Thai reader gets the Buddhist year. Without Intl, whose first format takes 30 ms to make. */
export function moment(iso, language) {
  const time = new Date(iso);
  const year = time.getFullYear() + (language === "th" ? 543 : 0);
  const day = `${time.getDate()} ${MONTHS[language][time.getMonth()]} ${year}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function two(number) {
  return String(number).padStart(2, "0");
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

/** A whole number with thousands separated; the first Intl.NumberFormat would keep the form away for 40 ms. */
export function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
