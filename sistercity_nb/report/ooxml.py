"""What python-docx has no word for, as elements of WordprocessingML: fonts, fields, bookmarks, tables."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sistercity_nb.report.embedding import FONT, embed

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

TWIPS = 567  # to a centimetre
MARGIN = 75  # twips that a cell leaves free at each side
_SIGNS = {"\t": "tab", "\n": "br", "-": "noBreakHyphen"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP archive knows: a file holds no time of its making
# What python-docx's template brings along: the picture of an empty page, and what only its own styles used.
_LEFT_OVER = ("thumbnail", "stylesWithEffects", "customXml", "theme")
_COMPATIBLE = {  # with Word since 2013, which says so of older files in its title
    "compatibilityMode": "15",
    "overrideTableStyleFontSizeAndJustification": "1",
    "enableOpenTypeFeatures": "1",
    "doNotFlipMirrorIndents": "1",
    "differentiateMultirowTableHeaders": "1",
}
_MADE_BY = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>sistercity-nb</Application></Properties>"""


def element(tag: str, **attributes: str) -> Any:
    """An element ``w:tag``; attributes are ``w:`` too, ``_`` in their names stands for ``:``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(key.replace("_", ":") if "_" in key else f"w:{key}"), value)
    return made


def set_font(properties: Any, size: float, bold: bool | None = None, colour: str = "") -> None:
    """Thai and Latin in one font and size: Word keeps both apart, and Thai is "complex script" to it.

    Args:
        properties: the ``w:rPr`` of a style or a run.
        size: points.
        bold: None leaves it as the style says.
        colour: six hex digits, or "".
    """
    from docx.oxml.ns import qn

    for name in ("rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "lang"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    made = [_fonts()]
    if bold is not None:
        made += [element(name, val="1" if bold else "0") for name in ("b", "bCs")]
    if colour:
        made.append(element("color", val=colour))
    half = str(round(2 * size))
    made += [element("sz", val=half), element("szCs", val=half)]
    made.append(element("lang", val="en-US", eastAsia="en-US", bidi="th-TH"))
    for one in made:
        properties.append(one)


def _fonts() -> Any:
    return element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)


def field(
    paragraph: "Paragraph", instruction: str, shown: str = "", within: str = "", bold: bool = False
) -> None:
    """A field that the reader's program fills, such as ``PAGE``, at the end of a paragraph.

    Args:
        paragraph: whose end it is.
        instruction: what it is filled with.
        shown: what stands there until it is filled.
        within: a field around it that says the same, such as ``QUOTE``; LibreOffice does not fill that one.
        bold: whether it is, if its style is not.
    """
    codes = [*filter(None, (within, instruction))]
    for code in codes:
        run(paragraph, "", bold).append(element("fldChar", fldCharType="begin"))
        said = element("instrText", xml_space="preserve")
        said.text = f" {code} "
        run(paragraph, "", bold).append(said)
    for code in reversed(codes):
        run(paragraph, "", bold).append(element("fldChar", fldCharType="separate"))
        run(paragraph, shown if code == codes[0] else "", bold)
        run(paragraph, "", bold).append(element("fldChar", fldCharType="end"))


def run(paragraph: "Paragraph", text: str, bold: bool = False, size: float = 0, whole: bool = False) -> Any:
    """A run at the end of a paragraph, a ``w:r``.

    python-docx looks for the place of each part of it, which takes longer than all else that a report needs.

    Args:
        paragraph: what it is added to.
        text: with tabs, and line feeds where a line ends.
        bold: whether it is, if its style is not.
        size: points; 0 for that of its style.
        whole: whether no line ends at a hyphen of it.
    """
    made = element("r")
    how = [element(name) for name in ("b", "bCs") if bold]
    if size:
        how += [element(name, val=str(round(2 * size))) for name in ("sz", "szCs")]
    if how:
        properties = element("rPr")
        properties.extend(how)
        made.append(properties)
    for part in re.split(r"([\t\n-])" if whole else r"([\t\n])", text):
        if part in _SIGNS:
            made.append(element(_SIGNS[part]))
        elif part:
            words = element("t", xml_space="preserve")
            words.text = part
            made.append(words)
    paragraph._p.append(made)
    return made


def bookmark(paragraph: "Paragraph", number: int, name: str) -> None:
    """A place that can be pointed to, around all that the paragraph holds."""
    start = element("bookmarkStart", id=str(number), name=name)
    first = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(first, start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def jump(paragraph: "Paragraph", name: str, runs: Sequence[Any]) -> None:
    """The given runs of a paragraph made a jump to a bookmark."""
    link = element("hyperlink", anchor=name, history="1")
    for run in runs:
        link.append(run)
    paragraph._p.append(link)


def without(style: "ParagraphStyle", part: str) -> None:
    """Take a part, such as ``tabs``, out of the paragraph properties of a style."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn(f"w:{part}")):
        properties.remove(old)


def paragraph(document: Any, style: str) -> "Paragraph":
    """A new paragraph at the end of the document, in the style of that id.

    python-docx looks the style up by reading all of them, for every paragraph.
    """
    from docx.text.paragraph import Paragraph

    made, properties = element("p"), element("pPr")
    properties.append(element("pStyle", val=style))
    made.append(properties)
    document.element.body.insert_element_before(made, "w:sectPr")
    return Paragraph(made, document._body)


