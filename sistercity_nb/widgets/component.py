"""What the three widgets share: each names a component, which the browser fetches from the server."""

import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from sistercity_nb.language import catalog

STATIC = Path(__file__).parent.parent / "static"


class Component(anywidget.AnyWidget):
    """A component of the pages, mounted in a cell.

    Nothing that is typed passes through the kernel or into the notebook's file: the component talks to the
    Jupyter Server extension itself, and goes on when the kernel is busy, restarted or gone.
    """

    _esm = STATIC / "notebook.js"
    component = traitlets.Unicode().tag(sync=True)
    group = traitlets.Unicode().tag(sync=True)
    language = traitlets.Enum(["th", "en"], "th").tag(sync=True)
    base = traitlets.Unicode("/").tag(sync=True)  # asked only where the front end does not say where it lives
    catalog = traitlets.Dict().tag(sync=True)

    def __init__(self, *, language: str = "th", group: str = "") -> None:
        base: Any = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
        super().__init__(language=language, group=group, base=base, catalog=catalog(language))
