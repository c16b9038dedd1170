"""The places of files are those of platformdirs."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from studykit import paths

KINDS = {
    "data": platformdirs.user_data_dir,
    "config": platformdirs.user_config_dir,
    "cache": platformdirs.user_cache_dir,
}
SETTINGS: list[dict[str, str]] = [
    {},
    {"XDG_DATA_HOME": "/else/data", "XDG_CACHE_HOME": "/else/cache", "XDG_CONFIG_HOME": "/else/config"},
    {"XDG_DATA_HOME": " "},
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_folders_are_those_of_platformdirs(
    kind: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STUDYKIT_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert paths.folder(kind) == KINDS[kind]("studykit")


def test_one_variable_moves_all_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STUDYKIT_HOME", str(tmp_path))
    places = [paths.journal(), paths.index(), paths.settings(), paths.own_packs()]
    assert all(Path(place).parent == tmp_path for place in places)


def test_no_folder_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STUDYKIT_HOME", str(tmp_path / "new"))
    paths.journal(), paths.roots()
    assert not (tmp_path / "new").exists()


def test_a_checkout_uses_its_own_content() -> None:
    assert (Path(paths.content()) / "aws-integration" / "pack.yaml").exists()
