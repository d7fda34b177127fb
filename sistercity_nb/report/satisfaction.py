"""Chapter 5: how the participants judged the workshop, or one line that nobody has been asked."""

from typing import Any

from sistercity_nb.report.blocks import bullets, column, figure, heading, notice, row, table, text
from sistercity_nb.report.runs import Block, Voice

_SCHEMES = {  # as the field prints them, from the highest word to the lowest; a test holds them to the rule
    "A": ("4.51–5.00", "3.51–4.50", "2.51–3.50", "1.51–2.50", "1.00–1.50"),
    "B": ("4.21–5.00", "3.41–4.20", "2.61–3.40", "1.81–2.60", "1.00–1.80"),
}


def satisfaction(voice: Voice, summary: dict[str, Any]) -> list[Block]:
    """Chapter 5: the questionnaire, or one line that there is none."""
    found = summary["evaluation"]
    if found is None:
        return [notice(voice, "No questionnaire has been evaluated for this report.")]
    charts = [figure(voice, one) for one in summary["charts"] if one["chapter"] == "chapter-5"]
    return [
        text(voice.frame(_introduced(voice, summary))),
        *_section(voice, 1, "about-them", "Part {n}: about them"),
        *_about_them(voice, found),
        *_section(voice, 2, "satisfied", "Part {n}: how satisfied they are"),
        *_satisfied(voice, found, charts),
        *_section(voice, 3, "comments", "Part {n}: their words, in random order"),
        bullets([voice.verbatim(one) for one in found["comments"]])
        if found["comments"]
        else notice(voice, "Nobody wrote a comment that may be printed."),
    ]


def as_a_whole(voice: Voice, summary: dict[str, Any]) -> str:
    """The mean of all sides in one sentence; nothing where there is none."""
    found = summary["evaluation"]
    if found is None or found["overall"]["mean"] is None:
        return ""
    return voice.say(
        "Satisfaction as a whole: {mean} of 5 ({word}).",
        mean=voice.count(found["overall"]["mean"], 2),
        word=found["overall"]["word"],
    ).replace(" (", "\u00a0(")


def _section(voice: Voice, number: int, name: str, title: str) -> list[Block]:
    return [heading(voice, 2, name, f"{voice.figures(f'5.{number}')} {voice.say(title, n=number)}")]


