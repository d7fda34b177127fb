"""What was measured, as a table in Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles

_NOTES = Path(__file__).with_name("notes.md")
_HEAD = """# What was measured

By `make bench` on {day}, every line in one run on one machine. Compare ratios rather than seconds: figures
of two runs or of two machines are not comparable.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``met`` is None where there is no target, or nothing to compare with."""

    what: str
    ours: str
    peer: str = "–"
    ratio: str = "–"
    target: str = "–"
    met: bool | None = None

    def line(self) -> str:
        """The row in Markdown."""
        met = {True: "yes", False: "**no**", None: "–"}[self.met]
        return f"| {self.what} | {self.ours} | {self.peer} | {self.ratio} | {self.target} | {met} |"


def alone(what: str, ours: Sequence[float], unit: str, most: float | None = None) -> Row:
    """The median of ours, held against the most that it may be."""
    target, met = ("–", None) if most is None else (f"≤ {most:g} {unit}", median(ours) <= most)
    return Row(what, spread(ours, unit), target=target, met=met)


def beside(
    what: str, ours: Sequence[float], peer: Sequence[float], unit: str, part: int | None = None
) -> Row:
    """The medians of both; ours may be at most one ``part``-th of the peer's."""
    mine, other = median(ours), median(peer)
    ratio = f"1/{other / mine:.1f}" if mine < other else f"{mine / other:.1f} ×"
    target, met = ("–", None) if part is None else (f"≤ 1/{part}", mine <= other / part)
    return Row(what, spread(ours, unit), spread(peer, unit), ratio, target, met)


def spread(values: Sequence[float], unit: str) -> str:
    """The median and, of several values, the smallest and the largest in brackets."""
    form = ".2f" if median(values) < 2 else ".1f" if median(values) < 30 else ",.0f"
    low, middle, high = (format(value, form) for value in (min(values), median(values), max(values)))
    return f"{middle} {unit}" + (f" ({low}–{high})" if len(values) > 1 else "")


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that ``percent`` of at least two values do not exceed, interpolated between neighbours."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def document(
    machine: Mapping[str, str], versions: Mapping[str, Mapping[str, str]], rows: Sequence[Row]
) -> str:
    """The whole of ``RESULTS.md``."""
    today = date.today()  # noqa: DTZ011  the day on the calendar of whoever runs this
    lines = [
        _HEAD.format(day=today.isoformat()),
        *(f"- {who}: {_listed(those)}" for who, those in {"Machine": machine, **versions}.items()),
        "",
        "| | ours | peer | ours / peer | target | met |",
        "|---|---|---|---|---|---|",
        *(row.line() for row in rows),
        "",
        _NOTES.read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)


def _listed(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {fact}" for name, fact in facts.items())
