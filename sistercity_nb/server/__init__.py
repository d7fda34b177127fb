"""The Jupyter Server extension: pages, API, live feed and jobs, all below ``sistercity/``."""

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.routing import Rule

from sistercity_nb.server import api, ballots, board, cards, codes, conflicts, pages, posters, tables
from sistercity_nb.server.accesslog import keep_log
from sistercity_nb.server.frontend import FONTS, STATIC
from sistercity_nb.server.identity import SETTING, AsksEverywhere, watch
from sistercity_nb.server.service import Service
from sistercity_nb.server.sizes import Overflow, OverLarge
from sistercity_nb.server.socket import FeedSocket

_RECORD = r"([A-Za-z0-9][A-Za-z0-9._:-]{0,99})"
_FILE = r"([A-Za-z0-9][A-Za-z0-9._/-]*)"
_PUBLIC = r"style\.css|login\.css|login\.js|icon\.svg"  # what the page on which people come in needs


def routes(service: Service) -> list[tuple[str, type, dict[str, Any]]]:
    """Every route of the extension below ``sistercity``: pattern, handler and what it is given."""
    shared = {"service": service}
    return [
        (r"/?", pages.Page, shared),
        (r"/(record|vote|cards)/([A-Za-z0-9._-]+)", pages.Page, shared),
        (r"/cards/([A-Za-z0-9._-]+)/print", cards.CardSheets, shared),
        (r"/(board|themes|findings|conflicts|tables)", pages.Page, shared),
        (r"/(codes)", pages.Page, shared),
        (r"/codes/poster", posters.Posters, shared),
        (r"/([0-9a-f]{12})/page/([a-z]+)\.(js|css)", pages.Bundle, shared),
        (rf"/([0-9a-f]{{12}})/static/{_FILE}", pages.LastingFiles, {**shared, "path": str(STATIC)}),
        (rf"/([0-9a-f]{{12}})/fonts/{_FILE}", pages.LastingFiles, {**shared, "path": str(FONTS)}),
        (rf"/static/({_PUBLIC})", pages.PublicFiles, {**shared, "path": str(STATIC)}),
        (
            r"/fonts/(Sarabun-(?:Regular|Bold)\.woff2)",
            pages.PublicFiles,
            {**shared, "path": str(FONTS)},
        ),
        (rf"/static/{_FILE}", pages.Files, {**shared, "path": str(STATIC)}),
        (r"/fonts/([A-Za-z0-9-]+\.woff2)", pages.Files, {**shared, "path": str(FONTS)}),
        (rf"/exports/{_FILE}", pages.Exports, shared),
        (r"/api/workshop", api.WorkshopApi, shared),
        (r"/api/records", api.RecordsApi, shared),
        (rf"/api/records/{_RECORD}/revisions", api.HistoryApi, shared),
        (r"/api/revisions", api.RevisionsApi, shared),
        (r"/api/board", board.BoardApi, shared),
        (r"/api/ballot", ballots.BallotApi, shared),
        (r"/api/conflicts", conflicts.ConflictsApi, shared),
        (r"/api/record", conflicts.RecordApi, shared),
        (r"/api/tables/([a-z]{1,20})\.([a-z]{1,4})", tables.ExportApi, shared),
        (r"/api/tables/([a-z]{1,20})", tables.ImportApi, shared),
        (r"/api/suggestions", api.SuggestionsApi, shared),
        (r"/api/jobs", api.JobsApi, shared),
        (r"/api/jobs/([0-9a-f]{32})", api.JobApi, shared),
        (r"/api/reports", api.ReportsApi, shared),
        (r"/api/summary", api.SummaryApi, shared),
        (r"/api/codes", codes.CodesApi, shared),
        (r"/api/codes/([0-9a-f]{32})/revoke", codes.RevokeApi, shared),
        (r"/api/openapi\.json", api.DescriptionApi, shared),
        (r"/api/feed", FeedSocket, shared),
        (r"/.*", pages.Nowhere, shared),
    ]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "sistercity_nb.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    service = app.web_app.settings[SETTING] = Service(Path(app.root_dir))
    if isinstance(app.identity_provider, AsksEverywhere):
        watch(app.web_app)
    if app.certfile:
        app.web_app.settings["xsrf_cookie_kwargs"]["secure"] = True  # Jupyter sets its path alone
    base = url_path_join(app.web_app.settings["base_url"], "sistercity")
    app.web_app.add_handlers(
        ".*$",
        [
            Rule(OverLarge(base), Overflow, {"service": service}),
            *((base + pattern, handler, given) for pattern, handler, given in routes(service)),
        ],
    )
    keep_log(app.web_app, service)
    app.log.debug("sistercity_nb answers at %s", base)
