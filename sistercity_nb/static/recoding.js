// Changes of the codebook that touch many decisions: two themes become one, and back. Each is a list of revisions, kept
// together or not at all; taking it back is one more such list, so that the record shows both.

import { fold } from "./dom.js";

// Titles under which anything can stand say nothing; the first words are what people type most.
const CATCH_ALL = /^(อื่น ?ๆ|อื่นๆ|ทั่วไป|เบ็ดเตล็ด|ปัญหา|อุปสรรค|ข้อเสนอแนะ|others?|misc(ellaneous)?|general|various|problems?)$/i;
const NEAR = 0.6; // of the pairs of letters

/** The revisions that make `from` a part of `into`: its decisions are copied, and it is retired. */
export function merging(from, into, codings, themeBody) {
  const decided = new Set(codings.filter(({ theme }) => theme === into.id).map(({ entry }) => entry));
  const copied = codings
    .filter(({ theme, decision, entry }) => theme === from.id && decision === "accepted" && !decided.has(entry))
    .map(({ entry, suggested }) => ({
      record: `${entry}:${into.id}`,
      type: "coding",
      parents: [],
      body: { entry, theme: into.id, decision: "accepted", suggested: Boolean(suggested), simulated: false },
    }));
  const retired = {
    record: from.id,
    type: "theme",
    parents: from.conflict ? from.heads : from.parents,
    body: { ...themeBody(from), state: "retired" },
  };
  return [...copied, retired];
}

/** What takes `made` (as `merging` gives it) back; get(type, id) is the record as it stands now. */
export function takingBack(made, state, get) {
  return made.map(({ record, type, body }) => ({
    record,
    type,
    parents: get(type, record)?.parents ?? [],
    body: type === "coding" ? { ...body, decision: "open" } : { ...body, state },
  }));
}

/** Why a title should be another one: "catch-all", the title of a theme that it is close to, or null. */
export function titleTrouble(title, others) {
  const plain = fold(title.trim());
  if (CATCH_ALL.test(plain)) return { kind: "catch-all" };
  const near = others.find((other) => likeness(plain, fold(other.title)) >= NEAR);
  return near ? { kind: "near", title: near.title } : null;
}

/** How many of the pairs of letters two texts share, 0 to 1 (Dice 1945). */
function likeness(one, other) {
  const pairs = (text) => new Set([...text.replace(/\s/g, "")].map((sign, place, all) => sign + (all[place + 1] ?? "")));
  const [mine, theirs] = [pairs(one), pairs(other)];
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return mine.size + theirs.size ? (2 * shared) / (mine.size + theirs.size) : 0;
}
