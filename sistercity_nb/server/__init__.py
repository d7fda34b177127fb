"""The Jupyter Server extension: pages, API, live feed and jobs, all below ``sistercity/``."""

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from sistercity_nb.server import api, pages
from sistercity_nb.server.service import Service
from sistercity_nb.server.socket import FeedSocket

_RECORD = r"([A-Za-z0-9][A-Za-z0-9._:-]{0,99})"
_FILE = r"([A-Za-z0-9][A-Za-z0-9._/-]*)"


def routes(service: Service) -> list[tuple[str, type, dict[str, Any]]]:
    """Every route of the extension below ``sistercity``: pattern, handler and what it is given."""
    shared = {"service": service}
    return [
        (r"/?", pages.Page, shared),
        (r"/(record)/([A-Za-z0-9._-]+)", pages.Page, shared),
        (r"/(board|themes|findings)", pages.Page, shared),
        (rf"/static/{_FILE}", pages.Files, {**shared, "path": str(pages.STATIC)}),
        (r"/fonts/([A-Za-z0-9-]+\.woff2)", pages.Files, {**shared, "path": str(pages.FONTS)}),
        (rf"/exports/{_FILE}", pages.Exports, shared),
        (r"/api/workshop", api.WorkshopApi, shared),
        (r"/api/records", api.RecordsApi, shared),
        (rf"/api/records/{_RECORD}/revisions", api.HistoryApi, shared),
        (r"/api/revisions", api.RevisionsApi, shared),
        (r"/api/board", api.BoardApi, shared),
        (r"/api/suggestions", api.SuggestionsApi, shared),
        (r"/api/jobs", api.JobsApi, shared),
        (r"/api/jobs/([0-9a-f]{32})", api.JobApi, shared),
        (r"/api/summary", api.SummaryApi, shared),
        (r"/api/openapi.json", api.DescriptionApi, shared),
        (r"/api/feed", FeedSocket, shared),
    ]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "sistercity_nb.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    service = Service(Path(app.root_dir))
    base = url_path_join(app.web_app.settings["base_url"], "sistercity")
    app.web_app.add_handlers(
        ".*$", [(base + pattern, handler, given) for pattern, handler, given in routes(service)]
    )
    app.log.debug("sistercity_nb answers at %s", base)
