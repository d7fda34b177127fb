"""The styles of a Word report: what an office changes once, and every page follows."""

from typing import Any

from sistercity_nb.report import ooxml

TEXT_WIDTH = 16.0  # centimetres between the customary margins
ACCENT, QUIET, RULE = "12355B", "4C5864", "AEB8C2"
_STYLES = {  # name → size, bold, colour, alignment, points above and below
    "Normal": (16, None, "", "THAI_JUSTIFY", 0, 6),
    "Title": (20, True, ACCENT, "CENTER", 0, 12),
    "Heading 1": (20, True, ACCENT, "CENTER", 0, 12),
    "Heading 2": (18, True, ACCENT, "LEFT", 14, 6),
    "Heading 3": (16, True, ACCENT, "LEFT", 10, 4),
    "Caption": (14, None, "", "LEFT", 10, 4),
    "Quote": (16, None, "", "THAI_JUSTIFY", 4, 0),
    "List Bullet": (16, None, "", "LEFT", 0, 3),
    "List Number": (16, None, "", "LEFT", 0, 3),
    "Header": (13, None, QUIET, "LEFT", 0, 0),
    "Footer": (13, None, QUIET, "LEFT", 0, 0),
}
_MORE_STYLES = {  # likewise, after the style that each is based on
    "Cell": ("Normal", 14, None, "", "LEFT", 1, 1),
    "Table Caption": ("Caption", 14, None, "", "LEFT", 10, 4),
    "Figure Caption": ("Caption", 14, None, "", "CENTER", 4, 10),
    "Source": ("Normal", 13, None, QUIET, "LEFT", 0, 8),
    "Notice": ("Normal", 16, None, QUIET, "LEFT", 4, 8),
    "toc 1": ("Normal", 16, True, "", "LEFT", 2, 2),
    "toc 2": ("Normal", 16, None, "", "LEFT", 0, 0),
    "table of figures": ("Normal", 16, None, "", "LEFT", 0, 2),
}


def set_styles(styles: Any) -> None:
    """Give a document's styles the looks of a report, and add those that a report has besides."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGNMENT
    from docx.shared import Cm, Pt

    for name, (base, *_) in _MORE_STYLES.items():
        words_own = name.islower()  # its name begins with a small letter where Word knows the style
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, words_own).base_style = styles[base]
    looks: dict[str, tuple[Any, ...]] = {
        **_STYLES,
        **{name: look[1:] for name, look in _MORE_STYLES.items()},
    }
    for name, (size, bold, colour, how, above, below) in looks.items():
        style = styles[name]
        ooxml.set_font(style.element.get_or_add_rPr(), size, bold, colour)
        form = style.paragraph_format
        form.alignment = getattr(ALIGNMENT, how)
        form.space_before, form.space_after, form.line_spacing = Pt(above), Pt(below), 1.0
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Table Caption"):
        styles[name].paragraph_format.keep_with_next = True
    for name, part in (("Title", "pBdr"), ("Header", "tabs"), ("Footer", "tabs")):
        ooxml.without(styles[name], part)  # of the template: a rule, and stops for another paper
    styles["Quote"].paragraph_format.left_indent = Cm(0.7)
    styles["Quote"].paragraph_format.keep_with_next = True
    styles["Source"].paragraph_format.left_indent = Cm(0.7)
    styles["toc 2"].paragraph_format.left_indent = Cm(0.8)
    for name in ("toc 1", "toc 2", "table of figures"):
        ooxml.dotted_stop(styles[name], TEXT_WIDTH)
