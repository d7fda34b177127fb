"""Join codes over HTTP: the lead issues them, sees them and withdraws them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from sistercity_nb.access import JoinCode, Role
from sistercity_nb.checks import check_choice, check_number
from sistercity_nb.errors import EntryRefused
from sistercity_nb.server.handlers import Api
from sistercity_nb.store.codes import all_codes, find_code, issue_code, revoke_code

LONGEST_HOURS = 240  # ten days: a workshop and the days around it


class CodesApi(Api):
    """The join codes of the workshop."""

    rule = "codes"

    @authenticated
    @authorized
    def get(self) -> None:
        """Send every code, the newest first, with those that let nobody in any more."""
        self.answer({"codes": [_described(code) for code in all_codes(self.here.store)]})

    @authenticated
    @authorized
    def post(self) -> None:
        """Issue a code for ``role`` in ``group`` that holds for ``hours``."""
        sent = self.sent()
        role = check_choice(sent, "role", Role, None)
        group = sent.get("group") or ""
        hours = check_number(sent, "hours", 1, LONGEST_HOURS)
        if hours is None:
            raise EntryRefused(
                "hours", "This must be a whole number from {least} to {most}.", least=1, most=LONGEST_HOURS
            )
        issued = issue_code(self.here.store, role, str(group), timedelta(hours=hours))
        self.answer({"code": _described(issued)}, 201)


class RevokeApi(Api):
    """The end of one code."""

    rule = "codes"

    @authenticated
    @authorized
    def post(self, id: str) -> None:
        """End the code; every screen that came in by it is closed at once."""
        store = self.here.store
        if find_code(store, id=id) is None:
            raise HTTPError(404)
        revoke_code(store, id)
        self.here.feed.close_ended()
        self.answer({"codes": [_described(code) for code in all_codes(store)]})


def _described(code: JoinCode) -> dict[str, Any]:
    return {
        "id": code.id,
        "code": code.code,
        "role": code.role,
        "group": code.group,
        "created": code.created.isoformat(timespec="seconds"),
        "expires": code.expires.isoformat(timespec="seconds"),
        "revoked": code.revoked,
        "valid": code.valid(datetime.now(UTC)),
    }
