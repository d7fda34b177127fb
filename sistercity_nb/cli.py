"""The command line: ``sistercity``, ``jupyter sistercity`` or ``python -m sistercity_nb``, on every system.

Help is in English; what happens while a verb runs, and every error, is said in the language of the settings.
An error is one plain sentence and exit code 1, wrong usage is exit code 2; a traceback means a fault of ours.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from sistercity_nb import __version__, exchanging, keeping
from sistercity_nb.errors import Refused
from sistercity_nb.language import translate
from sistercity_nb.network import Entrance
from sistercity_nb.settings import EDITIONS, FORMATS, LANGUAGES, Settings, read_settings
from sistercity_nb.verbs import Verbs, say_json

Progress = Callable[[float, str], None]
Maker = Callable[[Settings, Progress], list[Path]]

_CHARTED = {"html", "pdf", "docx"}  # formats that have charts


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def sistercity() -> None:
    """Record a workshop's breakout groups live and turn them into a report that can be trusted.

    Settings are read from sistercity.toml in this folder or above it, or in the folder that SISTERCITY_HOME
    names.
    """


_STARTING = (
    click.option(
        "--port", type=click.IntRange(1, 65535), help="Listen here. By default 8888 or the next free port."
    ),
    click.option("--no-browser", is_flag=True, help="Print the address only."),
    click.option("--lan", is_flag=True, help="Let others in the network join, over HTTPS."),
    click.option("--certificate", type=click.Path(path_type=Path), help="With --lan: this one, in PEM."),
    click.option("--key", type=click.Path(path_type=Path), help="The key of the certificate, in PEM."),
    click.option("--insecure", is_flag=True, help="With --lan: over plain HTTP, which others can read."),
)
_asked_language = click.option(
    "--language", type=click.Choice(LANGUAGES), help="th or en. By default that of the settings."
)
_progress_json = click.option(
    "--progress-json", is_flag=True, help="Print progress as one JSON object a line, for another program."
)


def _starting(verb: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that start the server."""
    for option in reversed(_STARTING):
        verb = option(verb)
    return verb


@sistercity.command()
@_starting
def run(**given: Any) -> None:
    """Start the suite and open its start page."""
    from sistercity_nb.launch import START_PAGE

    _serve(START_PAGE, **given)


@sistercity.command()
@_starting
def lab(**given: Any) -> None:
    """Start the suite and open its notebooks in JupyterLab."""
    from sistercity_nb.launch import NOTEBOOKS

    _serve(NOTEBOOKS, **given)


def _serve(page: str, port: int | None, no_browser: bool, **network: Any) -> None:
    from sistercity_nb.launch import bring_notebooks, choose_reach, prepare, serve

    choice = read_settings()
    reach = choose_reach(choice, **network)
    prepare(choice)
    bring_notebooks(choice)
    serve(choice, page, port, not no_browser, reach, partial(_announce, choice.language))


def _announce(language: str, address: str, entrance: Entrance) -> None:
    """Print where the workshop is: for the lead with the token, for everybody else without it."""
    click.echo(translate("The workshop is open at this address. Ctrl+C ends it.", language))
    click.echo(address)
    if not entrance.addresses:
        return
    click.echo(translate("Keep that address to yourself. Others join here, with a code:", language))
    for place in entrance.addresses:
        click.echo(place)
    if entrance.fingerprint:
        click.echo(
            translate(
                "Browsers warn once, because nobody they know has signed this server's certificate. "
                "It is the right one if they show this SHA-256 fingerprint:",
                language,
            )
        )
        click.echo(entrance.fingerprint)
    if address.startswith("http:"):
        click.echo(
            translate(
                "Without HTTPS, whoever is in this network can read the codes and what is typed.", language
            )
        )


@sistercity.command()
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="public",
    help="public: nobody is named; internal: with the list of participants.",
)
@click.option("--final", is_flag=True, help="File it under the next number. By default it is a draft.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Make only this one; can be given several times. By default all of them.",
)
@click.option(
    "--rebuild",
    "file",
    type=click.Path(path_type=Path),
    help="Make a filed edition again from its summary, and compare.",
)
@_asked_language
@_progress_json
def report(
    edition: str,
    final: bool,
    formats: tuple[str, ...],
    file: Path | None,
    language: str | None,
    progress_json: bool,
) -> None:
    """Write the report: HTML, PDF, DOCX, XLSX and the cover memo."""
    from sistercity_nb.exports import make_report, rebuild

    if file is not None or not formats or _CHARTED & {*formats}:
        _load_charts_lightly()
    if file is not None:
        _make(partial(rebuild, file=file), language, progress_json)
        return
    make = partial(make_report, edition=edition, final=final, formats=formats or FORMATS)
    _make(make, language, progress_json)


@sistercity.command()
@_asked_language
@_progress_json
def summary(language: str | None, progress_json: bool) -> None:
    """Write the summary that the findings page reads."""
    from sistercity_nb.exports import make_summary

    _make(make_summary, language, progress_json)


