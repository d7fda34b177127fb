"""Join codes as the database keeps them, beside the record and not part of it: no export contains them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import RowMapping, insert, select, update

from sistercity_nb.access import JoinCode, Role, check_place, new_code
from sistercity_nb.store import Store
from sistercity_nb.store.schema import codes


def issue_code(store: Store, role: Role, group: str, lasts: timedelta) -> JoinCode:
    """A new code for ``role`` in ``group`` ("" for a role of no group).

    Raises:
        Refused: if the role cannot have that group.
        StoreError: if the database cannot take it.
    """
    check_place(store.workshop, role, group)
    now = datetime.now(UTC)
    issued = JoinCode(uuid4().hex, new_code(), role, group, now, now + lasts)
    with store.transaction() as connection:
        connection.execute(
            insert(codes).values(
                id=issued.id,
                workshop=store.workshop.id,
                code=issued.code,
                role=str(role),
                part=group,
                created=now.isoformat(),
                expires=issued.expires.isoformat(),
                revoked=False,
            )
        )
    return issued


def all_codes(store: Store) -> list[JoinCode]:
    """Every code of this workshop, the newest first, with those that no longer let anybody in."""
    query = select(codes).where(codes.c.workshop == store.workshop.id).order_by(codes.c.created.desc())
    with store.looking() as connection:
        return [_read(row) for row in connection.execute(query).mappings()]


def find_code(store: Store, *, code: str = "", id: str = "") -> JoinCode | None:
    """The code that was typed, or the one of that id; None if there is none. It may have ended."""
    match = codes.c.code == code if code else codes.c.id == id
    query = select(codes).where(codes.c.workshop == store.workshop.id, match)
    with store.looking() as connection:
        row = connection.execute(query).mappings().one_or_none()
    return _read(row) if row is not None else None


def revoke_code(store: Store, id: str) -> None:
    """End a code; whoever came in by it is out with their next request.

    Raises:
        StoreError: if the database cannot take it.
    """
    with store.transaction() as connection:
        connection.execute(
            update(codes).where(codes.c.workshop == store.workshop.id, codes.c.id == id).values(revoked=True)
        )


def _read(row: RowMapping) -> JoinCode:
    return JoinCode(
        id=row["id"],
        code=row["code"],
        role=Role(row["role"]),
        group=row["part"],
        created=datetime.fromisoformat(row["created"]),
        expires=datetime.fromisoformat(row["expires"]),
        revoked=row["revoked"],
    )
