"""Posters of join codes to hang on a door or lay on a table: one A4 page a code, with a QR code."""

from datetime import UTC, datetime
from typing import Any

import segno
from jupyter_server.auth.decorator import authorized
from markupsafe import Markup
from tornado.web import HTTPError, authenticated

from sistercity_nb.access import JoinCode, Role
from sistercity_nb.model import PLENARY
from sistercity_nb.network import ENTRANCE, Entrance
from sistercity_nb.server.cards import only_this_computer
from sistercity_nb.server.handlers import Here, templates
from sistercity_nb.server.headers import PAGE
from sistercity_nb.server.pages import ROLES
from sistercity_nb.store.codes import all_codes
from sistercity_nb.thai import arabic_digits, thai_date

MOST_POSTERS = 50  # at once


class Posters(Here):
    """The posters of some codes, ready to print."""

    rule = "codes"

    @property
    def content_security_policy(self) -> str:
        """What the page may load and from where."""
        return PAGE

    @authenticated
    @authorized
    def get(self) -> None:
        """Send one page for each code in ``?ids=`` that still lets somebody in, in that order."""
        now = datetime.now(UTC)
        valid = {code.id: code for code in all_codes(self.here.store) if code.valid(now)}
        asked = self.get_query_argument("ids", "").split(",")[:MOST_POSTERS]
        codes = [valid[id] for id in asked if id in valid]
        if not codes:
            raise HTTPError(404, "None of these codes lets anybody in any more. Make new ones.")
        workshop, language, entrance = self.here.workshop, self.language, self._entrance()
        self.set_header("Cache-Control", "no-store")
        self.finish(
            templates.get_template("poster.html").render(
                posters=[self._poster(code, entrance.addresses[0]) for code in codes],
                title=workshop.title.say(language),
                short=workshop.short.say(language),
                owner=workshop.owner.say(language),
                address=entrance.addresses[0],
                fingerprint=(entrance.fingerprint[:48], entrance.fingerprint[48:]),
                in_room=ENTRANCE in self.settings,
                only_here=only_this_computer(self.request.host_name) and ENTRANCE not in self.settings,
                base=f"{self.base_url}sistercity/",
                language=language,
                t=self.t,
            )
        )

    def _entrance(self) -> Entrance:
        """Where people join: what the server announced, else the address under which the lead sees it."""
        here = f"{self.request.protocol}://{self.request.host}{self.settings['login_url']}"
        entrance: Entrance = self.settings.get(ENTRANCE) or Entrance((here,))
        return entrance

    def _poster(self, code: JoinCode, address: str) -> dict[str, Any]:
        group = next((known for known in self.here.workshop.groups if known.id == code.group), None)
        drawn = segno.make(f"{address}#{code.code}", error="m", micro=False)
        qr = drawn.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
        return {
            "letter": group.letter if group else "",
            "group": group.short.say(self.language)
            if group
            else self.t("Whole room")
            if code.group == PLENARY
            else "",
            "role": self.t(ROLES[code.role]),
            "purpose": self._purpose(code.role),
            "by_hand": code.role in (Role.LEAD, Role.FACILITATOR),
            "code": spaced(code.code),
            "until": until(code.expires, self.language),
            "qr": Markup(qr),  # noqa: S704  drawn by segno, no text in it
        }

    def _purpose(self, role: Role) -> str:
        return {
            Role.LEAD: self.t("All pages of the workshop"),
            Role.FACILITATOR: self.t("Record what this group says"),
            Role.PARTICIPANT: self.t("Put your dots on your telephone"),
            Role.VIEWER: self.t("Watch the live board"),
        }[role]


def spaced(code: str) -> str:
    """A code in two halves, as people read it aloud."""
    return f"{code[:4]}-{code[4:]}"


def until(end: datetime, language: str) -> str:
    """Day and time of ``end`` on this machine's clock, the Thai year in Thai."""
    here = end.astimezone()
    time = f"{here:%H:%M}" if language == "en" else f"เวลา {here:%H.%M} น."
    return f"{arabic_digits(thai_date(here.date(), language))} {time}"
