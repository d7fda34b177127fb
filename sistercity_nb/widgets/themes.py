"""Deciding on themes in a notebook."""

import traitlets

from sistercity_nb.widgets.component import Component


class Themes(Component):
    """The codebook and the entries to decide on; suggestions are marked until a person decides.

    Args:
        language: ``"th"`` or ``"en"``.
    """

    component = traitlets.Unicode("themes").tag(sync=True)

    def __init__(self, *, language: str = "th") -> None:
        super().__init__(language=language)
