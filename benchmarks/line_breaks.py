"""Where lines of Thai end in the report's column, beside plain Typst and WeasyPrint: inside a word or not."""

import csv
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import texts
from benchmarks.environment import PEERS, ROOT, Peers, progress
from benchmarks.results import Row
from sistercity_nb.report.blocks import part, text
from sistercity_nb.report.fitting import fitted
from sistercity_nb.report.fonts import FAMILY, FOLDER, OTHERS, PRINT, shown
from sistercity_nb.report.lines import led
from sistercity_nb.report.runs import Voice
from sistercity_nb.report.typesetting import typeset
from sistercity_nb.settings import read_settings

TEXTS, SHORTEST = 500, 60  # of each source; letters: what is shorter mostly has one line
_MOST = 0.5  # per cent
_SPOKEN, _WRITTEN = "calls", "social media"
_TOP, _BOTTOM = 2.5, 27.7  # centimetres from the top of a page between which its text lies
_POINTS = 72 / 2.54  # in a centimetre
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_PLAIN = """
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm))
#set text(font: json(bytes(sys.inputs.fonts)), size: 16pt, lang: "th", fallback: false)
#for one in json(bytes(sys.inputs.texts)) { par(text(one)) }
"""


def measure(peers: Peers) -> list[Row]:
    """The share of line ends that lie inside a word, of each source and side."""
    folder = texts.folder()
    if folder is None:
        return [Row("line breaks", texts.missing())]
    workshop = read_settings(ROOT, {}).read_workshop()
    names = [*workshop.names, *(province.th for province in workshop.provinces)]
    rows = []
    for source, said in _sources(folder).items():
        progress(f"line breaks: {len(said)} texts of {source}")
        with TemporaryDirectory() as made:
            pdfs = {"ours": _ours(said, names), "plain Typst": _typst(said, Path(made))}
            if not peers.missing:
                pdfs["WeasyPrint"] = _weasyprint(said, Path(made), peers)
        found = {side: _judged(said, pdf, names) for side, pdf in pdfs.items()}
        ours = found.pop("ours")
        rows.append(
            Row(
                f"line ends inside a word, {len(said)} texts of {source}, beside " + " and ".join(found),
                _share(*ours),
                "; ".join(_share(*other) for other in found.values()),
                target=f"≤ {_MOST} %",
                met=100 * ours[0] <= _MOST * ours[1],
            )
        )
    return rows


def _sources(folder: Path) -> dict[str, list[str]]:
    """Texts spread evenly over each file, as a report would show them, in one paragraph each."""
    with (folder / texts.TRAIN).open(encoding="utf-8", newline="") as file:
        calls = [row[texts.TEXT] for row in csv.DictReader(file)]
    posts = [
        json.loads(line)["texts"] for line in (folder / texts.POSTS).read_text(encoding="utf-8").splitlines()
    ]
    found = {}
    for source, said in ((_SPOKEN, calls), (_WRITTEN, posts)):
        whole = [" ".join(shown(one).split()) for one in said]
        long = [one for one in whole if len(_THAI.findall(one)) >= SHORTEST]
        every = max(2, len(long) // TEXTS)
        found[source] = long[1::every][:TEXTS]  # the first of each was looked at when lines were mended
    return found


def _ours(said: Sequence[str], names: Sequence[str]) -> bytes:
    """The texts set as the report sets what a person typed."""
    voice = Voice("th", names=tuple(names), paper=True)
    chapter = part("chapter-1", "", "–", [text(voice.verbatim(one)) for one in said])
    words = ("kind", "plain_title", "short", "owner", "dates", "venue", "edition", "data", "mark", "warning")
    report = {
        **dict.fromkeys(words, ""),
        **{"language": "th", "digits": True, "letters": ["ก"], "title": [], "charts": {}},
        **{"front": [], "start": 1, "listed": []},
        "date": {"year": 2020, "month": 3, "day": 18},
        "words": dict.fromkeys(("contents", "tables", "figures"), "–"),
        "body": fitted(led([{**chapter, "flows": False}])),
    }
    return typeset(report, "report.typ", datetime(2020, 3, 18, tzinfo=UTC))


def _typst(said: Sequence[str], folder: Path) -> bytes:
    """The same in Typst as it is, in the same font and column."""
    import typst

    source = folder / "plain.typ"
    source.write_text(_PLAIN, encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    given = {"texts": json.dumps(said, ensure_ascii=False), "fonts": json.dumps([FAMILY, *OTHERS])}
    made = typst.Compiler(source, root=folder, font_paths=fonts, ignore_system_fonts=True)
    return bytes(made.compile(sys_inputs=given))


def _weasyprint(said: Sequence[str], folder: Path, peers: Peers) -> bytes:
    given, made = folder / "texts.json", folder / "peer.pdf"
    given.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    command = [*map(str, (peers.python, PEERS / "paragraphs.py", given, PRINT[0], made))]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own environment's Python
    return made.read_bytes()


def _judged(said: Sequence[str], pdf: bytes, names: Sequence[str]) -> tuple[int, int, int]:
    """How many line ends lie inside a word, how many there are, and how many texts could not be read back."""
    from pythainlp.corpus import thai_words
    from pythainlp.tokenize import word_tokenize
    from pythainlp.util import Trie

    dictionary = Trie({*thai_words(), *names})
    lines, inside, all_ends, lost = list(_lines(pdf)), 0, 0, 0
    place = 0
    for one in said:
        ends, after = _ends(_letters(one), lines, place)
        if not ends:
            lost += 1
            continue
        place = after
        cut = word_tokenize(one, custom_dict=dictionary, engine="newmm", keep_whitespace=True)
        between = set(accumulate(len(_letters(word)) for word in cut))
        all_ends += len(ends) - 1
        inside += sum(_splits(_letters(one), end, between) for end in ends[:-1])
    return inside, all_ends, lost


def _splits(letters: str, end: int, between: set[int]) -> bool:
    """Whether a line that ends after so many letters ends inside a Thai word, or before its sign."""
    before, after = letters[end - 1], letters[end]
    return after in "ๆฯ" or bool(end not in between and _THAI.match(before) and _THAI.match(after))


def _ends(letters: str, lines: Sequence[str], place: int) -> tuple[list[int], int]:
    """After how many letters each line of a text ends, and the line after it; none if it is not there."""
    for start in range(place, min(place + 20, len(lines))):
        said, ends, line = "", [], start
        while line < len(lines) and len(said) < len(letters):
            said += lines[line]
            ends.append(len(said))
            line += 1
        if said == letters:
            return ends, line
    return [], place


def _lines(pdf: bytes) -> Iterator[str]:
    """The letters of each line between a page's head and foot, from top to bottom."""
    import pymupdf

    with pymupdf.open(stream=pdf) as document:
        for page in document:
            found: dict[int, list[tuple[float, str]]] = {}
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        x, y = span["origin"]
                        if _TOP < y / _POINTS < _BOTTOM:
                            found.setdefault(round(y), []).append((x, span["text"]))
            for y in sorted(found):
                letters = _letters("".join(said for _, said in sorted(found[y])))
                if letters:
                    yield letters


def _letters(said: str) -> str:
    return "".join(said.replace("\u200b", "").replace("\u00ad", "").split())


def _share(inside: int, ends: int, lost: int) -> str:
    more = f"; {lost} texts not read back" if lost else ""
    return f"{100 * inside / ends:.2f} % ({inside} of {ends:,}{more})"
