"""A renamed card or question (`was`) keeps its history, and no event in the journal changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from studykit.app.environment import Environment
from studykit.store.journal import Journal
from tests.cli.test_due import light
from tests.cli.world import World
from tests.shipped import LITTLE

OLD, NEW = "hiding/default", "hiding/usual"


class Author(World):
    """A learner with a copy of the little pack, in which names can be changed."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.pack = home / "packs" / "little"
        shutil.copytree(LITTLE, self.pack)

    @property
    def index(self) -> Path:
        return self.home / "index.db"

    def environment(self, typed: str = "", env: Mapping[str, str] | None = None) -> Environment:
        at = super().environment(typed, env)
        at.roots = (self.pack,)
        return at

    def rename(self, old: str, new: str) -> None:
        """Gives a card or a question another name, and keeps the old one in `was`."""
        path = next(self.pack.rglob("hiding.yaml"))
        text = path.read_text()
        whole = text.replace(f"\n  {old}:\n", f"\n  {new}:\n    was: [{old}]\n")
        whole = whole.replace(f"\n  {old}: {{", f"\n  {new}: {{was: [{old}], ")
        assert whole != text
        path.write_text(whole)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def events(author: Author) -> list[tuple[object, ...]]:
    with Journal.open(author.home / "journal.db") as log:
        return list(log.db.execute("select * from event order by id"))


def counts(author: Author) -> dict[str, object]:
    return dict(json.loads(author.run("due", "--json").out))


def test_a_renamed_card_keeps_its_state_and_nothing_is_rewritten(author: Author) -> None:
    author.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    before, written = counts(author), events(author)
    author.rename("default", "usual")
    assert counts(author) == before
    assert events(author) == written
    author.clock.wait(days=30)
    shown = author.run("drill", "--new", "0", "--json", "--plain", typed="\n3\n").out
    assert json.loads(shown)["reviews"][0]["card"] == NEW
    assert [row[4] for row in events(author) if row[3] == "review"] == [OLD, NEW]


def test_reviews_under_both_names_are_one_history_and_undo_reaches_them(author: Author) -> None:
    author.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    first = counts(author)
    author.rename("default", "usual")
    author.clock.wait(days=30)
    late = counts(author)
    author.run("drill", "--new", "0", "--plain", typed="\n3\n")
    assert counts(author) != late
    assert f"the review of {NEW}" in author.run("undo").out
    assert counts(author) == late
    assert f"the review of {NEW}" in author.run("undo").out
    author.clock.wait(days=-30)
    assert counts(author)["new"] == int(str(first["new"])) + 1


def test_the_light_path_agrees_or_abstains(author: Author) -> None:
    author.run("drill", "hiding", "--limit", "2", "--plain", typed="\n4\n" * 2)
    author.rename("default", "usual")
    author.run("topics")
    for _ in range(3):
        assert light(author) in (None, counts(author))  # type: ignore[arg-type] # it has what is needed of a person
        author.clock.wait(days=20)
        author.run("drill", "--new", "0", "--plain", typed="\n3\n")


def test_a_renamed_question_keeps_its_answers(author: Author) -> None:
    path = author.home / "answers.yaml"
    path.write_text("hiding/charged-twice: delay\n")
    author.run("quiz", "hiding", "--answers", str(path))
    author.rename("charged-twice", "paid-twice")
    assert "Answer again what was wrong (1)" in author.run().out
    assert "hiding/paid-twice" in author.run("quiz", "--missed", "--json", "--plain", typed="-\n\n").out


def test_a_present_name_cannot_be_a_former_name(author: Author) -> None:
    author.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    before = counts(author)
    path = next(author.pack.rglob("hiding.yaml"))
    text = path.read_text()
    path.write_text(text.replace("\n  longest: {", "\n  longest: {was: [default], "))
    assert path.read_text() != text
    assert counts(author) == before
