"""The page on which people come in: a join code for everybody, the token or password for the lead."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from tornado.httputil import url_concat

from sistercity_nb.access import JoinCode, Person, Role, read_code
from sistercity_nb.checks import check_line
from sistercity_nb.errors import Refused, TooMany
from sistercity_nb.server.handlers import LANGUAGE_COOKIE, Here, say_when, status_of, templates
from sistercity_nb.server.headers import PAGE
from sistercity_nb.server.identity import SETTING, joined
from sistercity_nb.server.pages import home
from sistercity_nb.settings import LANGUAGES
from sistercity_nb.store.codes import find_code
from sistercity_nb.workshop import Province, Voters

DEVICE_COOKIE = "sistercity_device"  # outlives leaving, so that entering again is not another voter
DEVICE_DAYS = 31
REGIONS = {
    "central": "Central region",
    "east": "Eastern region",
    "north": "Northern region",
    "northeast": "Northeastern region",
    "south": "Southern region",
    "west": "Western region",
}


class _Door(Here):
    """A page that anybody may open."""

    open_to_all = True

    def initialize(self) -> None:  # type: ignore[override]  # Jupyter makes the route
        """Keep the extension's service."""
        super().initialize(self.settings[SETTING])

    @property
    def content_security_policy(self) -> str:
        """What the page may load and from where."""
        return PAGE

    def set_default_headers(self) -> None:
        """As for every page, but a form that gives no referrer is sent with ``Origin: null`` and refused."""
        super().set_default_headers()
        self.set_header("Referrer-Policy", "same-origin")


class LoginPage(_Door, LoginFormHandler):
    """Where a join code is typed."""

    @allow_unauthenticated
    def get(self) -> None:
        """Send the form; whoever is in already and came here on the way to a page goes on to it."""
        chosen = self.get_query_argument("lang", None)
        if chosen in LANGUAGES:
            self.set_cookie(LANGUAGE_COOKIE, chosen, path=self.base_url, samesite="Lax", expires_days=365)
            self.redirect(self.request.path)
        elif self.current_user and self.get_query_argument("next", ""):
            self._go_on()
        else:
            ended = self.get_query_argument("ended", "") and self.t(
                "You are no longer in: your code has ended, or the server was set up anew. Enter a code."
            )
            self._send(reason=ended)

    @allow_unauthenticated
    async def post(self) -> None:
        """Let in whoever has a code, or the lead's token or password; ask once more for what is missing."""
        if self.get_body_argument("password", ""):
            await self._let_lead_in()
            return
        typed = self.get_body_argument("code", "")
        try:
            code = await self._valid(typed)
            name = check_line({"name": self.get_body_argument("name", "").strip()}, "name")
        except (Refused, TooMany) as refusal:
            self._send_refusal(refusal, code=typed)
            return
        province = self.get_body_argument("province", "")
        workshop = self.here.workshop
        voting = workshop.voting
        asked = code.role is Role.PARTICIPANT and voting is not None and voting.voters is Voters.PROVINCE
        if asked and province not in workshop.province_codes:
            self._send(code=typed, name=name, regions=self._regions(code.group))
            return
        device = self._device()
        user = joined(code, Person(device, code.role, name=name, voter=province if asked else device))
        self.identity_provider.set_login_cookie(self, user)
        self.redirect(f"{self.base_url}sistercity/{home(user.person)}")

    async def _valid(self, typed: str) -> JoinCode:
        """The code that was typed.

        Raises:
            Refused: if there is none such, or it lets nobody in any more.
            TooMany: if too many wrong ones were tried from there.
        """
        tries, address = self._service.limits.codes, self.request.remote_ip or ""
        tries.check(address)
        code = find_code(self.here.store, code=read_code(typed)) if read_code(typed) else None
        if code is None:
            await tries.wrong(address)
            raise Refused("There is no such code. Compare it with the poster: eight letters and digits.")
        if code.revoked:
            raise Refused("This code has been withdrawn. Ask the lead or your facilitator for a new one.")
        if not code.valid(datetime.now(UTC)):
            raise Refused("This code has expired. Ask the lead or your facilitator for a new one.")
        return code

    async def _let_lead_in(self) -> None:
        tries, address = self._service.limits.codes, self.request.remote_ip or ""
        try:
            tries.check(address)
        except TooMany as refusal:
            self._send_refusal(refusal, lead=True)
            return
        user = self.identity_provider.process_login_form(self)
        if user is None:
            await tries.wrong(address)
            self._send(401, self.t("This is neither the server's token nor its password."), lead=True)
            return
        self.identity_provider.set_login_cookie(self, user)
        self._go_on()

    def _go_on(self) -> None:
        """To the page that was asked for, if it is on this server."""
        start = f"{self.base_url}sistercity"
        self._redirect_safe(self.get_argument("next", "") or start, start)  # type: ignore[no-untyped-call]

    def _device(self) -> str:
        """The name of this device, kept in a signed cookie of its own."""
        kept = self.get_signed_cookie(DEVICE_COOKIE, max_age_days=DEVICE_DAYS)
        device = kept.decode() if kept else uuid4().hex
        self.set_signed_cookie(
            DEVICE_COOKIE,
            device,
            expires_days=DEVICE_DAYS,
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        return device

    def _regions(self, group: str) -> dict[str, list[Province]]:
        """The provinces to choose from by region, those that are known to sit in ``group`` first."""
        workshop = self.here.workshop
        own = next((known.provinces for known in workshop.groups if known.id == group), ())
        regions: dict[str, list[Province]] = {}
        if own:
            regions[self.t("This group")] = [known for known in workshop.provinces if known.code in own]
        for province in workshop.provinces:
            region = self.t(REGIONS.get(province.region, province.region))
            regions.setdefault(region, []).append(province)
        return regions

    def _send_refusal(self, refusal: Refused | TooMany, **filled: Any) -> None:
        status = status_of(refusal, 401) if isinstance(refusal, TooMany) else 401
        say_when(self, refusal)
        self._send(status, self.reason(refusal, status), **filled)

    def _send(self, status: int = 200, reason: str = "", **filled: Any) -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        next = self.get_query_argument("next", "")
        shell = {
            "base": f"{self.base_url}sistercity/",
            "language": self.language,
            "workshop": self.here.workshop.short.say(self.language),
            "xsrf": self.xsrf_token.decode(),
            "action": url_concat(self.request.path, {"next": next} if next else {}),
            "reason": reason,
            "inside": self.current_user is not None,
            "t": self.t,
        }
        self.finish(templates.get_template("login.html").render({**shell, **filled}))


class LogoutPage(_Door):
    """Leaving."""

    @allow_unauthenticated
    def get(self) -> None:
        """Forget who this browser was, and offer the way in again."""
        self.identity_provider.clear_login_cookie(self)
        self.redirect(self.settings["login_url"])
