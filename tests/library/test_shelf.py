"""The library: warm starts, changed files, broken packs, names that do not exist."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studykit.errors import UsageError
from studykit.library import indexing
from studykit.library.library import load
from studykit.sim.play import play

GOOD = Path(__file__).parent / "good"
CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "packs" / "small")
    return tmp_path / "packs"


def explode(folder: Path) -> None:
    raise AssertionError(f"{folder} was read")


def test_a_warm_start_reads_no_yaml(packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = load([packs], tmp_path / "index.db")
    monkeypatch.setattr(indexing, "read_pack", explode)
    warm = load([packs], tmp_path / "index.db")
    assert warm.rows() == cold.rows()
    assert warm.topic("neighbour") == cold.topic("neighbour")


def test_a_changed_file_is_read_again(packs: Path, tmp_path: Path) -> None:
    load([packs], tmp_path / "index.db")
    path = packs / "small" / "neighbour.yaml"
    path.write_text(path.read_text().replace("A neighbour", "Another title"))
    assert load([packs], tmp_path / "index.db").topic("neighbour").title == "Another title"


def test_a_removed_pack_is_gone(packs: Path, tmp_path: Path) -> None:
    load([packs], tmp_path / "index.db")
    shutil.rmtree(packs / "small")
    assert load([packs], tmp_path / "index.db").rows() == ()


def test_a_broken_index_is_made_anew(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"no database at all" * 100)
    assert load([packs], tmp_path / "index.db").topic_ids() == ("neighbour",)
    assert load([packs], tmp_path / "index.db").topic_ids() == ("neighbour",)


def test_an_index_of_an_older_shape_is_made_anew_and_kept(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([packs], tmp_path / "index.db").close()
    with closing(sqlite3.connect(tmp_path / "index.db")) as old:
        old.executescript("drop table pack; create table pack(id text); update meta set value = '1/0/0'")
    load([packs], tmp_path / "index.db").close()
    monkeypatch.setattr(indexing, "read_pack", explode)
    assert load([packs], tmp_path / "index.db").pack_titles().keys() == {"small"}


def test_a_cache_that_cannot_be_does_no_harm(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load([packs], tmp_path / "file" / "index.db").topic_ids() == ("neighbour",)


def test_a_broken_pack_is_left_out_and_the_others_load(packs: Path) -> None:
    shutil.copytree(GOOD, packs / "broken")
    (packs / "broken" / "neighbour.yaml").write_text("title: [")
    found = load([packs])
    assert list(found.packs) == ["small"]
    assert found.problems != ()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ("topic", "no topic named 'neighbor'; did you mean 'neighbour'?"),
        ("card", "no card named 'neighbor'; did you mean 'neighbour/first'?"),
        ("scenario", "no scenario named 'neighbor'; there is elsewhere"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(packs: Path, ask: str, says: str) -> None:
    with pytest.raises(UsageError) as told:
        getattr(load([packs]), ask)("neighbor")
    assert str(told.value) == says


def test_a_scenarios_id_opens_its_topic() -> None:
    assert load([CONTENT]).topic("sqs-extend").id == "sqs-visibility"


def test_search_finds_what_holds_all_words() -> None:
    hits = load([CONTENT]).search("VISIBILITY twelve hours")
    assert hits
    assert all("visibility" in f"{hit.id} {hit.title} {hit.text}".lower() for hit in hits)
    assert load([CONTENT]).search("xyzzy") == ()


def test_a_default_run_is_kept_exactly(packs: Path, tmp_path: Path) -> None:
    found = load([CONTENT], tmp_path / "index.db")
    trace = play("sqs-visibility", found.scenario("sqs-visibility")[1])
    found.keep_trace(trace)
    assert load([CONTENT], tmp_path / "index.db").trace("sqs-visibility") == trace
    assert found.trace("sqs-extend") is None


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="there is no pack at"):
        load([Path("nowhere")])
