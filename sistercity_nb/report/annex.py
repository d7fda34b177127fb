"""The annex: who came, the form, every entry, what became of the others, and how the report was made."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sistercity_nb.report.blocks import Part, bullets, column, heading, lead, notice, part, row, table, text
from sistercity_nb.report.groups import NAMED, guideline_name
from sistercity_nb.report.runs import BETWEEN, Block, Run, Voice, separated
from sistercity_nb.report.words import KIND, made_on
from sistercity_nb.thai import BANGKOK, thai_date

_LETTERS = {"th": "กขคงจฉช", "en": "ABCDEFG"}
_BALANCE = {
    "entered": "Recorded",
    "reported": "Reported",
    "merged": "Merged",
    "withdrawn": "Withdrawn",
    "withheld": "Withheld",
    "erased": "Erased",
}
_WHY = {  # where nobody wrote a reason
    "withheld": "Not released for quotation",
    "merged": "Somebody found that it says the same; it counts with the other",
    "erased": "Erased for good; nobody said why",
}
_ERASED = {  # why words were erased is a code in the record
    "request": "Erased for good, because the person asked for it",
    "mistake": "Erased for good, because it was recorded by mistake",
    "retention": "Erased for good, because personal data is kept no longer",
}
_CHANGES = {"added": "Added", "changed": "Changed", "gone": "Taken out"}


def annexes(voice: Voice, summary: dict[str, Any]) -> list[Part]:
    """The parts of the annex."""
    inside = [
        ("annex-project", "Project document and programme", _project(voice)),
        ("annex-people", "List of participants", _people(voice, summary)),
        ("annex-form", "Questionnaire", _form(voice, summary)),
        ("annex-entries", "Every entry reported", _entries(voice, summary)),
        ("annex-balance", "Balance of entries", _balance(voice, summary)),
        ("annex-log", "Entries merged, withdrawn, withheld or erased, and why", _log(voice, summary)),
        ("annex-method", "Method, version and data fingerprint", _method(voice, summary)),
    ]
    letters = _LETTERS[voice.language]
    first, *others = (
        part(name, voice.say("Annex {letter}", letter=letters[place]), voice.say(title), blocks)
        for place, (name, title, blocks) in enumerate(inside)
    )
    # One line says where the project document's words are; who came stands below it.
    return [
        {**first, "flows": False},
        *({**one, "flows": one["flows"] or one["id"] == "annex-people"} for one in others),
    ]


def _project(voice: Voice) -> list[Block]:
    """Where the project document's words are: a chapter prints them, and the annex does not repeat it."""
    said = "What the project document says stands in {one}, its programme in {two}."
    where = {
        name: voice.link(voice.say("Chapter {number}", number=number), f"chapter-{number}")
        for number, name in enumerate(("one", "two"), 1)
    }
    parts = re.split(r"\{(one|two)\}", voice.say(said, one="{one}", two="{two}"))
    return [text(*([where[part]] if part in where else voice.frame(part) for part in parts))]


