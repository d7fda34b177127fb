"""The report as nbconvert exporters: ``--to sistercity-html``, ``-pdf``, ``-docx`` and ``-xlsx``.

An exporter renders the summary that the executed notebook shows, and in their places the cells that an
analyst added: their text, tables and pictures, never their HTML or scripts (see report/additions.py). Where
this home has the record, it is held to the gates as ``sistercity report`` holds it, and gives the same bytes.
nbconvert imports every exporter at every start, so nothing heavy is imported here.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import default

from sistercity_nb.errors import SisterCityError
from sistercity_nb.language import translate
from sistercity_nb.settings import Settings, read_settings


class _SummaryExporter(Exporter):
    """What all exporters share: find the summary, hold it to the gates, make and name the file of a format.

    ``format`` is the file's ending, and the name of the module and of the function that make it.
    """

    format = ""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The report and the resources that name its file.

        Raises:
            ReportRefused: if the notebook shows no summary, or one of a version this program does not know.
            GateFailed: if the summary or the finished file does not hold.
        """
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        from sistercity_nb.report.additions import summary_of

        try:
            made = _held(summary_of(copy), self.render, self.format)
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


def _held(summary: dict[str, Any], render: Callable[[dict[str, Any]], Any], ending: str) -> Any:
    """What ``render`` makes of the summary, both held to the gates.

    Where this home has no record, or that of another workshop, the summary can be held against itself only.
    """
    from sistercity_nb.editions import with_last
    from sistercity_nb.report.consistency import consistent
    from sistercity_nb.report.gates import check, check_files, unchanged
    from sistercity_nb.store import open_store
    from sistercity_nb.summary import people, stored, summarise

    consistent(summary)
    choice = read_settings()
    if not _recorded(choice):
        return render(summary)
    with open_store(choice) as store:
        known, who = stored(store), people(store)
        if not any(one["revision"] in known for one in summary["entries"]):
            return render(summary)
        counted = summarise(store, summary["language"], summary["edition"])
    check(summary, known)
    if summary["fingerprint"] == counted["fingerprint"]:  # else the record has gone on since the notebook ran
        unchanged(summary, counted)
    made = render(with_last(summary, choice.exports, final=False))
    content = made if isinstance(made, bytes) else made.encode()
    check_files({f"report.{ending}": content}, summary, who, known)
    return made


def _recorded(choice: Settings) -> bool:
    """Whether there is a record: opening one that is not there would begin it."""
    file = choice.store.removeprefix("sqlite:///")
    return file == choice.store or Path(file).is_file()


def _end_a_command(error: SisterCityError) -> None:
    """End ``jupyter nbconvert`` with the sentence of ``error``; it would print a traceback."""
    from nbconvert.nbconvertapp import NbConvertApp
    from traitlets.config import Application

    if Application.initialized() and isinstance(Application.instance(), NbConvertApp):
        raise SystemExit(error.say(translate, read_settings().language)) from error
