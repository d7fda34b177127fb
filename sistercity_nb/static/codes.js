// The lead's page of join codes: make them, print them as posters, revoke them.

import { button, fill, h, uniqueName } from "./dom.js";
import { host } from "./host.js";
import { moment } from "./i18n.js";
import { groupName, PLENARY, roleLabel, ROLES } from "./labels.js";

const HOURS = 12; // a code of the morning holds until the evening
const MOST_HOURS = 240;

/** Mounts the page into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["codes.css"], start);
}

async function start(context) {
  const { element, api, base, t } = context;
  const live = h("p", { class: "said", role: "status" });
  const list = h("div", { class: "codes-list" });
  const picked = new Map(); // whose box was pressed → whether to print it
  let codes = [];

  async function work(task) {
    element.dataset.busy = "true";
    try {
      live.textContent = "";
      await task();
    } catch (failure) {
      fill(live, h("span", { class: "bad" }, failure.message));
    }
    delete element.dataset.busy;
    draw();
  }

  const load = async () => {
    ({ codes } = await api.get("api/codes"));
  };
  const make = (wanted) =>
    work(async () => {
      for (const one of wanted) await api.post("api/codes", one);
      await load();
      live.textContent = wanted.length
        ? t("New codes: {count}", { count: wanted.length })
        : t("Every code of the usual set is there already.");
    });
  const revoke = (code) =>
    work(async () => {
      ({ codes } = await api.post(`api/codes/${code.id}/revoke`, {}));
      live.textContent = t("Code {code} is revoked.", { code: spaced(code.code) });
    });

  function draw() {
    const valid = codes.filter((code) => code.valid).sort(inOrder(context));
    const ended = codes.filter((code) => !code.valid);
    const wanted = (code) => picked.get(code.id) ?? code.role !== "lead"; // its poster opens everything
    const chosen = () => valid.filter(wanted);
    const print = h("a", { class: "print", target: "_blank", rel: "noopener" });
    const count = () => {
      const ids = chosen().map((code) => code.id);
      print.textContent = t("Print posters: {count}", { count: ids.length });
      if (ids.length) print.href = `${base}codes/poster?ids=${ids.join(",")}`;
      else print.removeAttribute("href");
    };
    const choose = (code, print) => {
      picked.set(code.id, print);
      count();
    };
    count();
    fill(
      list,
      h("div", { class: "list-head" }, h("h2", {}, t("Codes that let people in")), valid.length ? print : null),
      valid.length
        ? h(
            "ul",
            { class: "codes" },
            valid.map((code) => row(context, code, { chosen: wanted(code), choose, revoke })),
          )
        : h("p", { class: "empty" }, t("Nobody can join yet. Make the usual set, or a single code.")),
      ended.length
        ? h(
            "details",
            { class: "ended" },
            h("summary", {}, t("Codes that have ended: {count}", { count: ended.length })),
            h(
              "ul",
              { class: "codes" },
              ended.map((code) => row(context, code, {})),
            ),
          )
        : null,
    );
  }

  fill(
    element,
    h(
      "div",
      { class: "codes-page" },
      h(
        "p",
        { class: "hint" },
        t(
          "People join with a code and reach only what their role needs: no notebook, no file, no other group. Whoever has a code can pass it on; revoke it when that happens.",
        ),
      ),
      h(
        "section",
        { class: "maker" },
        h("h2", {}, t("New codes")),
        usual(context, () => make(missing(context.workshop, codes))),
        single(context, (wanted) => make([wanted])),
      ),
      live,
      list,
    ),
  );
  await work(load);
}

/** The button that makes a code for every place of a workshop. */
function usual({ t, workshop }, make) {
  const hint = workshop.voting
    ? t("A facilitator's and a participants' code for each group, one for notes of the whole room, and one for viewers, for 12 hours.")
    : t("A facilitator's code for each group and the whole room, and one for viewers, for 12 hours.");
  return h(
    "div",
    { class: "usual" },
    button(t("Make the usual set"), make, { class: "primary" }),
    h("p", { class: "hint" }, hint),
  );
}

