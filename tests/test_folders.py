"""Where a record may lie: never on the network or in a folder that synchronises, and the way out is told."""

from pathlib import Path

import pytest

from sistercity_nb.errors import StoreUnwritable
from sistercity_nb.language import translate
from sistercity_nb.settings import read_settings
from sistercity_nb.store import open_store
from sistercity_nb.store.folders import check_folder, unsafe

LOCAL = "/dev/sda1 / ext4 rw 0 0"


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - กระทรวงมหาดไทย",
        "Dropbox/งาน",
        "Google Drive/My Drive",
        "Library/Mobile Documents/com~apple~CloudDocs",
        "Nextcloud",
        "pCloudDrive/a/b/c",
    ],
)
def test_a_folder_that_synchronises_is_known_by_its_name(folder: str, tmp_path: Path) -> None:
    """Wherever in the path it stands, and whatever it is called in the organisation."""
    assert "synchronised" in str(unsafe(tmp_path / folder / "record.db", [LOCAL]))


@pytest.mark.parametrize("mark", [".dropbox", ".stfolder", ".owncloudsync.log"])
def test_a_folder_that_synchronises_is_known_by_what_its_program_leaves(mark: str, tmp_path: Path) -> None:
    """A folder that somebody renamed still has its program's mark."""
    (tmp_path / mark).touch()
    (tmp_path / "records").mkdir()
    assert "synchronised" in str(unsafe(tmp_path / "records" / "record.db", [LOCAL]))


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.davfs2"])
def test_a_network_drive_is_known_by_its_mount(kind: str) -> None:
    """The innermost mount counts; a name with spaces stands there as the system writes it."""
    mounts = [
        LOCAL,
        f"//server/share /mnt/งาน\\040กลาง {kind} rw 0 0",
        "/dev/sdb1 /mnt/งาน\\040กลาง/disk ext4 rw 0 0",
    ]
    assert kind in str(unsafe(Path("/mnt/งาน กลาง/records/record.db"), mounts))
    assert unsafe(Path("/mnt/งาน กลาง/disk/record.db"), mounts) is None
    assert unsafe(Path("/mnt/งาน/record.db"), mounts) is None
    assert unsafe(Path("//server/share/record.db"), [LOCAL]) is not None


@pytest.mark.parametrize("folder", ["records", "onedrives", "my dropbox notes", "กล่อง"])
def test_a_folder_of_this_machine_is_taken(folder: str, tmp_path: Path) -> None:
    """A name that only resembles one refuses nobody."""
    file = tmp_path / folder / "record.db"
    assert unsafe(file, [LOCAL]) is None
    check_folder(file)
    assert file.parent.is_dir()


def test_the_refusal_is_thai_and_names_the_way_out(tmp_path: Path) -> None:
    """Whoever starts there reads in Thai which folder it is and where to go; nothing is made in it."""
    home = tmp_path / "OneDrive"
    home.mkdir()
    with pytest.raises(StoreUnwritable) as caught:
        open_store(read_settings(home, {}))
    said = caught.value.say(translate, "th")
    for part in (str(home), "ซิงก์กับบริการคลาวด์", "sqlite:///", "PostgreSQL", "sistercity merge"):
        assert part in said
    assert "synchronised" not in said
    assert list(home.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the folder's place is named, with what to do."""
    (tmp_path / "records").touch()
    with pytest.raises(StoreUnwritable, match="cannot be made"):
        check_folder(tmp_path / "records" / "deep" / "record.db")
