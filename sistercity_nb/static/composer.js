// The box into which everything is typed, with what helps while typing: themes it may speak of, entries like it, and
// the offer to split what was pasted. None of it decides anything.

import { button, fill, h, soon } from "./dom.js";
import { entryFields } from "./fields.js";
import { themeGuess } from "./guess.js";
import { keys, shortcuts } from "./keys.js";
import { similarHints } from "./similar.js";
import { pasteSplitter } from "./split.js";

const PAUSE = 150; // ms of typing after which the helps look again
const DRAFT = "compose";
const SPLIT = "split";

/**
 * `{element, text, start(), give(entries), refresh(), follow(items), learn(themes), shortcut(event), close()}`.
 * store(list, changes) takes [{values, themes}] to record together with changes of drafts, show(id) leads to an entry
 * of the list, foot stands beside the button, last below everything.
 */
export function composer(context, { group, fieldOptions, drafts, store, show, foot, last }) {
  const { t } = context;
  const below = h("div", { class: "below" });
  const form = entryFields(context, { ...fieldOptions, below });
  const guess = themeGuess(context, { onpick: keepDraft });
  const hints = similarHints(context, { show });
  const splitter = pasteSplitter(context, {
    group,
    text: form.text,
    current: form.read,
    keep: (state) => drafts.keep(SPLIT, state),
    shown: (open) => {
      for (const part of [form.element, acts]) part.hidden = open;
    },
    add: addSeveral,
  });
  const look = soon(() => {
    guess.read(form.text.value);
    hints.read(form.text.value);
  }, PAUSE);
  const acts = h(
    "div",
    { class: "acts" },
    button(t("Add"), add, { class: "primary add", "aria-keyshortcuts": "Control+Enter" }),
    h("span", { class: "hint keyhint" }, t("or Ctrl+Enter")),
    foot,
  );
  const element = h(
    "section",
    { class: "composer", "aria-label": t("New entry"), onkeydown: key },
    form.element,
    splitter.element,
    acts,
    last,
  );
  fill(below, splitter.offer, guess.element, hints.element);
  form.text.addEventListener("input", look);
  for (const type of ["input", "change"]) form.element.addEventListener(type, keepDraft);

  function draft(changes = {}) {
    return { ...form.read(), themes: guess.value(), ...changes };
  }

  function keepDraft() {
    drafts.keep(DRAFT, draft());
  }

  function key(event) {
    if (!splitter.opened()) keys(event, add);
  }

  function shortcut(event) {
    if (splitter.opened()) return;
    form.shortcut(event);
    shortcuts(event, guess.actions);
  }

  function add() {
    const wrong = form.check();
    if (wrong) {
      form.complain(wrong.sentence, wrong.field);
      wrong.focus();
      return;
    }
    const values = form.read(); // text and click are read in one moment: nothing typed can travel separately
    const kept = { kind: values.kind, province: values.province };
    store(
      [{ values, themes: guess.value() }],
      [drafts.change(DRAFT, { ...kept, text: "" }), drafts.change(SPLIT, null)],
    );
    splitter.forget();
    write(kept);
    form.text.focus();
  }

  function addSeveral(entries, rest) {
    const { guideline, release } = form.read();
    const list = entries.map(({ answers, ...entry }) => ({
      values: { ...entry, guideline, severity: null, answers: [], release },
      themes: [],
      answers,
    }));
    const left = draft({ text: rest });
    store(list, [drafts.change(DRAFT, left), drafts.change(SPLIT, null)]);
    write(left);
  }

  function write(values) {
    form.write(values);
    guess.set(values.themes);
    guess.read(form.text.value);
    hints.read(form.text.value);
  }

  return {
    element,
    text: form.text,
    /** What was being typed when the page was left. */
    start() {
      write({ ...drafts.get(DRAFT) });
      splitter.restore(drafts.get(SPLIT));
    },
    /** Gives entries back to the person, unless they are typing others already; several as they were split. */
    give(entries) {
      if (!form.text.value && !splitter.opened()) {
        const pasted = entries.map(({ text }) => text).join("\n");
        write({ ...entries[0], text: pasted });
        keepDraft();
        if (entries.length > 1) splitter.reopen(pasted, entries);
      }
      if (!splitter.opened()) form.text.focus();
    },
    refresh: form.refresh,
    follow: hints.follow,
    learn: guess.learn,
    shortcut,
    close() {
      look.cancel();
      hints.close();
    },
  };
}
