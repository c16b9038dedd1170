"""Two terminals on one journal: each takes back its own, and a card that both rate is what its reviews make of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.history import history
from studykit.app.settings import Settings
from studykit.cli.main import run
from studykit.store.journal import Journal
from tests.cli.person import Person
from tests.cli.world import Clock, World

Step = str | Callable[[], object]


class Beside(io.StringIO):
    """What is typed in one terminal, a line after another; between two of them something is done in another."""

    def __init__(self, steps: Iterable[Step]) -> None:
        super().__init__()
        self.steps = list(steps)

    def readline(self, size: int | None = -1, /) -> str:
        while self.steps:
            step = self.steps.pop(0)
            if isinstance(step, str):
                return step + "\n"
            step()
        return ""


def one(person: Person, words: Iterable[str], *steps: Step) -> str:
    """A command with another terminal beside it; what it says."""
    desk = person.desk(Beside(steps))
    run(list(words), desk)
    return desk.stdout.getvalue()  # type: ignore[attr-defined, no-any-return] # it is a StringIO


@pytest.mark.parametrize(
    ("words", "typed", "kind"),
    [(("drill", "sqs-basics"), ("", "3"), "review"), (("quiz", "sqs-basics"), ("-", ""), "answer")],
    ids=["drill", "quiz"],
)
def test_u_takes_back_what_was_done_in_its_own_terminal(
    person: Person, words: tuple[str, ...], typed: tuple[str, ...], kind: str
) -> None:
    other = "".join(f"{line}\n" for line in typed)
    said = one(person, words, *typed, lambda: person.run(words[0], "sns", typed=other), "u", "q")
    assert "Taken back: the" in said
    assert [entry.subject.startswith("sns") for entry in person.events(kind)] == [True]


def test_what_another_terminal_took_back_is_not_taken_back_twice(person: Person) -> None:
    person.run("drill", "sns", "--limit", "1", typed="\n3\n")
    said = one(person, ("drill", "sqs-basics"), "", "3", lambda: person.run("undo"), "u", "q")
    assert "it was taken back before" in said
    assert len(person.events("review")) == 1


acts = st.lists(st.sampled_from(("1", "3", "4", "u", "other 1", "other 4", "other undo", "wait")), max_size=14)


@settings(max_examples=60, deadline=None)
@given(acts)
def test_what_is_kept_of_a_card_is_what_all_its_reviews_make_of_it(
    tmp_path_factory: pytest.TempPathFactory, doing: list[str]
) -> None:
    world = World(tmp_path_factory.mktemp("two"))
    words = ("drill", "hiding", "--cram", "--counts", "--plain")
    world.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    other = {
        "other 1": lambda: world.run(*words, typed="\n1\nq\n"),
        "other 4": lambda: world.run(*words, typed="\n4\nq\n"),
        "other undo": lambda: world.run("undo"),
        "wait": lambda: world.clock.wait(days=2),
    }
    steps: list[Step] = []
    for act in doing:
        steps += ["u"] if act == "u" else [other[act]] if act in other else ["", act]
    desk = world.desk()
    desk.stdin = Beside(steps)
    run(list(words), desk)
    with Journal.open(desk.journal) as log:
        kept = log.db.execute("select card, phase, at, day from due").fetchall()
        states = history(log, world.desk(), Settings()).states
    assert {card: tuple(row) for card, *row in kept} == {
        card: (state.phase, state.due_at, state.due_day) for card, state in states.items()
    }


def test_a_sitting_beside_another_is_not_gone_on_with_and_ends_none(index: Path, tmp_path: Path) -> None:
    person = Person(tmp_path, index, Clock())
    one(person, ("drill", "sqs"), "", "3", lambda: person.run("drill", "sns", typed="\n3\nq\n"), cut)
    begun = [entry.data["wish"] for entry in person.events("sitting") if entry.subject == "begun/drill"]
    assert [wish["topics"] for wish in begun] == [["sqs"]]
    assert "Go on with the drill" in person.run().out
    assert "after 1 review" in person.run("drill", "sqs", cut=True).out


def cut() -> None:
    """The connection is lost."""
    raise KeyboardInterrupt
