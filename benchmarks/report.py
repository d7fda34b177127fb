"""From entries to HTML and PDF: ``sistercity report``, and papermill with two nbconvert commands.

Then ours alone: in a process that has made the report before, and of many more entries.
"""

import csv
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from benchmarks.environment import PEERS, ROOT, Peers, progress
from benchmarks.results import Row, alone, beside
from benchmarks.tree import cost_of
from sistercity_nb.exports import SUMMARY
from sistercity_nb.launch import prepare
from sistercity_nb.model import Decision, RecordType
from sistercity_nb.report.html import html
from sistercity_nb.report.pdf import pdf
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import open_store

ROUNDS, ENTRIES, MANY, VERY_MANY = 5, 300, 1_000, 10_000
_WARM_HTML, _WARM, _MOST_WALL = 0.05, 3, 6  # CPU s, CPU s, s
_MOST, _PART, _PART_OF_WEBPDF = 200, 3, 2  # MB; at most a third of the peers' CPU, half of webpdf's memory
_MOST_HTML, _MOST_PDF = 1_000, 500  # kB
_MOST_OF_VERY_MANY = 1_000  # MB: a quarter of a small laptop
_DEMO = ROOT / "data" / "demo"
_FONT = ROOT / "sistercity_nb" / "report" / "fonts" / "SarabunCluster-Regular.ttf"
_KEPT = ("number", "group", "kind", "province", "guideline", "text", "answers", "themes")
Cost = Mapping[str, float]  # as tree.main describes it


def measure(peers: Peers, browser: Path | None) -> list[Row]:
    """Both ways, in turns; ours alone where the peers or a browser are missing."""
    if platform.system() != "Linux":
        return [Row(f"{ENTRIES} entries → HTML and PDF", "measured on Linux only")]
    ours: list[Cost] = []
    theirs: dict[str, list[Cost]] = {}
    own = _own("html", "pdf")
    with TemporaryDirectory() as folder:
        choice, peer = _workshop(Path(folder) / "ours", ENTRIES), Path(folder) / "peer"
        _flat(choice, peer)
        commands = _commands(peers, peer) if browser and not peers.missing else {}
        for count in range(ROUNDS + 1):
            turn = f"round {count} of {ROUNDS}" if count else "warming up"
            cost = _cost(turn, "ours", own, choice.home)
            ours += [cost] if count else []
            for step, command in commands.items():
                more = {"PYTHONPATH": str(PEERS), "BENCHMARK_BROWSER": str(browser)}
                cost = _cost(turn, step, command, peer, more)
                theirs[step] = theirs.get(step, []) + ([cost] if count else [])
        made = Row("what came out", _made(choice.exports), _made(peer) if commands else "–")
        sizes = [_size(choice.exports, "html", _MOST_HTML), _size(choice.exports, "pdf", _MOST_PDF)]
        warm = _warm(choice)
    return [*_rows(ours, theirs), made, *sizes, *warm, *_many(), *_very_many()]


def _own(*formats: str) -> list[str]:
    asked = [part for one in formats for part in ("--format", one)]
    return [sys.executable, "-m", "sistercity_nb", "report", *asked]


def _warm(choice: Settings) -> list[Row]:
    """Both files from the summary, in a process that made them before; Typst's process is counted."""
    summary = json.loads((choice.exports / SUMMARY).read_text(encoding="utf-8"))
    pages, both = [], []
    for turn in range(ROUNDS + 1):
        progress(f"report, warm, {f'round {turn} of {ROUNDS}' if turn else 'warming up'}")
        before = _used()
        html(summary)
        between = _used()
        pdf(summary)
        pages += [between - before] if turn else []
        both += [_used() - before] if turn else []
    return [
        alone(f"{ENTRIES} entries, warm, from the summary → HTML: CPU", pages, "s", _WARM_HTML),
        alone(f"{ENTRIES} entries, warm, from the summary → HTML and PDF: CPU", both, "s", _WARM),
    ]


def _used() -> float:
    """CPU seconds of this process and of all that it waited for."""
    return sum(os.times()[:4])


def _many() -> list[Row]:
    with TemporaryDirectory() as folder:
        home = _workshop(Path(folder) / "many", MANY).home
        costs = [_cost(f"{MANY:,} entries", "ours", _own("pdf"), home) for _ in range(3)]
    return [
        alone(f"{MANY:,} entries → PDF: time on the clock", [one["wall"] for one in costs], "s", _MOST_WALL),
        alone("the same: CPU", [one["cpu"] for one in costs], "s"),
    ]


def _very_many() -> list[Row]:
    with TemporaryDirectory() as folder:
        choice = _workshop(Path(folder) / "very-many", VERY_MANY)
        cost = _cost(f"{VERY_MANY:,} entries", "ours", _own(), choice.home)
        made = _made(choice.exports)
    what = f"{VERY_MANY:,} entries → every format"
    return [
        alone(f"{what}: memory, largest process", [cost["largest"]], "MB", _MOST_OF_VERY_MANY),
        alone("the same: CPU", [cost["cpu"]], "s"),
        Row("what came out", made),
    ]


