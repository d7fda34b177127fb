"""nbconvert's own ``webpdf`` with the browser that is already installed, instead of one to be downloaded.

nbconvert 7.17 has no setting for it: it launches whatever playwright downloads. Nothing else is changed.
This file runs in the peers' environment: ``jupyter nbconvert --to installed_browser.WebPDF``.
"""

import os
from typing import Any

from nbconvert.exporters import WebPDFExporter
from playwright.async_api import Browser, BrowserType

_launch = BrowserType.launch


async def _launch_installed(self: BrowserType, **options: Any) -> Browser:
    return await _launch(self, **options, executable_path=os.environ["BENCHMARK_BROWSER"])


class WebPDF(WebPDFExporter):
    """``webpdf`` that launches the program named by ``BENCHMARK_BROWSER``."""

    def run_playwright(self, html: str) -> bytes:
        """The PDF of a page, as ``WebPDFExporter`` makes it."""
        BrowserType.launch = _launch_installed  # type: ignore[method-assign]  # the only way in
        return bytes(super().run_playwright(html))  # type: ignore[no-untyped-call]  # nbconvert has no types
