// The codes of the data in the words of the project document.

export const GROUP_KINDS = ["experience", "benefit", "problem", "recommendation"];
export const PLENARY_KINDS = ["lecture", "visit"];
export const RELEASES = ["group", "attributed", "withheld"];
export const SEVERITIES = [1, 2, 3];
export const PLENARY = "plenary";
export const ROLES = ["facilitator", "participant", "viewer", "lead"];

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

export function roleLabel(t, role) {
  return (
    { lead: t("Lead"), facilitator: t("Facilitator"), participant: t("Participant"), viewer: t("Viewer") }[
      role
    ] ?? role
  );
}

/** How severe a problem is, from 1 to 3. */
export function severityLabel(t, severity) {
  return { 1: t("Little"), 2: t("Medium"), 3: t("Great") }[severity] ?? String(severity);
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