@sistercity.command()
@click.option("--dask", default="", metavar="ADDRESS", help="Work on the Dask cluster with this scheduler.")
@_progress_json
def suggest(dask: str, progress_json: bool) -> None:
    """Suggest themes for entries, say which to code next, and find those that say the same."""

    def find(choice: Settings, progress: Progress) -> list[Path]:
        from sistercity_nb.store import open_store
        from sistercity_nb.themes.reading import refresh

        with open_store(choice) as store:
            found = refresh(store, progress, dask, choice.language)
        progress(0.99, translate("{number} suggestions wait for a person.", choice.language, number=found))
        return []

    _make(find, None, progress_json)


@sistercity.command(hidden=True)
def work() -> None:
    """Do the jobs that the server asks for, each a line of arguments as JSON, and say how each ended."""
    for line in sys.stdin:
        try:
            sistercity(_arguments(line), prog_name="sistercity")
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        click.echo()  # whatever was printed last, the answer has a line of its own
        say_json({"ended": code})


def _arguments(line: str) -> list[str]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, list) or not said or not all(isinstance(one, str) for one in said):
        raise Refused(
            "A job is a list of texts as JSON on one line; this is none: {line}", line=line[:80].strip()
        )
    return said


for _verb in exchanging.VERBS:
    sistercity.add_command(_verb)


@sistercity.group(cls=Verbs)
def bench() -> None:
    """Measure the machine on a labelled file of your own, beside the usual way."""


_of_texts = click.option("--text", required=True, metavar="COLUMN", help="The column of the texts.")


@bench.command()
@click.option("--train", required=True, type=click.Path(path_type=Path), help="CSV or JSONL to learn from.")
@click.option("--test", type=click.Path(path_type=Path), help="Another such file, kept aside.")
@_of_texts
@click.option("--label", required=True, metavar="COLUMN", help="The column of the themes.")
def themes(train: Path, test: Path | None, text: str, label: str) -> None:
    """Print accuracy, macro-F1, CPU seconds and memory of suggesting themes, and the learning curve."""
    from sistercity_nb.themes.measure import print_themes

    print_themes(train, test, text, label, click.echo)


@bench.command()
@click.argument("file", type=click.Path(path_type=Path))
@_of_texts
def duplicates(file: Path, text: str) -> None:
    """Print how many variants of the texts of a file lead back to them, and to how many others."""
    from sistercity_nb.themes.measure import print_duplicates

    print_duplicates(file, text, click.echo)


@sistercity.command()
def doctor() -> None:
    """Print versions, where the data lies, and what is wrong here."""
    from sistercity_nb.doctor import examine

    findings = examine()
    for finding in findings:
        mark = click.style("✗", fg="red") if finding.remedy else click.style("✓", fg="green")
        click.echo(f"{mark} {finding.what}: {finding.found}")
        if finding.remedy:
            click.echo(f"  → {finding.remedy}")
    if any(finding.remedy for finding in findings):
        sys.exit(1)


for _kept in keeping.VERBS:
    sistercity.add_command(_kept)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process: 0 done, 1 could not be done and says why, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no Thai letters must not turn a plain sentence into an error of its own.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files here
    # jsonschema, which Jupyter loads, would first build a grammar of international addresses: 1.6 s of every
    # start for a check that no schema of Jupyter's or ours asks for. Without the module it does without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: "cannot be imported"
    sistercity(arguments, prog_name="sistercity")
    raise AssertionError("click ends the process itself")


def _make(make: Maker, language: str | None, as_json: bool) -> None:
    """Make files with progress shown, then print what was made."""
    from sistercity_nb.launch import prepare

    # Little of what a file is made from refers to itself; looking for what does took a twelfth of a report.
    gc.set_threshold(10_000, 10, 1_000)
    choice = read_settings()
    if language is not None:
        choice = replace(choice, language=language)
    with _shown(as_json) as progress:
        prepare(choice)
        files = make(choice, progress)
    if as_json:
        say_json({"progress": 1, "files": [file.name for file in files]})
        return
    for file in files:
        click.echo(f"{file}  {file.stat().st_size / 1000:,.0f} kB")


@cache
def _load_charts_lightly() -> None:
    """Keep from this process what no chart of a report needs, and nobody asks for here."""
    # What is loaded stays: looking through it again and again took a tenth of a report.
    gc.disable()
    import matplotlib.artist

    # seaborn asks for these and does without: nearly a second, and 70 MB.
    for missing in ("scipy.stats", "scipy.cluster", "ipywidgets"):
        sys.modules.setdefault(missing, None)  # type: ignore[arg-type]  # as in main()
    # matplotlib lists the properties of each of its classes for its documentation: a tenth of a second.
    matplotlib.artist.kwdoc = lambda artist: ""
    for needed in ("seaborn", "sistercity_nb.summary", "sistercity_nb.report.html"):
        import_module(needed)
    gc.freeze()
    gc.enable()


@contextmanager
def _shown(as_json: bool) -> Iterator[Progress]:
    """How progress is told: a JSON object a line, or a bar on the terminal's error stream."""
    if as_json:
        yield lambda part, step: say_json({"progress": round(part, 3), "step": step})
        return
    if not sys.stderr.isatty():  # nobody watches
        yield lambda part, step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda part, step: bar.update(task, completed=part, description=step)
        bar.update(task, completed=1.0, description="")
