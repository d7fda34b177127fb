"""The pages: one shell each, filled by the ES modules of ``static/``."""

from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado.web import HTTPError, StaticFileHandler, authenticated

from sistercity_nb.access import Person, Role
from sistercity_nb.errors import NotAllowed
from sistercity_nb.model import PLENARY
from sistercity_nb.server import frontend
from sistercity_nb.server.handlers import LANGUAGE_COOKIE, Here, pack_once, templates
from sistercity_nb.server.headers import PAGE, REPORT
from sistercity_nb.server.person import Joined
from sistercity_nb.server.rules import MAY_ASK, check_group
from sistercity_nb.settings import LANGUAGES

TITLES = {  # also the order in which a page names the others
    "start": "Start",
    "record": "Record",
    "vote": "Put dots",
    "cards": "Cards",
    "board": "Live board",
    "themes": "Themes",
    "findings": "Findings",
    "conflicts": "Conflicts",
    "tables": "Tables",
    "codes": "Join codes",
}
LASTING = "private, max-age=31536000, immutable"
_BUNDLES = {"js": ("text/javascript", frontend.script), "css": ("text/css", frontend.style)}
_OF_A_GROUP = ("record", "vote", "cards")
_HOMES = {Role.FACILITATOR: "record", Role.PARTICIPANT: "vote", Role.VIEWER: "board"}
ROLES = {
    Role.LEAD: "Lead",
    Role.FACILITATOR: "Facilitator",
    Role.PARTICIPANT: "Participant",
    Role.VIEWER: "Viewer",
}


def home(person: Person) -> str:
    """Where somebody begins, below ``sistercity``; "" is the start page."""
    page = _HOMES.get(person.role, "")
    return f"{page}/{person.group}" if page in _OF_A_GROUP else page


class Page(Here):
    """A page of the extension."""

    @property
    def content_security_policy(self) -> str:
        """What a page may load and from where."""
        return PAGE

    async def prepare(self, **more: Any) -> None:
        """Hold the page that the address names against who asks."""
        self.rule = self.rule or (self.path_args or ["start"])[0]
        await super().prepare(**more)

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
        if page == "start" and home(self.person):
            self.redirect(f"{self.base_url}sistercity/{home(self.person)}")
            return
        if page in _OF_A_GROUP:
            self._check_group(group)
        if (page, group) == ("vote", PLENARY):
            raise HTTPError(404, "The whole room has no dots. Choose a group on the start page.")
        self.xsrf_token  # noqa: B018  asking for it sets the cookie that the page sends back with each POST
        self.set_header("Cache-Control", "no-store")
        self.finish(self.packed(templates.get_template("page.html").render(self._shell(page, group))))

    def _check_group(self, group: str) -> None:
        if group not in (PLENARY, *(known.id for known in self.here.workshop.groups)):
            raise HTTPError(404, "This workshop has no such group. Choose one on the start page.")
        check_group(self.person, group)

    def _shell(self, page: str, group: str) -> dict[str, Any]:
        here, language, base = self.here, self.language, f"{self.base_url}sistercity/"
        person = self.person
        component = "capture" if page == "record" else page
        config = {
            "page": page,
            "component": component,
            "base": base,
            "serverBase": self.base_url,
            "language": language,
            "group": group,
            "known": frontend.described(here.workshop, here.store.simulated()),
            "you": {
                "role": person.role,
                "group": person.group,
                "name": person.name,
                "voter": person.voter,
                "jupyter": not isinstance(self.current_user, Joined),
            },
            "catalog": frontend.sentences(language, component),
        }
        return {
            "config": config,
            "language": language,
            "title": self.t(TITLES[page]),
            "workshop": here.workshop.short.say(language),
            "page": page,
            "component": component,
            "base": base,
            "files": f"{base}{frontend.version()}/",
            "server_base": self.base_url,
            "simulated": here.store.simulated(),
            "role": self.t(ROLES[person.role]),
            "letter": here.workshop.letter(person.group) if person.group else "",
            "others": self._others(),
            "t": self.t,
        }

    def _others(self) -> list[tuple[str, str, str]]:
        """The pages that its reader may open: name, address below ``sistercity`` and title."""
        person, voting = self.person, self.here.workshop.voting
        names = [name for name in TITLES if person.role in MAY_ASK.get(name, {Role.LEAD})]
        if person.role is not Role.LEAD:
            names.remove("start")
        if voting is None or person.group == PLENARY:
            names = [name for name in names if name != "vote"]
        return [
            (
                name,
                f"{name}/{person.group}" if name in _OF_A_GROUP else name.replace("start", ""),
                self.t(TITLES[name]),
            )
            for name in names
            if name not in _OF_A_GROUP or person.group  # the lead chooses a group on the start page
        ]


class Files(Here, StaticFileHandler):
    """Files of one folder, for those who may read the pages."""

    rule = "files"
    paced = False  # a page asks for all of its own at once

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


class LastingFiles(Files):
    """Files under an address that follows their content: a browser asks for none of them twice."""

    async def get(  # type: ignore[override]  # the route gives the version too
        self, version: str, path: str, include_body: bool = True
    ) -> None:
        """Send the file, unless the version is another."""
        frontend.check_version(version)
        await super().get(path, include_body)  # type: ignore[misc]  # decorated

    async def head(self, version: str, path: str) -> None:  # type: ignore[override]
        """As ``get``, without the file."""
        await self.get(version, path, include_body=False)

    def set_extra_headers(self, path: str) -> None:
        """An update of the program has another address."""
        self.set_header("Cache-Control", LASTING)


class Bundle(Here):
    """The one script of a page, or its one style sheet."""

    rule = "files"
    paced = False

    @authenticated
    @authorized
    def get(self, version: str, component: str, ending: str) -> None:
        """Send it, unless the version is another."""
        frontend.check_version(version)
        kind, text = _BUNDLES[ending]
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", LASTING)
        self.finish(self.packed(text(component), pack_once))


class PublicFiles(Files):
    """What the page needs on which somebody comes in."""

    open_to_all = True

    @allow_unauthenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file."""
        await StaticFileHandler.get(self, path, include_body)

    @allow_unauthenticated
    async def head(self, path: str) -> None:
        """As ``get``, without the file."""
        await StaticFileHandler.get(self, path, include_body=False)


class Nowhere(Here):
    """Every other address below ours: Jupyter's own answer would not be in the reader's words."""

    rule = "start"

    @authenticated
    @authorized
    def get(self) -> None:
        """Say that there is nothing; to who came in with a code it is closed, as the rest of the server."""
        if isinstance(self.current_user, Joined):
            raise NotAllowed("Your role may not do this. Enter with another join code, or ask the lead.")
        raise HTTPError(404)


class Exports(Files):
    """The reports that were made."""

    rule = "exports"

    def initialize(self, service: Any) -> None:  # type: ignore[override]  # its folder is a setting
        """Keep what the route gives; the folder is known when the record is open."""
        Here.initialize(self, service)

    @property
    def content_security_policy(self) -> str:
        """What a report may load: nothing that it does not carry."""
        return REPORT

    async def prepare(self, **more: Any) -> None:
        """Find the folder."""
        await super().prepare(**more)
        StaticFileHandler.initialize(self, str(self.here.settings.exports))
