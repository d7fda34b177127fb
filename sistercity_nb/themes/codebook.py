"""The codebook's beginning: the themes that the project document already names."""

from uuid import NAMESPACE_URL, uuid5

from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store
from sistercity_nb.workshop import Workshop

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:sistercity-nb:codebook")


def seeds(workshop: Workshop) -> list[Revision]:
    """The workshop's own themes as revisions, each proposed until a person accepts it.

    Their ids and times depend on the workshop alone, so that a record that is given them twice keeps one of
    each, and two records of the same workshop agree.
    """
    return [
        Revision(
            id=seed_id(workshop, theme.id),
            record=theme.id,
            type=RecordType.THEME,
            body=theme.body(),
            at=workshop.opening,
        )
        for theme in workshop.themes
    ]


def begin(store: Store) -> int:
    """Bring the themes of the workshop file into the record, except those that it has already.

    A theme that people have changed or retired in the record stays as they left it.

    Returns:
        How many were added.
    """
    known = {state["id"] for state in store.current(RecordType.THEME)}
    new = [seed for seed in seeds(store.workshop) if seed.record not in known]
    store.append(new)
    return len(new)


def seed_id(workshop: Workshop, theme: str) -> str:
    """The id of the revision that brings a theme of the workshop file into the record."""
    return str(uuid5(_NAMESPACE, f"{workshop.id}:{theme}"))
