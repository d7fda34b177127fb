"""The annex: every entry with its number, the balance of entries, and how the report was made."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sistercity_nb.report.blocks import Part, bullets, column, notice, part, row, table, text
from sistercity_nb.report.groups import guideline_name
from sistercity_nb.report.runs import Block, Run, Voice, separated
from sistercity_nb.report.words import KIND, made_on
from sistercity_nb.thai import thai_date

_LETTERS = {"th": "กขคงจ", "en": "ABCDE"}
_BALANCE = {
    "entered": "Recorded",
    "reported": "Reported",
    "merged": "Merged",
    "withdrawn": "Withdrawn",
    "withheld": "Withheld",
    "erased": "Erased",
}


def annexes(voice: Voice, summary: dict[str, Any]) -> list[Part]:
    """The parts of the annex."""
    inside = [
        ("annex-entries", "Every entry reported", _entries(voice, summary)),
        ("annex-balance", "Balance of entries", _balance(voice, summary)),
        ("annex-withdrawn", "Entries withdrawn, and why", _withdrawn(voice, summary)),
        ("annex-method", "Method and data fingerprint", _method(voice, summary)),
        (
            "annex-missing",
            "Documents that this edition does not have",
            [
                notice(voice, "The list of participants stands in the internal edition only."),
                notice(voice, "The questionnaire form is not part of this report."),
            ],
        ),
    ]
    letters = _LETTERS[voice.language]
    return [
        part(name, voice.say("Annex {letter}", letter=letters[place]), voice.say(title), blocks)
        for place, (name, title, blocks) in enumerate(inside)
    ]


def group_names(voice: Voice, summary: dict[str, Any]) -> dict[str, str]:
    """Group id → its short title, the plenary included."""
    shorts = {group["id"]: voice.figures(group["short"]) for group in summary["workshop"]["groups"]}
    return {**shorts, "plenary": voice.say("Plenary")}


def _entries(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    blocks = [
        text(
            voice.frame(
                voice.say(
                    "Each entry stands as it was typed. "
                    "Its number is the one that quotations and findings name."
                )
            )
        )
    ]
    titles = {finding["theme"]: finding["title"] for finding in summary["findings"]}
    columns = [column(voice, voice.say("Number"), 2, "left"), column(voice, voice.say("Entry"), 14)]
    for group, short in group_names(voice, summary).items():
        own = [one for one in summary["entries"] if one["group"] == group]
        if own:
            caption = voice.frame(voice.say("Entries of {group} ({n})", group=short, n=voice.count(len(own))))
            blocks.append(
                table(
                    f"table-entries-{group}",
                    caption,
                    columns,
                    [_entry(voice, one, short, titles) for one in own],
                )
            )
    return blocks if len(blocks) > 1 else [notice(voice, "No entry is reported.")]


def _entry(voice: Voice, entry: dict[str, Any], short: str, titles: dict[str, str]) -> Block:
    facts = [voice.frame(voice.say(KIND[entry["kind"]]), "small")]
    if entry["guideline"]:
        facts.append(voice.frame(guideline_name(voice, entry["guideline"]), "small"))
    if voice.figures(entry["label"]) != short:
        facts.append(voice.frame(entry["label"], "small"))
    facts += [
        [voice.link(titles[theme], f"finding-{theme}", "small")]
        for theme in entry["themes"]
        if theme in titles
    ]
    if entry["answers"]:
        facts.append([*voice.frame(voice.say("answers") + " ", "small"), *voice.entries(entry["answers"])])
    if entry["answered_by"]:
        facts.append(
            [*voice.frame(voice.say("answered by") + " ", "small"), *voice.entries(entry["answered_by"])]
        )
    below: list[Run] = [{"text": "", "as": "line"}, *separated(facts, " · ")]
    return row(
        [{"text": entry["number"], "as": "code"}],
        [*voice.verbatim(entry["text"]), *below],
        name=f"entry-{entry['number']}",
    )


def _balance(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say, names = voice.say, group_names(voice, summary)
    rows = [
        row(
            voice.frame(names.get(one["group"], one["group"])),
            voice.frame(thai_date(date.fromisoformat(one["day"]), voice.language)),
            *_counts(voice, one),
        )
        for one in summary["balance"]
    ]
    if not rows:
        return [notice(voice, "No entry has been recorded.")]
    total = {key: sum(one[key] for one in summary["balance"]) for key in _BALANCE}
    rows.append(row(voice.frame(say("Total")), [], *_counts(voice, total), total=True))
    columns = [
        column(voice, say("Group"), 2.6),
        column(voice, say("Day"), 2.7),
        *(column(voice, say(head), 1.85, "right") for head in _BALANCE.values()),
    ]
    return [
        text(
            voice.frame(
                say(
                    "Recorded = reported + merged + withdrawn + withheld + erased, for each group and day. "
                    "Nothing is left out of the count."
                )
            )
        ),
        table("table-balance", voice.frame(say("Balance of entries by group and day")), columns, rows),
    ]


def _counts(voice: Voice, numbers: dict[str, int]) -> Sequence[list[Run]]:
    return [voice.frame(voice.count(numbers[key])) for key in _BALANCE]


def _withdrawn(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    if not summary["withdrawn"]:
        return [notice(voice, "No entry was withdrawn.")]
    rows = [
        row([{"text": one["number"], "as": "code"}], voice.verbatim(one["reason"]) or [{"text": "–"}])
        for one in summary["withdrawn"]
    ]
    return [
        table(
            "table-withdrawn",
            voice.frame(voice.say("Entries withdrawn")),
            [column(voice, voice.say("Number"), 2), column(voice, voice.say("Reason"), 14)],
            rows,
        )
    ]


def _method(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say = voice.say
    return [
        bullets(
            [
                voice.frame(
                    say("Entries were recorded by the groups' note-takers; a person decided every theme.")
                ),
                voice.frame(say("The words for how many provinces: {rule}", rule=summary["extent_rule"])),
                voice.frame(
                    say(
                        "{n} revisions of the record, the newest of {day}.",
                        n=voice.count(summary["revisions"]),
                        day=made_on(summary),
                    )
                ),
                [
                    *voice.frame(say("Data fingerprint (SHA-256):") + " "),
                    *voice.verbatim(summary["fingerprint"]),
                ],
                voice.frame(say("The same data gives the same report, byte for byte.")),
            ]
        )
    ]