def _workshop(home: Path, entries: int) -> Settings:
    """A home whose record holds that many entries, made of the demonstration's, no two of the same words."""
    many = home / "many"
    many.mkdir(parents=True)
    with (_DEMO / "entries.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    times = [divmod(place, len(rows)) for place in range(entries)]
    copies = [
        (rows[place] | {"text": rows[place]["text"] + f" (ครั้งที่ {time + 1})" * bool(time)}, f"-{time}")
        for time, place in times
    ]
    keys = {row["key"] + copy for row, copy in copies}
    with (many / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row, copy in copies:
            answers = ";".join(key + copy for key in row["answers"].split(";") if key + copy in keys)
            release = "group" if row["release"] == "withheld" else row["release"]
            writer.writerow({**row, "key": row["key"] + copy, "answers": answers, "release": release})
    for name in ("themes.csv", "participants.csv", "answers.csv"):
        (many / name).write_bytes((_DEMO / name).read_bytes())
    (home / "sistercity.toml").write_text('demonstration = "many"\n', encoding="utf-8")
    choice = read_settings(home, {})
    prepare(choice)
    return choice


def _flat(choice: Settings, folder: Path) -> None:
    """The same entries as a CSV for the peers' notebook."""
    folder.mkdir()
    with open_store(choice) as store:
        entries, codings = store.current(RecordType.ENTRY), store.current(RecordType.CODING)
    if len(entries) != ENTRIES:
        raise RuntimeError(f"the record holds {len(entries)} entries and not {ENTRIES}")
    numbers = {entry["id"]: entry["number"] for entry in entries}
    themes: dict[str, list[str]] = {}
    for coding in codings:
        if coding["decision"] == Decision.ACCEPTED:
            themes.setdefault(coding["entry"], []).append(coding["theme"])
    with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _KEPT, extrasaction="ignore")
        writer.writeheader()
        for entry in entries:
            answers = ";".join(numbers[key] for key in entry["answers"])
            writer.writerow({**entry, "answers": answers, "themes": ";".join(themes.get(entry["id"], ()))})


def _commands(peers: Peers, folder: Path) -> dict[str, list[str]]:
    """The peers' way, command by command; each runs in ``folder``."""
    python, executed = str(peers.python), "executed.ipynb"
    run = [python, "-m", "papermill", "--no-progress-bar", str(PEERS / "report.ipynb"), executed]
    convert = [python, "-m", "jupyter", "nbconvert", "--no-input", executed, "--to"]
    offline = "--WebPDFExporter.browser_args=--host-resolver-rules=MAP * ~NOTFOUND"
    return {
        "papermill": [*run, "-p", "entries", str(folder / "entries.csv"), "-p", "font", str(_FONT)],
        "html": [*convert, "html"],
        "webpdf": [*convert, "installed_browser.WebPDF", offline],
    }


def _cost(
    turn: str, who: str, command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None
) -> Cost:
    """As ``cost_of`` finds it, told to whoever waits."""
    cost = cost_of(command, folder, more)
    progress(
        f"report, {turn}, {who}: {cost['cpu']:.1f} CPU s, {cost['largest']:.0f} MB, {cost['wall']:.1f} s"
    )
    return cost


def _rows(ours: Sequence[Cost], theirs: Mapping[str, Sequence[Cost]]) -> list[Row]:
    """CPU and time beside the whole chain of the peers, memory beside that of webpdf."""

    def values(costs: Sequence[Cost], what: str) -> list[float]:
        return [cost[what] for cost in costs]

    what = f"{ENTRIES} entries → HTML and PDF"
    rows = [alone(f"{what}: memory, largest process", values(ours, "largest"), "MB", _MOST)]
    if not theirs:
        return [alone(f"{what}: CPU", values(ours, "cpu"), "s"), *rows]
    chain = [
        {name: sum(step[name] for step in steps) for name in ("cpu", "wall")}
        for steps in zip(*theirs.values(), strict=True)
    ]
    pdf = theirs["webpdf"]
    return [
        beside(f"{what}: CPU", values(ours, "cpu"), values(chain, "cpu"), "s", _PART),
        beside(f"{what}: time on the clock", values(ours, "wall"), values(chain, "wall"), "s"),
        *rows,
        *(
            beside(
                f"the same beside webpdf, {said}",
                values(ours, name),
                values(pdf, name),
                "MB",
                part,
            )
            for name, said, part in (
                ("largest", "largest process", None),
                ("sum", "all processes", _PART_OF_WEBPDF),
            )
        ),
    ]


def _size(folder: Path, kind: str, most: float) -> Row:
    """The size of the one file of a kind in a folder, held against the most that it may be."""
    (file,) = folder.glob(f"*.{kind}")
    return alone(f"size of the {kind.upper()}", [file.stat().st_size / 1000], "kB", most)


def _made(folder: Path) -> str:
    """The files of a folder that a reader opens, with their sizes and pages."""
    pages, prints = sorted(folder.glob("*.html")), sorted(folder.glob("*.pdf"))
    said = [f"HTML {path.stat().st_size / 1000:,.0f} kB" for path in pages]
    said += [
        f"PDF {path.stat().st_size / 1000:,.0f} kB, {len(PdfReader(path).pages)} pages" for path in prints
    ]
    return "; ".join(said)
