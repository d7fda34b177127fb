"""Where things lie is settled once, and a misspelt setting is never ignored."""

from pathlib import Path

import pytest

from sistercity_nb.errors import SettingRefused
from sistercity_nb.settings import FILE, read_settings


def written(folder: Path, text: str) -> Path:
    """The folder, with a settings file of that text."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_paths_start_at_the_file(tmp_path: Path) -> None:
    """Relative paths are taken from the folder of sistercity.toml, wherever below it one works."""
    written(tmp_path, 'store = "sqlite:///a/b.db"\nexports = "out"\n')
    below = tmp_path / "notebooks"
    below.mkdir()
    found = read_settings(below, {})
    assert found.home == tmp_path
    assert found.store == f"sqlite:///{tmp_path / 'a' / 'b.db'}"
    assert found.exports == tmp_path / "out"


def test_a_folder_with_nothing_has_all_it_needs(tmp_path: Path) -> None:
    """Without any file the shipped workshop is found, Thai comes first and nothing is simulated."""
    found = read_settings(tmp_path, {})
    assert found.read_workshop().expected > 0
    assert (found.language, found.demonstration) == ("th", None)


def test_a_variable_comes_before_the_file(tmp_path: Path) -> None:
    """An environment variable overrules the key of the file."""
    written(tmp_path, 'language = "th"')
    assert read_settings(tmp_path, {"SISTERCITY_LANGUAGE": "en"}).language == "en"


@pytest.mark.parametrize(
    "text", ['langauge = "en"', "language = 5", 'language = "fr"', "language =", 'store = "x.db"']
)
def test_a_wrong_setting_is_refused(tmp_path: Path, text: str) -> None:
    """An unknown key, a wrong kind of value and a broken file are each refused."""
    with pytest.raises(SettingRefused):
        read_settings(written(tmp_path, text), {})


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    """A misspelt variable is refused by its name."""
    with pytest.raises(SettingRefused, match="SISTERCITY_LANG"):
        read_settings(tmp_path, {"SISTERCITY_LANG": "en"})


def test_a_home_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A misspelt SISTERCITY_HOME is refused by its name, instead of beginning an empty record there."""
    misspelt = tmp_path / "wrkshop"
    with pytest.raises(SettingRefused, match="wrkshop"):
        read_settings(environment={"SISTERCITY_HOME": str(misspelt)})
    assert not misspelt.exists()
    misspelt.mkdir()
    assert read_settings(environment={"SISTERCITY_HOME": str(misspelt)}).home == misspelt
