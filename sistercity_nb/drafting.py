"""The draft of a finding's paragraph: counts and quotations, sentence by sentence, each with its entries.

A person edits it and releases it; nothing here invents a word about what was said. In writing, each sentence
is a line that ends in the numbers of its entries, such as ``… [A-012, B-003]``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sistercity_nb.disclosure import SMALLEST
from sistercity_nb.language import translate

_CAUSES = 3
_LINE = re.compile(r"^(?P<text>.*?)\s*(?:\[(?P<numbers>[^\[\]]*)\])?\s*$")
Sentences = list[dict[str, Any]]


def draft(finding: Mapping[str, Any], heard: int, shorts: Mapping[str, str], language: str) -> Sentences:
    """The sentences of a finding's paragraph.

    Args:
        finding: a row of ``summary["findings"]``.
        heard: provinces heard in the breakout groups.
        shorts: group → its short name.
        language: ``th`` or ``en``.

    Returns:
        ``text`` and the ``numbers`` of the entries that it rests on, each.
    """

    def say(sentence: str, numbers: Sequence[str], **places: object) -> dict[str, Any]:
        return {
            "text": translate(sentence, language, **places),
            "numbers": list(dict.fromkeys(numbers)),
        }

    said_by = [part["group"] for part in finding["by_group"] if part["entries"]]
    listed = translate(" and ", language).join(shorts.get(group, group) for group in said_by)
    counts = {"entries": finding["entries"], "title": finding["title"], "few": SMALLEST, "heard": heard}
    many = "{entries} entries from {provinces} of the {heard} provinces heard speak of “{title}”."
    if finding["provinces"] is None:
        many = "{entries} entries from fewer than {few} provinces speak of “{title}”."
    made = [say(many, finding["numbers"], provinces=finding["provinces"], **counts)]
    if len(said_by) == 1 and len(shorts) > 1:
        made.append(say("Only {group} raised it.", finding["numbers"], group=listed))
    elif said_by:
        made.append(say("It was raised in {groups}.", finding["numbers"], groups=listed))
    for quotation in finding["quotations"][:2]:
        made.append(
            say(
                "{label} said: “{text}”",
                [quotation["number"]],
                label=quotation["label"],
                text=quotation["text"],
            )
        )
    for cause in finding["causes"][:_CAUSES]:
        made.append(say("A cause that was named: “{cause}”", [cause["number"]], cause=cause["cause"]))
    if finding["dissent"]:
        other = finding["dissent"]
        made.append(
            say(
                "Another side of it, from {label}: “{text}”",
                [other["number"]],
                label=other["label"],
                text=other["text"],
            )
        )
    advice = finding["recommendations"]
    if advice:
        made.append(
            say(
                "{count} recommendations answer it, among them: “{text}”",
                [row["number"] for row in advice],
                count=len(advice),
                text=advice[0]["text"],
            )
        )
    return made


def written(sentences: Sequence[Mapping[str, Any]]) -> str:
    """The sentences as a person edits them, a line each."""
    return "\n".join(
        " ".join(sentence["text"].split())
        + f" [{', '.join(sentence['numbers'])}]" * bool(sentence["numbers"])
        for sentence in sentences
    )


def sentences(paragraph: str) -> Sentences:
    """What a person wrote, as sentences with the numbers that they end in."""
    found = []
    for line in paragraph.splitlines():
        parts = _LINE.match(line)
        if parts is None or not parts["text"].strip():
            continue
        numbers = [number.strip() for number in (parts["numbers"] or "").split(",")]
        found.append({"text": parts["text"].strip(), "numbers": [number for number in numbers if number]})
    return found
