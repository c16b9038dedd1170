"""Doctor, check and locate without a terminal."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from studykit.app.check import check_paths
from studykit.app.doctor import check_file, run_checks
from studykit.app.locate import locate
from studykit.app.pack_folders import holds_packs, pack_above
from studykit.errors import Exit, UsageError
from studykit.store.journal import Journal
from tests.cli.world import World
from tests.shipped import LITTLE

HIDING = LITTLE / "sqs" / "hiding.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the little pack, in which one file is no YAML."""
    pack = tmp_path / "packs" / "little"
    shutil.copytree(LITTLE, pack)
    (pack / "sqs" / "kinds.yaml").write_text("title: [")
    return pack


def test_every_check_of_a_new_learner_passes_and_no_file_is_made(world: World) -> None:
    (world.home / "index.db").unlink()
    findings = list(run_checks(world.study()))
    assert [finding.subject for finding in findings] == ["studykit", "journal", "settings", "cache", "pack"]
    assert all(finding.is_ok for finding in findings)
    assert not list(world.home.iterdir())


def test_the_journal_is_checked_and_its_events_are_counted(world: World) -> None:
    path = world.home / "journal.db"
    with Journal.open(path) as journal:
        for moment in range(3):
            journal.append("mark", "hiding/default", {"what": "mark"}, moment, 1)
        (events,) = journal.db.execute("select count(*) from event").fetchone()
    journal_finding = list(run_checks(world.study()))[1]
    assert journal_finding == (True, "journal", f"{path}, {events} events")


def test_a_damaged_journal_is_found_and_the_other_checks_still_run(world: World) -> None:
    (world.home / "journal.db").write_bytes(b"no database " * 200)
    (world.home / "index.db").unlink()
    findings = list(run_checks(world.study()))
    assert [finding.subject for finding in findings if not finding.is_ok] == ["journal"]
    assert "damaged" in findings[1].text
    assert len(findings) == 5


def test_a_pack_with_errors_is_found_with_the_command_that_shows_them(world: World, broken: Path) -> None:
    study = world.study()
    study.environment.roots = (broken,)
    finding = list(run_checks(study))[-1]
    assert (finding.is_ok, finding.subject) == (False, "pack")
    assert f"studykit check {broken}" in finding.text


def test_a_file_that_cannot_be_made_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "config.json"
    assert check_file("settings", path) == (False, "settings", f"{path} cannot be made in {tmp_path / 'file'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write every file")
def test_a_file_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("{}")
    path.chmod(0o400)
    assert check_file("settings", path) == (False, "settings", f"{path} cannot be written")


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("hidden", "  hidden:"),
        ("hiding/hidden", "  hidden:"),
        ("hiding/delete", "  delete:"),
        ("hiding/at-thirty", "  at-thirty:"),
        ("hiding/range", "  range:"),
    ],
)
def test_a_part_of_a_pack_is_located_at_its_line(world: World, name: str, starts: str) -> None:
    path, line = locate(world.study().library, name)
    assert path == HIDING
    assert HIDING.read_text().splitlines()[line - 1].startswith(starts)


def test_a_topic_is_located_at_its_first_line(world: World) -> None:
    assert locate(world.study().library, "hiding") == (HIDING, 1)


def test_a_name_that_does_not_exist_is_a_usage_error_with_the_nearest(world: World) -> None:
    with pytest.raises(UsageError, match="did you mean 'hiding/delete'"):
        locate(world.study().library, "hiding/delet")


def test_the_pack_of_a_file_is_the_nearest_folder_with_a_head(broken: Path) -> None:
    assert pack_above(broken / "sqs" / "hiding.yaml") == broken
    assert pack_above(broken.parent / "hiding.yaml") is None
    assert (holds_packs(broken), holds_packs(broken.parent), holds_packs(broken / "sqs")) == (True, True, False)


def test_a_topic_file_is_checked_without_the_errors_of_its_neighbors(world: World, broken: Path) -> None:
    study = world.study()
    assert check_paths(study, [broken]).exit == Exit.CONTENT
    (broken / "sqs" / "kinds.yaml").write_text((LITTLE / "sqs" / "kinds.yaml").read_text().replace("title:", "titel:"))
    report = check_paths(study, [broken / "sqs" / "kinds.yaml"])
    assert {Path(problem.span.path).name for problem in report.problems if problem.span} == {"kinds.yaml"}


def test_the_counts_of_several_paths_are_added_up(world: World) -> None:
    study = world.study()
    whole = check_paths(study, [LITTLE])
    parts = check_paths(study, [LITTLE / "sqs" / "hiding.yaml", LITTLE / "sqs" / "kinds.yaml"])
    twice = check_paths(study, [LITTLE, LITTLE / "sqs" / "hiding.yaml"])
    assert parts.counts["topics"] == whole.counts["topics"] == 2
    assert twice.counts["topics"] == 3


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (LITTLE / "nowhere", "there is no file"),
        (LITTLE / "sqs", "is no pack"),
        (LITTLE.parent / "world.py", "is in no pack"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else None,
)
def test_a_path_that_is_in_no_pack_is_a_usage_error(world: World, path: Path, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_paths(world.study(), [path])
