"""The library: starts with a current index, changed files, broken packs, names that do not exist."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studykit.errors import UsageError
from studykit.items import KINDS
from studykit.library import indexing
from studykit.library.library import load
from studykit.sim.play import play
from tests.shipped import CONTENT, copy_index, shipped

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "packs" / "small")
    return tmp_path / "packs"


def explode(folder: Path) -> None:
    raise AssertionError(f"{folder} was read")


def test_a_start_with_a_current_index_reads_no_yaml(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = load([packs], tmp_path / "index.db")
    monkeypatch.setattr(indexing, "read_pack", explode)
    warm = load([packs], tmp_path / "index.db")
    assert warm.rows() == cold.rows()
    assert warm.topic("neighbor") == cold.topic("neighbor")


def test_a_changed_file_is_read_again(packs: Path, tmp_path: Path) -> None:
    load([packs], tmp_path / "index.db")
    path = packs / "small" / "neighbor.yaml"
    path.write_text(path.read_text().replace("A neighbor", "Another title"))
    assert load([packs], tmp_path / "index.db").topic("neighbor").title == "Another title"


def test_a_removed_pack_leaves_the_library(packs: Path, tmp_path: Path) -> None:
    load([packs], tmp_path / "index.db")
    shutil.rmtree(packs / "small")
    assert load([packs], tmp_path / "index.db").rows() == ()


def test_a_damaged_index_is_replaced(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"no database at all" * 100)
    assert load([packs], tmp_path / "index.db").topic_ids() == ("neighbor",)
    assert load([packs], tmp_path / "index.db").topic_ids() == ("neighbor",)


def test_an_index_of_an_older_format_is_rebuilt_once(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([packs], tmp_path / "index.db").close()
    with closing(sqlite3.connect(tmp_path / "index.db")) as old:
        old.executescript("drop table pack; create table pack(id text); update meta set value = '1/0/0'")
    load([packs], tmp_path / "index.db").close()
    monkeypatch.setattr(indexing, "read_pack", explode)
    assert load([packs], tmp_path / "index.db").pack_titles().keys() == {"small"}


def test_a_library_loads_without_a_place_for_its_index(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load([packs], tmp_path / "file" / "index.db").topic_ids() == ("neighbor",)


def test_a_broken_pack_is_left_out_and_the_others_load(packs: Path) -> None:
    shutil.copytree(GOOD, packs / "broken")
    (packs / "broken" / "neighbor.yaml").write_text("title: [")
    found = load([packs])
    assert list(found.packs) == ["small"]
    assert found.problems != ()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ("topic", "no topic named 'neigbor'; did you mean 'neighbor'?"),
        ("card", "no card named 'neigbor'; did you mean 'neighbor/first'?"),
        ("scenario", "no scenario named 'neigbor'; there is elsewhere"),
        ("item", "no item named 'neigbor'; there is none"),
    ],
)
def test_the_error_for_an_unknown_name_has_the_nearest_name(packs: Path, ask: str, says: str) -> None:
    with pytest.raises(UsageError) as told:
        getattr(load([packs]), ask)("neigbor")
    assert str(told.value) == says


def test_the_id_of_a_scenario_opens_its_topic() -> None:
    assert shipped().topic("sqs-extend").id == "sqs-visibility"


def test_search_finds_texts_with_all_words() -> None:
    hits = shipped().search("VISIBILITY twelve hours")
    assert hits
    assert all("visibility" in f"{hit.id} {hit.title} {hit.text}".lower() for hit in hits)
    assert shipped().search("xyzzy") == ()


def test_a_stored_default_run_is_read_back(packs: Path, tmp_path: Path) -> None:
    copy_index(tmp_path)
    found = load([CONTENT], tmp_path / "index.db")
    trace = play("sqs-visibility", found.scenario("sqs-visibility")[1])
    found.keep_trace(trace)
    assert load([CONTENT], tmp_path / "index.db").trace("sqs-visibility") == trace
    assert found.trace("sqs-extend") is None


def test_a_missing_folder_is_reported() -> None:
    with pytest.raises(UsageError, match="there is no pack at"):
        load([Path("nowhere")])


def test_siblings_ask_for_the_same_fact() -> None:
    found = shipped()
    cards = {name: found.card(name).fact for name in found.card_ids()}
    assert found.siblings() == {name: f"{name.partition('/')[0]}/{fact}" for name, fact in cards.items() if fact}


def test_item_rows_have_what_the_decoded_items_have() -> None:
    found = shipped()
    rows = found.item_rows("aws-integration")
    assert [row.id for row in rows] == sorted(found.item_ids())
    for row in rows:
        item, topic = found.item(row.id), found.topic(row.topic)
        assert (row.point, row.domain) == (item.point, item.domain or topic.domain)
        assert (row.scope, row.revision) == (item.scope or topic.scope, found.revision(row.id))
        assert KINDS[row.kind] is type(item.question)


def test_the_revision_of_an_item_changes_with_its_text(packs: Path) -> None:
    before = load([packs]).revision("neighbor/first")
    path = packs / "small" / "neighbor.yaml"
    path.write_text(path.read_text().replace("front: ", "front: Now, ", 1))
    assert load([packs]).revision("neighbor/first") != before


def test_names_are_remembered_until_a_file_of_the_pack_changes(packs: Path, tmp_path: Path) -> None:
    found = load([packs], tmp_path / "index.db")
    assert found.remembered("some names", "small") is None
    found.remember("some names", "small", ["a", "b"])
    found.close()
    again = load([packs], tmp_path / "index.db")
    assert again.remembered("some names", "small") == ["a", "b"]
    assert again.remembered("other names", "small") is None
    (packs / "small" / "pack.yaml").touch()
    assert load([packs], tmp_path / "index.db").remembered("some names", "small") is None


def test_names_that_cannot_be_stored_are_not_remembered(packs: Path) -> None:
    found = load([packs])
    found.db.execute("pragma query_only = on")
    found.remember("some names", "small", ["a"])
    assert found.remembered("some names", "small") is None
