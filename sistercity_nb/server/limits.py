"""How fast somebody may ask: wrong join codes are slowed, and nobody keeps the server from the others."""

import asyncio
import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sistercity_nb.errors import TooMany

# A person who mistypes waits a little; who tries codes waits ever longer. With 850 thousand million codes and
# some sixty tries an hour from each address, nobody finds one of the few that are open. A room behind one
# address has its slips forgotten one by one; a right code forgives none, or who has one could go on guessing.
FREE_TRIES = 3  # wrong codes that only wait for their answer; the next ones wait as long as the last of them
FIRST_DELAY = 0.5  # seconds before the first wrong code is answered; doubled by each one that follows
LONGEST_LOCK = 300.0  # seconds
FORGOTTEN = 60.0  # seconds without a lock after which one wrong code counts no more

# Typing is one request an entry, dots one a tap; an outbox that comes back after a long silence sends fifty
# entries a request. The steady pace leaves room for a form that a machine fills in.
BURST = 150
PER_SECOND = 25.0
MOST_KNOWN = 10_000  # addresses or people in mind; beyond it, who was silent longest is forgotten

Clock = Callable[[], float]


class WrongCodes:
    """Counts wrong join codes of each address, apart from every other."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, tuple[Any, float]] = {}  # address → wrong codes, and when it might try again

    def check(self, address: str) -> None:
        """Refuse a try that comes too early, whether or not its code would be right.

        Raises:
            TooMany: with the seconds to wait.
        """
        _, until = self._known(address)
        wait = until - self._clock()
        if wait > 0:
            raise TooMany(
                "Too many wrong codes were tried. Wait {seconds} seconds, then try again.",
                seconds=math.ceil(wait),
            )

    async def wrong(self, address: str) -> None:
        """Count a wrong code, and return only when it may be answered."""
        known = self._known(address)[0] + 1
        number = math.ceil(known)  # a part of a minute forgives nothing yet
        delay: float = FIRST_DELAY * 2 ** min(number - 1, 20)
        locked = min(delay, LONGEST_LOCK) if number > FREE_TRIES else 0.0
        _remember(self._tries, _network(address), (known, self._clock() + locked))
        await asyncio.sleep(min(delay, FIRST_DELAY * 2 ** (FREE_TRIES - 1)))

    def _known(self, address: str) -> tuple[float, float]:
        number, until = self._tries.get(_network(address), (0.0, 0.0))
        return max(number - max(self._clock() - until, 0.0) / FORGOTTEN, 0.0), until


class Allowance:
    """How many requests each person may make: a burst, and then a steady pace."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, tuple[Any, float]] = {}  # who → requests left, and when that was so

    def take(self, who: str) -> None:
        """Let one request of ``who`` through.

        Raises:
            TooMany: if none is left; with the seconds until one is.
        """
        now = self._clock()
        left, since = self._left.get(who, (float(BURST), now))
        left = min(left + (now - since) * PER_SECOND, BURST)
        _remember(self._left, who, (left - 1 if left >= 1 else left, now))
        if left < 1:
            raise TooMany(
                "Too many requests in a short time. Nothing is lost; try again in {seconds} seconds.",
                seconds=math.ceil((1 - left) / PER_SECOND),
            )


@dataclass(frozen=True)
class Limits:
    """What one server holds."""

    codes: WrongCodes = field(default_factory=WrongCodes)
    requests: Allowance = field(default_factory=Allowance)


def _network(address: str) -> str:
    """What counts as one address: with IPv6 everybody has 2⁶⁴ of them."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def _remember(known: dict[str, tuple[Any, float]], who: str, state: tuple[Any, float]) -> None:
    known.pop(who, None)
    known[who] = state
    if len(known) > MOST_KNOWN:
        del known[next(iter(known))]
