"""Who may come in: roles, and the join codes by which people without an account take one.

Standard library only.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sistercity_nb.errors import Refused
from sistercity_nb.model import PLENARY
from sistercity_nb.workshop import Workshop

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L: what a person reads is what they type
LENGTH = 8  # 31⁸, about 850 thousand million


class Role(StrEnum):
    """What somebody may do; docs/security.md has the table of routes."""

    LEAD = "lead"
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    VIEWER = "viewer"

    @property
    def in_group(self) -> bool:
        """Whether this role belongs to one group."""
        return self in (Role.FACILITATOR, Role.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A code that gives whoever types it a role, until it expires or is revoked.

    ``group`` is "" for a role that belongs to no group; ``id`` names the code where it must not be shown.
    """

    id: str
    code: str
    role: Role
    group: str
    created: datetime
    expires: datetime
    revoked: bool = False

    def valid(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return not self.revoked and now < self.expires


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in: ``id`` is one device's identity, ``code`` the id of the join code or "".

    ``voter`` is whose dots a participant puts: the province they named on entering, else their own ``id``.
    """

    id: str
    role: Role
    group: str = ""
    name: str = ""
    code: str = ""
    voter: str = ""


def new_code() -> str:
    """Eight characters drawn at random."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A typed code as it was issued: letter case, spaces and hyphens do not matter."""
    return "".join(typed.split()).replace("-", "").upper()


def check_place(workshop: Workshop, role: Role, group: str) -> None:
    """Refuse a role for a group that it cannot have.

    Raises:
        Refused: if the workshop has no such group, or the role belongs to none.
    """
    groups = [known.id for known in workshop.groups]
    if role is Role.FACILITATOR:
        groups.append(PLENARY)
    if role.in_group and group not in groups:
        raise Refused("Choose one of the groups: {groups}.", groups=", ".join(groups))
    if not role.in_group and group:
        raise Refused("This role belongs to no group.")
