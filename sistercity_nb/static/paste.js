// What was pasted, read as several entries: lines of a chat or a list, or a table of Word or Excel.
// Only guesses are made here; the person sees them in a preview and decides.

import { fold } from "./dom.js";

// How documents name the kinds, in folded form. A cell names a kind when it or a part of it ("ปัญหา/อุปสรรค") is one
// of these; the heading of a column when it begins with one.
const KIND_WORDS = {
  experience: ["ประสบการณ์", "แลกเปลี่ยนประสบการณ์", "แนวปฏิบัติที่ดี", "experience", "good practice"],
  benefit: ["ประโยชน์", "ประโยชน์ที่ได้รับ", "benefit", "benefit received"],
  problem: ["ปัญหา", "อุปสรรค", "problem", "obstacle"],
  recommendation: ["ข้อเสนอ", "ข้อเสนอแนะ", "แนวทางแก้ไข", "แนวทางการแก้ไข", "recommendation", "suggestion"],
  lecture: ["การบรรยาย", "บรรยาย", "lecture"],
  visit: ["การศึกษาดูงาน", "ศึกษาดูงาน", "study visit", "visit"],
};
const LONGEST_NAME = 60; // letters; a longer heading is no heading but a sentence
const TEXT_WORDS = ["ข้อความ", "รายละเอียด", "ประเด็น", "เนื้อหา", "ความคิดเห็น", "ความเห็น", "text", "detail"];
const NUMBER_WORDS = ["ลำดับ", "ลำดับที่", "ที่", "ข้อ", "no", "no.", "#"];
const COLUMN_WORDS = ["จังหวัด", "province", "ประเภท", "ชนิด", "kind", "type", ...NUMBER_WORDS];
const MOSTLY = 0.6; // share of a column's cells that must be names for it to be a column of names
const NUMBER = /^[0-9๐-๙]{1,4}[.)]?$/;
// "1." "๑)" "(2)" "ก)" "-" "•" and the bullets of Word's symbol fonts, before the words they belong to.
const BULLET = new RegExp(
  [
    "^\\s*(?:[\\uf000-\\uf0ff•▪▫◦●○■□◆◇➢✓✔*‣⁃·]+",
    "[-–—](?![0-9๐-๙])",
    "o(?=\\s)",
    "[0-9๐-๙]{1,3}(?:\\.[0-9๐-๙]{1,2})*[.)](?![0-9๐-๙])",
    "[ก-ฮ]\\)",
    "\\((?:[0-9๐-๙]{1,3}|[ก-ฮ])\\))\\s*",
  ].join("|"),
);

const KEPT_TAGS = new Set(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "p", "div", "li", "br"]);
// A cell of a text with tabs, and what ends it.
const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|[\r\n]|$)/g;

/** What a clipboard holds as rows of cells, or null when it is a single piece of text. */
export function pastedRows(clipboard) {
  const rows = htmlTable(clipboard.getData("text/html")) ?? textRows(clipboard.getData("text/plain"));
  const filled = rows.filter((cells) => cells.some((cell) => cell.trim()));
  const widest = Math.max(0, ...filled.map((cells) => cells.length));
  return filled.length > 1 || widest > 1 ? filled : null;
}

/** The cells of the tables in pasted HTML, or null without one. Only text is read out of a document never shown. */
function htmlTable(html) {
  if (!/<table/i.test(html)) return null;
  const pasted = new DOMParser().parseFromString(bareTables(html), "text/html");
  const rows = [...pasted.querySelectorAll("tr")].filter((row) => !row.querySelector("table"));
  const cells = grid(rows);
  return cells.some((row) => row.some(Boolean)) ? cells : null;
}

