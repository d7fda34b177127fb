"""The live board in a notebook."""

import traitlets

from sistercity_nb.widgets.component import Component


class Board(Component):
    """Counts, session and dots of each group, the newest entries and what has no evidence yet, live.

    Args:
        language: ``"th"`` or ``"en"``.
    """

    component = traitlets.Unicode("board").tag(sync=True)

    def __init__(self, *, language: str = "th") -> None:
        super().__init__(language=language)
