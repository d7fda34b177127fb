// Typing paper cards in, one after the other, until every card that was handed out is accounted for.

import { numberField } from "./cardnumber.js";
import { nextMissing, readNumber, reconcile, sayNumbers } from "./deck.js";
import { deckPanel } from "./deckpanel.js";
import { atOnce, button, fill, h, soon } from "./dom.js";
import { openDrafts } from "./drafts.js";
import { entryList } from "./entries.js";
import { entryFields } from "./fields.js";
import { host } from "./host.js";
import { uuid } from "./ids.js";
import { keys } from "./keys.js";
import { groupName } from "./labels.js";
import { keepCurrent, openBook, openMirror, toldState } from "./mirror.js";
import { openOutbox } from "./outbox.js";
import { recorderField } from "./recorder.js";
import { statusLine } from "./status.js";
import { openStorage } from "./storage.js";

const HEARD = 90; // characters of a card that is already there

/** Mounts the page for the paper cards of options.group into `element`; returns what unmounts it. */
export function mount(element, options) {
  return host(element, options, ["capture.css", "list.css", "cards.css"], start);
}

async function start(context) {
  const { element, base, api, t, workshop, options, closers } = context;
  const { group } = options;
  const record = `deck:${group}`;

  let ready = false; // the outbox may speak before the form exists
  const made = new Set(); // ids of the records and revisions that this device got through while the page is open
  const storage = await openStorage();
  const scope = `${base} ${workshop.id} ${group}`; // as the recording page's: what waits there is sent from here too
  const redraw = atOnce(draw); // what was asked of the deck holds for the next press
  const mirror = openMirror(redraw);
  const [outbox, drafts] = await Promise.all([
    openOutbox({ api, storage, scope, onChange: changed, onSaved: saved }),
    openDrafts({ storage, scope: `${scope} cards`, onChange: soon(showStatus, 100) }),
  ]);
  const book = openBook(mirror, outbox);
  let items = [];
  let deck = null;
  let cards = reconcile({ printed: 0, unused: [] }, []);
  let line = true;
  let trouble = null; // why there is no line
  let loaded = false;
  let wished = null; // the card of a QR code that was read while another card was being typed

  const fieldOptions = {
    group,
    used: () => new Set(),
    problems: () => items.filter((item) => item.kind === "problem" && !item.withdrawn),
  };
  const number = numberField(t);
  const form = entryFields(context, fieldOptions);
  const status = statusLine(context, { onRetry: outbox.retry, onShow: () => list.only("unsaved") });
  const recorder = recorderField(context);
  const tally = h("p", { class: "reckoning", role: "status" });
  const panel = deckPanel(context, {
    change,
    choose,
    show: (item) => list.reveal(item.id),
    print: `${base}cards/${group}/print`,
  });
  const list = entryList(context, {
    group,
    drafts,
    fieldOptions,
    revise,
    discard: (item) => outbox.discard(item.id),
    me: recorder.value,
    made,
    words: { title: t("Cards typed in"), none: t("No card has been typed in yet.") },
  });
  const composer = h(
    "section",
    { class: "composer", "aria-label": t("New card"), onkeydown: (event) => keys(event, add) },
    number.element,
    form.element,
    h(
      "div",
      { class: "acts" },
      button(t("Add"), add, { class: "primary add" }),
      h("span", { class: "hint keyhint" }, t("or Ctrl+Enter")),
    ),
    recorder.element,
  );
  fill(
    element,
    h("p", { class: "ways" }, h("a", { href: `${base}record/${group}` }, t("Record without cards"))),
    h(
      "div",
      { class: "capture" },
      h("div", { class: "capture-form" }, status.element, tally, composer),
      h("div", { class: "accounts" }, panel.element, list.element),
    ),
  );
  nameThePage();

  const draft = drafts.get("card");
  form.write({ ...draft });
  number.write(draft?.card ?? "");
  for (const type of ["input", "change"]) composer.addEventListener(type, keepDraft);
  number.input.addEventListener("input", tellNumber);
  number.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    form.text.focus();
  });
  fromAddress();
  if (matchMedia("(pointer: fine)").matches) number.select();

  function nameThePage() {
    const heading = document.querySelector("h1");
    fill(heading, `${heading.textContent}: ${groupName(t, workshop, group)}`);
    document.title = document.title.replace(/^[^·]*/, `${heading.textContent} `);
  }

  function keepDraft(event) {
    if (recorder.element.contains(event.target)) return;
    drafts.keep("card", { ...form.read(), card: number.input.value });
  }

  /** The card that a QR code names; what is being typed goes first. */
  function fromAddress() {
    const named = readNumber(location.hash.slice(1));
    if (!named) return;
    if (form.text.value.trim() && number.value() !== named) wished = named;
    else number.write(named);
    tellNumber();
  }

  function tellNumber() {
    const typed = number.value();
    const there = cards.typed.get(typed)?.[0];
    number.tell(
      wished
        ? t("Add this card first; then comes card {number}.", { number: wished })
        : there
          ? t("Card {number} was typed in already: {words}", {
              number: typed,
              words: `${there.number ?? ""} ${there.text.slice(0, HEARD)}`.trim(),
            })
          : deck?.printed && typed > deck.printed
            ? t("Only {printed} cards were handed out.", { printed: deck.printed })
            : deck?.unused.includes(typed)
              ? t("This card is marked as not used.")
              : "",
    );
  }

  function add() {
    const card = number.value();
    if (!card) {
      number.complain();
      return;
    }
    const wrong = form.check();
    if (wrong) {
      form.complain(wrong.sentence, wrong.field);
      wrong.focus();
      return;
    }
    const values = form.read();
    const body = { group, ...values, card, withdrawn: false, reason: "" };
    const kept = { kind: values.kind }; // the next card is another person's: its province is not guessed
    outbox.add({ record: uuid(), type: "entry", parents: [], author: recorder.value(), body }, [
      drafts.change("card", { ...kept, text: "", card: "" }),
    ]);
    form.write(kept);
    account();
    if (wished) number.write(wished);
    else number.offer(nextMissing(cards, deck.printed, card) ?? "");
    wished = null;
    tellNumber();
    number.select();
  }

  function revise(item, body, parents) {
    const revision = { record: item.id, type: "entry", parents, author: recorder.value(), body };
    if (item.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
  }

  function change(values) {
    const { printed, unused, simulated } = { ...deck, ...values };
    const body = { group, printed, unused, simulated: Boolean(simulated) };
    const revision = { record, type: "deck", parents: deck.parents, author: recorder.value(), body };
    if (deck.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
  }

  /** Of two decks the one that a person chose, or (null) none of what the server refused. */
  function choose(body) {
    if (body) change(body);
    else outbox.discard(record);
  }

  function saved(row, result) {
    made.add(row.id).add(row.record);
    mirror.apply(row.type, [toldState(row, result, mirror.get(row.type, row.record))], { told: true });
  }

  function account() {
    items = book.items("entry").filter((item) => item.group === group);
    deck = book.get("deck", record) ?? { printed: 0, unused: [], parents: [] };
    cards = reconcile(deck, items);
  }

  function draw() {
    if (!ready) return;
    account();
    panel.draw(deck, cards);
    passUnused();
    list.show(items.filter((item) => item.card));
    const said = tallied();
    if (tally.textContent !== said) tally.textContent = said;
    tally.classList.toggle("complete", Boolean(deck.printed) && !cards.missing.length && !cards.unsaved.length);
    tellNumber();
    showStatus();
  }

  /** Whoever marks the card that is waited for as not used goes on with the next; a number that was typed stays. */
  function passUnused() {
    const waited = number.offered() && document.activeElement !== number.input && !form.text.value;
    if (!waited || !deck.unused.includes(number.value())) return;
    number.offer(nextMissing(cards, deck.printed, number.value()) ?? "");
  }

  function tallied() {
    if (!deck.printed) return t("Say how many cards were handed out, and this line tells which are missing.");
    const part = (sentence, numbers) => (numbers.length ? `${sentence}: ${sayNumbers(numbers)}` : sentence);
    return [
      t("Handed out {count}", { count: deck.printed }),
      t("saved {count}", { count: cards.saved.length }),
      cards.unsaved.length ? t("not saved yet {count}", { count: cards.unsaved.length }) : null,
      t("not used {count}", { count: cards.unused.length }),
      part(t("missing {count}", { count: cards.missing.length }), cards.missing),
    ]
      .filter(Boolean)
      .join(" · ");
  }

  function changed() {
    showStatus(); // its word must be true at once; the list may take a frame longer
    redraw();
  }

  function showStatus() {
    if (ready) status.show(outbox.status(), { draftDirty: drafts.dirty(), line, trouble });
  }

  function warn(event) {
    const { waiting, refused, unstored } = outbox.status();
    if (waiting || refused || unstored || drafts.dirty() || drafts.unsent()) event.preventDefault();
  }

  function firstLook() {
    draw();
    if (!number.input.value) number.offer(nextMissing(cards, deck.printed) ?? "");
    if (document.activeElement === number.input) number.select();
    if (!loaded) list.resume();
    loaded = true; // what is opened later is the person's own doing
  }

  const part = `&group=${encodeURIComponent(group)}`;
  addEventListener("beforeunload", warn);
  addEventListener("hashchange", fromAddress);
  closers.push(
    () => removeEventListener("beforeunload", warn),
    () => removeEventListener("hashchange", fromAddress),
    redraw.cancel,
    outbox.close,
    drafts.close,
    list.close,
    keepCurrent(api, mirror, [["entry", part], ["deck", part]], {
      wants: (type, state) => ["entry", "deck"].includes(type) && state.group === group,
      onLine(open, failure = null) {
        line = open;
        trouble = failure;
        if (open) outbox.retry();
        showStatus();
      },
      onLoaded: firstLook,
    }),
  );
  ready = true;
  draw();
}
