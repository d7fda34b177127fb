"""Recording in a notebook."""

import traitlets

from sistercity_nb.widgets.component import Component


class Capture(Component):
    """The recording form of one group, the same as on its page.

    Args:
        group: the group's id, or ``"plenary"`` for notes of the whole room.
        language: ``"th"`` or ``"en"``.
    """

    component = traitlets.Unicode("capture").tag(sync=True)

    def __init__(self, group: str, *, language: str = "th") -> None:
        super().__init__(group=group, language=language)
