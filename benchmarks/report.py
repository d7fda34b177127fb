"""From entries to HTML and PDF: ``sistercity report``, and papermill with two nbconvert commands."""

import csv
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from benchmarks.environment import PEERS, ROOT, Peers, progress
from benchmarks.results import Row, alone, beside
from benchmarks.tree import cost_of
from sistercity_nb.launch import prepare
from sistercity_nb.model import Decision, RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import open_store

ROUNDS, ENTRIES = 5, 300
_MOST, _PART, _PART_OF_WEBPDF = 200, 3, 2  # MB; at most a third of the peers' CPU, half of webpdf's memory
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
    own = [sys.executable, "-m", "sistercity_nb", "report", "--format", "html", "--format", "pdf"]
    with TemporaryDirectory() as folder:
        choice, peer = _workshop(Path(folder) / "ours"), Path(folder) / "peer"
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
    return [*_rows(ours, theirs), made]


def _workshop(home: Path) -> Settings:
    """A home whose record holds ``ENTRIES`` entries, made of the demonstration's."""
    many = home / "many"
    many.mkdir(parents=True)
    with (_DEMO / "entries.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    copies = [(rows[place % len(rows)], f"-{place // len(rows)}") for place in range(ENTRIES)]
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
                _PART_OF_WEBPDF,
            )
            for name, said in (("largest", "largest process"), ("sum", "all processes"))
        ),
    ]


def _made(folder: Path) -> str:
    """The files of a folder that a reader opens, with their sizes and pages."""
    pages, prints = sorted(folder.glob("*.html")), sorted(folder.glob("*.pdf"))
    said = [f"HTML {path.stat().st_size / 1000:,.0f} kB" for path in pages]
    said += [
        f"PDF {path.stat().st_size / 1000:,.0f} kB, {len(PdfReader(path).pages)} pages" for path in prints
    ]
    return "; ".join(said)