def group_names(voice: Voice, summary: dict[str, Any]) -> dict[str, str]:
    """Group id → its short title, the plenary included."""
    shorts = {group["id"]: voice.figures(group["short"]) for group in summary["workshop"]["groups"]}
    return {**shorts, "plenary": voice.say("Whole room")}


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
    names, say = group_names(voice, summary), voice.say
    for group in dict.fromkeys([*names, *(one["group"] for one in summary["entries"])]):
        short = names.get(group, group)  # of a group that the workshop file has no more
        own = [one for one in summary["entries"] if one["group"] == group]
        if own:
            whose = say("Entries of the group “{group}”", group=short)
            if group == "plenary":
                whose = say("Entries of the whole room")
            caption = voice.frame(f"{whose} ({say('{n} entries', n=voice.count(len(own)))})")
            heads = (say("Number"), whose)  # on every page
            blocks.append(
                table(
                    f"table-entries-{group}",
                    caption,
                    [column(voice, head, width) for head, width in zip(heads, (2, 14), strict=True)],
                    [_entry(voice, one, short, titles) for one in own],
                    listed=True,
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
    below: list[Run] = [{"text": "", "as": "line"}, *separated(facts, BETWEEN, "small")]
    return row(
        [{"text": entry["number"], "as": "code"}],
        [*voice.verbatim(entry["text"]), *below],
        name=f"entry-{entry['number']}",
        about={
            "group": entry["group"],
            "kind": entry["kind"],
            "guideline": str(entry["guideline"] or "none"),
            "themes": " ".join(entry["themes"]),
        },
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
        column(voice, say("Group"), 3),
        column(voice, say("Day"), 3.7),
        *(column(voice, say(head), 0.9 + len(say(head)) / 8, "right") for head in _BALANCE.values()),
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


def _log(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Every entry whose text is not printed, what became of it, and why."""
    say = voice.say
    if not summary["log"]:
        return [notice(voice, "No entry was merged, withdrawn, withheld or erased.")]
    rows = []
    for one in summary["log"]:
        into = [*voice.frame(" " + say("into") + " "), voice.entry(one["into"])] if one["into"] else []
        reason = one["reason"] or say(_WHY.get(one["became"], "–"))
        if one["became"] == "erased":
            reason = say(_ERASED.get(one["reason"], _WHY["erased"]))
        rows.append(
            row(
                [{"text": one["number"], "as": "code"}],
                [*voice.frame(say(_BALANCE[one["became"]])), *into],
                voice.verbatim(reason),
            )
        )
    columns = [
        column(voice, say("Number"), 2),
        column(voice, say("What became of it"), 4),
        column(voice, say("Reason"), 10),
    ]
    caption = voice.frame(say("Entries that are not printed, and why"))
    return [table("table-log", caption, columns, rows)]


def _people(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Everybody by name; in the public edition one line that they are not in it."""
    say, found = voice.say, summary["participants"]
    if summary["edition"] == "public":
        return [notice(voice, "The list of participants stands in the internal edition only.")]
    if found is None or not found["names"]:
        return [notice(voice, "Nobody's name has been recorded.")]
    rows = [
        row(
            voice.frame(voice.count(place)),
            _name(one["name"]),
            voice.verbatim(one["position"]),
            voice.verbatim(one["organisation"]),
            voice.frame(say("came") if one["attended"] else "–"),
        )
        for place, one in enumerate(found["names"], 1)
    ]
    columns = [
        column(voice, say("No."), 1.2, "right"),
        column(voice, say("Name"), 4.9),
        column(voice, say("Position"), 4.0),
        column(voice, say("Agency"), 3.5),
        column(voice, say("Attendance"), 2.5),
    ]
    return [table("table-people", voice.frame(say("List of participants")), columns, rows)]


def _name(name: str) -> list[Run]:
    """A person's name, of which no part is broken; a province may be a part of a surname."""
    return separated([[{"text": part, "as": "name"}] for part in name.split()], " ")


def _form(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """The questionnaire as it was handed out, in its three parts."""
    say, form = voice.say, summary["workshop"]["questionnaire"]
    if form is None:
        return [notice(voice, "The workshop file has no questionnaire.")]
    blocks: list[Block] = []
    if form["general"]:
        blocks.append(heading(voice, 2, "form-general", say("Part {n}: about you", n=1)))
        blocks.append(
            bullets([voice.frame(f"{one['title']}: {' / '.join(one['choices'])}") for one in form["general"]])
        )
    blocks.append(heading(voice, 2, "form-sides", say("Part {n}: how satisfied are you", n=2)))
    blocks.append(text(voice.frame(say("5 highest, 4 high, 3 moderate, 2 low, 1 lowest."))))
    for side in form["sides"]:
        blocks.append(lead(voice.frame(side["title"], "strong")))
        blocks.append(bullets([voice.frame(one["title"]) for one in side["items"]]))
    if form["comments"]:
        blocks.append(heading(voice, 2, "form-comments", say("Part {n}: your words", n=3)))
        blocks.append(bullets([voice.frame(one["title"]) for one in form["comments"]]))
    return blocks


def _method(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say = voice.say
    facts = [
        voice.frame(say("Entries were recorded by the groups' note-takers; a person decided every theme.")),
        voice.frame(say("The words for how many provinces: {rule}", rule=summary["extent_rule"])),
        voice.frame(
            say(
                "{n} revisions of the record, the newest of {day}.",
                n=voice.count(summary["revisions"]),
                day=made_on(summary),
            )
        ),
        [*voice.frame(say("Data fingerprint (SHA-256):") + " "), *voice.verbatim(summary["fingerprint"])],
        [*voice.frame(say("Program:") + " "), *voice.verbatim(_made_with(summary))],
        voice.frame(edition(voice, summary)),
        voice.frame(say("The same data gives the same report, byte for byte.")),
    ]
    return [
        bullets(facts),
        heading(voice, 2, "changes", say("Changes since the last filed edition")),
        *_changes(voice, summary),
    ]


def _made_with(summary: dict[str, Any]) -> str:
    """The program, and in a filed edition the libraries that set its files."""
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(summary["libraries"].items()))
    return f"sistercity-nb {summary['program']}" + f" ({libraries})" * bool(libraries)


def edition(voice: Voice, summary: dict[str, Any]) -> str:
    """Which edition this is: public or internal, draft or final with its number."""
    kind = voice.say("Public edition") if summary["edition"] == "public" else voice.say("Internal edition")
    if summary["final"] is None:
        return f"{kind} · {voice.say('Draft')}"
    return f"{kind} · {voice.say('Final, no. {n}', n=summary['final'])}"


def _changes(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say, last = voice.say, summary["filed"]
    if last is None:
        return [notice(voice, "No earlier edition was filed.")]
    day = thai_date(datetime.fromisoformat(last["as_of"]).astimezone(BANGKOK).date(), voice.language)
    said = say("Held against final edition no. {n}, data of {day}:", n=last["number"], day=day)
    items = [
        [*voice.frame(f"{say(title)} ({voice.count(len(last[key]))}): "), *voice.entries(last[key][:NAMED])]
        for key, title in _CHANGES.items()
        if last[key]
    ]
    if not items and last["fingerprint"] == summary["fingerprint"]:
        return [text(voice.frame(f"{said} {say('nothing was changed.')}"))]
    if not items:
        only = say("no entry was added, changed or taken out; themes, findings, people or answers were.")
        return [text(voice.frame(f"{said} {only}"))]
    return [text(voice.frame(said)), bullets(items)]
