"""The report as a list of parts, from the summary alone: the same for every format.

The order of the parts is the customary one of a Thai ministry's summary report; what the summary does not
have is said in one line, never filled in.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sistercity_nb.report import annex, conclusions, groups, opening, own, satisfaction
from sistercity_nb.report.blocks import bullets, heading, lead, notice, numbered, part, text
from sistercity_nb.report.runs import Block, Run, Voice
from sistercity_nb.report.words import EXTENT, KIND, held_on, made_on

_CHAPTERS: dict[str, Callable[[Voice, dict[str, Any]], Sequence[Block]]] = {
    "Introduction": opening.introduction,
    "How the workshop was held": opening.proceedings,
    "Lectures and study visit": opening.plenary,
    "Results of the breakout groups": groups.groups,
    "Participants' satisfaction": satisfaction.satisfaction,
    "Conclusions, recommendations and next steps": conclusions.conclusions,
}
_HEADLINES = 5  # findings in the executive summary, which may not be longer than two pages
_FEW = 12  # entries that its list of open problems names
_NAMES = {
    "public": "This edition names nobody.",
    "internal": "This edition is for use inside: its annex names who took part, so do not pass it on.",
}
_OF_KIND = {kind: f"plenary-{kind}" for kind in ("lecture", "visit")}  # where those stand of no group
_SHORT_ENOUGH = 330  # characters of a quotation that the executive summary prints in full, or fewer:
_ROOM = 2000  # characters of all its findings and recommendations together
_AROUND = 60  # of them that stand around the title of a finding without a statement


def content(summary: dict[str, Any], paper: bool = False) -> dict[str, Any]:
    """The whole report as plain data.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.
        paper: whether it is for pages, where nothing scrolls and no browser ends the lines.

    Returns:
        ``language``; for the cover ``kind``, ``title`` (runs), ``plain_title``, ``short``, ``owner``,
        ``dates``, ``venue``, ``edition`` and ``data`` (which data, in one line); ``mark`` and ``warning``,
        empty unless simulated; ``front``, ``chapters`` and ``annex``, lists of parts.
    """
    workshop, voice = summary["workshop"], voice_of(summary, paper=paper)
    say = voice.say
    chapters = []
    for number, (title, said) in enumerate(_CHAPTERS.items(), 1):
        name = f"chapter-{number}"
        own_voice = voice_of(summary, name, paper)
        blocks = [*said(own_voice, summary)]
        level = 3 if any(block.get("level") == 2 for block in blocks) else 2  # none is left out
        blocks += own.added(own_voice, summary, name, level)
        chapters.append(part(name, say("Chapter {number}", number=number), say(title), blocks))
    front = [
        part("foreword", "", say("Foreword"), _foreword(voice, summary)),
        part("executive-summary", "", say("Executive summary"), _executive_summary(voice, summary)),
    ]
    annexes = annex.annexes(voice_of(summary, "annex", paper), summary)
    parts = numbered(voice, [*front, *chapters, *annexes])
    simulated = summary["simulated"]
    return {
        "language": voice.language,
        "kind": say("Summary report"),
        "title": voice.frame(workshop["title"]),
        "plain_title": voice.figures(workshop["title"]),
        "short": voice.figures(workshop["short"]),
        "owner": voice.figures(workshop["owner"]),
        "dates": held_on(summary),
        "venue": voice.figures(workshop["venue"]),
        "edition": annex.edition(voice, summary),
        "data": say(
            "Data of {day}, fingerprint {code}", day=made_on(summary), code=summary["fingerprint"][:12]
        ),
        "mark": say("Simulated data") if simulated else "",
        "warning": say("This report was made from simulated data; it is not a result of the workshop.")
        if simulated
        else "",
        "front": parts[: len(front)],
        "chapters": parts[len(front) : len(front) + len(chapters)],
        "annex": parts[len(front) + len(chapters) :],
    }


def voice_of(summary: dict[str, Any], section: str = "front", paper: bool = False) -> Voice:
    """How a report of this summary speaks in a section, in whose digits the workshop file says.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.
        section: one of ``workshop.Section``.
        paper: as ``content`` takes it.
    """
    return Voice(
        summary["language"],
        section not in summary["workshop"]["arabic_digits"],
        (*summary["workshop"]["names"], *(group["short"] for group in summary["workshop"]["groups"])),
        frozenset(one["number"] for one in summary["entries"]),
        paper,
    )


def _foreword(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    workshop, say = summary["workshop"], voice.say
    return [
        text(
            voice.frame(
                say(
                    "The {owner} held “{title}” on {dates} at {venue}. This report gathers what was recorded "
                    "there, so that it can serve as a frame for the next steps.",
                    owner=workshop["owner"],
                    title=workshop["title"],
                    dates=held_on(summary),
                    venue=workshop["venue"],
                )
            )
        ),
        text(
            voice.frame(
                say(
                    "Every quotation carries the number of the entry it comes from, under which the entry "
                    "stands in the annex; how the numbers were counted is said beside them. A quotation "
                    "carries the name of its group, and the name of a province only where that was released."
                )
                + " "
                + say(_NAMES[summary["edition"]])
            )
        ),
        {
            **text(
                voice.frame(workshop["owner"]),
                [{"text": "", "as": "line"}],
                voice.frame(made_on(summary)),
            ),
            "signed": True,
        },
    ]


def _executive_summary(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    counts, say = summary["counts"], voice.say
    blocks = [
        text(*_overview(voice, summary)),
        bullets(
            [
                [
                    voice.link(say(title), _OF_KIND.get(kind, "comparison"), "strong"),
                    *voice.frame(" " + say("{n} entries", n=voice.count(number))),
                ]
                for kind, title in KIND.items()  # not the summary's order: a notebook sorts its keys
                if (number := counts["kinds"].get(kind, 0))
            ]
        ),
        heading(voice, 2, "headlines", say("Main findings")),
    ]
    findings = summary["findings"][:_HEADLINES]
    if findings:
        blocks.append(bullets([_headline(voice, one) for one in findings], "numbers"))
    else:
        blocks.append(notice(voice, "No entry has been coded to a theme yet, so there are no findings."))
    blocks += [
        heading(voice, 2, "headline-recommendations", say("Main recommendations")),
        *_main_recommendations(voice, summary),
    ]
    return [
        *blocks,
        heading(voice, 2, "headline-gaps", say("What is still incomplete")),
        *conclusions.gaps(voice, summary, _FEW),
    ]


def _overview(voice: Voice, summary: dict[str, Any]) -> list[list[Run]]:
    """What was held, who came, what was recorded, and how satisfied they were; each with where it stands."""
    workshop, counts, say = summary["workshop"], summary["counts"], voice.say
    held = say(
        "The {owner} held the workshop on {dates} at {venue}.",
        owner=workshop["owner"],
        dates=held_on(summary),
        venue=workshop["venue"],
    )
    recorded = say(
        "{entries} entries were recorded, in {groups} breakout groups and the plenary; "
        "the words of {printed} of them are printed here.",
        entries=voice.count(counts["entries"]),
        groups=len(counts["groups"]),
        printed=voice.count(len(summary["entries"])),
    )
    said = (
        (held, say("section {n}", n="1.4"), "time-and-place"),
        (opening.came(voice, summary), say("section {n}", n="2.2"), "attendance"),
        (recorded, say("Balance of entries"), "annex-balance"),
        (satisfaction.as_a_whole(voice, summary), say("section {n}", n="5.2"), "satisfied"),
    )
    return [
        [*voice.frame(f"{sentence} "), voice.link(f"({place})", to), {"text": " "}]
        for sentence, place, to in said
        if sentence
    ]


def _headline(voice: Voice, finding: dict[str, Any]) -> list[Run]:
    """A sentence of the executive summary; all of it leads to its finding, and entries stand behind it."""
    said = voice.say(
        "{extent} spoke of this: {title} ({provinces} provinces, {entries} entries).",
        extent=voice.say(EXTENT[finding["extent"]]).capitalize(),
        title=finding["title"],
        provinces=voice.people(finding["provinces"]),
        entries=voice.count(finding["entries"]),
    )
    if finding["released"]:
        said = finding["statement"]
    place = f"finding-{finding['theme']}"
    evidence = [one["number"] for one in finding["quotations"]]
    shown = (
        [*voice.frame(" " + voice.say("Such as") + "\u00a0"), *voice.entries(evidence)] if evidence else []
    )
    problems = finding["kinds"]["problem"]
    if shown and not voice.thai:
        shown.append({"text": "."})
    if finding["released"] or not 0 < problems < finding["entries"]:
        return [voice.link(said, place), *shown]
    among = voice.say("Problems among them: {n}.", n=voice.count(problems))
    return [voice.link(said, place), *shown, {"text": " "}, voice.link(among, place)]


def _merit(
    recommendation: dict[str, Any], finding: dict[str, Any], themes: Sequence[str], enough: int
) -> tuple[bool, int, bool]:
    """What can be printed whole first, then what answers most of the finding's entries, then its own."""
    answered = len({*recommendation["answers"]} & {*finding["numbers"]})
    return len(recommendation["text"]) <= enough, answered, finding["theme"] in themes


