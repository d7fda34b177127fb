"""The tables of an output's HTML as rows of plain words, each number under its own head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WIDEST = 50  # columns that one cell may span
_LONGEST = 10_000  # rows


@dataclass(slots=True)
class Grid:
    """A table: what stands above it, the head of each column, and rows as wide as the head."""

    caption: str
    head: list[str]
    rows: list[list[str]]


def grids(source: str) -> Iterator[Grid]:
    """Every table of ``source`` that has a row below its heads; nothing of its markup.

    Heads that stand in several rows are one for each column, joined by a dot. A cell over several rows stands
    in each of them; one over several columns of the body in the first.
    """
    reader = _Reader()
    reader.feed(source)
    for table in reader.tables:
        heads = sum(row.head for row in table.rows) or 1
        lines = list(_spread(table.rows, heads))
        width = max(map(len, lines), default=0)
        even = [[*line, *[""] * (width - len(line))] for line in lines]
        if width and len(even) > heads:
            head = [
                " · ".join(dict.fromkeys(filter(None, column))) for column in zip(*even[:heads], strict=True)
            ]
            yield Grid(table.caption.strip(), head, even[heads:])


@dataclass(slots=True)
class _Cell:
    wide: int
    high: int
    text: str = ""


@dataclass(slots=True)
class _Row:
    head: bool
    cells: list[_Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    caption: str = ""
    rows: list[_Row] = field(default_factory=list)


def _spread(rows: Sequence[_Row], heads: int) -> Iterator[list[str]]:
    """Each row with the cells that reach into it from above and from the left."""
    above: dict[int, tuple[int, str]] = {}  # column → how many more rows, and what
    for number, row in enumerate(rows):
        line: list[str] = []
        cells = iter(row.cells)
        while True:
            if len(line) in above:
                left, text = above.pop(len(line))
                if left > 1:
                    above[len(line)] = left - 1, text
                line.append(text)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            for place in range(cell.wide):
                text = " ".join(cell.text.split()) if number < heads or not place else ""
                if cell.high > 1:
                    above[len(line)] = cell.high - 1, text
                line.append(text)
        yield line


class _Reader(HTMLParser):
    """The words in the cells of every table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._within = {"thead": False, "caption": False, "cell": False}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append(_Table())
        elif not self.tables:
            return
        elif tag in ("thead", "caption"):
            self._within[tag] = True
        elif tag == "tr":
            self.tables[-1].rows.append(_Row(self._within["thead"]))
        elif tag in ("td", "th") and self.tables[-1].rows:
            spans = dict(attrs)
            cell = _Cell(_span(spans.get("colspan"), _WIDEST), _span(spans.get("rowspan"), _LONGEST))
            self.tables[-1].rows[-1].cells.append(cell)
            self._within["cell"] = True

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        self._within["cell" if tag in ("td", "th") else tag] = False

    def handle_data(self, data: str) -> None:
        """Words of a cell or a caption."""
        if self._within["cell"]:
            self.tables[-1].rows[-1].cells[-1].text += data
        elif self._within["caption"]:
            self.tables[-1].caption += data


def _span(said: str | None, most: int) -> int:
    return max(1, min(int(said), most)) if said and said.isdecimal() else 1
