"""What the breakout groups said, by theme: how many, who, to what extent, and in which words.

A finding counts every entry of a breakout group that was not withdrawn, also one that may not be quoted.
Notes of lectures and of the study visit are not findings: nobody in a group raised them.
"""

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import Any

import pandas as pd

from sistercity_nb.language import translate
from sistercity_nb.model import PLENARY, Kind, Release
from sistercity_nb.thai import normalised
from sistercity_nb.themes.cover import Cover, alike

# The rule of extent. What is applied below and what a report prints are these two numbers, in percent of the
# provinces heard in the breakout groups.
MAJORITY_OVER = 50
SOME_FROM = 20

QUOTATIONS = 3  # for each theme
EASY_TO_READ = (40, 300)  # characters: one to four lines of print
_NORMAL_95 = NormalDist().inv_cdf(0.975)  # standard deviations on either side that hold 95 %
# Recommendations are no quotations: they stand beside them, as what answers the theme.
_QUOTED = (Kind.PROBLEM, Kind.EXPERIENCE, Kind.BENEFIT)


def extent(provinces: int, heard: int) -> str:
    """``majority``, ``some`` or ``few``, when so many ``provinces`` of those ``heard`` raised a theme."""
    if provinces * 100 > MAJORITY_OVER * heard:
        return "majority"
    return "some" if heard and provinces * 100 >= SOME_FROM * heard else "few"


def extent_rule(language: str = "th") -> str:
    """The rule of extent as a report prints it, with the numbers that ``extent`` applies."""
    return translate(
        "“Majority” means more than {majority} % of the provinces heard in the breakout groups, “some” "
        "{some} % to {majority} %, “few” less than {some} %. A province is counted once for a theme, however "
        "many entries it made. Entries without a province count as entries and not as provinces.",
        language,
        majority=MAJORITY_OVER,
        some=SOME_FROM,
    )


