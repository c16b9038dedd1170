"""Two terminals on one journal: each undoes its own events, and a card that both rate has all its reviews."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.drill import DrillSession
from studykit.app.options import DrillOptions
from studykit.app.undo import undo
from studykit.cli.main import run
from tests.app.learner import CARD, due_cache_is_current, read_afresh
from tests.cli.person import Person
from tests.cli.world import Clock, World

PRACTICE = DrillOptions(("hiding",), cram=True, counts=True)
Step = str | Callable[[], object]


class Beside(io.StringIO):
    """Lines typed in one terminal; between two of them something is done in another."""

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
    """Runs a command with another terminal next to it; returns its output."""
    environment = person.environment(Beside(steps))
    run(list(words), environment)
    return environment.stdout.getvalue()  # type: ignore[attr-defined, no-any-return] # it is a StringIO


@pytest.mark.parametrize(
    ("words", "typed", "kind"),
    [(("drill", "sqs-basics"), ("", "3"), "review"), (("quiz", "sqs-basics"), ("-", ""), "answer")],
    ids=["drill", "quiz"],
)
def test_u_undoes_what_was_done_in_its_own_terminal(
    person: Person, words: tuple[str, ...], typed: tuple[str, ...], kind: str
) -> None:
    other = "".join(f"{line}\n" for line in typed)
    said = one(person, words, *typed, lambda: person.run(words[0], "sns", typed=other), "u", "q")
    assert "Taken back: the" in said
    assert [entry.subject.startswith("sns") for entry in person.events(kind)] == [True]


def test_an_event_that_another_terminal_undid_is_not_undone_twice(person: Person) -> None:
    person.run("drill", "sns", "--limit", "1", typed="\n3\n")
    said = one(person, ("drill", "sqs-basics"), "", "3", lambda: person.run("undo"), "u", "q")
    assert "it was taken back before" in said
    assert len(person.events("review")) == 1


acts = st.lists(st.sampled_from(("1", "3", "4", "u", "other 1", "other 4", "other undo", "wait")), max_size=14)


@settings(max_examples=60, deadline=None)
@given(acts)
def test_the_cached_due_days_are_those_of_the_reviews_of_both_terminals(doing: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        DrillSession.of_cards(study, [CARD]).rate(CARD, 4, took=5)
        with closing(world.study()) as elsewhere, DrillSession.open(study, PRACTICE) as session:
            for act in doing:
                if act == "wait":
                    world.clock.wait(days=2)
                elif act == "u":
                    session.undo()
                elif act == "other undo":
                    undo(elsewhere)
                else:
                    at = DrillSession.start(elsewhere, PRACTICE) if act.startswith("other") else session
                    if (card := at.next_card()) is not None:
                        at.rate(card, int(act[-1]), took=5)
                read_afresh(world, study)
                due_cache_is_current(study)


def test_a_second_sitting_is_not_resumed_and_does_not_end_the_first(index: Path, tmp_path: Path) -> None:
    person = Person(tmp_path, index, Clock())
    one(person, ("drill", "sqs"), "", "3", lambda: person.run("drill", "sns", typed="\n3\nq\n"), cut)
    begun = [entry.data["wish"] for entry in person.events("sitting") if entry.subject == "begun/drill"]
    assert [wish["topics"] for wish in begun] == [["sqs"]]
    assert "Go on with the drill" in person.run().out
    assert "after 1 review" in person.run("drill", "sqs", cut=True).out


def cut() -> None:
    """The connection is lost."""
    raise KeyboardInterrupt
