// What has no evidence yet: guidelines and objectives, and the groups that could still give it.

import { h } from "./dom.js";
import { PLENARY } from "./labels.js";

/**
 * The gaps of what api/board sent: {key, label, words, groups}; groups are the ids of those that lack it: of all when an
 * entry from any one of them would do, of the whole room when only a note of a lecture or a visit would.
 */
export function gaps({ t, workshop }, { guidelines, objectives }) {
  const all = workshop.groups.map(({ id }) => id);
  const found = guidelines
    .filter((guideline) => guideline.missing_groups.length)
    .map(({ no, title, missing_groups: groups }) => ({
      key: `guideline ${no}`,
      label: t("Guideline {no}", { no }),
      words: title,
      groups,
    }));
  for (const { id, needs } of objectives)
    needs.forEach((need, place) => {
      if (need.met) return;
      found.push({
        key: `objective ${id} ${place}`,
        label: t("Objective {no}", { no: id }),
        words: need.label,
        groups: need.missing_groups.length ? need.missing_groups : need.plenary ? [PLENARY] : all,
      });
    });
  return found;
}

/** The gaps as a list to read. */
export function gapList(found) {
  return h(
    "ul",
    { class: "gaps" },
    found.map(({ label, words }) => h("li", {}, h("b", {}, label), " ", words)),
  );
}