def counted(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries that findings count: those of the breakout groups that were not withdrawn."""
    return entries[~entries["withdrawn"] & (entries["group"] != PLENARY)]


def coded(entries: pd.DataFrame, entry_themes: pd.DataFrame) -> pd.DataFrame:
    """The counted entries once for each of their themes, with ``theme`` and ``title`` beside them."""
    themes = entry_themes[["entry", "theme", "title"]].rename(columns={"entry": "id"})
    return counted(entries).merge(themes, on="id", how="inner", validate="one_to_many")


def count_findings(entries: pd.DataFrame, entry_themes: pd.DataFrame) -> pd.DataFrame:
    """How often each theme was raised: theme × group × guideline.

    Entries that people found to say the same are one voice: they count once, their provinces each.

    Args:
        entries: as ``frames.entries`` gives them.
        entry_themes: as ``frames.entry_themes`` gives them.

    Returns:
        One row for each combination that occurs: ``theme``, ``title``, ``group``, ``guideline`` (missing
        where none was named), ``entries`` and ``provinces`` (different ones, named in these entries). Entries
        add up to one for each theme of each entry; provinces do not, because one can stand in several rows.
    """
    rows = coded(entries, entry_themes)
    keys = ["theme", "title", "group", "guideline"]
    table = rows.groupby(keys, observed=True, dropna=False, sort=True)
    return table.agg(entries=("voice", "nunique"), provinces=("province", "nunique")).reset_index()


def extents(entries: pd.DataFrame, entry_themes: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """How many of the provinces heard raised each theme.

    Args:
        entries: as ``frames.entries`` gives them.
        entry_themes: as ``frames.entry_themes`` gives them.
        by: ``["group"]`` to hold each group against the provinces heard in it.

    Returns:
        One row for each theme (and group) that occurs: ``theme``, ``title``, perhaps ``group``, ``entries``,
        ``groups``, ``provinces``, ``of`` (provinces heard), ``share`` (0–1; 0 where no province was heard)
        and ``extent``; most entries first, then in the order of the codebook.
    """
    by = list(by)
    rows = coded(entries, entry_themes).assign(heard_in=lambda row: row["group"])
    table = (
        rows.groupby(["theme", "title", *by], observed=True)
        .agg(entries=("voice", "nunique"), groups=("heard_in", "nunique"), provinces=("province", "nunique"))
        .reset_index()
    )
    heard = counted(entries)
    if by:
        of = heard.groupby(by, observed=True)["province"].nunique().rename("of").reset_index()
        table = table.merge(of, on=by, how="left")
    else:
        table["of"] = heard["province"].nunique()
    table["share"] = (table["provinces"] / table["of"].where(table["of"] > 0)).fillna(0.0)
    table["extent"] = pd.Series(
        [extent(provinces, of) for provinces, of in zip(table["provinces"], table["of"], strict=True)],
        dtype="str",
    )
    return table.sort_values("entries", ascending=False, kind="stable").reset_index(drop=True)


def uncoded(entries: pd.DataFrame, entry_themes: pd.DataFrame) -> pd.DataFrame:
    """The counted entries of which nobody has decided a theme yet."""
    heard = counted(entries)
    return heard[~heard["id"].isin(entry_themes["entry"])]


def quotations(rows: pd.DataFrame, most: int = QUOTATIONS) -> pd.DataFrame:
    """The entries that stand for a theme in its own words.

    One from each group before a second from any; problems first, then experiences and benefits; texts of a
    readable length before others; of those the one that, with the ones chosen before, covers most of what was
    said; never the same words twice. The same entries give the same quotations.

    Args:
        rows: the rows of one theme, as ``coded`` gives them.
        most: how many at most.

    Returns:
        Some of the rows, in the order of their choice; none of them withheld.
    """
    left: list[dict[str, Any]] = _quotable(rows[rows["kind"].isin(_QUOTED)])
    chosen: list[dict[str, Any]] = []
    said: set[str] = set()
    covering = Cover([row["text"] for row in left])
    while left and len(chosen) < most:
        groups = [row["group"] for row in chosen]
        gains = covering.gains()
        best = min(
            left,
            key=lambda row: (
                groups.count(row["group"]),
                *_preference(row),
                -gains[row["place"]],
                row["place"],
            ),
        )
        left.remove(best)
        covering.choose(best["place"])
        if normalised(best["text"]).strip() not in said:
            said.add(normalised(best["text"]).strip())
            chosen.append(best)
    return rows.set_index("id", drop=False).loc[[row["id"] for row in chosen]].reset_index(drop=True)


def dissent(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """The entry of a theme that says something else than its quotations.

    One of another kind before one of the same, as a good practice beside problems; of those the one least
    like any of them.

    Args:
        rows: the rows of one theme, as ``coded`` gives them.
        chosen: its quotations, as ``quotations`` gives them.

    Returns:
        One row, or none where nothing is left that may be quoted.
    """
    left = [row for row in _quotable(rows[rows["kind"].isin(_QUOTED)]) if row["id"] not in set(chosen["id"])]
    if not left or chosen.empty:
        return rows.iloc[:0]
    like = alike([row["text"] for row in left], chosen["text"].tolist()).max(axis=1)
    kinds = set(chosen["kind"])
    least = min(
        left,
        key=lambda row: (row["kind"] in kinds, round(float(like[left.index(row)]), 6), row["place"]),
    )
    found: pd.DataFrame = rows[rows["id"] == least["id"]]
    return found.head(1)


def compared(entries: pd.DataFrame, entry_themes: pd.DataFrame) -> pd.DataFrame:
    """How many of the provinces heard in each group raised each theme, and how sure that share is.

    Args:
        entries: as ``frames.entries`` gives them.
        entry_themes: as ``frames.entry_themes`` gives them.

    Returns:
        One row for each theme that occurs and each group in which a province was heard: ``theme``, ``title``,
        ``group``, ``entries``, ``provinces``, ``of``, ``share``, ``low`` and ``high`` (0–1) and ``alone``,
        true where no other group raised it. The interval holds 95 % by Wilson's rule, which fits small
        numbers (Brown, Cai and DasGupta 2001); it ends at 0 or 1 where none or all raised the theme.
    """
    said = extents(entries, entry_themes, ["group"])
    heard = counted(entries).groupby("group", observed=True)["province"].nunique()
    titles = said.drop_duplicates("theme").set_index("theme")["title"]
    found = {
        (theme, group): (number, provinces)
        for theme, group, number, provinces in zip(
            said["theme"], said["group"], said["entries"], said["provinces"], strict=True
        )
    }
    rows = []
    for theme, title in titles.sort_index().items():
        raising = [group for own, group in found if own == theme]
        for group, of in heard[heard > 0].items():
            number, provinces = found.get((theme, group), (0, 0))
            low, high = _interval(provinces, of)
            rows.append(
                {
                    "theme": theme,
                    "title": title,
                    "group": group,
                    "entries": number,
                    "provinces": provinces,
                    "of": of,
                    "share": provinces / of,
                    "low": low,
                    "high": high,
                    "alone": raising == [group],
                }
            )
    names = ["theme", "title", "group", "entries", "provinces", "of", "share", "low", "high", "alone"]
    return pd.DataFrame(rows, columns=names)


def _interval(number: int, of: int) -> tuple[float, float]:
    """The limits of the share of which ``number`` of ``of`` is a sample, by Wilson (1927), for 95 %."""
    share, noise = number / of, _NORMAL_95**2 / of
    middle = (share + noise / 2) / (1 + noise)
    half = math.sqrt(noise * (share * (1 - share) + noise / 4)) / (1 + noise)
    return 0.0 if number == 0 else middle - half, 1.0 if number == of else middle + half


def recommendations(theme: str, rows: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """The recommendations that belong to a theme: coded with it, or answering a problem that is.

    Args:
        theme: the id of the theme.
        rows: as ``coded`` gives them.
        entries: as ``frames.entries`` gives them.

    Returns:
        Rows of ``entries`` in their order, none of them withdrawn or withheld.
    """
    own = set(rows.loc[rows["theme"] == theme, "id"])
    heard = counted(entries)
    answering = heard["answers"].map(lambda answers: not own.isdisjoint(answers)).astype(bool)
    belongs = (heard["kind"] == Kind.RECOMMENDATION) & (heard["id"].isin(own) | answering)
    return heard[belongs & (heard["release"] != Release.WITHHELD)]


def _quotable(rows: pd.DataFrame) -> list[dict[str, Any]]:
    kept = rows[(rows["release"] != Release.WITHHELD) & (rows["voice"] == rows["id"])]
    return [
        {"id": id, "group": group, "kind": kind, "text": text, "place": place}
        for place, (id, group, kind, text) in enumerate(
            zip(kept["id"], kept["group"], kept["kind"], kept["text"], strict=True)
        )
    ]


def _preference(row: dict[str, Any]) -> tuple[int, bool]:
    shortest, longest = EASY_TO_READ
    return _QUOTED.index(row["kind"]), not shortest <= len(row["text"].strip()) <= longest
