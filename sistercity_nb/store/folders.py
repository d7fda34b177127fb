"""Where an SQLite file may lie: on a disk of this machine, where its locks and its write-ahead log hold.

A network drive keeps neither; a folder that a cloud service synchronises is copied in the middle of a
transaction, and comes back from another laptop as a second truth.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sistercity_nb.errors import StoreUnwritable

MOUNTS = Path("/proc/mounts")  # Linux only
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "afs",
    "ceph",
    "fuse.glusterfs",
    "fuse.davfs2",
}
# Names of folders that synchronise, as their programs make them.
_SYNCHRONISED = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud drive", "com~apple~clouddocs",
    "nextcloud", "owncloud", "seafile", "box sync", "pclouddrive", "syncthing",
)  # fmt: skip
_MARKS = (".dropbox", ".stfolder", ".owncloudsync.log")  # files that such a program leaves in its folder


def check_folder(file: Path) -> None:
    """Make the folder of an SQLite file, if a record can be kept there.

    Raises:
        StoreUnwritable: for a network or synchronised folder, or one that cannot be made.
    """
    reason = unsafe(file)
    if reason is not None:
        raise StoreUnwritable(
            "{file} lies in a folder that is {reason}: a record there can be damaged or split in two. Name "
            "a folder of this machine's own disk as store in sistercity.toml, such as sqlite:///{home}; "
            "several servers share a workshop through PostgreSQL, and laptops through sistercity merge.",
            file=file,
            reason=reason,
            home=Path.home() / "sistercity" / file.name,
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(
            "The folder {folder} cannot be made: {reason}. Name another store in sistercity.toml.",
            folder=file.parent,
            reason=error.strerror,
        ) from error


def unsafe(file: Path, mounts: Iterable[str] | None = None) -> StoreUnwritable | None:
    """Why a record cannot be kept in ``file``: what its folder is; None where it can.

    Args:
        file: where it would lie.
        mounts: the lines of the table of mounts, by default this machine's.
    """
    folder = file.absolute().parent
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        synchronised = any(name == known or name.startswith(f"{known} - ") for known in _SYNCHRONISED)
        if synchronised or any((place / mark).exists() for mark in _MARKS):
            return StoreUnwritable("synchronised ({place})", place=place)
    if str(folder).startswith(("\\\\", "//")):
        return StoreUnwritable("on the network ({place})", place=folder)
    kind, where = _mount(folder, _this_machine() if mounts is None else mounts)
    if kind in _NETWORK:
        return StoreUnwritable("on the network ({place})", place=f"{kind}: {where}")
    return None


def _this_machine() -> Iterator[str]:
    if MOUNTS.exists():
        yield from MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()


def _mount(folder: Path, mounts: Iterable[str]) -> tuple[str, str]:
    """The kind and the place of the mount that ``folder`` lies on; empty where that is not known."""
    found = ("", "")
    for line in mounts:
        _, where, kind, *_ = [part.replace("\\040", " ") for part in line.split()] + ["", ""]
        inside = folder == Path(where) or Path(where) in folder.parents
        if inside and len(where) >= len(found[1]):
            found = (kind, where)
    return found
