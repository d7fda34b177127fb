// What a person decides on the page of themes, as revisions: codings, pairs, memos and changes of the codebook.

import { uuid } from "./ids.js";
import { merging, splitting, unmerging, unsplitting } from "./recoding.js";

/**
 * The verbs of deciding. author() and coder() say whose decision it is ("" for the one that counts); onCoded() hears of
 * each decision that counts.
 */
export function openDeciding({ api, book, outbox, author, coder, onCoded }) {
  const decided = []; // what can be taken back: {entry, theme, before}

  function put(type, record, body) {
    const known = book.get(type, record);
    const parents = known?.conflict ? known.heads : (known?.parents ?? []);
    const revision = { record, type, parents, author: author(), body };
    if (known?.mark === "refused") outbox.mend(revision);
    else outbox.add(revision);
  }

  function putAll(revisions) {
    outbox.addAll(
      revisions.map((revision) => {
        const known = book.get(revision.type, revision.record);
        const seen = known?.conflict ? known.heads : (known?.parents ?? []);
        return { ...revision, parents: revision.parents.length ? revision.parents : seen, author: author() };
      }),
    );
  }

  function code(entry, theme, decision, suggested) {
    const blind = coder();
    const id = [entry, theme, blind].filter(Boolean).join(":");
    decided.push({ entry, theme, before: book.get("coding", id)?.decision ?? "open" });
    put("coding", id, { entry, theme, decision, suggested, coder: blind, simulated: false });
    if (!blind) onCoded();
  }

  /** Accepts all of what was offered, together or not at all; returns what takes it back. */
  function acceptAll(offers) {
    const said = (decision) =>
      offers.map(({ entry, theme }) => ({
        record: `${entry.id}:${theme}`,
        type: "coding",
        parents: [],
        body: { entry: entry.id, theme, decision, suggested: true, coder: "", simulated: false },
      }));
    putAll(said("accepted"));
    offers.forEach(onCoded);
    return () => putAll(said("open"));
  }

  /** How a theme stood before it was made a part of another. */
  async function stateBefore(id) {
    try {
      const { revisions } = await api.get(`api/records/${encodeURIComponent(id)}/revisions`);
      return revisions.findLast(({ body }) => !body.merged_into)?.body.state ?? "accepted";
    } catch {
      return "accepted"; // without a line nobody can tell; it is in use again, and can be retired
    }
  }

  return {
    code,
    acceptAll,
    /** Settles on what coders differ: the decision that counts. */
    settle: (entry, theme, decision) =>
      put("coding", `${entry}:${theme}`, { entry, theme, decision, suggested: false, coder: "", simulated: false }),
    /** Takes the last decision of this page back; false where there is none. */
    back() {
      const last = decided.pop();
      if (!last) return false;
      code(last.entry, last.theme, last.before, false);
      decided.pop();
      return true;
    },
    theme(id, body, parents, item) {
      const revision = { record: id, type: "theme", parents, author: author(), body };
      if (item?.mark === "refused") outbox.mend(revision);
      else outbox.add(revision);
    },
    merge: (from, into) => putAll(merging(from, into, book.items("coding"))),
    split(theme, entries, title) {
      putAll(splitting(theme, entries, { id: uuid(), title }, book.items("coding")));
    },
    /** Undoes the merge or the split that the theme's own record tells of. */
    async takeBack({ id }) {
      const theme = book.get("theme", id);
      if (theme.merged_into) putAll(unmerging(theme, await stateBefore(id), book.items("coding")));
      else if (theme.split_from) putAll(unsplitting(theme, book.items("coding")));
    },
    pair(first, second, decision) {
      put("pairing", `pairing:${first}:${second}`, { first, second, decision, simulated: false });
    },
    memo: (id, body) => put("memo", id, { ...body, simulated: false }),
  };
}
