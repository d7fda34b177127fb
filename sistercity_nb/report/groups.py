"""Chapter 4: what each group said, kind by kind; the groups compared; each finding."""

from collections.abc import Sequence
from typing import Any

from sistercity_nb.disclosure import SMALLEST
from sistercity_nb.report.blocks import bullets, heading, lead, notice, quotation, text
from sistercity_nb.report.comparison import comparison
from sistercity_nb.report.runs import Block, Run, Voice, separated
from sistercity_nb.report.words import EXTENT, KIND, SEVERITY

GROUP_KINDS = ("experience", "benefit", "problem", "recommendation")
_MANY = (
    4  # entries of one theme, group and kind from which on two are quoted and not one; the annex has them all
)
NAMED = 60  # entry numbers named in one line
_RESTING = 30  # of them behind a sentence


def groups(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Chapter 4: each group by kind, the groups compared, each finding."""
    blocks: list[Block] = []
    for place, group in enumerate(summary["counts"]["groups"], 1):
        blocks += _group(voice, summary, group, place)
    place = len(summary["counts"]["groups"]) + 1
    blocks += [
        heading(voice, 2, "comparison", f"{voice.figures(f'4.{place}')} {voice.say('The groups compared')}"),
        *comparison(voice, summary),
    ]
    blocks.append(
        heading(voice, 2, "findings", f"{voice.figures(f'4.{place + 1}')} {voice.say('Findings by theme')}")
    )
    if not summary["findings"]:
        return [*blocks, notice(voice, "No entry has been coded to a theme yet, so there are no findings.")]
    blocks.append(text(voice.frame(_rules(voice, summary))))
    for number, finding in enumerate(summary["findings"], 1):
        blocks += _finding(voice, summary, finding, f"4.{place + 1}.{number}")
    return blocks


def _rules(voice: Voice, summary: dict[str, Any]) -> str:
    """What the words and numbers of the findings mean, and which numbers this edition does not tell."""
    say, counted = voice.say, {one["short"]: one["provinces"] for one in summary["counts"]["groups"]}
    heard = ", ".join(
        f"{group} {say('(not told)') if provinces is None else voice.count(provinces)}"
        for group, provinces in counted.items()
    )
    rules = [
        say("The words for how many provinces: {rule}", rule=summary["extent_rule"]),
        say("Heard are the provinces with an entry in a breakout group: {groups}.", groups=heard),
    ]
    if summary["edition"] == "public":
        rules.append(
            say(
                "One officer speaks for a province, so this edition tells no number of provinces below "
                "{few}, nor the next one where the total would give it away.",
                few=SMALLEST,
            )
        )
    return " ".join(rules)


def _group(voice: Voice, summary: dict[str, Any], group: dict[str, Any], place: int) -> list[Block]:
    own = [one for one in summary["entries"] if one["group"] == group["id"]]
    head = heading(voice, 2, f"group-{group['id']}", voice.figures(f"4.{place} {group['title']}"))
    if not group["entries"]:
        return [head, notice(voice, "This group recorded no entry.")]
    blocks = [head, lead(voice.frame(_recorded(voice, group)))]
    for number, kind in enumerate(GROUP_KINDS, 1):
        said = [one for one in own if one["kind"] == kind]
        counted = group["kinds"].get(kind, 0)
        title = voice.say("{title} ({n} entries)", title=voice.say(KIND[kind]), n=voice.count(counted))
        blocks.append(
            heading(
                voice, 3, f"group-{group['id']}-{kind}", f"{voice.figures(f'4.{place}.{number}')} {title}"
            )
        )
        blocks += _by_theme(voice, summary, said)
        if not counted:
            blocks.append(notice(voice, "This group recorded no entry of this kind."))
        elif counted > len(said):
            blocks.append(
                notice(
                    voice,
                    "Counted, but not released for quotation: {n} more entries.",
                    n=voice.count(counted - len(said)),
                )
            )
    return blocks


def _recorded(voice: Voice, group: dict[str, Any]) -> str:
    """How much a group recorded, and that what is quoted is not all of it."""
    said, values = "This group recorded {entries} entries.", {"entries": voice.count(group["entries"])}
    if group["provinces"]:
        said = "This group recorded {entries} entries from {provinces} provinces."
        values["provinces"] = voice.count(group["provinces"])
    examples = voice.say("What is quoted are examples; all entries stand in the annex.")
    return f"{voice.say(said, **values)} {examples}"


def _by_theme(voice: Voice, summary: dict[str, Any], said: list[dict[str, Any]]) -> list[Block]:
    """The entries under their themes, each text quoted at most once; those without a theme last."""
    blocks: list[Block] = []
    quoted: set[str] = set()
    titled = {finding["theme"] for finding in summary["findings"]}
    themes = [
        (
            [voice.link(finding["title"], f"finding-{finding['theme']}", "strong"), {"text": " "}],
            [one for one in said if finding["theme"] in one["themes"]],
        )
        for finding in summary["findings"]
    ]
    untitled = voice.frame(voice.say("Not coded to a theme") + " ", "strong")
    themes.append((untitled, [one for one in said if titled.isdisjoint(one["themes"])]))
    for title, own in themes:
        if not own:
            continue
        fresh: dict[str, dict[str, Any]] = {}
        for one in own:
            if one["text"] not in quoted:
                fresh.setdefault(one["text"], one)
        shown = [*fresh.values()][: 2 if len(own) >= _MANY else 1]
        quoted |= {one["text"] for one in shown}
        above = [] if shown else voice.frame(" " + voice.say("(quoted above)"))
        blocks.append(lead(title, numbers(voice, own), above, last=not shown))
        blocks += [quotation(voice, one, _answered(voice, one)) for one in shown]
    return blocks


def numbers(voice: Voice, entries: Sequence[dict[str, Any]], most: int = NAMED) -> list[Run]:
    """How many they are, and their numbers, in brackets."""
    tie = "\u00a0" if voice.paper else " "  # a bracket does not begin at a line's end
    counted = voice.say("({n} entries:", n=voice.count(len(entries))) + " "
    return [*voice.frame(counted.replace(" ", tie)), *named(voice, entries, most), {"text": ")"}]


def named(voice: Voice, entries: Sequence[dict[str, Any]], most: int) -> list[Run]:
    """The numbers of the entries, of many the first ``most`` and how many more there are."""
    more = len(entries) - most
    runs = voice.entries(one["number"] for one in entries[:most])
    return [*runs, *voice.frame(" " + voice.say("and {n} more", n=voice.count(more)) if more > 0 else "")]


def _answered(voice: Voice, entry: dict[str, Any]) -> list[Run]:
    if not entry["answered_by"]:
        return []
    return [*voice.frame(" · " + voice.say("answered by") + " "), *voice.entries(entry["answered_by"])]


def _finding(voice: Voice, summary: dict[str, Any], finding: dict[str, Any], number: str) -> list[Block]:
    say = voice.say
    shorts = {group["id"]: group["short"] for group in summary["counts"]["groups"]}
    blocks = [
        heading(voice, 3, f"finding-{finding['theme']}", voice.figures(f"{number} {finding['title']}")),
        *_written(voice, finding),
        text(
            voice.frame(_measured(voice, finding), "strong"),
            voice.frame(f" {_kinds(voice, finding)}"),
            voice.frame(f" {finding['description']}"),
        ),
    ]
    blocks.append(
        bullets(
            [
                voice.frame(_said_in(voice, one, shorts.get(one["group"], one["group"])))
                for one in finding["by_group"]
                if one["entries"]
            ]
        )
    )
    if any(finding["severity"].values()):
        blocks.append(text(voice.frame(_severity(voice, finding))))
    cells = _by_guideline(voice, finding)
    if cells:
        blocks.append(text(voice.frame(say("By guideline:") + " "), cells))
    if finding["causes"]:
        blocks.append(text(voice.frame(say("Causes that were named:") + " "), _causes(voice, finding)))
    blocks += [quotation(voice, one) for one in finding["quotations"]]
    if finding["dissent"] is not None:
        blocks.append(lead(voice.frame(say("Another side of it") + " ", "strong")))
        blocks.append(quotation(voice, finding["dissent"]))
    if finding["recommendations"]:
        recommended = voice.entries(one["number"] for one in finding["recommendations"])
        said = say("Recommendations coded to it or answering its problems, in full in chapter 6:")
        blocks.append(
            text(
                voice.frame(said + " ", "strong"),
                recommended,
            )
        )
    else:
        blocks.append(notice(voice, "No recommendation has been coded to this finding yet."))
    return blocks if voice.paper else [*blocks, _entries(voice, finding)]


def _entries(voice: Voice, finding: dict[str, Any]) -> Block:
    """Every entry of a finding that is printed, and how many are not; on paper a group's section says it."""
    numbers = finding["numbers"]
    runs = [
        voice.frame(voice.say("All entries of this theme:") + " ", "strong"),
        voice.entries(numbers[:NAMED]),
    ]
    if more := len(numbers[NAMED:]):
        runs.append(
            [{"text": " "}, voice.link(voice.say("and {n} more", n=voice.count(more)), "annex-entries")]
        )
    if unsaid := finding["entries"] - len(numbers):
        said = voice.say("Counted, but not released for quotation: {n} more entries.", n=voice.count(unsaid))
        runs.append(voice.frame(f" {said}"))
    return text(*runs)


def _measured(voice: Voice, finding: dict[str, Any]) -> str:
    said = {
        "extent": voice.say(EXTENT[finding["extent"]]).capitalize(),
        "provinces": voice.people(finding["provinces"]),
        "entries": voice.count(finding["entries"]),
    }
    if finding["share"] is None:
        return voice.say("{extent}: {provinces} provinces, {entries} entries.", **said)
    return voice.say(
        "{extent}: {provinces} provinces ({percent} % of those heard), {entries} entries.",
        percent=voice.count(100 * finding["share"], 1),
        **said,
    )


def _kinds(voice: Voice, finding: dict[str, Any]) -> str:
    """How many of a finding's entries are of which kind: a theme that names a problem is not one alone."""
    said = (
        f"{voice.say(KIND[kind])} {voice.count(finding['kinds'][kind])}"
        for kind in GROUP_KINDS
        if finding["kinds"][kind]
    )
    return f"({', '.join(said)})"


def _severity(voice: Voice, finding: dict[str, Any]) -> str:
    """How many of its problems are how severe, the worst first; a note-taker need not say it of each."""
    levels = (
        f"{voice.say(word)} {voice.count(finding['severity'][degree])}"
        for degree, word in reversed(SEVERITY.items())
        if finding["severity"].get(degree)
    )
    unsaid = finding["kinds"]["problem"] - sum(finding["severity"].values())
    told = [*levels, f"{voice.say('not said')} {voice.count(unsaid)}"] if unsaid > 0 else levels
    return voice.say("Severity of its problems: {levels}", levels=" · ".join(told))


def _said_in(voice: Voice, part: dict[str, Any], group: str) -> str:
    """How many of a group's provinces spoke of a finding, where that may be told."""
    said = {"group": group, "entries": voice.count(part["entries"])}
    if part["provinces"] is None:
        return voice.say("{group}: {entries} entries (number of provinces not told)", **said)
    of = {"n": voice.count(part["provinces"]), "total": voice.count(part["of"])}
    extent = voice.say(EXTENT[part["extent"]])
    return voice.say(
        "{group}: {extent} ({n} of {total} provinces, {entries} entries)", extent=extent, **of, **said
    )


def _written(voice: Voice, finding: dict[str, Any]) -> list[Block]:
    """What a person wrote of the finding and released: its statement, and each sentence with its entries."""
    if not finding["released"]:
        return []
    blocks = [text(voice.verbatim(finding["statement"]))]
    sentences = [
        [*voice.verbatim(one["text"]), *_resting(voice, one["numbers"])] for one in finding["paragraph"]
    ]
    return [*blocks, text(*sentences)] if sentences else blocks


def _resting(voice: Voice, numbers: Sequence[str]) -> list[Run]:
    """The entries that a sentence rests on, in brackets; of many the first, and where the others are."""
    if not numbers:
        return [{"text": " "}]
    runs = [{"text": " ("}, *voice.entries(numbers[:_RESTING])]
    if more := len(numbers[_RESTING:]):
        said = voice.say("and {n} more", n=voice.count(more))
        runs += [{"text": " "}, voice.link(said, "annex-entries")]
    return [*runs, {"text": ") "}]


def _causes(voice: Voice, finding: dict[str, Any]) -> list[Run]:
    causes: dict[str, list[str]] = {}
    for one in finding["causes"]:
        causes.setdefault(one["cause"], []).append(one["number"])
    return separated(
        [
            [*voice.verbatim(cause), {"text": " ("}, *voice.entries(said_by), {"text": ")"}]
            for cause, said_by in causes.items()
        ],
        "; ",
    )


def _by_guideline(voice: Voice, finding: dict[str, Any]) -> list[Run]:
    totals: dict[int | None, int] = {}
    for cell in finding["cells"]:
        totals[cell["guideline"]] = totals.get(cell["guideline"], 0) + cell["entries"]
    ordered = sorted(totals.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return separated(
        [
            voice.frame(
                f"{guideline_name(voice, number)} ({voice.say('{n} entries', n=voice.count(entries))})"
            )
            for number, entries in ordered
        ]
    )


def guideline_name(voice: Voice, number: int | None) -> str:
    """``แนวทางที่ ๒``, or that none was chosen."""
    return voice.say("Guideline {n}", n=number) if number else voice.say("No guideline chosen")
