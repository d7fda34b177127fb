"""What this installation consists of, where its data lies, and what is wrong with it; changes nothing."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryFile

from packaging.requirements import Requirement
from sqlalchemy import URL, Connection, create_engine, func, make_url, select
from sqlalchemy.exc import DBAPIError

from sistercity_nb import __version__
from sistercity_nb.certificate import find_certificate
from sistercity_nb.errors import SisterCityError
from sistercity_nb.language import translate
from sistercity_nb.model import RecordType
from sistercity_nb.report.fonts import OFFICE, PRINT, WEB
from sistercity_nb.settings import FILE, LANGUAGES, Settings, read_settings
from sistercity_nb.store.engine import connect, explained, open_engine, sqlite_library
from sistercity_nb.store.migrations import pending
from sistercity_nb.store.schema import current

DISTRIBUTION = "sistercity-nb"
EXTENSION = "sistercity_nb.server"
LOGS = "logs"  # server/accesslog.py writes there
LEAST_FREE = 500_000_000  # bytes: a record of the largest workshop, its backup and its reports
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` says what to do, and is empty when nothing is wrong."""

    what: str
    found: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything, in the language of the settings where they can be read."""
    try:
        choice: Settings | SisterCityError = read_settings()
    except SisterCityError as error:
        choice = error
    t: Say = partial(_say, language=choice.language if isinstance(choice, Settings) else LANGUAGES[0])
    findings = [
        Finding("Python", f"{sys.version.split()[0]}  {sys.executable}"),
        Finding("sistercity_nb", f"{__version__}  {Path(__file__).parent}"),
        _libraries(t),
        _extension(t),
        _fonts(t),
    ]
    if isinstance(choice, Settings):
        findings += [_settings(choice, t), _workshop(choice, t), *_record(choice, t)]
        findings += [_exports(choice, t), _notebooks(choice, t), _disk(choice, t)]
        findings += [*_certificate(choice, t), *_log(choice, t)]
    else:
        findings.append(Finding(t("Settings"), FILE, choice.say(t, "")))
    return [*findings, _jupyter(t), _browser(t)]


def browser() -> str | None:
    """The installed Chromium, Chrome or Edge that the browser tests use, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _say(sentence: str, asked: str = "", *, language: str, **places: object) -> str:
    return translate(sentence, asked or language, **places)


def _libraries(t: Say) -> Finding:
    try:
        wanted = [Requirement(line) for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return Finding(
            t("Libraries"),
            t("not installed"),
            t("Type make run, or pip install -e . in the project's folder."),
        )
    found, wrong = [], []
    for one in wanted:
        if one.marker is not None and not one.marker.evaluate({"extra": ""}):
            continue
        try:
            here = version(one.name)
        except PackageNotFoundError:
            here = "–"
        found.append(f"{one.name} {here}")
        if here == "–" or not one.specifier.contains(here, prereleases=True):
            wrong.append(str(one))
    remedy = t("Install {libraries} with pip.", libraries=", ".join(wrong)) if wrong else ""
    return Finding(t("Libraries"), ", ".join(found), remedy)


def _extension(t: Say) -> Finding:
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.services.config import ConfigManager

    configured = ConfigManager(read_config_path=jupyter_config_path()).get("jupyter_server_config")
    enabled = configured.get("ServerApp", {}).get("jpserver_extensions", {}).get(EXTENSION)
    if enabled:
        return Finding(t("Jupyter extension"), t("enabled"))
    # `sistercity run` switches it on by itself; JupyterHub and a plain `jupyter lab` do not.
    remedy = t("Type jupyter server extension enable {extension}.", extension=EXTENSION)
    return Finding(t("Jupyter extension"), t("not enabled"), remedy)


def _fonts(t: Say) -> Finding:
    """A font is there and begins as a font of its kind does."""
    beginnings = {**dict.fromkeys((*PRINT, *OFFICE), b"\0\1\0\0"), **dict.fromkeys(WEB.values(), b"wOF2")}
    wrong = [file.name for file, beginning in beginnings.items() if not _begins(file, beginning)]
    found = t(
        "{number} of {all}, shipped with the program",
        number=len(beginnings) - len(wrong),
        all=len(beginnings),
    )
    remedy = t("Missing or damaged: {files}. Install the program again.", files=", ".join(wrong))
    return Finding(t("Fonts"), found, remedy if wrong else "")


def _begins(file: Path, beginning: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(beginning)) == beginning
    except OSError:
        return False


def _settings(choice: Settings, t: Say) -> Finding:
    file = choice.home / FILE
    return Finding(
        t("Settings"),
        str(file) if file.is_file() else t("none; the defaults hold in {folder}", folder=choice.home),
    )


def _workshop(choice: Settings, t: Say) -> Finding:
    try:
        workshop = choice.read_workshop()
    except SisterCityError as error:
        return Finding(t("Workshop"), str(choice.workshop), error.say(t, ""))
    return Finding(t("Workshop"), f"{workshop.id}  {choice.workshop}")


def _record(choice: Settings, t: Say) -> list[Finding]:
    """The record, its entries and its SQLite; a record that is not there yet is not made."""
    library = "SQLite", str(sqlite_library().sqlite_version)
    location = make_url(choice.store)
    if location.get_backend_name() != "sqlite" or not location.database:
        return [_server(choice.store, location.render_as_string(), t)]
    file = Path(location.database)
    if not file.exists():
        found = t("{file}, not there yet: the first run makes it", file=file)
        return [Finding(t("The record"), found, _unwritable(file.parent, t)), Finding(*library)]
    try:
        with _reading(location, file) as connection:
            steps = pending(connection)
            entries = 0 if steps else _entries(connection)
        if steps:
            found = t(
                "{file}, to be brought up to date by the next run: {steps}", file=file, steps=", ".join(steps)
            )
            return [Finding(t("The record"), found, _unwritable(file.parent, t)), Finding(*library)]
        found = t("{file}, {number} entries", file=file, number=entries)
        return [Finding(t("The record"), found, _unwritable(file.parent, t)), _mode(choice.store, t)]
    except SisterCityError as error:
        return [Finding(t("The record"), str(file), error.say(t, "")), Finding(*library)]


def _server(url: str, shown: str, t: Say) -> Finding:
    """A record that is kept by PostgreSQL."""
    try:
        engine = connect(url)
        try:
            with engine.connect() as connection:
                steps = pending(connection)
                version = connection.exec_driver_sql("SHOW server_version").scalar_one()
                entries = 0 if steps else _entries(connection)
        except DBAPIError as error:
            raise explained(error, shown) from error
        finally:
            engine.dispose()
    except SisterCityError as error:
        return Finding(t("The record"), shown, error.say(t, ""))
    if steps:
        found = t(
            "{file}, to be brought up to date by the next run: {steps}", file=shown, steps=", ".join(steps)
        )
        return Finding(t("The record"), found)
    found = t("{file}, {number} entries", file=shown, number=entries)
    return Finding(t("The record"), f"{found}, PostgreSQL {version}")


@contextmanager
def _reading(location: URL, file: Path) -> Iterator[Connection]:
    """A connection that cannot write, so that looking at a record never brings it up to date."""
    library = sqlite_library()
    engine = create_engine(
        location, module=library, creator=lambda: library.connect(f"{file.as_uri()}?mode=ro", uri=True)
    )
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise explained(error, str(file)) from error
    finally:
        engine.dispose()


def _entries(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(current.c.type == RecordType.ENTRY)) or 0


def _mode(store: str, t: Say) -> Finding:
    """How the file is really written when it is opened as a server opens it."""
    engine = open_engine(store)
    try:
        with engine.connect() as connection:
            journal, synchronous, check = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "quick_check(1)")
            )
    finally:
        engine.dispose()
    level = ("OFF", "NORMAL", "FULL", "EXTRA")[synchronous]
    found = f"{sqlite_library().sqlite_version}, journal_mode={journal}, synchronous={level}"
    if check != "ok":
        return Finding(
            "SQLite", found, t("The file is damaged: {reason}. Put a backup in its place.", reason=check)
        )
    if journal != "wal":
        return Finding(
            "SQLite", found, t("This disk cannot hold a record safely. Keep it on a disk of this machine.")
        )
    return Finding("SQLite", found)