/** What the usual set lacks among `codes`: what is there already stays the only one of its kind. */
function missing(workshop, codes) {
  const roles = workshop.voting ? ["facilitator", "participant"] : ["facilitator"];
  const places = workshop.groups.flatMap(({ id }) => roles.map((role) => ({ role, group: id })));
  return [...places, { role: "facilitator", group: PLENARY }, { role: "viewer", group: "" }]
    .filter(
      ({ role, group }) => !codes.some((code) => code.valid && code.role === role && code.group === group),
    )
    .map((place) => ({ ...place, hours: HOURS }));
}

/** The form for one code. */
function single({ t, workshop }, make) {
  const field = (label, input) => {
    const id = uniqueName("code");
    input.id = id;
    return h("div", { class: "field" }, h("label", { for: id }, label), input);
  };
  const option = (value, label) => h("option", { value }, label);
  const role = h(
    "select",
    { onchange: groups },
    ROLES.map((known) => option(known, roleLabel(t, known))),
  );
  const group = h("select");
  const hours = h("input", { type: "number", min: 1, max: MOST_HOURS, value: HOURS, required: true });
  const place = field(t("Group"), group);

  function groups() {
    place.hidden = !["facilitator", "participant"].includes(role.value);
    const ids = workshop.groups.map(({ id }) => id);
    if (role.value === "facilitator") ids.push(PLENARY);
    fill(
      group,
      ids.map((id) => option(id, groupName(t, workshop, id))),
    );
  }

  function submit(event) {
    event.preventDefault();
    make({ role: role.value, group: place.hidden ? "" : group.value, hours: Number(hours.value) });
  }

  groups();
  return h(
    "form",
    { class: "single", onsubmit: submit },
    field(t("Role"), role),
    place,
    field(t("Valid for hours"), hours),
    h("button", { type: "submit" }, t("Make one code")),
  );
}

/** A code in the list; without `revoke` it has ended. */
function row(context, code, { chosen, choose, revoke }) {
  const { t, language, workshop } = context;
  const where = code.group ? groupName(t, workshop, code.group) : "";
  const name = [roleLabel(t, code.role), where].filter(Boolean).join(" · ");
  const letter = workshop.groups.find(({ id }) => id === code.group)?.letter ?? (code.group ? "P" : "");
  const time = moment(code.expires, language);
  const acts = h("div", { class: "code-acts" });

  function ask() {
    const yes = button(t("Revoke"), () => revoke(code), { class: "primary danger" });
    fill(
      acts,
      h("p", {}, t("Whoever came in by this code is out at once.")),
      yes,
      button(t("Cancel"), () => {
        rest();
        acts.firstElementChild.focus();
      }),
    );
    yes.focus();
  }
  function rest() {
    fill(acts, button(t("Revoke"), ask, { class: "link", "aria-label": `${t("Revoke")} ${name}` }));
  }

  if (revoke) rest();
  const box = h("input", {
    type: "checkbox",
    checked: chosen,
    "aria-label": t("Print the poster of {code}", { code: name }),
    onchange: (event) => choose(code, event.target.checked),
  });
  return h(
    "li",
    { class: `code ${letter ? `letter-${letter}` : ""} ${revoke ? "" : "over"}`, "data-id": code.id },
    revoke ? h("span", { class: "box" }, box) : null,
    h("p", { class: "who" }, name),
    h("p", { class: "letters" }, spaced(code.code)),
    h(
      "p",
      { class: "quiet until" },
      code.revoked ? t("Revoked") : code.valid ? t("Valid until {time}", { time }) : t("Ended {time}", { time }),
    ),
    acts,
  );
}

/** Groups in their order, in each the roles in theirs; then what belongs to no group. */
function inOrder({ workshop }) {
  const groups = [...workshop.groups.map(({ id }) => id), PLENARY, ""];
  const place = (code) => groups.indexOf(code.group) * ROLES.length + ROLES.indexOf(code.role);
  return (one, other) => place(one) - place(other) || (one.created < other.created ? -1 : 1);
}

function spaced(code) {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
