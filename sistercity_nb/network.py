"""How the others in the room reach this machine: its addresses and its names. Asks nothing outside."""

import ipaddress
import re
import socket
from contextlib import suppress
from dataclasses import dataclass

ENTRANCE = "sistercity_entrance"  # where the server's settings keep it
# Reserved for documentation (RFC 5737): nobody answers there, and nothing is sent to find the way.
_NOWHERE = ("198.51.100.1", 9)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where people join: the login page under each address of this machine, the likeliest first.

    ``fingerprint`` is that of a certificate that browsers warn of, "" otherwise.
    """

    addresses: tuple[str, ...]
    fingerprint: str = ""


def addresses() -> list[str]:
    """The IPv4 addresses of this machine in its networks, the way out first; none without a network."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        way_out.connect(_NOWHERE)  # chooses the address to send from; a datagram socket sends nothing yet
        found.append(way_out.getsockname()[0])
    with suppress(OSError):
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
        found += [str(place[0]) for *_, place in known]
    return [address for address in dict.fromkeys(found) if _reachable(address)]


def names() -> list[str]:
    """The names of this machine, in small letters as browsers send them; none if its name is in Thai."""
    own = socket.gethostname().lower()
    short = own.partition(".")[0]
    return [
        name for name in dict.fromkeys((own, f"{short}.local")) if re.fullmatch(r"[a-z0-9.-]{1,253}", name)
    ]


def _reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_link_local)