def _exports(choice: Settings, t: Say) -> Finding:
    return Finding(t("Exports"), str(choice.exports), _unwritable(choice.exports, t))


def _notebooks(choice: Settings, t: Say) -> Finding:
    number = len(list(choice.notebooks.glob("*.ipynb")))
    remedy = "" if number else t("Install the program again, or start from its folder.")
    return Finding(
        t("Notebooks"), t("{folder}, {number} notebooks", folder=choice.notebooks, number=number), remedy
    )


def _disk(choice: Settings, t: Say) -> Finding:
    free = shutil.disk_usage(_nearest(choice.home)).free
    remedy = t("Less than {least} MB are free. Make room before the workshop.", least=LEAST_FREE // 10**6)
    return Finding(t("Free disk"), f"{free / 1e9:,.1f} GB", remedy if free < LEAST_FREE else "")


def _certificate(choice: Settings, t: Say) -> list[Finding]:
    """The one that `run --lan` made here; the next such run renews it by itself."""
    certificate = find_certificate(choice.home)
    if certificate is None:
        return []
    found = t("{file}, until {day}", file=certificate.file, day=certificate.ends.date())
    return [Finding(t("Certificate"), f"{found}, SHA-256 {certificate.fingerprint}")]


def _log(choice: Settings, t: Say) -> list[Finding]:
    folder = choice.home / LOGS
    if not folder.is_dir():
        return []
    size = sum(file.stat().st_size for file in folder.glob("access.log*"))
    return [Finding(t("Log of access"), f"{folder}, {size / 1e6:.1f} MB", _unwritable(folder, t))]


def _jupyter(t: Say) -> Finding:
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    return Finding(t("Jupyter's own folder"), str(folder), _unwritable(folder, t))


def _browser(t: Say) -> Finding:
    return Finding(t("Browser for the tests"), browser() or t("none; the tests that need one are skipped"))


def _unwritable(folder: Path, t: Say) -> str:
    """What to do about a folder that cannot be written, or be made; empty when it can."""
    nearest = _nearest(folder)
    try:
        with TemporaryFile(dir=nearest):
            return ""
    except OSError as error:
        return t(
            "{folder} cannot be written: {reason}. Check who may write there.",
            folder=nearest,
            reason=error.strerror or os.strerror(error.errno or 0),
        )


def _nearest(folder: Path) -> Path:
    """The folder itself, or what is there of the path to it."""
    return next(place for place in (folder, *folder.parents) if place.exists())
