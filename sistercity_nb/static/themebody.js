// What a revision of a theme says, and what is wrong with a title.

import { fold } from "./dom.js";

// Titles under which anything can stand say nothing; the first words are what people type most.
const CATCH_ALL =
  /^(อื่น ?ๆ|อื่นๆ|ทั่วไป|เบ็ดเตล็ด|ปัญหา|อุปสรรค|ข้อเสนอแนะ|others?|misc(ellaneous)?|general|various|problems?)$/i;
const NEAR = 0.6; // of the pairs of letters

/** The body of a theme's revision; what `theme` does not say is empty. */
export function themeBody(theme) {
  return {
    title: theme.title,
    description: theme.description ?? "",
    keywords: theme.keywords ?? [],
    parent: theme.parent ?? "",
    examples: theme.examples ?? [],
    counter_examples: theme.counter_examples ?? [],
    state: theme.state,
    merged_into: theme.merged_into ?? "",
    split_from: theme.split_from ?? "",
    simulated: Boolean(theme.simulated),
  };
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
  const pairs = (text) =>
    new Set([...text.replace(/\s/g, "")].map((sign, place, all) => sign + (all[place + 1] ?? "")));
  const [mine, theirs] = [pairs(one), pairs(other)];
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return mine.size + theirs.size ? (2 * shared) / (mine.size + theirs.size) : 0;
}
