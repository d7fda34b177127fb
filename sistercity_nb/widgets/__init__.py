"""The components of the pages, for cells of a notebook: ``Capture``, ``Board``, ``Themes``."""

from sistercity_nb.widgets.board import Board
from sistercity_nb.widgets.capture import Capture
from sistercity_nb.widgets.themes import Themes

__all__ = ["Board", "Capture", "Themes"]
