"""Chapter 5: how the participants judged the workshop, or one line that nobody has been asked."""

from typing import Any

from sistercity_nb.report.blocks import bullets, column, heading, notice, row, table, text
from sistercity_nb.report.runs import Block, Voice


def satisfaction(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Chapter 5: the questionnaire, or one line that there is none."""
    found = summary["evaluation"]
    if found is None:
        return [notice(voice, "No questionnaire has been evaluated for this report.")]
    say, count = voice.say, voice.count
    blocks = [
        text(
            voice.frame(
                say(
                    "{n} people answered. Means are read by scheme {scheme}.",
                    n=count(found["respondents"]),
                    scheme=found["scheme"],
                )
            )
        )
    ]
    for place, general in enumerate(found["general"], 1):
        rows = [
            row(
                voice.frame(one["label"]), voice.frame(count(one["n"])), voice.frame(count(one["percent"], 1))
            )
            for one in general["rows"]
        ]
        blocks.append(
            table(
                f"table-general-{place}",
                voice.frame(general["title"]),
                [
                    column(voice, say("Answer"), 6),
                    column(voice, say("How many"), 2, "right"),
                    column(voice, say("Per cent"), 2, "right"),
                ],
                rows,
            )
        )
    heads = [
        column(voice, say("Item"), 7),
        column(voice, "n", 1.3, "right"),
        column(voice, say("Missing"), 1.6, "right"),
        column(voice, say("Mean"), 1.8, "right"),
        column(voice, "S.D.", 1.6, "right"),
        column(voice, say("Level"), 2.4),
    ]
    for place, side in enumerate(found["sides"], 1):
        rows = [_measured(voice, one) for one in side["items"]]
        blocks.append(
            table(
                f"table-side-{place}",
                voice.frame(side["title"]),
                heads,
                [*rows, _measured(voice, {**side, "title": say("Whole side")}, total=True)],
            )
        )
    differing = [
        one["title"]
        for side in found["sides"]
        for one in side["items"]
        if one.get("word_other", one["word"]) != one["word"]
    ]
    if differing:
        blocks.append(
            notice(
                voice,
                "The two customary schemes read these items differently: {items}.",
                items=", ".join(differing),
            )
        )
    if found["comments"]:
        blocks += [
            heading(voice, 2, "comments", say("Comments, in random order")),
            bullets([voice.verbatim(one) for one in found["comments"]]),
        ]
    return blocks


def _measured(voice: Voice, item: dict[str, Any], total: bool = False) -> Block:
    """A row of a side; an item with too few answers has no result, and says so by a dash."""
    numbers = [
        voice.count(item["n"]),
        voice.count(item["missing"]),
        *("–" if item[key] is None else voice.count(item[key], 2) for key in ("mean", "sd")),
    ]
    return row(
        voice.frame(item["title"]),
        *(voice.frame(one) for one in numbers),
        voice.frame(item["word"] or "–"),
        total=total,
    )
