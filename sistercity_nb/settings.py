"""Where the workshop, the record and the exports lie: ``sistercity.toml`` and the environment, read once.

The file is looked for in the working folder and above it, or in the folder that ``SISTERCITY_HOME`` names.
Each of its keys can be set by an environment variable instead (``store`` by ``SISTERCITY_STORE``). An unknown
key or variable is an error: a misspelt setting that is silently ignored costs a workshop its data.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sistercity_nb.errors import SettingRefused
from sistercity_nb.workshop import Workshop
from sistercity_nb.workshop_file import read_workshop

FILE = "sistercity.toml"
LANGUAGES = ("th", "en")
EDITIONS = ("public", "internal")  # of a report: in the first nobody is named
FORMATS = ("html", "pdf", "docx", "xlsx", "memo")  # that it is made in
_KEYS = ("workshop", "store", "exports", "language", "demonstration", "retention")
_PREFIX = "SISTERCITY_"


def shipped() -> Path:
    """The folder that holds ``data`` and ``notebooks``: inside an installed package, or the checkout."""
    inside = Path(__file__).parent / "_shipped"
    return inside if inside.is_dir() else Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What this installation works with; every path is absolute.

    Args:
        home: the folder that relative paths start from.
        workshop: the TOML file of the workshop.
        store: the SQLAlchemy URL of the record.
        exports: the folder that reports are written to.
        language: what a reader sees first, ``th`` or ``en``.
        demonstration: the folder of simulated entries that a new record starts with, or None.
        retention: the last day on which names of people are kept, or None; ``sistercity retain`` applies it.
    """

    home: Path
    workshop: Path
    store: str
    exports: Path
    language: str
    demonstration: Path | None
    retention: date | None = None

    @property
    def provinces(self) -> Path:
        """The CSV file of the provinces."""
        return shipped() / "data" / "provinces.csv"

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks: the home's own, or else the shipped ones."""
        own = self.home / "notebooks"
        return own if own.is_dir() else shipped() / "notebooks"

    def read_workshop(self) -> Workshop:
        """The workshop; see ``workshop_file.read_workshop`` for what it raises."""
        return read_workshop(self.workshop, self.provinces)


def read_settings(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that hold in ``folder`` (by default ``SISTERCITY_HOME`` or the working folder).

    Raises:
        SettingRefused: for a file that is not TOML, an unknown key or variable, a value of the wrong kind, or
            a ``SISTERCITY_HOME`` that is no folder.
    """
    environment = os.environ if environment is None else environment
    home = _home(folder or _named(environment) or Path.cwd())
    values = {**_from_file(home / FILE), **_from_environment(environment)}
    language = values.get("language", "th")
    if language not in LANGUAGES:
        raise SettingRefused("The language is {value!r}; it can be th or en.", value=language)
    demonstration = values.get("demonstration", "")
    return Settings(
        home=home,
        workshop=_path(home, values.get("workshop", "data/workshops/sistercity-2563.toml")),
        store=_url(home, values.get("store", "sqlite:///records/sistercity.db")),
        exports=(home / values.get("exports", "exports")).resolve(),
        language=language,
        demonstration=_path(home, demonstration) if demonstration else None,
        retention=_day(values.get("retention", "")),
    )


def _named(environment: Mapping[str, str]) -> Path | None:
    """The folder that ``SISTERCITY_HOME`` names; a misspelt one would begin another, empty record."""
    name = _PREFIX + "HOME"
    if not environment.get(name):
        return None
    folder = Path(environment[name])
    if not folder.is_dir():
        raise SettingRefused(
            "{name} is {value!r}, and there is no such folder. Correct it, or make the folder first.",
            name=name,
            value=str(folder),
        )
    return folder


def _home(folder: Path) -> Path:
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return candidate
    return folder


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingRefused(
            "{file} is not a TOML file in UTF-8: {reason}.", file=path, reason=error
        ) from error
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingRefused(
                "{file} has the key {key!r}; it can have {known}.", file=path, key=key, known=", ".join(_KEYS)
            )
        if not isinstance(value, str):
            raise SettingRefused("{file}: {key} must be text in quotes.", file=path, key=key)
    return table


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    values = {}
    for name, value in environment.items():
        if not name.startswith(_PREFIX) or name == _PREFIX + "HOME":
            continue
        key = name.removeprefix(_PREFIX).lower()
        if key not in _KEYS:
            known = ", ".join(_PREFIX + key.upper() for key in ("home", *_KEYS))
            raise SettingRefused("There is no setting {name}; there are {known}.", name=name, known=known)
        values[key] = value
    return values


def _path(home: Path, value: str) -> Path:
    """A path from the home; what the home does not have may be shipped with the package."""
    own = (home / value).resolve()
    return own if own.exists() or not (shipped() / value).exists() else (shipped() / value).resolve()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise SettingRefused(
            "The retention date is {value!r}; it must be a day such as 2031-03-20.", value=value
        ) from None


def _url(home: Path, url: str) -> str:
    """The URL with the path of an SQLite file made absolute."""
    prefix = "sqlite:///"
    if url.startswith(prefix):
        return prefix + str((home / url.removeprefix(prefix)).resolve())
    if "://" not in url:
        raise SettingRefused(
            "The store is {value!r}; it must be a URL such as sqlite:///records/my.db.", value=url
        )
    return url
