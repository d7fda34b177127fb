"""JupyterHub's people: what somebody may do follows from their hub groups.

docs/deploy.md shows the hub's side.
"""

import os
from collections.abc import Iterable

from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import JupyterHandler
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from tornado.web import Finish

from sistercity_nb.access import Person, Role
from sistercity_nb.server.handlers import Api, Here
from sistercity_nb.server.identity import SETTING, AsksEverywhere, check_door, refuse
from sistercity_nb.server.person import Joined
from sistercity_nb.workshop import Voters, Workshop

GROUPS = "sistercity"  # hub groups are named sistercity-<role> or sistercity-<role>-<group of the workshop>
_NO_ROLE = "Your JupyterHub account has no role in this workshop. Ask the lead to put it into a group."


class HubPeople(AsksEverywhere, JupyterHubIdentityProvider):  # type: ignore[misc]  # jupyterhub publishes no types
    """Signs people in through JupyterHub; use it on the command line that the hub starts the server with."""

    async def get_user(self, handler: JupyterHandler) -> User | None:
        """Who asks, if they may reach ``handler``; the server's own account keeps all of Jupyter."""
        known = await super().get_user(handler)
        if known is None and isinstance(handler, Here) and not isinstance(handler, Api):
            handler.redirect(handler.get_login_url())  # which is the hub's
            raise Finish
        if known is None or known.username == os.environ.get("JUPYTERHUB_USER"):
            return known  # type: ignore[no-any-return]
        workshop = handler.settings[SETTING].open.workshop
        person = person_of_groups(known.username, known.hub_user.get("groups") or (), workshop)
        if person is None:
            refuse(handler, _NO_ROLE)
        user = Joined(known.username, name=known.name, person=person)
        check_door(handler, user)
        return user


def person_of_groups(name: str, groups: Iterable[str], workshop: Workshop) -> Person | None:
    """Who the hub's account ``name`` is here: the strongest role that one of its ``groups`` names, or None.

    A participant's dots are their own, so a workshop that votes by province takes no participants from a hub.
    """
    places = {f"{GROUPS}-{role}": (role, "") for role in Role if not role.in_group}
    for group in workshop.groups:
        places |= {f"{GROUPS}-{role}-{group.id}": (role, group.id) for role in Role if role.in_group}
    by_province = workshop.voting is not None and workshop.voting.voters is Voters.PROVINCE
    found = [places[group] for group in sorted(groups) if group in places]
    if by_province:
        found = [named for named in found if named[0] is not Role.PARTICIPANT]
    if not found:
        return None
    role, place = min(found, key=lambda named: list(Role).index(named[0]))
    return Person(name, role, place, name, voter=name)