def _main_recommendations(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Of each finding the recommendation that answers most problems, whole; of a long one its place."""
    themes = {one["number"]: one["themes"] for one in summary["entries"]}
    said: dict[str, list[Run]] = {}
    findings = summary["findings"][:_HEADLINES]
    taken = sum(
        len(one["title"]) + (len(one["statement"]) if one["released"] else len(one["title"]) + _AROUND)
        for one in findings
    )
    enough = min(_SHORT_ENOUGH, (_ROOM - taken) // max(len(findings), 1))
    for finding in findings:
        fresh = [one for one in finding["recommendations"] if one["number"] not in said]
        if not fresh:
            continue
        best = max(fresh, key=lambda one: _merit(one, finding, themes.get(one["number"], ()), enough))
        number, long = best["number"], len(best["text"]) > enough
        said[number] = [
            voice.link(finding["title"], f"finding-{finding['theme']}", "strong"),
            *(voice.frame(" " + voice.say("(see the full text in the annex)")) if long else [{"text": ": "}]),
            *([] if long else voice.verbatim(best["text"])),
            {"text": " "},
            voice.entry(number),
        ]
    if not said:
        return [notice(voice, "No recommendation has been coded to a finding yet.")]
    rule = voice.say(
        "Of each finding one recommendation: of those that have room here, the one that answers most "
        "problems. All of them are under"
    )
    place = voice.link(voice.say("Policy recommendations, with who, when and budget"), "recommendations")
    return [lead(voice.frame(rule + " "), [place]), bullets(list(said.values()))]
