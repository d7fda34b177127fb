"""The forms of a chart, each a figure of matplotlib in centimetres: stacked bars, bars, dots, a heatmap."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sistercity_nb.charts.lettering import BOLD, INCH, REGULAR, SIZE, in_digits, width_of, wrapped
from sistercity_nb.charts.sheet import Sheet, sheet_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Neighbours differ in lightness by a quarter of the scale or more, so they survive a black-and-white printer.
COLOURS = ("#12355b", "#86bdb3", "#a8502a", "#ecdcae", "#5b3a68", "#b8c4cc")
INK, QUIET, WARNING = "#1c2530", "#5b6672", "#9a3412"
_ROW, _BAR, _GAP = 0.56, 0.44, 0.3  # centimetres: a line of text, a bar of a group, the air around a group

Rows = dict[str, dict[str, float]]  # row → column → value, in the order of the summary
RowDrawing = Callable[[Sheet, float, dict[str, float]], None]  # sheet, top of the row, its columns


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(column for columns in rows.values() for column in columns))


def _listed(rows: Rows, width: float, each: float, draw: RowDrawing, language: str, totals: bool) -> "Figure":
    """The rows one under the other: a title, and ``each`` centimetres for what ``draw`` puts below it."""
    columns = _columns(rows)
    titles = {
        row: wrapped(
            f"{row}  ({in_digits(sum(values.values()), language)})" if totals else row, width - 0.1, BOLD
        )
        for row, values in rows.items()
    }
    place = _head(columns, width)
    height = max(place + sum(len(lines) * _ROW + each for lines in titles.values()), 2.0)
    sheet = sheet_of(width, height)
    for row, values in rows.items():
        for line in titles[row]:
            sheet.text(0, place + 0.5 * _ROW, line, weight="bold")
            place += _ROW
        draw(sheet, place, {column: values.get(column, 0.0) for column in columns})
        place += each
    _legend(sheet, columns, width)
    return sheet.figure


def _stacked(rows: Rows, language: str, width: float) -> "Figure":
    """One bar a row, its columns side by side; each segment that has room carries its number."""
    longest = max((sum(values.values()) for values in rows.values()), default=0) or 1

    def draw(sheet: Sheet, top: float, values: dict[str, float]) -> None:
        left, middle = 0.0, top + 0.75 * _ROW
        for step, value in enumerate(values.values()):
            share, number = width * value / longest, in_digits(value, language)
            sheet.bar(
                left, middle, share, 1.3 * _ROW, facecolor=_colour(step), edgecolor="white", linewidth=1
            )
            if share > 0.18 * len(number) + 0.15:
                sheet.text(left + share / 2, middle, number, ha="center", color=_on(_colour(step)))
            left += share

    return _listed(rows, width, 2 * _ROW + _GAP, draw, language, totals=True)


def _bars(rows: Rows, language: str, width: float) -> "Figure":
    """A group of bars a row, one bar a column, each ending in its number."""
    longest = _largest(rows)

    def draw(sheet: Sheet, top: float, values: dict[str, float]) -> None:
        for step, value in enumerate(values.values()):
            share, middle = 0.9 * width * value / longest, top + (step + 0.5) * _BAR
            sheet.bar(
                0, middle, share, 0.88 * _BAR, facecolor=_colour(step), edgecolor="white", linewidth=0.6
            )
            sheet.text(share + 0.12, middle, in_digits(value, language))

    return _listed(rows, width, len(_columns(rows)) * _BAR + _GAP, draw, language, totals=False)


def _dots(rows: Rows, language: str, width: float) -> "Figure":
    """A line a row and column, ending in a mark and its number; each column has a mark of its own."""
    longest = _largest(rows)
    behind = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}

    def draw(sheet: Sheet, top: float, values: dict[str, float]) -> None:
        for step, value in enumerate(values.values()):
            end, middle, colour = 0.9 * width * value / longest, top + (step + 0.9) * _BAR, _colour(step)
            sheet.line([0, 0.9 * width], middle, color="#d5dbe1", linewidth=1, zorder=1)
            sheet.line([0, end], middle, color=colour, linewidth=2.2, zorder=2)
            sheet.line([end], middle, marker="osD^v"[step % 5], color=colour, markersize=8, zorder=3)
            sheet.text(end + 0.22, middle, in_digits(value, language), bbox=behind, zorder=2)

    each = (len(_columns(rows)) + 0.8) * _BAR + _GAP
    return _listed(rows, width, each, draw, language, totals=False)


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
    "stacked": _stacked,
    "bars": _bars,
    "heatmap": _heatmap,
    "dots": _dots,
}


def _largest(rows: Rows) -> float:
    return max((value for values in rows.values() for value in values.values()), default=0) or 1


def _legend_places(columns: list[str], width: float) -> list[tuple[float, float]]:
    """Where each name of the legend stands: left to right, in as many lines as it takes."""
    places, x, y = [], 0.0, 1.35
    for column in columns:
        wide = 0.6 + width_of(column, REGULAR)
        if x and x + wide > width:
            x, y = 0.0, y + 0.62
        places.append((x, y))
        x += wide + 0.35
    return places


def _head(columns: list[str], width: float) -> float:
    """The height above the first row: the mark of simulated data, and the legend where there is one."""
    return _legend_places(columns, width)[-1][1] + 0.6 if any(columns) else 1.0


def _legend(sheet: Sheet, columns: list[str], width: float) -> None:
    if not any(columns):
        return
    for number, (column, (x, y)) in enumerate(zip(columns, _legend_places(columns, width), strict=True)):
        sheet.bar(x, y, 0.36, 0.36, facecolor=_colour(number), edgecolor=QUIET, linewidth=0.4)
        sheet.text(x + 0.5, y, column)


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
