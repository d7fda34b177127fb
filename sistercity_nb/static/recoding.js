// Changes of the codebook that touch many decisions: two themes become one, one becomes two, and back. Each is a list of
// revisions, kept together or not at all. What was carried over says from where, so that it can be taken back at any later
// time and on any screen; a decision that a person has made anew since stays theirs.

import { themeBody } from "./themebody.js";

/** The revisions that make `from` a part of `into`: its decisions are carried over, and it is retired. */
export function merging(from, into, codings) {
  const known = new Map(of(codings, into.id).map((coding) => [coding.entry, coding]));
  const carried = accepted(codings, from.id)
    .filter(({ entry }) => known.get(entry)?.decision !== "accepted")
    .map(({ entry, suggested }) => deciding(entry, into.id, "accepted", { suggested, moved_from: from.id }));
  return [...carried, changing(from, { state: "retired", merged_into: into.id })];
}

/** What takes a merge of `from` back; `state` is what it was before. */
export function unmerging(from, state, codings) {
  const back = carriedOver(codings, from.merged_into, from.id).map(({ entry }) =>
    deciding(entry, from.merged_into, "open"),
  );
  return [...back, changing(from, { state, merged_into: "" })];
}

/** The revisions that move the chosen entries of `theme` to a new one, which `id` and `title` name. */
export function splitting(theme, chosen, { id, title }, codings) {
  const moved = accepted(codings, theme.id)
    .filter(({ entry }) => chosen.has(entry))
    .flatMap(({ entry, suggested }) => [
      deciding(entry, id, "accepted", { suggested, moved_from: theme.id }),
      deciding(entry, theme.id, "rejected", { suggested }),
    ]);
  const made = { title, state: "accepted", parent: theme.parent, split_from: theme.id, simulated: theme.simulated };
  return [{ record: id, type: "theme", parents: [], body: themeBody(made) }, ...moved];
}

/** What takes a split back: its entries return, and `part` is retired unless it has got others since. */
export function unsplitting(part, codings) {
  const carried = carriedOver(codings, part.id, part.split_from);
  const again = new Set(of(codings, part.split_from).filter(({ decision }) => decision === "rejected").map(({ entry }) => entry));
  const back = carried.flatMap(({ entry, suggested }) => [
    deciding(entry, part.id, "open"),
    ...(again.has(entry) ? [deciding(entry, part.split_from, "accepted", { suggested })] : []),
  ]);
  const left = accepted(codings, part.id).length > carried.length;
  return [...back, changing(part, { state: left ? part.state : "retired", split_from: "" })];
}

function of(codings, theme) {
  return codings.filter((coding) => coding.theme === theme && !coding.coder);
}

function accepted(codings, theme) {
  return of(codings, theme).filter(({ decision }) => decision === "accepted");
}

function carriedOver(codings, theme, from) {
  return accepted(codings, theme).filter(({ moved_from }) => moved_from === from);
}

function deciding(entry, theme, decision, { suggested = false, moved_from = "" } = {}) {
  return {
    record: `${entry}:${theme}`,
    type: "coding",
    parents: [],
    body: { entry, theme, decision, suggested: Boolean(suggested), moved_from, simulated: false },
  };
}

function changing(theme, change) {
  return {
    record: theme.id,
    type: "theme",
    parents: theme.conflict ? theme.heads : theme.parents,
    body: { ...themeBody(theme), ...change },
  };
}
