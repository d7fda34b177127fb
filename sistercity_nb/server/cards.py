"""Paper cards (บัตรคำ): sheets to print and cut, four cards a page, each with its number and a QR code."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import segno
from jupyter_server.auth.decorator import authorized
from markupsafe import Markup
from tornado.web import authenticated

from sistercity_nb.errors import Refused
from sistercity_nb.model import GROUP_KINDS, LAST_CARD, PLENARY, PLENARY_KINDS
from sistercity_nb.network import ENTRANCE
from sistercity_nb.server.handlers import templates, whole_number
from sistercity_nb.server.pages import Page

MOST_CARDS = 200  # at once: fifty sheets
PER_SHEET = 4
WRITING_LINES = 8


class CardSheets(Page):
    """The cards of a group, ready to print."""

    rule = "cards"

    @authenticated
    @authorized
    def get(self, group: str) -> None:
        """Send the sheets with the cards ``?from=`` to ``?to=``."""
        self._check_group(group)
        first = whole_number(self.get_query_argument("from", "1"))
        last = whole_number(self.get_query_argument("to", "40"))
        numbers = card_range(first, last)
        workshop = self.here.workshop
        known = next((one for one in workshop.groups if one.id == group), None)
        address = f"{self._origin()}{self.base_url}sistercity/cards/{group}"
        cards = [card(workshop.letter(group), number, address) for number in numbers]
        self.set_header("Cache-Control", "no-store")
        self.finish(
            templates.get_template("cards.html").render(
                sheets=[cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)],
                kinds=PLENARY_KINDS if group == PLENARY else GROUP_KINDS,
                lines=WRITING_LINES,
                workshop=workshop.short.say(self.language),
                letter=workshop.letter(group),
                group_title=known.title.say(self.language) if known else "",
                only_here=only_this_computer(urlsplit(address).hostname or ""),
                group=group,
                base=f"{self.base_url}sistercity/",
                language=self.language,
                t=self.t,
            )
        )

    def _origin(self) -> str:
        """How other devices reach this server: as this one does, or as the server announced to the room."""
        entrance = self.settings.get(ENTRANCE)
        if entrance is None or not only_this_computer(self.request.host_name):
            return f"{self.request.protocol}://{self.request.host}"
        return str(entrance.addresses[0]).removesuffix(self.settings["login_url"])


def card_range(first: int, last: int) -> range:
    """The numbers of the cards to print.

    Raises:
        Refused: if there are none or too many of them, or a card cannot have such a number.
    """
    if not 1 <= first <= last <= LAST_CARD or last - first >= MOST_CARDS:
        raise Refused(
            "Print at most {most} cards at a time, from a lower to a higher number between 1 and {last}.",
            most=MOST_CARDS,
            last=LAST_CARD,
        )
    return range(first, last + 1)


def card(letter: str, number: int, address: str) -> dict[str, Any]:
    """A card: what is printed big on it, and the QR code that leads to where it is typed in."""
    code = segno.make(f"{address}#{number}", error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return {"label": f"{letter}·{number:03d}", "qr": Markup(drawn)}  # noqa: S704  drawn by segno, no text in it


def only_this_computer(host: str) -> bool:
    """Whether an address with this host leads nowhere from another device."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
