"""The summary's charts as SVG: four forms, direct labels, colours that hold in grey and for the colour-blind.

The same rows give the same bytes: no date, no random ids. Thai is shaped by matplotlib (3.11 or later) with
the report's own font. Labels of rows stand above their bars, so that a long theme title needs no left margin
and the chart can be read on a phone.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sistercity_nb.language import translate
from sistercity_nb.report.fonts import FAMILY, FOLDER, OTHERS, PRINT, shown
from sistercity_nb.thai import thai_digits, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Neighbours differ in lightness by a quarter of the scale or more, so they survive a black-and-white printer.
COLOURS = ("#12355b", "#86bdb3", "#a8502a", "#ecdcae", "#5b3a68", "#b8c4cc")
INK, QUIET, WARNING = "#1c2530", "#5b6672", "#9a3412"
_SIZE = 14  # points of the print font; 10.5 in a font of ordinary proportions
_ROW, _BAR, _GAP = 0.56, 0.44, 0.3  # centimetres: a line of text, a bar of a group, the air around a group
_MOST_LINES = 3  # of a label
_INCH = 2.54
_REGULAR, _BOLD = PRINT
_OTHER_FILES = sorted((FOLDER / "others").glob("*.ttf"))
_DOTS = 200  # an inch of a picture; an office printer has 300 at most of what it is given
_LETTER = 0.21  # centimetres: the height of a letter without marks

Chart = dict[str, Any]
Rows = dict[str, dict[str, float]]  # row → column → value, in the order of the summary
RowDrawing = Callable[["Axes", float, dict[str, float]], None]  # axes, top of the row, its columns


def svg(chart: Chart, language: str, text: Literal["path", "text"] = "path", width: float = 16.0) -> str:
    """A chart of the summary as one SVG element.

    Args:
        chart: an item of ``summary["charts"]``; a true ``simulated`` draws the mark onto the chart.
        language: ``th`` (Thai digits) or ``en``.
        text: ``path`` draws the letters, so that no font is needed; ``text`` keeps them searchable.
        width: of the drawing, in centimetres.

    Raises:
        ValueError: for a form that is none of ``stacked``, ``bars``, ``heatmap``, ``dots``.
    """
    _check_form(chart)
    return _svg(json.dumps(chart, sort_keys=True), language, text, width)


def png(chart: Chart, language: str, width: float = 16.0) -> bytes:
    """A chart of the summary as a picture of ``_DOTS`` dots an inch, for what cannot hold a drawing.

    Args:
        chart: as ``svg`` takes it.
        language: ``th`` (Thai digits) or ``en``.
        width: of the picture, in centimetres.

    Raises:
        ValueError: as ``svg`` does.
    """
    _check_form(chart)
    buffer = io.BytesIO()
    with _figure(chart, language, width) as figure:
        figure.savefig(buffer, format="png", dpi=_DOTS, metadata={"Software": None})
    return buffer.getvalue()


def _check_form(chart: Chart) -> None:
    if chart["form"] not in _FORMS:
        raise ValueError(f"A chart has the form {chart['form']!r}; it can have {', '.join(_FORMS)}.")


@lru_cache(maxsize=64)
def _svg(chart_as_json: str, language: str, text: str, width: float) -> str:
    with _figure(json.loads(chart_as_json), language, width, text) as figure:
        return _drawn(figure)


@contextmanager
def _figure(chart: Chart, language: str, width: float, text: str = "path") -> Iterator["Figure"]:
    """The chart drawn, in the style that it must also be saved in."""
    import matplotlib as mpl

    rows = _rows(chart, language)
    labels = "".join(label for row, columns in rows.items() for label in (row, *columns))
    style: dict[Any, Any] = {
        # every text is looked up in every font that is named
        "font.family": [FAMILY] if _in_family(labels) else [FAMILY, *OTHERS],
        "font.size": _SIZE,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": QUIET,
        "ytick.color": INK,
        "svg.fonttype": "path" if text == "path" else "none",
        "svg.hashsalt": "sistercity",
        "axes.unicode_minus": False,
        "text.usetex": False,
        "text.parse_math": False,
    }
    with mpl.rc_context(style):
        figure = _FORMS[chart["form"] if rows else "bars"](rows, language, width)
        if chart.get("simulated"):
            place = (1 - 0.2 / width, 1 - 0.25 / (figure.get_figheight() * _INCH))
            box = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": WARNING, "linewidth": 1}
            said = translate("Simulated data", language)
            figure.text(*place, said, ha="right", va="top", color=WARNING, weight="bold", bbox=box)
        yield figure


def figures(
    summary: dict[str, Any], text: Literal["path", "text"] = "path", width: float = 16.0
) -> list[dict[str, str]]:
    """Every chart of the summary: ``id``, ``title``, ``alt`` and ``svg``, marked if they are simulated."""
    language = summary["language"]
    return [
        {
            "id": chart["id"],
            "title": chart["title"],
            "alt": chart["alt"],
            "svg": svg({**chart, "simulated": summary["simulated"]}, language, text, width),
        }
        for chart in summary["charts"]
    ]


def _in_family(text: str) -> bool:
    """Whether the print font has every letter of ``text``."""
    return _fonts().issuperset(map(ord, text))


@cache
def _fonts() -> frozenset[int]:
    """Make the fonts known to matplotlib; returns the characters of the print font."""
    from matplotlib import font_manager

    for path in PRINT:
        font_manager.fontManager.addfont(path)
    for path in _OTHER_FILES:
        font_manager.fontManager.addfont(path)
        regular = font_manager.fontManager.ttflist[-1]
        font_manager.fontManager.ttflist.append(
            replace(regular, weight=700)
        )  # they have no bold of their own
    return frozenset(font_manager.get_font(_REGULAR).get_charmap())


def _rows(chart: Chart, language: str) -> Rows:
    rows: Rows = {}
    for one in chart["rows"]:
        columns = rows.setdefault(_label(one["row"], language), {})
        columns[_label(one["column"], language)] = float(one["value"])
    return rows


def _label(text: str, language: str) -> str:
    plain = " ".join(shown(text).replace("\u200b", "").replace("\u00ad", "").split())
    return thai_digits(plain) if language == "th" else plain


def _number(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return thai_digits(text) if language == "th" else text


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(column for columns in rows.values() for column in columns))


def _listed(rows: Rows, width: float, each: float, draw: RowDrawing, language: str, totals: bool) -> "Figure":
    """The rows one under the other: a title, and ``each`` centimetres for what ``draw`` puts below it."""
    from matplotlib.figure import Figure

    columns = _columns(rows)
    titles = {
        row: _lines(
            f"{row}  ({_number(sum(values.values()), language)})" if totals else row, width - 0.1, _BOLD
        )
        for row, values in rows.items()
    }
    place = _head(columns, width)
    height = max(place + sum(len(lines) * _ROW + each for lines in titles.values()), 2.0)
    figure = Figure(figsize=(width / _INCH, height / _INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)  # centimetres from the top left corner
    axes.set_ylim(height, 0)
    for row, values in rows.items():
        for line in titles[row]:
            _text(axes, 0, place + 0.5 * _ROW, line, weight="bold")
            place += _ROW
        draw(axes, place, {column: values.get(column, 0.0) for column in columns})
        place += each
    _legend(axes, columns, width)
    return figure


def _stacked(rows: Rows, language: str, width: float) -> "Figure":
    """One bar a row, its columns side by side; each segment that has room carries its number."""
    longest = max((sum(values.values()) for values in rows.values()), default=0) or 1

    def draw(axes: "Axes", top: float, values: dict[str, float]) -> None:
        left, middle = 0.0, top + 0.75 * _ROW
        for step, value in enumerate(values.values()):
            share, number = width * value / longest, _number(value, language)
            _bar(
                axes, left, middle, share, 1.3 * _ROW, facecolor=_colour(step), edgecolor="white", linewidth=1
            )
            if share > 0.18 * len(number) + 0.15:
                _text(axes, left + share / 2, middle, number, ha="center", color=_on(_colour(step)))
            left += share

    return _listed(rows, width, 2 * _ROW + _GAP, draw, language, totals=True)


def _bars(rows: Rows, language: str, width: float) -> "Figure":
    """A group of bars a row, one bar a column, each ending in its number."""
    longest = _largest(rows)

    def draw(axes: "Axes", top: float, values: dict[str, float]) -> None:
        for step, value in enumerate(values.values()):
            share, middle = 0.9 * width * value / longest, top + (step + 0.5) * _BAR
            _bar(
                axes, 0, middle, share, 0.88 * _BAR, facecolor=_colour(step), edgecolor="white", linewidth=0.6
            )
            _text(axes, share + 0.12, middle, _number(value, language))

    return _listed(rows, width, len(_columns(rows)) * _BAR + _GAP, draw, language, totals=False)


def _dots(rows: Rows, language: str, width: float) -> "Figure":
    """A line a row and column, ending in a mark and its number; each column has a mark of its own."""
    longest = _largest(rows)
    behind = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}

    def draw(axes: "Axes", top: float, values: dict[str, float]) -> None:
        for step, value in enumerate(values.values()):
            end, middle, colour = 0.9 * width * value / longest, top + (step + 0.9) * _BAR, _colour(step)
            axes.plot([0, 0.9 * width], [middle, middle], color="#d5dbe1", linewidth=1, zorder=1)
            axes.plot([0, end], [middle, middle], color=colour, linewidth=2.2, zorder=2)
            axes.plot([end], [middle], marker="osD^v"[step % 5], color=colour, markersize=8, zorder=3)
            _text(axes, end + 0.22, middle, _number(value, language), bbox=behind, zorder=2)

    each = (len(_columns(rows)) + 0.8) * _BAR + _GAP
    return _listed(rows, width, each, draw, language, totals=False)


def _heatmap(rows: Rows, language: str, width: float) -> "Figure":
    """Rows against columns; the darker, the more, and the number stands in each cell."""
    import seaborn as sns
    from matplotlib.figure import Figure

    columns = _columns(rows)
    values = [[rows[row].get(column, 0.0) for column in columns] for row in rows]
    left = min(0.4, (0.3 + max(_wide(row, _REGULAR) for row in rows)) / width)
    above = [_lines(column, (1 - left) * width / len(columns) - 0.1, _REGULAR) for column in columns]
    beside = [_lines(row, left * width - 0.2, _REGULAR) for row in rows]
    head = 1.25 + _ROW * max(map(len, above))
    each = max(1.5, _ROW * max(map(len, beside)) + 0.2)
    height = head + each * len(rows)
    figure = Figure(figsize=(width / _INCH, height / _INCH))
    axes = figure.add_axes((left, 0.0, 1 - left, 1 - head / height))
    sns.heatmap(
        values,
        ax=axes,
        cmap=sns.light_palette(COLOURS[0], as_cmap=True),
        cbar=False,
        linewidths=1.5,
        linecolor="white",
        vmin=0,
        vmax=_largest(rows),
        annot=[[_number(one, language) for one in line] for line in values],
        fmt="",
        annot_kws={"size": _SIZE + 2},
        xticklabels=["\n".join(lines) for lines in above],
        yticklabels=["\n".join(lines) for lines in beside],
    )
    # seaborn's own choice of the number's colour is too faint on middle tones
    for label, cell in zip(axes.texts, axes.collections[0].get_facecolor(), strict=True):
        label.set_color(_on(cell))
    axes.xaxis.tick_top()
    axes.tick_params(length=0, rotation=0, labelcolor=INK)
    return figure


_FORMS: dict[str, Callable[[Rows, str, float], "Figure"]] = {
    "stacked": _stacked,
    "bars": _bars,
    "heatmap": _heatmap,
    "dots": _dots,
}


def _largest(rows: Rows) -> float:
    return max((value for values in rows.values() for value in values.values()), default=0) or 1


def _bar(axes: "Axes", left: float, middle: float, length: float, height: float, **style: Any) -> None:
    """One bar as a plain rectangle: ``barh`` takes its time to make room on axes that have theirs."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((left, middle - height / 2), length, height, **style))


