"""Record a workshop's breakout groups live and turn them into a report that can be trusted.

>>> import sistercity_nb as sc
>>> with sc.open_store() as store:          # doctest: +SKIP
...     entries = sc.entries(store)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what a type checker and an editor see; at run time nothing heavy is imported
    from sistercity_nb.errors import SisterCityError as SisterCityError
    from sistercity_nb.findings import count_findings as count_findings
    from sistercity_nb.frames import answers as answers
    from sistercity_nb.frames import codebook as codebook
    from sistercity_nb.frames import codings as codings
    from sistercity_nb.frames import entries as entries
    from sistercity_nb.frames import entry_themes as entry_themes
    from sistercity_nb.frames import participants as participants
    from sistercity_nb.settings import read_settings as read_settings
    from sistercity_nb.showing import chapter as chapter
    from sistercity_nb.showing import show as show
    from sistercity_nb.store import open_store as open_store
    from sistercity_nb.summary import summarise as summarise
    from sistercity_nb.themes.read import reading as reading
    from sistercity_nb.widgets import Board as Board
    from sistercity_nb.widgets import Capture as Capture
    from sistercity_nb.widgets import Themes as Themes
    from sistercity_nb.workshop_file import read_workshop as read_workshop

__version__ = "0.1.0"

_HOME = {
    "SisterCityError": "errors",
    "read_settings": "settings",
    "read_workshop": "workshop_file",
    "open_store": "store",
    "entries": "frames",
    "entry_themes": "frames",
    "codings": "frames",
    "codebook": "frames",
    "participants": "frames",
    "answers": "frames",
    "reading": "themes.read",
    "count_findings": "findings",
    "summarise": "summary",
    "show": "showing",
    "chapter": "showing",
    "Capture": "widgets",
    "Board": "widgets",
    "Themes": "widgets",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """The public names, each imported from its module when first asked for."""
    if name not in _HOME:
        raise AttributeError(f"sistercity_nb has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"sistercity_nb.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
