// The codes of the data in the words of the project document.

export const GROUP_KINDS = ["experience", "benefit", "problem", "recommendation"];
export const PLENARY_KINDS = ["lecture", "visit"];
export const RELEASES = ["group", "attributed", "withheld"];
export const PLENARY = "plenary";

export function kindLabel(t, kind) {
  return (
    {
      experience: t("Experience / good practice"),
      benefit: t("Benefit received"),
      problem: t("Problem / obstacle"),
      recommendation: t("Recommendation / way to solve it"),
      lecture: t("Lecture"),
      visit: t("Study visit"),
    }[kind] ?? kind
  );
}

export function releaseLabel(t, release) {
  return (
    {
      group: t("Quote with the group's name"),
      attributed: t("Quote with the province too"),
      withheld: t("Count only, do not quote"),
    }[release] ?? release
  );
}

export function themeStateLabel(t, state) {
  return { proposed: t("Proposed"), accepted: t("Accepted"), retired: t("Retired") }[state] ?? state;
}

export function extentLabel(t, extent) {
  return { majority: t("Majority"), some: t("Some"), few: t("Few") }[extent] ?? extent;
}

/** The letter and name of a group, or the whole room. */
export function groupName(t, workshop, id) {
  if (id === PLENARY) return t("Whole room");
  const group = workshop.groups.find((known) => known.id === id);
  return group ? t("Group {letter}", { letter: group.letter }) : id;
}
