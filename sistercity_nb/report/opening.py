"""Chapters 1 to 3: why the workshop was held, how, and what was said to everybody."""

from typing import Any

from sistercity_nb.report.blocks import bullets, column, heading, lead, notice, quotation, row, table, text
from sistercity_nb.report.runs import Block, Run, Voice
from sistercity_nb.report.words import KIND, held_on


def introduction(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    workshop, say = summary["workshop"], voice.say
    blocks = [heading(voice, 2, "background", voice.figures("1.1 ") + say("Background"))]
    blocks += [text(voice.frame(paragraph)) for paragraph in workshop["background"]] or [
        notice(voice, "The workshop file gives no background.")
    ]
    if workshop["guidelines"]:
        rows = [
            row(
                voice.frame(str(one["no"])), voice.frame(one["title"]), voice.frame("\n".join(one["details"]))
            )
            for one in workshop["guidelines"]
        ]
        blocks.append(
            table(
                "table-guidelines",
                voice.frame(say("The guidelines of the plan")),
                [
                    column(voice, say("No."), 1, "center"),
                    column(voice, say("Guideline"), 6),
                    column(voice, say("Detail"), 6),
                ],
                rows,
            )
        )
    blocks.append(heading(voice, 2, "objectives", voice.figures("1.2 ") + say("Objectives")))
    blocks.append(lead(voice.frame(say("The numbers are those of the project document."))))
    blocks.append(
        bullets([voice.frame(f"{one['id']} {one['text']}") for one in workshop["objectives"]], "own")
    )
    blocks += [
        heading(voice, 2, "participants", voice.figures("1.3 ") + say("Participants expected")),
        *_participants(voice, workshop),
    ]
    blocks += [
        heading(voice, 2, "time-and-place", voice.figures("1.4 ") + say("Time and place")),
        text(voice.frame(say("{dates}, {venue}", dates=held_on(summary), venue=workshop["venue"]))),
    ]
    blocks.append(heading(voice, 2, "expected-results", voice.figures("1.5 ") + say("Expected results")))
    blocks.append(
        bullets([voice.frame(f"{one['id']} {one['text']}") for one in workshop["expected_results"]], "own")
    )
    return blocks


def _participants(voice: Voice, workshop: dict[str, Any]) -> list[Block]:
    say = voice.say
    rows, last = [], ""
    for one in workshop["participants"]:
        first = "" if one["part"] == last else f"{one['part']} {one['part_title']}"
        rows.append(row(voice.frame(first), voice.frame(one["who"]), voice.frame(voice.count(one["number"]))))
        last = one["part"]
    if not rows:
        return [notice(voice, "The workshop file names no participants.")]
    rows.append(
        row(voice.frame(say("Total")), [], voice.frame(voice.count(workshop["expected"])), total=True)
    )
    columns = [
        column(voice, say("Part"), 4),
        column(voice, say("Who"), 8),
        column(voice, say("People"), 2, "right"),
    ]
    return [
        table(
            "table-participants",
            voice.frame(say("Participants expected by the project document")),
            columns,
            rows,
        )
    ]


def proceedings(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say = voice.say
    return [
        heading(voice, 2, "agenda", voice.figures("2.1 ") + say("Programme")),
        _agenda(voice, summary["workshop"]["agenda"]),
        heading(voice, 2, "attendance", voice.figures("2.2 ") + say("Attendance against the target")),
        *_attendance(voice, summary),
        _recorded(voice, summary),
        heading(voice, 2, "policy", voice.figures("2.3 ") + say("Policy address")),
        notice(
            voice,
            "The policy address has no notes of its own; what was recorded of lectures stands in chapter 3.",
        ),
    ]


def _agenda(voice: Voice, agenda: list[dict[str, Any]]) -> Block:
    say = voice.say
    if not agenda:
        return notice(voice, "The workshop file gives no programme.")
    rows = []
    for one in agenda:
        activity = voice.frame(one["title"])
        if one["note"]:
            note = voice.frame(say("Note: {note}", note=one["note"]), "small")
            activity += [{"text": "", "as": "line"}, *note]
        rows.append(row(voice.frame(one["no"]), activity))
    columns = [column(voice, say("No."), 1.5), column(voice, say("Activity"), 10)]
    return table("table-agenda", voice.frame(say("Programme of the workshop")), columns, rows)


def _recorded(voice: Voice, summary: dict[str, Any]) -> Block:
    """The breakout groups, and how much each recorded."""
    say = voice.say
    rows = [
        row(
            voice.frame(one["title"]),
            voice.frame("–" if one["provinces"] is None else voice.count(one["provinces"])),
            voice.frame(voice.count(one["entries"])),
        )
        for one in summary["counts"]["groups"]
    ]
    counts = summary["counts"]
    plenary = counts["entries"] - sum(one["entries"] for one in counts["groups"])
    rows.append(row(voice.frame(say("Whole room")), [{"text": "–"}], voice.frame(voice.count(plenary))))
    rows.append(row(voice.frame(say("Total")), [], voice.frame(voice.count(counts["entries"])), total=True))
    columns = [
        column(voice, say("Group"), 8),
        column(voice, say("Provinces heard"), 2, "right"),
        column(voice, say("Entries"), 2, "right"),
    ]
    caption = voice.frame(say("Breakout groups and what was recorded in them"))
    return table("table-groups", caption, columns, rows)


def _attendance(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Who came against who was expected, or one line that nobody recorded it."""
    say, found = voice.say, summary["participants"]
    expected = summary["workshop"]["expected"]
    if found is None:
        return [
            notice(
                voice,
                "The project document expects {n} people; who came has not been recorded in this system.",
                n=voice.count(expected),
            )
        ]
    rows, last = [], ""
    for one in found["lines"]:
        first = "" if one["part"] == last else f"{one['part']} {one['part_title']}"
        last = one["part"]
        rows.append(row(voice.frame(first), voice.frame(one["who"]), *_people(voice, one)))
    listed = {"expected": expected, "attended": found["attended"] - found["others"]}
    total = say("Total of those expected") if found["others"] else say("Total")
    rows.append(row(voice.frame(total), [], *_people(voice, listed), total=True))
    if found["others"]:
        others, everybody = ({"expected": 0, "attended": found[key]} for key in ("others", "attended"))
        rows.append(row(voice.frame(say("Came without being expected")), [], *_people(voice, others)))
        rows.append(row(voice.frame(say("Everybody")), [], *_people(voice, everybody), total=True))
    columns = [
        column(voice, say("Part"), 3.4),
        column(voice, say("Who"), 7),
        column(voice, say("Expected"), 1.7, "right"),
        column(voice, say("Came"), 1.7, "right"),
        column(voice, say("Per cent"), 1.7, "right"),
    ]
    caption = voice.frame(say("Participants who came, against those expected"))
    return [text(voice.frame(came(voice, summary))), table("table-attendance", caption, columns, rows)]


def came(voice: Voice, summary: dict[str, Any]) -> str:
    """How many of those who were expected came, and who else; nothing where nobody recorded it."""
    found, expected = summary["participants"], summary["workshop"]["expected"]
    if found is None:
        return ""
    listed = found["attended"] - found["others"]
    said = voice.say(
        "{n} of the {expected} people expected came ({percent} %).",
        n=voice.count(listed),
        expected=voice.count(expected),
        percent=voice.count(_percent(listed, expected), 1),
    )
    if found["others"]:
        said += " " + voice.say(
            "{others} more came who were not expected: {all} in all.",
            others=voice.count(found["others"]),
            all=voice.count(found["attended"]),
        )
    return (
        said
        + " "
        + voice.say(
            "They came from {provinces} provinces (Bangkok is not counted).",
            provinces=voice.count(found["provinces"]),
        )
    )


def _people(voice: Voice, one: dict[str, Any]) -> list[list[Run]]:
    """How many were expected, how many came, and the percentage."""
    if not one["expected"]:
        return [[{"text": "–"}], voice.frame(voice.count(one["attended"])), [{"text": "–"}]]
    percent = voice.count(_percent(one["attended"], one["expected"]), 1)
    return [
        voice.frame(said) for said in (voice.count(one["expected"]), voice.count(one["attended"]), percent)
    ]


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def plenary(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    for number, (kind, missing) in enumerate(
        (
            ("lecture", "No note of a lecture was recorded."),
            ("visit", "No note of the study visit was recorded."),
        ),
        1,
    ):
        own = [one for one in summary["entries"] if one["kind"] == kind]
        blocks.append(
            heading(voice, 2, f"plenary-{kind}", f"{voice.figures(f'3.{number}')} {voice.say(KIND[kind])}")
        )
        blocks += [quotation(voice, one) for one in own] or [notice(voice, missing)]
    return blocks
