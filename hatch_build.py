"""A built package carries the workshop data and the notebooks, so that it works without a checkout.

An editable install reads them where they lie; a copy of them would only grow old.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Shipped(BuildHookInterface):
    """Puts both folders where ``settings.shipped`` looks for them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds; ``version`` is "standard" or "editable"."""
        if version != "editable":
            build_data["force_include"] |= {
                folder: f"sistercity_nb/_shipped/{folder}" for folder in ("data", "notebooks")
            }