def table(document: Any, widths: Sequence[int], accent: str, line: str) -> Any:
    """An empty table: rules above and below it and under each row, none at the sides.

    python-docx makes one too, in a time that grows with the square of its rows.

    Args:
        document: where it is added.
        widths: of the columns, in twips.
        accent: the colour of the outer rules, six hex digits.
        line: that of the inner ones.
    """
    made, properties, grid = element("tbl"), element("tblPr"), element("tblGrid")
    rules = element("tblBorders")
    for side, size, colour in (("top", "12", accent), ("bottom", "8", accent), ("insideH", "4", line)):
        rules.append(element(side, val="single", sz=size, space="0", color=colour))
    properties.append(element("tblW", w=str(sum(widths)), type="dxa"))
    properties.append(element("tblInd", w=str(MARGIN), type="dxa"))  # its rules as wide as the text
    properties.append(rules)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    margins.extend(element(side, w=str(MARGIN), type="dxa") for side in ("left", "right"))
    properties.append(margins)
    for width in widths:
        grid.append(element("gridCol", w=str(width)))
    made.append(properties)
    made.append(grid)
    document.element.body.insert_element_before(made, "w:sectPr")
    return made


def row(document: Any, table: Any, aligned: Sequence[str], head: bool, kept: bool) -> "list[Paragraph]":
    """A new row that no page cuts in two. Returns its cells' paragraphs.

    A head is repeated on every page; a row that is ``kept`` is on the page of the next one.
    """
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    made, properties = element("tr"), element("trPr")
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    made.append(properties)
    widths = [column.get(qn("w:w")) for column in table.find(qn("w:tblGrid"))]
    paragraphs = []
    for width, how in zip(widths, aligned, strict=True):
        cell, form, paragraph, style = element("tc"), element("tcPr"), element("p"), element("pPr")
        form.append(element("tcW", w=width, type="dxa"))
        style.append(element("pStyle", val="Cell"))
        if kept:
            style.append(element("keepNext"))
        style.append(element("jc", val=how))
        paragraph.append(style)
        cell.append(form)
        cell.append(paragraph)
        made.append(cell)
        paragraphs.append(Paragraph(paragraph, document._body))
    table.append(made)
    return paragraphs


def framed(cell: Any) -> None:
    """A cell with a dotted line around it: a slot for what is put there by hand."""
    sides = element("tcBorders")
    for side in ("top", "left", "bottom", "right"):
        sides.append(element(side, val="dotted", sz="4", space="0", color="8A949E"))
    cell._tc.get_or_add_tcPr().append(sides)


def dotted_stop(paragraph: "Paragraph | ParagraphStyle", centimetres: float) -> None:
    """A tab that leads to its place with dots: the line that a person writes upon."""
    right_stop(paragraph, centimetres, "DOTS")


def right_stop(paragraph: "Paragraph | ParagraphStyle", centimetres: float, leader: str = "SPACES") -> None:
    """A tab to a place at which the text before it ends."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm

    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(centimetres), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER[leader])


def numbered_pages(section: Any, how: str, start: int | None = None) -> None:
    """Page numbers in ``thaiNumbers``, ``thaiLetters``, ``decimal`` or ``lowerRoman``."""
    from docx.oxml.ns import qn

    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    more = {} if start is None else {"start": str(start)}
    section._sectPr.find(qn("w:pgMar")).addnext(element("pgNumType", fmt=how, **more))


def picture(paragraph: "Paragraph", image: bytes, width: float, tallest: float, **said: str) -> None:
    """A picture that stands in a line like a letter.

    Args:
        paragraph: the line.
        image: a PNG.
        width: in centimetres; less where the picture would be taller than ``tallest``.
        said: its ``title`` and its ``descr``.
    """
    from docx.shared import Cm

    shape = paragraph.add_run().add_picture(io.BytesIO(image), width=Cm(width))
    if shape.height > Cm(tallest):
        shape.width, shape.height = round(shape.width * Cm(tallest) / shape.height), Cm(tallest)
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")  # where it is not said, LibreOffice leaves 3 mm at both sides
    for name, text in said.items():
        shape._inline.docPr.set(name, text)


def packed(document: Any) -> bytes:
    """The document as a file without the template's leftovers; the same document gives the same bytes."""
    _own(document)
    buffer, again = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _settings(document: Any) -> None:
    """What a word processor must know of the file, in the schema's order; the template's own is left out."""
    from docx.oxml.ns import qn

    said = document.settings.element
    for old in [*said]:
        said.remove(old)
    said.append(element("zoom", percent="100"))
    said.append(element("embedTrueTypeFonts"))  # ours stays in a file that is saved again
    said.append(element("defaultTabStop", val="720"))
    said.append(element("characterSpacingControl", val="doNotCompress"))
    if any("PAGEREF" in code.text for code in document.element.body.iter(qn("w:instrText"))):
        said.append(element("updateFields", val="true"))
    compatible = element("compat")
    for name, value in _COMPATIBLE.items():
        address = "http://schemas.microsoft.com/office/word"
        compatible.append(element("compatSetting", name=name, uri=address, val=value))
    said.append(compatible)
    said.append(element("decimalSymbol", val="."))
    said.append(element("listSeparator", val=","))


def _own(document: Any) -> None:
    """Say which program made the file and which fonts it uses, and drop what the template says instead."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    _settings(document)
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for name in [key for key, one in relations.items() if one.reltype.endswith(_LEFT_OVER)]:
            del relations[name]
    package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = _MADE_BY.encode()
    embed(document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE))
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        fonts.attrib.update(_fonts().attrib)