def _about_them(voice: Voice, found: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    for place, general in enumerate(found["general"], 1):
        blocks += _general(voice, general, found["respondents"], place)
    return blocks or [notice(voice, "The questionnaire asks nothing about those who answer.")]


def _satisfied(voice: Voice, found: dict[str, Any], charts: list[Block]) -> list[Block]:
    """The sides beside each other, what must be said of them, and each side by its items."""
    say = voice.say
    heads = [
        column(voice, say("Item"), 5.9),
        column(voice, "n", 1.2, "right"),
        column(voice, say("Missing"), 1.7, "right"),
        column(voice, say("Mean"), 1.8, "right"),
        column(voice, "S.D.", 1.4, "right"),
        column(voice, say("4–5 (%)"), 2.2, "right"),
        column(voice, say("Level"), 2.2, "center"),
    ]
    by_side = [column(voice, say("Side"), 5.9), *heads[1:]]
    rows = [
        *(_measured(voice, one) for one in found["sides"]),
        _measured(voice, found["overall"], total=True),
    ]
    blocks = [
        table("table-sides", voice.frame(say("Satisfaction by side")), by_side, rows),
        *_read_differently(voice, found),
        *_gains(voice, found),
        *charts,
        *_target(voice, found),
    ]
    for place, side in enumerate(found["sides"], 1):
        rows = [_measured(voice, one) for one in side["items"]]
        whole = _measured(voice, {**side, "title": say("Whole side")}, total=True)
        blocks.append(
            table(
                f"table-side-{place}",
                voice.frame(voice.say("Satisfaction: {side}", side=side["title"])),
                heads,
                [*rows, whole],
            )
        )
    return blocks


def _read_differently(voice: Voice, found: dict[str, Any]) -> list[Block]:
    """The sides and items that the other of the two schemes calls by another word."""
    judged = [found["overall"], *(one for side in found["sides"] for one in (side, *side["items"]))]
    titles = [one["title"] for one in judged if one["word_other"] != one["word"]]
    if not titles:
        return []
    said = "The two customary schemes read these differently: {items}."
    return [notice(voice, said, items=", ".join(dict.fromkeys(titles)))]


def _gains(voice: Voice, found: dict[str, Any]) -> list[Block]:
    """What the workshop changed by the participants' own judgement; nothing where nobody was asked."""
    told = [
        voice.say(
            "{title}: {after}, before {before}, a change of {gain}.",
            title=one["title"],
            after=voice.count(one["after"], 2),
            before=voice.count(one["before"], 2),
            gain=voice.figures(f"{one['after'] - one['before']:+.2f}"),
        )
        for one in found["gains"]
    ]
    if not told:
        return []
    rule = voice.say("What was judged as it was before counts to no side and not to the whole.")
    return [text(voice.frame(" ".join([*told, rule])))]


def _introduced(voice: Voice, summary: dict[str, Any]) -> str:
    """How many answered, and by which scheme a mean is put into words."""
    found, came = summary["evaluation"], summary["participants"]
    said = voice.say("{n} people answered the questionnaire", n=voice.count(found["respondents"]))
    if came is not None and came["attended"]:
        percent = 100 * found["respondents"] / came["attended"]
        said += " " + voice.say("({percent} % of those who came)", percent=voice.count(percent, 1))
    scheme = voice.say(
        "Means are read by scheme {scheme}: {ranges}.", scheme=found["scheme"], ranges=_ranges(voice, found)
    )
    counted = voice.say("In the tables n is the number of answers; a side has those of all its items.")
    few = voice.say("An item with fewer than 5 answers shows no result.")
    return f"{said}{'' if voice.thai else '.'} {scheme} {counted} {few}"


def _ranges(voice: Voice, found: dict[str, Any]) -> str:
    """The scheme as it is printed: the range of each word, the highest first."""
    words = ("Highest", "High", "Moderate", "Low", "Lowest")
    return " · ".join(
        f"{voice.figures(extent)} {voice.say(word)}"
        for extent, word in zip(_SCHEMES[found["scheme"]], words, strict=True)
    )


def _general(voice: Voice, general: dict[str, Any], respondents: int, place: int) -> list[Block]:
    """A general question: how many chose each answer; a dash where it would tell of fewer than five."""
    say, count = voice.say, voice.count
    rows = [
        row(
            voice.frame(one["label"]),
            voice.frame("–" if one["n"] is None else count(one["n"])),
            voice.frame("–" if one["percent"] is None else count(one["percent"], 1)),
        )
        for one in general["rows"]
    ]
    total = "–" if general["n"] is None else count(general["n"])
    whole = "–" if general["n"] is None else count(100, 1)
    rows.append(row(voice.frame(say("Total")), voice.frame(total), voice.frame(whole), total=True))
    if general["n"] is not None and general["n"] < respondents:
        silent = count(respondents - general["n"])
        rows.append(row(voice.frame(say("No answer")), voice.frame(silent), [{"text": "–"}]))
    columns = [
        column(voice, say("Answer"), 6),
        column(voice, say("How many"), 2, "right"),
        column(voice, say("Per cent"), 2, "right"),
    ]
    blocks = [
        table(
            f"table-general-{place}",
            voice.frame(voice.say("Who answered: {title}", title=general["title"])),
            columns,
            rows,
        )
    ]
    if any(one["n"] is None for one in general["rows"]):
        blocks.append(notice(voice, "A dash stands where a number would tell of fewer than 5 people."))
    return blocks


def _target(voice: Voice, found: dict[str, Any]) -> list[Block]:
    """Whether the target that the workshop set itself was reached; nothing where it set none."""
    if not found["target"] or found["overall"]["high"] is None:
        return []
    reached = found["overall"]["high"] >= found["target"]
    said = voice.say(
        "Target: {target} % of the answers at level 4 or 5. Result: {percent} %.",
        target=voice.count(found["target"]),
        percent=voice.count(found["overall"]["high"], 1),
    )
    return [
        text(
            voice.frame(f"{said} "),
            voice.frame(voice.say("Reached") if reached else voice.say("Not reached"), "strong"),
        )
    ]


def _measured(voice: Voice, item: dict[str, Any], total: bool = False) -> Block:
    """A row of a side; an item with too few answers has no result, and says so by a dash."""
    numbers = [
        voice.count(item["n"]),
        voice.count(item["missing"]),
        *("–" if item[key] is None else voice.count(item[key], 2) for key in ("mean", "sd")),
        "–" if item["high"] is None else voice.count(item["high"], 1),
    ]
    return row(
        voice.frame(item["title"]),
        *(voice.frame(one) for one in numbers),
        voice.frame(item["word"] or "–"),
        total=total,
    )
