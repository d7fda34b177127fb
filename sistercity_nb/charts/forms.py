"""The forms of a chart, each a figure of matplotlib in centimetres: bars, dots, a heatmap."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sistercity_nb.charts.lettering import BOLD, INCH, REGULAR, SIZE, in_digits, width_of, wrapped
from sistercity_nb.charts.sheet import Sheet, sheet_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Neighbours differ in lightness by a quarter of the scale or more, so they survive a black-and-white printer.
COLOURS = ("#12355b", "#86bdb3", "#a8502a", "#ecdcae", "#5b3a68", "#b8c4cc")
INK, QUIET, WARNING = "#1c2530", "#5b6672", "#9a3412"
_ROW, _BAR, _GAP = 0.56, 0.5, 0.26  # centimetres: a line of text, a bar of a group, the air around a group
_HEAD = 1.0  # centimetres above the first row, for the mark of simulated data
_POINT, _BEHIND = 0.2, 0.3  # centimetres: half a mark; between the end of a line and its number

Rows = dict[str, dict[str, float]]  # row → column → value, in the order of the summary
Mark = Callable[[Sheet, float, float, int], None]  # up to where, at which height, of which column


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(column for columns in rows.values() for column in columns))


def _listed(rows: Rows, width: float, language: str, mark: Mark, start: float = 0.0) -> "Figure":
    """The rows one under the other: a title with the row's total, and below it a line for each column.

    A line ends in its number and the column's name, so that nobody looks a colour up; the longest has room
    for both.
    """
    columns = _columns(rows)
    named = [_named(column, width) for column in columns]
    longest = _largest(rows)
    number = max(
        (in_digits(one, language) for values in rows.values() for one in values.values()), key=len, default=""
    )
    said = max((width_of(f"{number} {name}", REGULAR) for name in named), default=0.0)
    room = width - start - _BEHIND - 0.1 - said
    titles = {
        row: wrapped(
            f"{row}  ({in_digits(sum(values.values()), language)})" if len(columns) > 1 else row,
            width - 0.1,
            BOLD,
        )
        for row, values in rows.items()
    }
    each = len(columns) * _BAR + _GAP
    place = _HEAD
    sheet = sheet_of(width, max(place + sum(len(lines) * _ROW + each for lines in titles.values()), 2.0))
    for row, values in rows.items():
        for line in titles[row]:
            sheet.text(0, place + 0.5 * _ROW, line, weight="bold")
            place += _ROW
        for step, (column, name) in enumerate(zip(columns, named, strict=True)):
            value, middle = values.get(column, 0.0), place + (step + 0.5) * _BAR
            end = start + room * value / longest
            mark(sheet, end, middle, step)
            sheet.text(end + _BEHIND, middle, f"{in_digits(value, language)} {name}".rstrip())
        place += each
    return sheet.figure


def _bars(rows: Rows, language: str, width: float) -> "Figure":
    """A group of bars a row, one bar a column."""

    def bar(sheet: Sheet, end: float, middle: float, step: int) -> None:
        colour = _colour(step)
        sheet.bar(0, middle, end, 0.7 * _BAR, facecolor=colour, edgecolor="white", linewidth=0.6)

    return _listed(rows, width, language, bar)


def _dots(rows: Rows, language: str, width: float) -> "Figure":
    """A thin line a row and column, ending in a mark; each column has a mark of its own."""

    def dot(sheet: Sheet, end: float, middle: float, step: int) -> None:
        colour = _colour(step)
        sheet.line([_POINT, end], middle, color=colour, linewidth=2.2, zorder=2)
        sheet.line([end], middle, marker="osD^v"[step % 5], color=colour, markersize=8, zorder=3)

    return _listed(rows, width, language, dot, _POINT)


def _heatmap(rows: Rows, language: str, width: float) -> "Figure":
    """Rows against columns; the darker, the more, and the number stands in each cell."""
    import seaborn as sns
    from matplotlib.figure import Figure

    columns = _columns(rows)
    values = [[rows[row].get(column, 0.0) for column in columns] for row in rows]
    left = min(0.4, (0.3 + max(width_of(row, REGULAR) for row in rows)) / width)
    above = [wrapped(column, (1 - left) * width / len(columns) - 0.1, REGULAR) for column in columns]
    beside = [wrapped(row, left * width - 0.2, REGULAR) for row in rows]
    head = 1.25 + _ROW * max(map(len, above))
    each = max(1.5, _ROW * max(map(len, beside)) + 0.2)
    height = head + each * len(rows)
    figure = Figure(figsize=(width / INCH, height / INCH))
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
        annot=[[in_digits(one, language) for one in line] for line in values],
        fmt="",
        annot_kws={"size": SIZE + 2},
        xticklabels=["\n".join(lines) for lines in above],
        yticklabels=["\n".join(lines) for lines in beside],
    )
    # seaborn's own choice of the number's colour is too faint on middle tones
    for label, cell in zip(axes.texts, axes.collections[0].get_facecolor(), strict=True):
        label.set_color(_on(cell))
    axes.xaxis.tick_top()
    axes.tick_params(length=0, rotation=0, labelcolor=INK)
    return figure


FORMS: dict[str, Callable[[Rows, str, float], "Figure"]] = {
    "bars": _bars,
    "heatmap": _heatmap,
    "dots": _dots,
}


def _largest(rows: Rows) -> float:
    return max((value for values in rows.values() for value in values.values()), default=0) or 1


def _named(column: str, width: float) -> str:
    """The name of a column as it stands beside a bar: on one line, of three fifths of the width at most."""
    first, *others = wrapped(column, 0.6 * width, REGULAR)
    return first + "…" * bool(others)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _on(colour: Any) -> str:
    """White or black, whichever has the greater contrast on ``colour``: 4.5 at least (WCAG 2.2, 1.4.3)."""
    from matplotlib.colors import to_rgb

    def luminance(one: Any) -> float:
        red, green, blue = (
            (part / 12.92) if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(one)
        )
        return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

    under = luminance(colour) + 0.05
    return "white" if 1.05 / under > under / 0.05 else "black"
