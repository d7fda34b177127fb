"""The machine's reading of plain frames, for a notebook: nothing is stored, the same frames give the same.

>>> reading = sc.reading(sc.entries(store), sc.codings(store), sc.codebook(store))  # doctest: +SKIP
"""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from sistercity_nb.language import translate
from sistercity_nb.model import Decision
from sistercity_nb.themes import duplicates
from sistercity_nb.themes.reading import accepted_themes, learn, undecided
from sistercity_nb.themes.suggest import suggest

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHOWN = 10  # rows of each table in a notebook


@dataclass(frozen=True, slots=True)
class Reading:
    """What a machine proposes of some entries; a person decides.

    ``suggestions``: ``number``, ``entry``, ``theme``, ``title``, ``confidence`` (missing for a keyword
    before enough is coded), ``origin`` and ``reason``. ``queue``: ``number``, ``entry`` and ``text``, in the
    order in which to code. ``alike``: ``group``, ``number``, ``entry`` and ``text`` of those that may say the
    same. ``trust``: of the suggestions ``from`` each confidence, how many were ``tested``, ``wrong``, and the
    error ``at_most`` (0–1); empty where too little is coded.
    """

    suggestions: pd.DataFrame
    queue: pd.DataFrame
    alike: pd.DataFrame
    trust: pd.DataFrame
    language: str = "th"

    def chart(self) -> "Axes":
        """The error to expect from each confidence on, drawn with seaborn."""
        import seaborn as sns

        axes: Axes = sns.lineplot(
            self.trust.astype(float), x="from", y="at_most", marker="o", color="#12355b"
        )
        axes.set(
            xlabel=translate("Confidence from which suggestions are accepted", self.language),
            ylabel=translate("Error to expect, at most", self.language),
            ylim=(0, 1),
        )
        return axes

    def _repr_html_(self) -> str:
        parts = {
            translate("Suggestions", self.language): self.suggestions,
            translate("To code next", self.language): self.queue,
            translate("These may say the same", self.language): self.alike,
            translate("Error to expect, at most", self.language): self.trust,
        }
        return "".join(
            f"<h4>{escape(title)} ({len(frame):,})</h4>{_table(frame)}" for title, frame in parts.items()
        )


def reading(
    entries: pd.DataFrame, codings: pd.DataFrame, codebook: pd.DataFrame, language: str = "th"
) -> Reading:
    """Suggestions, the queue, near-duplicates and how far to trust them.

    Args:
        entries: ``id``, ``number``, ``group``, ``text`` and ``withdrawn``, as ``frames.entries`` gives them.
        codings: ``entry``, ``theme``, ``decision`` and ``coder``, as ``frames.codings`` gives them; what
            blind coders decided teaches nothing.
        codebook: ``theme``, ``title``, ``keywords`` and ``state``, as ``frames.codebook`` gives it.
        language: of the headings in a notebook, ``th`` or ``en``.
    """
    heard = entries.loc[~entries["withdrawn"].astype(bool), ["id", "number", "group", "text", "withdrawn"]]
    # As the record has them: clusters and folds depend on the order.
    said = _rows(heard.astype({"group": "str"}).sort_values(["group", "number"], kind="stable"))
    themes = _rows(codebook[["theme", "title", "keywords", "state"]].rename(columns={"theme": "id"}))
    titles = {theme["id"]: theme["title"] for theme in themes if theme["state"] != "retired"}
    made = codings[(codings["coder"] == "") & (codings["decision"] != Decision.OPEN)]
    decided = set(zip(made["entry"], made["theme"], strict=True))
    hits = suggest(said, themes)
    learnt = learn(said, accepted_themes(_rows(made), titles), hits)
    found = undecided(hits, learnt["offers"], decided)
    numbers = {entry["id"]: entry["number"] for entry in said}
    texts = {entry["id"]: entry["text"] for entry in said}
    rows = [{"number": numbers[o["entry"]], "title": titles[o["theme"]], **o} for o in found]
    pairs = duplicates.pairs([entry["text"] for entry in said])
    linked = [
        (group, said[place]["id"])
        for group, members in enumerate(duplicates.groups((a, b) for a, b, _ in pairs), start=1)
        for place in members
    ]
    names = ["number", "entry", "theme", "title", "confidence", "origin", "reason"]
    return Reading(
        pd.DataFrame(rows, columns=names).astype({"confidence": "float64"}),
        pd.DataFrame(
            [(numbers[id], id, texts[id]) for id in learnt["queue"]], columns=["number", "entry", "text"]
        ),
        pd.DataFrame(
            [(group, numbers[id], id, texts[id]) for group, id in linked],
            columns=["group", "number", "entry", "text"],
        ),
        pd.DataFrame(
            learnt["fit"]["curve"] if learnt["fit"] else [], columns=["from", "tested", "wrong", "at_most"]
        ),
        language,
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _table(frame: pd.DataFrame) -> str:
    shown = frame.drop(columns=[name for name in ("entry", "theme") if name in frame])
    made: str = shown.head(_SHOWN).to_html(index=False, na_rep="–", border=0)
    return made
