"""The groups compared: in words, in charts, and theme by theme in a table."""

from collections.abc import Sequence
from typing import Any

from sistercity_nb.report.blocks import bullets, column, figure, notice, row, table, text
from sistercity_nb.report.runs import Block, Run, Voice, separated
from sistercity_nb.report.words import EXTENT


def comparison(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """The groups side by side; nothing but the charts where nothing is coded."""
    charts = [figure(voice, chart) for chart in summary["charts"] if chart["chapter"] == "chapter-4"]
    if not summary["findings"]:
        return charts or [notice(voice, "No group has recorded an entry, so there is nothing to compare.")]
    named = summary["counts"]["groups"]
    rows = []
    for finding in summary["findings"]:
        cells = {one["group"]: one for one in finding["by_group"]}
        title = voice.link(finding["title"], f"finding-{finding['theme']}")
        rows.append(
            row(
                [title],
                *(_extent_cell(voice, cells.get(group["id"])) for group in named),
                voice.frame(voice.count(finding["entries"])),
            )
        )
    columns = [
        column(voice, voice.say("Theme"), 5.3),
        *(column(voice, voice.figures(group["short"]), 3.6, "center") for group in named),
        column(voice, voice.say("Entries"), 2, "right"),
    ]
    caption = voice.frame(voice.say("Themes by group: how many of the provinces heard spoke of each"))
    return [
        *_in_common(voice, summary),
        *_of_whole_room(voice, summary),
        *charts,
        *_without_a_dot(voice, summary),
        table("table-themes", caption, columns, rows),
    ]


def _of_whole_room(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """How many entries are no group's, where there are any."""
    counts = summary["counts"]
    others = counts["entries"] - sum(group["entries"] for group in counts["groups"])
    said = voice.say(
        "Counted here and in the findings are the entries of the groups; the {n} of the whole room are "
        "counted apart.",
        n=voice.count(others),
    )
    return [text(voice.frame(said))] if others else []


def _without_a_dot(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """That a theme of few provinces is not in the chart of provinces, where there is one."""
    drawn = any(chart["id"] == "provinces-by-theme" for chart in summary["charts"])
    if not drawn or all(finding["provinces"] is not None for finding in summary["findings"]):
        return []
    said = voice.say("The chart of provinces leaves out themes of {few} provinces.", few=voice.people(None))
    return [text(voice.frame(said))]


def _in_common(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """How many themes every group raised, what each spoke of most, and what one alone spoke of."""
    say, groups, findings = voice.say, summary["counts"]["groups"], summary["findings"]
    said = {
        one["theme"]: {part["group"]: part for part in one["by_group"] if part["entries"]} for one in findings
    }
    shared = sum(len(said[one["theme"]]) == len(groups) for one in findings)
    counts = {"n": voice.count(shared), "total": voice.count(len(findings))}
    items = [voice.frame(say("{n} of {total} themes were raised in every group.", **counts))]
    for group in groups:
        own = [one for one in findings if group["id"] in said[one["theme"]]]
        if not own:
            continue
        most = max(own, key=lambda one: said[one["theme"]][group["id"]]["entries"])
        leads = voice.frame(say("Most raised by {group}:", group=group["short"]) + " ")
        heard = voice.frame(" " + _heard(voice, said[most["theme"]][group["id"]]))
        items.append([*leads, *_titles(voice, [most]), *heard])
        alone = [one for one in own if len(said[one["theme"]]) == 1]
        if alone and len(groups) > 1:
            leads = voice.frame(say("Raised by {group} alone:", group=group["short"]) + " ")
            items.append([*leads, *_titles(voice, alone)])
    return [bullets(items)]


def _heard(voice: Voice, part: dict[str, Any]) -> str:
    entries = voice.count(part["entries"])
    if part["provinces"] is None:
        return voice.say("({n} entries)", n=entries)
    of = {"n": voice.count(part["provinces"]), "total": voice.count(part["of"])}
    return voice.say("({n} of {total} provinces, {entries} entries)", entries=entries, **of)


def _titles(voice: Voice, findings: Sequence[dict[str, Any]]) -> list[Run]:
    return separated([[voice.link(one["title"], f"finding-{one['theme']}")] for one in findings], "; ")


def _extent_cell(voice: Voice, cell: dict[str, Any] | None) -> list[Run]:
    if cell is None or not cell["entries"]:
        return [{"text": "–"}]
    if cell["provinces"] is None:
        said = voice.say("{n} entries", n=voice.count(cell["entries"]))
        share = voice.say("number not told")
    else:
        said = voice.say(EXTENT[cell["extent"]])
        share = voice.say("{n} of {total}", n=voice.count(cell["provinces"]), total=voice.count(cell["of"]))
    return [
        *voice.frame(said),
        {"text": "", "as": "line"},
        *voice.frame(f"({share})", "small"),
    ]
