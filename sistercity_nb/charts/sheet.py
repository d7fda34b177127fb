"""A sheet that a chart is drawn on, in centimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sistercity_nb.charts.lettering import INCH

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

_LETTER = 0.21  # centimetres: the height of a letter without marks


@dataclass(frozen=True)
class Sheet:
    """A figure to draw on in centimetres from its top left corner; axes would cost a third of its time."""

    figure: "Figure"
    centimetres: "Transform"

    def bar(self, left: float, middle: float, length: float, height: float, **style: Any) -> None:
        """One bar."""
        from matplotlib.patches import Rectangle

        corner = (left, middle - height / 2)
        self.figure.add_artist(Rectangle(corner, length, height, transform=self.centimetres, **style))

    def line(self, x: Sequence[float], middle: float, **style: Any) -> None:
        """A line between two places, or the mark of one."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D(x, [middle] * len(x), transform=self.centimetres, **style))

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Text with its letters (not its marks) centred on ``y``."""
        self.figure.text(x, y + _LETTER / 2, text, va="baseline", transform=self.centimetres, **style)


def sheet_of(width: float, height: float) -> Sheet:
    """An empty sheet, its sides in centimetres."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure(figsize=(width / INCH, height / INCH))
    from_top_left = Affine2D().scale(1 / width, -1 / height).translate(0, 1)
    return Sheet(figure, from_top_left + figure.transFigure)