def _text(axes: "Axes", x: float, y: float, text: str, **style: Any) -> None:
    """Text with its letters (not its marks) centred on ``y``."""
    axes.text(x, y + _LETTER / 2, text, va="baseline", **style)


def _lines(text: str, width: float, font: Path) -> list[str]:
    """``text`` in as many lines of ``width`` centimetres as it takes, at most ``_MOST_LINES``; then …"""
    lines, taken = [""], 0.0
    for word in words(text):
        if lines[-1] and taken + _wide(word.rstrip(), font) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            taken = 0.0
        if lines[-1] or not word.isspace():
            lines[-1] += word
            taken += _wide(word, font)
    lines = [_shortened(line, width, font) for line in lines]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + "…"]
    return lines


def _shortened(word: str, width: float, font: Path) -> str:
    """A line without its last letters where one word alone has no room."""
    wide = _wide(word, font)
    return word if wide <= width else word[: max(3, int(len(word) * width / wide) - 1)] + "…"


@lru_cache(maxsize=10_000)
def _wide(text: str, path: Path) -> float:
    """The width of ``text`` in a font, in centimetres."""
    from matplotlib import font_manager
    from matplotlib.ft2font import LoadFlags

    font = font_manager.get_font([path] if _in_family(text) else [path, *_OTHER_FILES])
    font.set_size(_SIZE, 72)  # a pixel is a point
    font.set_text(text, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72 * _INCH


def _legend_places(columns: list[str], width: float) -> list[tuple[float, float]]:
    """Where each name of the legend stands: left to right, in as many lines as it takes."""
    places, x, y = [], 0.0, 1.35
    for column in columns:
        wide = 0.6 + _wide(column, _REGULAR)
        if x and x + wide > width:
            x, y = 0.0, y + 0.62
        places.append((x, y))
        x += wide + 0.35
    return places


def _head(columns: list[str], width: float) -> float:
    """The height above the first row: the mark of simulated data, and the legend where there is one."""
    return _legend_places(columns, width)[-1][1] + 0.6 if any(columns) else 1.0


def _legend(axes: "Axes", columns: list[str], width: float) -> None:
    if not any(columns):
        return
    for number, (column, (x, y)) in enumerate(zip(columns, _legend_places(columns, width), strict=True)):
        _bar(axes, x, y, 0.36, 0.36, facecolor=_colour(number), edgecolor=QUIET, linewidth=0.4)
        _text(axes, x + 0.5, y, column)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _on(colour: Any) -> str:
    """White or ink, whichever has the greater contrast on ``colour`` (WCAG's relative luminance)."""
    from matplotlib.colors import to_rgb

    def luminance(one: Any) -> float:
        red, green, blue = (
            (part / 12.92) if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(one)
        )
        return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

    under = luminance(colour) + 0.05
    return "white" if 1.05 / under > under / (luminance(INK) + 0.05) else INK


def _drawn(figure: "Figure") -> str:
    buffer = io.StringIO()
    figure.savefig(
        buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    drawn = buffer.getvalue()
    return _lean(drawn[drawn.index("<svg") :])


def _lean(drawn: str) -> str:
    """The drawing without what nobody sees.

    That is each text again in a comment, a line for each step of a path, and glyphs drawn to a 64th of a
    point of their 100-point master, where an 8th is finer than any screen or printer.
    """
    bare = re.sub(r"<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>", "", drawn, flags=re.DOTALL)
    bare = re.sub(r'd="([^"]*)" transform="scale\(0\.015625\)"', _coarser, bare)
    return re.sub(r"\s*\n\s*", " ", bare).replace("> <", "><").strip()


def _coarser(path: re.Match[str]) -> str:
    steps = re.sub(r"-?\d+", lambda number: str(round(int(number[0]) / 8)), path[1])
    dense = re.sub(r"\s*([A-Za-z])\s*", r"\1", steps)
    return f'd="{" ".join(dense.split())}" transform="scale(0.125)"'
