"""The two forms of a table's file, XLSX and CSV: a grid of texts out of them, and cells into them.

Both open correctly in Excel in Thai, and every text comes back as it was: a CSV file is UTF-8 with a byte
order mark, and what a spreadsheet would take for a formula stands behind an apostrophe; in an XLSX file texts
are texts, and what XML cannot hold is escaped as Excel does it. The apostrophe is taken off of either: a CSV
file may have been saved as XLSX since.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sistercity_nb.errors import FileRefused

KINDS = (".xlsx", ".csv")
LONGEST_CELL = 32_767  # UTF-16 units, as Excel has it: it cuts what is longer without a word
LARGEST = 200_000_000  # bytes of an XLSX file when it is unpacked
_WIDEST = 60  # characters of a column
_BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, also behind what nobody sees; and the apostrophes
# of a guard before it, so that a guard is taken off exactly as often as it was put on.
_UNSEEN = "\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_FORMULA = re.compile(f"'*(?:[{_UNSEEN}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_CONTROL = "\x00-\x08\x0b-\x1f\ufffe\uffff"  # what XML cannot hold, or would change
_ESCAPABLE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|[{_CONTROL}]))|[{_CONTROL}]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FONT = {"name": "TH Sarabun New", "size": 16}
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's file as texts: its heads, and each row that is not empty with its number in the file."""

    file: Path
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def kind_of(file: Path) -> str:
    """.xlsx or .csv; raises FileRefused for another ending."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        raise FileRefused("{file}: a table's file ends in .xlsx or .csv.", file=file.name)
    return kind


def read_grid(file: Path) -> Grid:
    """What a file holds, every cell as text.

    Raises:
        FileRefused: if it cannot be read, or holds no table.
    """
    read = {".xlsx": _read_xlsx, ".csv": _read_csv}[kind_of(file)]
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error
    heads, *rows = read(file, content) or [[]]
    if not any(head.strip() for head in heads):
        raise FileRefused("{file} has no row of column heads.", file=file.name)
    kept = ((number, tuple(row)) for number, row in enumerate(rows, start=2) if any(map(str.strip, row)))
    return Grid(file, tuple(heads), tuple(kept))


def write(file: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table; a file of that name is replaced when the new one is whole.

    Raises:
        FileRefused: if it cannot be written, or a text is too long for a cell.
    """
    fill = {".xlsx": _write_xlsx, ".csv": _write_csv}[kind_of(file)]
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as output:
            fill(output, title, heads, rows)
        part.replace(file)
    except OSError as error:
        raise FileRefused("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def guarded(text: str) -> str:
    """``text`` as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The inverse of ``guarded``."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def escaped(text: str) -> str:
    """``text`` as an XLSX file can hold it: control characters as _xHHHH_, and what looks like one too."""
    text = _ESCAPABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if text and not text.strip():  # programs drop a text of spaces alone
        text = f"_x{ord(text[0]):04X}_{text[1:]}"
    return text


def unescaped(text: str) -> str:
    """The inverse of ``escaped``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _read_csv(file: Path, content: bytes) -> list[list[str]]:
    text = _decoded(file, content)
    sign = max(",;\t", key=lambda sign: _columns(text, sign))
    found: list[list[str]] = []
    try:
        for row in _cells(text, sign):
            found.append([unguarded(cell) for cell in row])
    except csv.Error as error:
        raise FileRefused(
            "{file}, row {row}: {reason}", file=file.name, row=len(found) + 1, reason=error
        ) from error
    return found


def _columns(text: str, sign: str) -> int:
    """How many columns the first row has if ``sign`` stands between them."""
    try:
        return len(next(_cells(text, sign), []))
    except csv.Error:
        return 0


def _cells(text: str, sign: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)


def _decoded(file: Path, content: bytes) -> str:
    """A text file as Excel and forms write it: UTF-8, UTF-16, or the Thai code page of older Windows."""
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("{file} is not a text file in UTF-8. Save it as “CSV UTF-8”.", file=file.name)


def _read_xlsx(file: Path, content: bytes) -> list[list[str]]:
    try:
        return _sheet(content)
    except Exception as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=file.name, reason=error) from error


def _sheet(content: bytes) -> list[list[str]]:
    """The first sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise ValueError(f"> {LARGEST} bytes")
    from openpyxl.cell.text import Text
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS
    from openpyxl.xml.functions import iterparse

    class Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
        """Reads the texts as they stand; openpyxl itself takes "x005F_" out of them."""

        def read_strings(self) -> None:
            part = self.package.find(SHARED_STRINGS)
            self.shared_strings = []
            if part is not None:
                with self.archive.open(part.PartName[1:]) as source:
                    for _, node in iterparse(source):
                        if node.tag.endswith("}si"):
                            self.shared_strings.append(Text.from_tree(node).content)
                            node.clear()

    reader = Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    try:
        return [[_as_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()


def _as_text(value: Any) -> str:
    """A cell's value as a person reads it there."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unguarded(unescaped(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _write_csv(output: IO[bytes], _: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True) as text:
        text.write(_BOM)
        writer = csv.writer(text, lineterminator="\r\n")
        for row in (heads, *rows):
            writer.writerow(["" if cell is None else guarded(str(cell)) for cell in row])


def _write_xlsx(output: IO[bytes], title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    lines: list[Sequence[Cell]] = [heads, *rows]
    for number, line in enumerate(lines, start=1):
        _check_lengths(number, line, heads)
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    plain, bold = Font(**_FONT), Font(**_FONT, bold=True)
    top = Alignment(vertical="top", wrap_text=True)
    band, under = PatternFill("solid", fgColor="E7ECF1"), Border(bottom=Side("medium"))
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(number, place)
            cell.font, cell.alignment = (bold if number == 1 else plain), top
            if number == 1:
                cell.fill, cell.border = band, under
            if isinstance(value, str):
                cell.number_format = "@"  # what is typed there later stays text too
                cell.value = escaped(guarded(value) if value.startswith("'") else value)
                cell.data_type = "s"  # "=1+1" is what somebody typed, never a formula
            elif value is not None:
                cell.value = value
    for place, cells in enumerate(zip(*lines, strict=True), start=1):
        longest = max((len(line) for cell in cells for line in str(cell or "").splitlines()), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, 6) + 3, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(output)


def _check_lengths(number: int, line: Sequence[Cell], heads: Sequence[str]) -> None:
    for head, cell in zip(heads, line, strict=True):
        if isinstance(cell, str) and len(cell) * 2 > LONGEST_CELL:
            units = len(cell.encode("utf-16-le")) // 2
            if units > LONGEST_CELL:
                raise FileRefused(
                    "Row {row}, {column}: a cell of Excel holds {most} signs, and this text has {units}. "
                    "Write a .csv file instead: it holds every text whole.",
                    row=number,
                    column=head,
                    most=LONGEST_CELL,
                    units=units,
                )
