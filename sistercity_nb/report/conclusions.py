"""Chapter 6: the results held against objectives and guidelines, the recommendations, and what comes next."""

from typing import Any

from sistercity_nb.report.blocks import bullets, column, heading, lead, notice, row, table, text
from sistercity_nb.report.groups import GROUP_KINDS, NAMED, guideline_name, named, numbers
from sistercity_nb.report.runs import BETWEEN, Block, Run, Voice, separated

_WHO = ("owner", "due", "budget")  # who would do it, when, for how much
# Centimetres: of a table, of a letter in it, of what a cell leaves free, and the most of a column of _WHO.
_PAGE, _LETTER, _BESIDE, _MOST = 16.0, 0.24, 0.5, (3.0, 2.5, 2.8)


def conclusions(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Chapter 6: held against the objectives and the guidelines; recommendations; what comes next."""
    say = voice.say
    sections: list[tuple[str, str, list[Block]]] = [
        ("by-objective", say("Results against the objectives"), _objectives(voice, summary)),
        ("by-guideline", say("Results against the guidelines of the plan"), _guidelines(voice, summary)),
        (
            "recommendations",
            say("Policy recommendations, with who, when and budget"),
            _recommendations(voice, summary),
        ),
        (
            "next-steps",
            say("Next steps"),
            [
                *(_steps(voice, summary) or [notice(voice, "No next step has been decided yet.")]),
                lead(voice.frame(say("What is still incomplete"), "strong")),
                *gaps(voice, summary),
            ],
        ),
        (
            "alignment",
            say("Alignment with national plans"),
            [
                bullets(
                    [
                        voice.frame(f"{one['title']}: {', '.join(one['points'])}")
                        for one in summary["workshop"]["alignment"]
                    ]
                )
                if summary["workshop"]["alignment"]
                else notice(voice, "The workshop file names no national plan."),
                *_aligned(voice, summary),
            ],
        ),
    ]
    blocks: list[Block] = []
    for number, (name, title, inside) in enumerate(sections, 1):
        blocks += [heading(voice, 2, name, f"{voice.figures(f'6.{number}')} {title}"), *inside]
    return blocks


def _objectives(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say = voice.say
    rows = []
    for one in summary["coverage"]["objectives"]:
        needs = separated(
            [
                voice.frame(
                    say("{label}: {n} entries", label=need["label"], n=voice.count(need["entries"]))
                    + _missing(voice, summary, need["missing_groups"])
                )
                for need in one["needs"]
            ],
            "\n",
        )
        lines = [{"text": "", "as": "line"} if run["text"] == "\n" else run for run in needs]
        rows.append(
            row(
                voice.frame(f"{one['id']} {one['text']}"),
                lines or [{"text": "–"}],
                voice.frame(say("Evidence complete") if one["met"] else say("Evidence incomplete")),
            )
        )
    columns = [
        column(voice, say("Objective"), 6),
        column(voice, say("Recorded"), 5),
        column(voice, say("Evidence"), 2.6),
    ]
    said = say(
        "“Complete” says that the workshop recorded what it asked for under an objective; whether the "
        "objective was reached is for the reader to judge."
    )
    held = {one["id"]: f"{one['id']} {one['text']}" for one in summary["workshop"]["objectives"]}
    return [
        lead(voice.frame(said)),
        table("table-objectives", voice.frame(say("Evidence for each objective")), columns, rows),
        *_assigned(voice, summary, "objectives", held),
    ]


def _assigned(voice: Voice, summary: dict[str, Any], part: str, titles: dict[Any, str]) -> list[Block]:
    """The findings that people held against each objective or guideline; nothing where they held none."""
    items = []
    for id, title in titles.items():
        own = [one for one in summary["findings"] if one["released"] and id in one[part]]
        links = [[voice.link(one["statement"] or one["title"], f"finding-{one['theme']}")] for one in own]
        if links:
            items.append([*voice.frame(f"{title}: "), *separated(links, "; ")])
    if not items:
        return [notice(voice, "No finding has been released under one of them yet.")]
    return [lead(voice.frame(voice.say("Findings under each of them"), "strong")), bullets(items)]


def _guidelines(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    say = voice.say
    rows = []
    for one in summary["coverage"]["guidelines"]:
        own = [
            entry["number"]
            for entry in summary["entries"]
            if entry["guideline"] == one["no"] and entry["kind"] == "recommendation"
        ]
        more = voice.frame(
            " " + say("and {n} more", n=voice.count(len(own) - NAMED // 4)) if len(own) > NAMED // 4 else ""
        )
        missing = _missing(voice, summary, one["missing_groups"]).strip()
        rows.append(
            row(
                voice.frame(f"{one['no']}. {one['title']}"),
                voice.frame(voice.count(one["entries"])),
                [*voice.entries(own[: NAMED // 4]), *more] or [{"text": "–"}],
                voice.frame(missing or "–"),
            )
        )
    everything = summary["counts"]["entries"]
    others = everything - sum(one["entries"] for one in summary["coverage"]["guidelines"])
    rows.append(row(voice.frame(guideline_name(voice, None)), voice.frame(voice.count(others)), [], []))
    rows.append(row(voice.frame(say("Total")), voice.frame(voice.count(everything)), [], [], total=True))
    columns = [
        column(voice, say("Guideline"), 5.5),
        column(voice, say("Entries"), 1.7, "right"),
        column(voice, say("Recommendations"), 4.2),
        column(voice, say("Groups without evidence"), 2.6),
    ]
    caption = voice.frame(say("Evidence for each guideline of the plan"))
    named_guidelines = {
        one["no"]: f"{one['no']}. {one['title']}" for one in summary["workshop"]["guidelines"]
    }
    return [
        lead(voice.frame(say("Entries of the whole room are counted with those of the groups."))),
        table("table-by-guideline", caption, columns, rows),
        *_assigned(voice, summary, "guidelines", named_guidelines),
    ]


def _missing(voice: Voice, summary: dict[str, Any], missing: list[str]) -> str:
    if not missing:
        return ""
    shorts = {group["id"]: group["short"] for group in summary["counts"]["groups"]}
    return " " + voice.say(
        "(still missing: {groups})", groups=", ".join(shorts.get(one, one) for one in missing)
    )


def _recommendations(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """A table for each finding: what was recommended, who would do it, when, for how much."""
    entries = {one["number"]: one for one in summary["entries"]}
    blocks: list[Block] = []
    printed: set[str] = set()
    for finding in summary["findings"]:
        numbers = [one["number"] for one in finding["recommendations"] if one["number"] not in printed]
        printed |= {*numbers}
        title = voice.link(finding["title"], f"finding-{finding['theme']}")
        caption = [*voice.frame(voice.say("Recommendations on") + " "), title]
        own = [entries[number] for number in numbers]
        blocks += _advice(voice, f"table-recommended-{finding['theme']}", caption, own)
    rest = [
        one for one in summary["entries"] if one["kind"] == "recommendation" and one["number"] not in printed
    ]
    caption = voice.frame(voice.say("Recommendations that no finding names"))
    blocks += _advice(voice, "table-recommended-rest", caption, rest)
    if not blocks:
        return [notice(voice, "No recommendation has been recorded.")]
    said = voice.say("Who, when and for how much stand as they were said in the room; a dash: nobody said.")
    return [lead(voice.frame(said)), *blocks]


def _steps(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """What a person decided to do next about each released finding; nothing where nobody did."""
    say = voice.say
    names = ("next_step", "owner", "due", "budget")
    rows = [
        row(
            [voice.link(one["title"], f"finding-{one['theme']}")],
            *(voice.verbatim(one[name]) or [{"text": "–"}] for name in names),
        )
        for one in summary["findings"]
        if one["released"] and any(one[name] for name in names)
    ]
    if not rows:
        return []
    columns = [
        column(voice, say("Finding"), 3.5),
        column(voice, say("Next action"), 4.1),
        column(voice, say("Responsible"), 4),
        column(voice, say("When"), 2.2),
        column(voice, say("Budget"), 2.2),
    ]
    return [table("table-steps", voice.frame(say("Next steps by finding")), columns, rows)]


def _aligned(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Each point of the national plans with the findings that a person aligned to it."""
    aligned: dict[tuple[str, str], list[list[Run]]] = {}
    for one in summary["findings"]:
        for point in one["alignment"] if one["released"] else ():
            link = [voice.link(one["title"], f"finding-{one['theme']}")]
            aligned.setdefault((point["plan"], point["point"]), []).append(link)
    items = [
        [*voice.frame(f"{plan}: {point} "), *voice.frame("← "), *separated(links)]
        for (plan, point), links in aligned.items()
    ]
    if not items:
        return [notice(voice, "The points are those of the project document; no finding names one yet.")]
    return [lead(voice.frame(voice.say("Findings under each of them"), "strong")), bullets(items)]


def _advice(voice: Voice, name: str, caption: list[Run], entries: list[dict[str, Any]]) -> list[Block]:
    """A table of recommendations; those of the same words, by the same people, are one row of it."""
    if not entries:
        return []
    same: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in entries:
        same.setdefault(tuple(one[name] for name in ("text", *_WHO)), []).append(one)
    heads = [voice.say(head) for head in ("Responsible", "When", "Budget")]
    wide = [
        min(most, max(_LETTER * len(text) for text in (head, *(one[name] for one in entries))) + _BESIDE)
        for head, name, most in zip(heads, _WHO, _MOST, strict=True)
    ]
    columns = [
        column(voice, voice.say("Recommendation"), _PAGE - sum(wide)),
        *(column(voice, head, width) for head, width in zip(heads, wide, strict=True)),
    ]
    rows = [
        row(
            [*voice.verbatim(said[0]["text"]), {"text": "", "as": "line"}, *_said_by(voice, said)],
            *(voice.verbatim(said[0][name]) or [{"text": "–"}] for name in _WHO),
        )
        for said in same.values()
    ]
    return [table(name, caption, columns, rows)]


def _said_by(voice: Voice, said: list[dict[str, Any]]) -> list[Run]:
    """The numbers of recommendations, the guidelines that they serve and the problems that they answer."""
    facts = [voice.entries(one["number"] for one in said)]
    guidelines = sorted({one["guideline"] for one in said if one["guideline"]})
    facts += [voice.frame(guideline_name(voice, number)) for number in guidelines]
    problems = dict.fromkeys(number for one in said for number in one["answers"])
    if problems:
        facts.append([*voice.frame(voice.say("answers") + " "), *voice.entries(problems)])
    return separated(facts, BETWEEN)


def _uncoded(voice: Voice, summary: dict[str, Any], most: int) -> list[Run]:
    """How many entries of the groups nobody coded, with the numbers of those that are printed."""
    own = [one for one in summary["entries"] if one["kind"] in GROUP_KINDS and not one["themes"]]
    hidden = summary["uncoded"] - len(own)
    said = voice.say(
        "{n} entries of the groups have not been coded to a theme.", n=voice.count(summary["uncoded"])
    )
    if hidden:
        said += " " + voice.say("The words of {n} of them are not printed.", n=voice.count(hidden))
    if not own:
        return voice.frame(said)
    return [*voice.frame(said + " "), {"text": "("}, *named(voice, own, most), {"text": ")"}]


def _unmet(voice: Voice, summary: dict[str, Any]) -> list[list[Run]]:
    """The objectives without complete evidence, and the guidelines of which a group said nothing."""
    say = voice.say
    items = [
        [voice.link(say("Objective {id} has no complete evidence yet.", id=one["id"]), "by-objective")]
        for one in summary["coverage"]["objectives"]
        if not one["met"]
    ]
    for one in summary["coverage"]["guidelines"]:
        if one["missing_groups"]:
            said = say("Guideline {n} has no entry from some groups", n=one["no"])
            said += _missing(voice, summary, one["missing_groups"])
            items.append([voice.link(said, "by-guideline")])
    return items


def gaps(voice: Voice, summary: dict[str, Any], most: int = NAMED) -> list[Block]:
    """What still has no evidence or no answer; at most ``most`` entries are named in a line."""
    items = _unmet(voice, summary)
    open_problems = [one for one in summary["entries"] if one["kind"] == "problem" and not one["answered_by"]]
    if open_problems:
        said = voice.frame(voice.say("Problems that no recommendation answers yet") + " ")
        items.append([*said, *numbers(voice, open_problems, most)])
    if summary["uncoded"]:
        items.append(_uncoded(voice, summary, most))
    if items:
        return [bullets(items)]
    said_of_all = "Every objective and guideline has evidence, and every problem has a recommendation."
    return [text([voice.link(voice.say(said_of_all), "by-objective")])]