/** The HTML reduced to the tags of tables and lines, with no attribute but the spans of cells. */
function bareTables(html) {
  return html
    .replace(/<!--[\s\S]*?-->|<![^>]*>|<(style|script|del|title)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<(\/?)([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi, (_, end, tag, attributes) => {
      if (!KEPT_TAGS.has(tag.toLowerCase())) return "";
      const spans = [...attributes.matchAll(/\b(row|col)span\s*=\s*["']?(\d+)/gi)];
      return `<${end}${tag}${spans.map(([, way, number]) => ` ${way}span=${number}`).join("")}>`;
    });
}

/** The cells in their columns: one that spans rows is said again in each, one that spans columns only in the first. */
function grid(rows) {
  const below = []; // by column: {text, rows} of a cell that reaches further down
  return rows.map((row) => {
    const cells = [];
    const reaching = () => {
      for (let cell = below[cells.length]; cell?.rows; cell = below[cells.length]) {
        cell.rows -= 1;
        cells.push(cell.text);
      }
    };
    for (const cell of row.cells) {
      reaching();
      const text = cellText(cell);
      for (let span = 0; span < Math.min(cell.colSpan, 50); span += 1) {
        below[cells.length] = { text: span ? "" : text, rows: cell.rowSpan - 1 };
        cells.push(span ? "" : text);
      }
    }
    reaching();
    return cells;
  });
}

/** Paragraphs and breaks of a cell are lines; how the HTML itself was broken into lines means nothing. */
function cellText(cell) {
  for (const text of textNodes(cell)) text.data = text.data.replace(/[ \t\r\n]+/g, " ");
  for (const end of cell.querySelectorAll("br")) end.replaceWith("\n");
  for (const end of cell.querySelectorAll("p, li, div")) end.append("\n");
  return cell.textContent
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}

function textNodes(cell) {
  const walker = cell.ownerDocument.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

/** Lines, or the cells of a table as Excel writes it: tabs between cells, quotes around one with lines of its own. */
function textRows(text) {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/);
  const bare = lines.map(stripped);
  const listed = !bare.some((line) => line.includes("\t")); // "1.⇥words" is a list, not a table
  if (listed) return bare.map((line) => [line]);
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(CELL)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (!end) break;
    if (end !== "\t") rows.push([]);
  }
  return rows;
}

function stripped(text) {
  return text.replace(BULLET, "");
}

/**
 * The entries that rows of cells may be: `{entries: [{kind, province, text, line}], left}`; kind and province are null
 * where the rows do not tell, line is the row that several were side by side in, left names the columns not used. provinceCode(name) and kinds say what is known here.
 */
export function guessEntries(rows, { provinceCode, kinds }) {
  const { columns, body } = readColumns(rows, kinds);
  const kindNamed = (cell) =>
    kinds.find((kind) => parts(cell).some((part) => KIND_WORDS[kind].includes(part))) ?? null;
  const single = columns.length === 1; // lines, not a table
  const province = single ? null : columns.find((column) => mostly(column.cells, provinceCode));
  const others = columns.filter((column) => column !== province);
  const kind = single ? null : others.find((column) => mostly(column.cells, kindNamed));
  const words = others.filter(
    (column) => column !== kind && column.cells.some((cell) => cell && !NUMBER.test(cell)),
  );
  const titled = words.filter((column) => column.kind); // a column for each kind, side by side
  const longest = [...words].sort((a, b) => size(b) - size(a))[0];
  const named = words.find((column) => begins(column.name, TEXT_WORDS));
  const texts = titled.length ? titled : [named ?? longest].filter(Boolean);

  const entry = (column, row) => ({
    kind: (kind && kindNamed(kind.cells[row])) || column.kind,
    province: province ? provinceCode(province.cells[row]) : null,
    text: stripped(column.cells[row]).trim(),
    line: titled.length > 1 ? row : null,
  });
  const repeats = (column, row) =>
    row > 0 &&
    column.cells[row] === column.cells[row - 1] &&
    [province, kind].every((other) => !other || other.cells[row] === other.cells[row - 1]);
  const entries = body.flatMap((_, row) =>
    texts.filter((column) => single || !repeats(column, row)).map((column) => entry(column, row)),
  );
  const left = words.filter((column) => !texts.includes(column));
  return {
    entries: entries.filter(({ text }) => text),
    left: left.map(({ name, cells }) => name || cells.find(Boolean)),
  };
}

/** The columns as `{name, kind, cells}`, and the rows without their heading. */
function readColumns(rows, kinds) {
  const kindOf = (name) => kinds.find((kind) => begins(name, KIND_WORDS[kind])) ?? null;
  const [first] = rows;
  const isName = (cell) => COLUMN_WORDS.includes(fold(cell.trim())) || begins(cell, TEXT_WORDS);
  const headed = first.length > 1 && (first.some(isName) || first.filter(kindOf).length > 1);
  const body = headed ? rows.slice(1) : rows;
  const width = Math.max(...rows.map((cells) => cells.length));
  const columns = Array.from({ length: width }, (_, place) => {
    const name = headed ? (first[place] ?? "").trim() : "";
    return { name, kind: kindOf(name), cells: body.map((cells) => (cells[place] ?? "").trim()) };
  });
  return { columns, body };
}

function parts(cell) {
  return fold(cell)
    .split(/[/,]|และ/)
    .map((part) => part.trim());
}

function begins(name, words) {
  const folded = fold(stripped(name).trim());
  return folded.length <= LONGEST_NAME && words.some((word) => folded.startsWith(word));
}

function mostly(cells, known) {
  const filled = cells.filter(Boolean);
  return filled.length > 0 && filled.filter((cell) => known(cell) !== null).length >= MOSTLY * filled.length;
}

function size({ cells }) {
  return cells.reduce((sum, cell) => sum + cell.length, 0);
}
