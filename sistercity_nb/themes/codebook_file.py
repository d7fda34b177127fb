"""The codebook as a file that other programs for qualitative analysis read: REFI-QDA (.qdc) and XLSX.

REFI-QDA's codebook (version 1.0) has names, descriptions and one code below another; what it has no place for
(keywords, examples, counter-examples) stands in lines of the description and is read from there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5
from xml.etree import ElementTree

from sistercity_nb.errors import EntryRefused, FileRefused
from sistercity_nb.model import RecordType, Theme, ThemeState
from sistercity_nb.store import Revision, Store

NAMESPACE = "urn:QDA-XML:codebook:1.0"
COLUMNS = ("id", "title", "description", "keywords", "parent", "examples", "counter_examples", "state")
_LISTS = {"keywords": "Keywords", "examples": "Examples", "counter_examples": "Counter-examples"}
_GUIDS = uuid5(NAMESPACE_URL, "urn:sistercity-nb:theme")
_LARGEST = 20_000_000  # bytes
States = Sequence[Mapping[str, Any]]


def export(store: Store, file: Path) -> int:
    """Write the codebook, without what was retired, as the file's name says; returns how many themes.

    Raises:
        FileRefused: if the name ends in neither .qdc nor .xlsx, or the file cannot be written.
    """
    themes = [state for state in store.current(RecordType.THEME) if state["state"] != ThemeState.RETIRED]
    content = {".qdc": as_qdc, ".xlsx": as_xlsx}[_kind(file)](themes)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise FileRefused("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error
    return len(themes)


def bring(store: Store, file: Path, author: str = "") -> int:
    """Add the file's themes, and change those of the same guid, id or title; returns how many were changed.

    All of them or none; a theme that the file does not name stays as it is.

    Raises:
        FileRefused: if it is no such file, or names a theme that cannot be kept.
    """
    kind = _kind(file)
    try:
        if file.stat().st_size > _LARGEST:
            raise FileRefused("{file} is too large for a codebook.", file=file)
        content = file.read_bytes()
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error
    known = store.current(RecordType.THEME)
    rows = list((_from_qdc if kind == ".qdc" else _from_xlsx)(content, file, known))
    changes = []
    states = {state["id"]: state for state in known}
    for place, (id, body) in enumerate(rows, start=1):
        before = states.get(id)
        kept = {name: before[name] for name in Theme.__slots__ if name != "id"} if before else {}
        if body.get("state", ThemeState.RETIRED) != ThemeState.RETIRED:
            body = {**body, "merged_into": ""}  # in use again
        try:
            whole = Theme.from_body(id, {"state": str(ThemeState.ACCEPTED), **kept, **body}).body()
        except EntryRefused as error:
            raise FileRefused(
                "{file}, code {place}: {reason}", file=file, place=place, reason=error
            ) from error
        if before is None or whole != Theme.from_body(id, kept).body():
            heads = tuple(before["heads"]) if before else ()
            changes.append(Revision(str(uuid4()), id, RecordType.THEME, whole, heads, author))
    store.append(changes)
    return len(changes)


def as_qdc(themes: States) -> bytes:
    """Theme states as a REFI-QDA codebook, the same bytes each time."""
    ElementTree.register_namespace("", NAMESPACE)
    book = ElementTree.Element(f"{{{NAMESPACE}}}CodeBook", origin="sistercity_nb")
    codes = ElementTree.SubElement(book, f"{{{NAMESPACE}}}Codes")
    ids = {theme["id"] for theme in themes}

    def add(below: ElementTree.Element, theme: Mapping[str, Any], above: frozenset[str]) -> None:
        code = ElementTree.SubElement(
            below, f"{{{NAMESPACE}}}Code", guid=guid(theme["id"]), name=theme["title"], isCodable="true"
        )
        ElementTree.SubElement(code, f"{{{NAMESPACE}}}Description").text = _description(theme)
        for child in themes:
            if child["parent"] == theme["id"] and child["id"] not in above:
                add(code, child, above | {child["id"]})

    for theme in themes:
        if theme["parent"] not in ids:
            add(codes, theme, frozenset({theme["id"]}))
    ElementTree.indent(book)
    made: bytes = ElementTree.tostring(book, encoding="utf-8", xml_declaration=True)
    return made


def as_xlsx(themes: States) -> bytes:
    """Theme states as a sheet, a row a theme; lists have a line a member."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "codebook"
    sheet.append(COLUMNS)
    for row, theme in enumerate(themes, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            value = theme[name]
            cell = sheet.cell(
                row, column, "\n".join(value) if isinstance(value, list | tuple) else str(value)
            )
            cell.data_type = "s"  # "=1+1" is what somebody typed, never a formula
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def guid(theme: str) -> str:
    """The guid of a theme in every file; a theme that came with a guid keeps it."""
    return theme if _is_guid(theme) else str(uuid5(_GUIDS, theme))


def _from_qdc(content: bytes, file: Path, known: States) -> Iterator[tuple[str, dict[str, Any]]]:
    class NoDoctype(ElementTree.TreeBuilder):
        def doctype(self, *_: Any) -> None:
            raise FileRefused("{file} is not a REFI-QDA codebook: {reason}.", file=file, reason="DOCTYPE")

    try:
        book = ElementTree.fromstring(content, ElementTree.XMLParser(target=NoDoctype()))  # noqa: S314  no entities
    except ElementTree.ParseError as error:
        raise FileRefused("{file} is not a REFI-QDA codebook: {reason}.", file=file, reason=error) from error
    codes = book.find(f"{{{NAMESPACE}}}Codes")
    if book.tag != f"{{{NAMESPACE}}}CodeBook" or codes is None:
        raise FileRefused("{file} is not a REFI-QDA codebook: {reason}.", file=file, reason=book.tag[:60])
    ids = {guid(state["id"]): str(state["id"]) for state in known}

    def read(below: ElementTree.Element, parent: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for code in below.findall(f"{{{NAMESPACE}}}Code"):
            given = code.get("guid", "").strip("{}").lower()
            id = ids.get(given) or (given if _is_guid(given) else str(uuid4()))
            text = code.findtext(f"{{{NAMESPACE}}}Description") or ""
            yield id, {"title": code.get("name", ""), "parent": parent, **_from_description(text)}
            yield from read(code, id)

    yield from read(codes, "")


def _from_xlsx(content: bytes, file: Path, known: States) -> Iterator[tuple[str, dict[str, Any]]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).active
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=file, reason=error) from error
    heading = rows[0] if rows else []
    if "title" not in heading:
        raise FileRefused(
            "{file} has no column {column!r}; it has {columns}.",
            file=file,
            column="title",
            columns=", ".join(heading),
        )
    titles = {state["title"]: str(state["id"]) for state in known}
    for row in rows[1:]:
        given = {name: value.strip() for name, value in zip(heading, row, strict=False) if name in COLUMNS}
        if not any(given.values()):
            continue
        id = given.pop("id", "") or titles.get(given["title"]) or str(uuid4())
        lists = {name: _members(given.pop(name)) for name in _LISTS if name in given}
        if not given.get("state"):
            given.pop("state", None)
        yield id, {**given, **lists}


def _description(theme: Mapping[str, Any]) -> str:
    lines = [
        theme["description"],
        *(f"{word}: {'; '.join(theme[name])}" for name, word in _LISTS.items() if theme[name]),
    ]
    return "\n".join(line for line in lines if line)


def _from_description(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    left = []
    for line in text.splitlines():
        name = next((name for name, word in _LISTS.items() if line.startswith(f"{word}: ")), None)
        if name is None:
            left.append(line)
        else:
            found[name] = [part.strip() for part in line.partition(": ")[2].split(";") if part.strip()]
    return {"description": "\n".join(left).strip(), **found}


def _members(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _is_guid(value: str) -> bool:
    parts = value.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(_hex(part) for part in parts)


def _hex(part: Iterable[str]) -> bool:
    return all(sign in "0123456789abcdef" for sign in part)


def _kind(file: Path) -> str:
    kind = file.suffix.lower()
    if kind not in (".qdc", ".xlsx"):
        raise FileRefused("{file}: a codebook's file ends in .qdc or .xlsx.", file=file)
    return kind
