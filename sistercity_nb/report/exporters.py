"""The report as nbconvert exporters: ``--to sistercity-html``, ``-pdf``, ``-docx`` and ``-xlsx``.

An exporter renders the summary that the executed notebook shows, and in their places the cells that an
analyst added: their text, tables and pictures, never their HTML or scripts (see additions.py). nbconvert
imports every exporter at every start, so nothing heavy is imported here.
"""

from importlib import import_module
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import default

from sistercity_nb.errors import ReportRefused, SisterCityError
from sistercity_nb.language import translate
from sistercity_nb.report.gates import consistent
from sistercity_nb.settings import read_settings

MIME = "application/vnd.sistercity.summary+json"
VERSION = 2


class _SummaryExporter(Exporter):
    """What all exporters share: find the summary, hold it to the gates, make and name the file of a format.

    ``format`` is the file's ending, and the name of the module and of the function that make it.
    """

    format = ""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The report and the resources that name its file.

        Raises:
            ReportRefused: if the notebook shows no summary, or one of a version this program does not know.
            GateFailed: if the summary contradicts itself.
        """
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        try:
            summary = shown(copy)
            consistent(summary)
            made = self.render(summary)
        except SisterCityError as error:
            _end_a_command(error)
            raise
        resources["output_extension"] = self.file_extension
        return made, resources

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return f".{self.format}"

    def render(self, summary: dict[str, Any]) -> Any:
        """The summary in the exporter's format: ``str`` for HTML, else ``bytes``."""
        return getattr(import_module(f"sistercity_nb.report.{self.format}"), self.format)(summary)


class SisterCityHTMLExporter(_SummaryExporter):
    """The report as one HTML file."""

    export_from_notebook = "Sister-city report (HTML)"
    output_mimetype = "text/html"
    format = "html"


class SisterCityPDFExporter(_SummaryExporter):
    """The report as a PDF/UA-1 and PDF/A-2a file."""

    export_from_notebook = "Sister-city report (PDF)"
    output_mimetype = "application/pdf"
    format = "pdf"


class SisterCityDOCXExporter(_SummaryExporter):
    """The report as a Word document."""

    export_from_notebook = "Sister-city report (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    format = "docx"


class SisterCityXLSXExporter(_SummaryExporter):
    """The report's figures as an Excel workbook."""

    export_from_notebook = "Sister-city report (Excel)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


def _end_a_command(error: SisterCityError) -> None:
    """End ``jupyter nbconvert`` with the sentence of ``error``; it would print a traceback."""
    from nbconvert.nbconvertapp import NbConvertApp
    from traitlets.config import Application

    if Application.initialized() and isinstance(Application.instance(), NbConvertApp):
        raise SystemExit(error.say(translate, read_settings().language)) from error


def shown(notebook: Any) -> dict[str, Any]:
    """The summary that the notebook shows, with its own cells; the last one, if it shows several.

    Raises:
        ReportRefused: if there is none, or its version is unknown.
    """
    found: dict[str, Any] | None = None
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).get(MIME, found)
    if found is None:
        raise ReportRefused(
            "This notebook shows no summary. Run it to the end first, for example with `make report`, "
            "and export it then."
        )
    if not isinstance(found, dict) or found.get("version") != VERSION:
        version = found.get("version") if isinstance(found, dict) else None
        raise ReportRefused(
            "The summary in this notebook has version {version}; this program knows version {known}. "
            "Run the notebook again with this program.",
            version=version,
            known=VERSION,
        )
    from sistercity_nb.report.additions import additions

    return {**found, "additions": additions(notebook)}
