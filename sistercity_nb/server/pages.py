"""The pages: one shell each, filled by the ES modules of ``static/``."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, StaticFileHandler, authenticated

from sistercity_nb.errors import SisterCityError
from sistercity_nb.language import catalog
from sistercity_nb.model import PLENARY
from sistercity_nb.server.handlers import LANGUAGE_COOKIE, Here, status_of
from sistercity_nb.settings import LANGUAGES

PACKAGE = Path(__file__).parent.parent
STATIC = PACKAGE / "static"
FONTS = PACKAGE / "report" / "fonts"
_templates = Environment(loader=PackageLoader("sistercity_nb.server"), autoescape=True)
# Nothing a page opens comes from elsewhere, and nothing that was typed can run.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:"
    "; frame-ancestors 'self'"
)
# A report carries its fonts and pictures inside and has no script.
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
)
TITLES = {
    "start": "Start",
    "record": "Record",
    "board": "Live board",
    "themes": "Themes",
    "findings": "Findings",
}


class Page(Here):
    """A page of the extension."""

    @property
    def content_security_policy(self) -> str:
        """What a page may load and from where."""
        return _POLICY

    @authenticated
    @authorized
    def get(self, page: str = "", group: str = "") -> None:
        """Send the page, in the language that ``?lang=`` chooses from now on."""
        chosen = self.get_query_argument("lang", None)
        if chosen in LANGUAGES:
            self.set_cookie(LANGUAGE_COOKIE, chosen, path=self.base_url, samesite="Lax", expires_days=365)
            self.redirect(self.request.path)
            return
        page = page or "start"
        if page == "record":
            self._check_group(group)
        self.xsrf_token  # noqa: B018  asking for it sets the cookie that the page sends back with each POST
        self.set_header("Cache-Control", "no-store")
        self.finish(_templates.get_template("page.html").render(self._shell(page, group)))

    def _check_group(self, group: str) -> None:
        if group not in (PLENARY, *(known.id for known in self.here.workshop.groups)):
            raise HTTPError(404, "This workshop has no such group. Choose one on the start page.")

    def _shell(self, page: str, group: str) -> dict[str, Any]:
        here, language, base = self.here, self.language, f"{self.base_url}sistercity/"
        config = {
            "page": page,
            "base": base,
            "serverBase": self.base_url,
            "language": language,
            "group": group,
            "workshop": here.workshop.id,
            "simulated": here.store.simulated(),
            "catalog": catalog(language),
        }
        return {
            "config": config,
            "language": language,
            "title": self.t(TITLES[page]),
            "workshop": here.workshop.short.say(language),
            "page": page,
            "base": base,
            "server_base": self.base_url,
            "simulated": config["simulated"],
            "t": self.t,
        }

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error is a page too: what happened and what to do, in the reader's language."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        status = status_of(error, 503 if isinstance(error, SisterCityError) else status_code)
        self.set_status(status)
        page = _templates.get_template("error.html")
        self.finish(
            page.render(
                reason=self.reason(error, status),
                base=f"{self.base_url}sistercity/",
                language="en" if self.get_cookie(LANGUAGE_COOKIE) == "en" else "th",
                t=self.t,
            )
        )


class Files(Here, StaticFileHandler):
    """Files of one folder, for those who may read the pages."""

    def initialize(self, service: Any, path: str) -> None:  # type: ignore[override]  # the route gives both
        """Keep what the route gives."""
        Here.initialize(self, service)
        StaticFileHandler.initialize(self, path)

    @authenticated
    @authorized
    async def get(  # type: ignore[override]  # decorated
        self, path: str, include_body: bool = True
    ) -> None:
        """Send the file; the browser asks each time whether it is still the newest."""
        await StaticFileHandler.get(self, path, include_body)

    @authenticated
    @authorized
    async def head(self, path: str) -> None:  # type: ignore[override]  # decorated
        """As ``get``, without the file."""
        await StaticFileHandler.get(self, path, include_body=False)

    def set_extra_headers(self, path: str) -> None:
        """An update of the program must reach the browser."""
        self.set_header("Cache-Control", "no-cache")


class Exports(Files):
    """The reports that were made."""

    def initialize(self, service: Any) -> None:  # type: ignore[override]  # its folder is a setting
        """Keep what the route gives; the folder is known when the record is open."""
        Here.initialize(self, service)

    @property
    def content_security_policy(self) -> str:
        """What a report may load: nothing that it does not carry."""
        return _REPORT_POLICY

    async def prepare(self) -> None:  # type: ignore[override]
        """Find the folder."""
        await super().prepare()
        StaticFileHandler.initialize(self, str(self.here.settings.exports))
