"""Markdown that an analyst wrote, as plain rows: headings, paragraphs, lists, tables and pictures."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Row = dict[str, Any]
_ATTACHED = "attachment:"


def written(source: str, attached: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    """The blocks of ``source`` in order; marks of emphasis are taken off, markup in angle brackets is text.

    Args:
        source: CommonMark, and tables with ``|``.
        attached: the cell's attachments: name → MIME type → base64.

    Returns:
        ``heading`` and ``text`` with ``text``, ``list`` with ``items`` and ``numbered``, ``table`` with
        ``head`` and ``rows``, ``picture`` with ``caption`` and ``data`` (MIME type → base64; empty for one
        that is not attached); which of them under ``kind``.
    """
    tokens = iter(_reader().parse(source))
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            inside = _until(tokens, token)
            items = [_words(one) for one in inside if one.type == "inline"]
            yield {"kind": "list", "items": items, "numbered": token.type.startswith("ordered")}
        elif token.type == "table_open":
            yield _table(_until(tokens, token))
        elif token.type in ("fence", "code_block"):
            yield {"kind": "text", "text": token.content.strip("\n")}
        elif token.type == "heading_open":
            yield {"kind": "heading", "text": _words(next(tokens))}
        elif token.type == "inline":
            if words := _words(token).strip():
                yield {"kind": "text", "text": words}
            yield from _pictures(token, attached)


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _until(tokens: "Iterator[Token]", opened: "Token") -> "list[Token]":
    """What stands between ``opened`` and its end."""
    inside: list[Token] = []
    for token in tokens:
        if token.level == opened.level and token.nesting < 0:
            break
        inside.append(token)
    return inside


def _table(inside: "list[Token]") -> Row:
    rows: list[list[str]] = []
    for token in inside:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token))
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}


def _words(inline: "Token") -> str:
    """The words of a line, each link with where it leads."""
    said, leads = "", ""
    for one in inline.children or ():
        if one.type == "link_open":
            leads = str(one.attrs.get("href", ""))
        elif one.type == "link_close":
            said += f" ({leads})" if leads and not said.endswith(leads) else ""
        elif one.type in ("softbreak", "hardbreak"):
            said += " " if one.type == "softbreak" else "\n"
        elif one.type != "image":
            said += one.content
    return said


def _pictures(inline: "Token", attached: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    for one in inline.children or ():
        if one.type == "image":
            name = str(one.attrs.get("src", "")).removeprefix(_ATTACHED)
            yield {"kind": "picture", "caption": one.content, "data": dict(attached.get(name, {}))}
