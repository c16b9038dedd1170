"""Ids are read from the index without the library, and a change of any file of a pack makes the index outdated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studykit.library.index_reader import cards_if_current, scenario_ids, services, topic_ids
from studykit.library.library import load
from studykit.library.pack_files import pack_folders, stamps, yaml_files

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "packs" / "small")
    return tmp_path / "packs"


@pytest.fixture
def index(packs: Path, tmp_path: Path) -> str:
    load([packs], tmp_path / "index.db").close()
    return str(tmp_path / "index.db")


def test_names_are_those_of_the_library(packs: Path, index: str) -> None:
    library = load([packs])
    assert topic_ids(index) == list(library.topic_ids())
    assert scenario_ids(index) == list(library.scenario_ids())
    assert services(index) == [row.service for row in library.rows()]
    assert cards_if_current(index, [str(packs)]) == (set(library.card_ids()), set(library.renamed()))


def test_without_an_index_there_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"no database at all" * 100)
    for name in ("missing.db", "damaged.db"):
        index = str(tmp_path / name)
        assert topic_ids(index) == services(index) == scenario_ids(index) == []
        assert cards_if_current(index, [str(GOOD)]) is None


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_change_of_any_file_makes_the_index_outdated(packs: Path, index: str, change: str) -> None:
    topic = packs / "small" / "neighbor.yaml"
    if change == "edit":
        topic.write_text(topic.read_text() + "\n")
    elif change == "add":
        (packs / "small" / "deep").mkdir()
        (packs / "small" / "deep" / "new.yaml").write_text("title: New\n")
    else:
        topic.unlink()
    assert cards_if_current(index, [str(packs)]) is None


def test_hidden_files_and_other_files_are_not_part_of_a_pack(packs: Path, index: str) -> None:
    (packs / "small" / ".hidden").mkdir()
    for name in (".hidden/x.yaml", ".x.yaml", "notes.txt"):
        (packs / "small" / name).write_text("title: [")
    assert cards_if_current(index, [str(packs)]) is not None


def test_files_are_sorted_folder_by_folder(tmp_path: Path) -> None:
    for name in ("a.yaml", "a/b.yaml", "b.yaml", "a-b.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [str(Path(path).relative_to(tmp_path)) for path in yaml_files(str(tmp_path))]
    assert found == ["a/b.yaml", "a-b.yaml", "a.yaml", "b.yaml"]
    assert found == [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*.yaml"))]


def test_a_root_is_a_pack_or_holds_packs(packs: Path) -> None:
    small = str(packs / "small")
    assert pack_folders([str(packs)]) == [small]
    assert pack_folders([small, str(packs)]) == [small]
    assert pack_folders([str(packs / "small" / "pack.yaml")]) == []


def test_a_broken_link_has_no_stamp(packs: Path) -> None:
    (packs / "small" / "gone.yaml").symlink_to("nowhere")
    assert all("gone" not in path for path in stamps([str(packs / "small")]))
