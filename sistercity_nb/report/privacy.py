"""The privacy gate: nothing that leaves names a participant or was kept back, and no number tells of a few.

One officer comes from each province, so a name, a telephone number or an e-mail address in a finished file is
a person. The finished files themselves are read back and searched, because what a person typed or an analyst
added can name somebody where no rule of ours looked.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from sistercity_nb.disclosure import SMALLEST
from sistercity_nb.errors import GateFailed
from sistercity_nb.report.traces import Traces, found, rung
from sistercity_nb.report.words import TYPED

_WHAT = {  # in words that the gate's sentence translates
    "email": GateFailed("the e-mail address"),
    "phone": GateFailed("the telephone number"),
    "name": GateFailed("the name"),
}
_WHERE = {  # of what a person wrote that is no entry
    "workshop": GateFailed("the workshop file"),
    "participants": GateFailed("the list of participants"),
    "evaluation": GateFailed("the answers to the questionnaire"),
}


def scan(file: str, text: str, known: Traces, summary: Mapping[str, Any]) -> None:
    """Stop if the text of a finished file holds a trace of a participant, or words that were kept back.

    Names may stand in the internal edition; telephone numbers, e-mail addresses and such words in none.

    Args:
        file: what the file is called.
        text: what a reader of it sees, as ``readable`` gives it.
        known: the traces.
        summary: what the file was made from.

    Raises:
        GateFailed: naming the file, the entry or the place where it stands, and what to do.
    """
    named = summary["edition"] == "internal"
    trace = found(text, known, named)
    if trace is None:
        return
    number = next(
        (one["number"] for one in summary["entries"] if found(_words(one), known, named) == trace), None
    )
    if number is not None and trace[1] != "words":
        _stop(file, trace, number)
    where = next(
        (place for place, said in _elsewhere(summary) if found(said, known, named) == trace),
        GateFailed("the workshop file, a finding or a cell of your own"),
    )
    if trace[1] == "words":
        raise GateFailed(
            "{file} would print the words of entry {number}, which was withheld or withdrawn, in {where}. "
            "Take them out there or release the entry, and make the report again.",
            file=file,
            number=known.words[trace[0]],
            where=where,
        )
    _elsewhere_stop(file, trace[1], where)


def _elsewhere_stop(file: str, kind: str, where: GateFailed) -> NoReturn:
    raise GateFailed(
        "{file} would print {what} of a participant, in {where}. "
        "Take it out there and make the report again.",
        file=file,
        what=_WHAT[kind],
        where=where,
    )


def _elsewhere(summary: Mapping[str, Any]) -> Iterator[tuple[GateFailed, str]]:
    """What a summary says that is no entry, and what a person calls the place."""
    for one in summary["log"]:
        yield GateFailed("the reason beside entry {number}", number=one["number"]), one["reason"]
    for finding in summary["findings"]:
        said = json.dumps(finding, ensure_ascii=False)
        yield GateFailed("the finding “{title}”", title=finding["title"]), said
    for one in summary["additions"]:
        said = json.dumps({**one, "png": ""}, ensure_ascii=False)
        chapter = one["after"].removeprefix("chapter-")
        yield GateFailed("a cell of your own at the end of chapter {n}", n=chapter), said
    for key, place in _WHERE.items():
        yield place, json.dumps(summary[key], ensure_ascii=False)


def scan_words(file: str, known: Traces, summary: Mapping[str, Any]) -> None:
    """Stop if an entry or a finding holds a participant's telephone number, whatever is between its digits.

    In a whole file the digits of one table after another would be a number of everybody.

    Args:
        file: what would print the entry.
        known: the participants' traces.
        summary: what the file was made from.

    Raises:
        GateFailed: naming the entry or the finding, and what to do.
    """
    for one in summary["entries"]:
        if phone := rung(_words(one), known):
            _stop(file, (phone, "phone"), one["number"])
    for finding in summary["findings"]:
        said = [finding[name] for name in ("statement", "owner", "next_step", "due", "budget")]
        for words in (*said, *(one["text"] for one in finding["paragraph"])):
            if rung(words, known):
                _elsewhere_stop(file, "phone", GateFailed("the finding “{title}”", title=finding["title"]))


def _words(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[key]) for key in TYPED)


def _stop(file: str, trace: tuple[str, str], number: str) -> NoReturn:
    raise GateFailed(
        "{file} would print {what} of a participant, in entry {number}. Change the entry so that it names "
        "nobody, or withhold it, and make the report again.",
        file=file,
        what=_WHAT[trace[1]],
        number=number,
    )


def small_cells(summary: Mapping[str, Any]) -> None:
    """Stop if a number tells of fewer than ``SMALLEST``: provinces that spoke, or people who answered.

    An internal edition names the provinces; the evaluation never says who answered.

    Raises:
        GateFailed: naming the finding, the group or the item.
    """
    if summary["edition"] == "public":
        _few_provinces(summary)
    found = summary["evaluation"]
    if found is None:
        return
    results = [found["overall"], *(one for side in found["sides"] for one in (side, *side["items"]))]
    few = [one["title"] for one in results if one["n"] < SMALLEST and one["mean"] is not None]
    for question in found["general"]:
        told = [row["n"] for row in question["rows"]]
        total = question["n"]
        alone = total is not None and told.count(None) == 1
        if alone or any(n is not None and 0 < n < SMALLEST for n in told):
            few.append(question["title"])
    if found["comments"] and found["respondents"] < SMALLEST:
        few.append(str(found["comments"][0])[:40])
    if few:
        raise GateFailed(
            "“{title}” would tell of fewer than {smallest} people. Make the summary again.",
            title=few[0],
            smallest=SMALLEST,
        )


def _few_provinces(summary: Mapping[str, Any]) -> None:
    groups = summary["counts"]["groups"]
    heard = [group["provinces"] for group in groups]
    rows = [("/".join(group["short"] for group in groups), heard, any(heard) and heard.count(None) == 1)]
    for finding in summary["findings"]:
        spoke = [part["provinces"] for part in finding["by_group"]]
        told = [finding["provinces"], *spoke, *(cell["provinces"] for cell in finding["cells"])]
        for part in (*finding["by_group"], *finding["compared"]):
            told += [part["provinces"], part["of"]]
        alone = bool(finding["provinces"]) and spoke.count(None) == 1
        in_a_word = any(part["provinces"] is None is not part["extent"] for part in finding["by_group"])
        rows.append((finding["title"], told, alone or in_a_word))
    for title, told, by_total in rows:
        if by_total or any(number and number < SMALLEST for number in told):
            raise GateFailed(
                "“{title}” would tell of fewer than {smallest} provinces how many spoke. "
                "Make the summary again.",
                title=title,
                smallest=SMALLEST,
            )


def readable(name: str, content: bytes) -> str:
    """What a reader of a finished file can see or copy: HTML, PDF, DOCX, XLSX or JSON."""
    kind = name.rsplit(".", 1)[-1]
    if kind == "pdf":
        return _of_pdf(content)
    if kind in ("docx", "xlsx"):
        return _of_office(content)
    text = content.decode("utf-8")
    if kind == "html":
        text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]*>", _attributes, text))
    return text


def _attributes(tag: re.Match[str]) -> str:
    """The words that a tag hides: an alternative text, a title, what is copied."""
    return " " + " ".join(re.findall(r'\s(?:alt|title|aria-label|data-[a-z-]+)="([^"]*)"', tag[0])) + " "


def _of_pdf(content: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(_of_page(page) for page in document)
    finally:
        document.close()


def _of_page(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        page.close()


def _of_office(content: bytes) -> str:
    """Every text of the XML parts of an Office file; a run ends no word, a paragraph or a cell does."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [packed.read(name).decode("utf-8") for name in packed.namelist() if name.endswith(".xml")]
    return "\n".join(_of_xml(parts))


def _of_xml(parts: Iterable[str]) -> Iterator[str]:
    for part in (part.replace("<w:noBreakHyphen/>", "-") for part in parts):
        yield html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:w:p|si|c|v|t)>", "\n", part)))
