"""Whom Jupyter Server takes somebody for, when they came in by a join code."""

from dataclasses import dataclass, field

from jupyter_server.auth.identity import User

from sistercity_nb.access import Person, Role


@dataclass
class Joined(User):
    """A user with a role of ours; every other user of the server is the lead."""

    person: Person = field(kw_only=True)


def person_of(user: User) -> Person:
    """Who ``user`` is to us: whoever holds the server's token or password is the lead."""
    return user.person if isinstance(user, Joined) else Person(user.username, Role.LEAD)
