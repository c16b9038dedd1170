"""Undo of any depth: what is left is a journal in which what was taken back had never been."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.environment import Desk
from studykit.app.history import history, state_of
from studykit.app.settings import Settings
from studykit.app.undo import take_back
from studykit.memory.schedule import Review, after
from studykit.store.journal import Journal
from tests.cli.world import Clock

USUAL = Settings()
SUBJECTS = ("a/1", "a/2", "b/1")
MARKS = ("suspend", "bury", "resume", "mark", "report")


class Done(NamedTuple):
    """Something that a learner did, how long after the last thing (seconds)."""

    kind: str
    subject: str
    data: dict[str, Any]
    wait: int


waits = st.sampled_from((1, 40, 700, 40_000, 86_400, 9 * 86_400))
subjects = st.sampled_from(SUBJECTS)
deeds = st.one_of(
    st.builds(Done, st.just("review"), subjects, st.fixed_dictionaries({"rating": st.integers(1, 4)}), waits),
    st.builds(Done, st.just("answer"), subjects, st.fixed_dictionaries({"right": st.booleans()}), waits),
    st.builds(Done, st.just("mark"), subjects, st.fixed_dictionaries({"what": st.sampled_from(MARKS)}), waits),
)
undo = st.builds(Done, st.just("undo"), st.just(""), st.just({}), waits)


class Learner:
    """A journal in a folder of its own, written as a drill writes it."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp())
        self.clock = Clock()
        self.journal = Journal.open(self.folder / "journal.db")
        self.journal.db.execute("pragma synchronous = off")
        streams = (io.StringIO(), io.StringIO(), io.StringIO())
        places = (self.folder / "journal.db", self.folder / "index.db", self.folder / "config.json")
        self.desk = Desk(*streams, {}, self.clock, (), *places)

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *failure: object) -> None:
        self.journal.db.close()
        shutil.rmtree(self.folder)

    def does(self, deeds: Iterable[tuple[Done, int]]) -> None:
        for done, at in deeds:
            self.clock.ms = at
            day = self.desk.day()
            if done.kind == "undo":
                take_back(self.journal, self.desk)
                continue
            due = None
            if done.kind == "review":
                before = state_of(self.journal, done.subject, USUAL)
                state = after(before, Review(done.data["rating"], at, day), done.subject)
                due = (state.phase, state.due_at, state.due_day)
            self.journal.append(done.kind, done.subject, done.data, at, day, due)  # type: ignore[arg-type] # one of them

    def knows(self) -> tuple[dict[str, Any], list[Any]]:
        """All that the program reads out of the journal: the fold, and the table of what is due."""
        due = self.journal.db.execute("select * from due order by card").fetchall()
        return vars(history(self.journal, self.desk, USUAL)), due


def timed(deeds: Iterable[Done]) -> list[tuple[Done, int]]:
    at, out = Clock().ms, []
    for done in deeds:
        at += done.wait * 1000
        out.append((done, at))
    return out


def never(deeds: Iterable[tuple[Done, int]]) -> list[tuple[Done, int]]:
    """The deeds without those that were taken back, and without the taking back."""
    kept: list[tuple[Done, int]] = []
    for deed in deeds:
        if deed[0].kind != "undo":
            kept.append(deed)
        elif kept:
            kept.pop()
    return kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(deeds, deeds, undo), max_size=25))
def test_what_was_taken_back_has_never_been(everything: list[Done]) -> None:
    with Learner() as one, Learner() as other:
        one.does(timed(everything))
        other.does(never(timed(everything)))
        other.clock.ms = one.clock.ms
        assert one.knows() == other.knows()


@settings(max_examples=30, deadline=None)
@given(st.lists(deeds, max_size=12), st.lists(deeds, max_size=12))
def test_as_many_undos_as_deeds_lead_back(before: list[Done], day: list[Done]) -> None:
    with Learner() as one:
        deeds = timed([*before, *day])
        one.does(deeds[: len(before)])
        was = one.knows()
        one.does(deeds[len(before) :])
        one.does([(Done("undo", "", {}, 0), one.clock.ms)] * len(day))
        one.clock.ms = deeds[len(before) - 1][1] if before else Clock().ms
        assert one.knows() == was


@settings(max_examples=40, deadline=None)
@given(st.lists(deeds, min_size=1, max_size=12), st.integers(0, 11))
def test_what_is_taken_back_by_its_id_has_never_been_wherever_it_stood(everything: list[Done], place: int) -> None:
    whole = timed(everything)
    gone = place % len(whole)
    with Learner() as one, Learner() as other:
        one.does(whole)
        name = list(one.journal.entries())[gone].id
        assert take_back(one.journal, one.desk, name)
        assert take_back(one.journal, one.desk, name) is None
        other.does(whole[:gone] + whole[gone + 1 :])
        other.clock.ms = one.clock.ms
        assert one.knows() == other.knows()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.lists(st.sets(st.integers(0, 4), min_size=1), max_size=5), st.data())
def test_a_mark_falls_with_the_last_answer_that_caused_it(
    number: int, causes: list[set[int]], data: st.DataObject
) -> None:
    with Learner() as one:
        said = [one.journal.append("answer", f"i/{n}", {"right": True}, n, 1).id for n in range(number)]
        because = [{said[n % number] for n in found} for found in causes]
        for n, found in enumerate(because):
            one.journal.append("mark", f"c/{n}", {"what": "known", "until": 9, "because": sorted(found)}, n, 1)
        standing = set(said)
        for name in data.draw(st.permutations(said)):
            one.journal.undo(9, 1, name)
            standing.discard(name)
            marks = [entry.subject for entry in one.journal.entries("mark")]
            assert marks == [f"c/{n}" for n, found in enumerate(because) if found & standing]


def test_with_the_clock_set_back_undo_takes_what_was_written_last() -> None:
    with Learner() as one:
        first, second = (Done("answer", name, {"right": True}, 0) for name in SUBJECTS[:2])
        one.does([(first, 2_000_000_000_000), (second, 1_900_000_000_000)])
        assert take_back(one.journal, one.desk) == "Taken back: the answer to a/2."


def test_an_undo_on_this_machine_takes_back_what_was_done_on_it() -> None:
    with Learner() as here, Learner() as there:
        here.does([(Done("answer", "a/1", {"right": True}, 0), 1_000)])
        there.does([(Done("answer", "a/2", {"right": True}, 0), 9_000)])
        there.journal.db.execute("pragma wal_checkpoint")
        here.journal.merge(there.journal.path)
        said = [take_back(here.journal, here.desk) for _ in range(3)]
        assert said == ["Taken back: the answer to a/1.", "Taken back: the answer to a/2.", None]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(deeds, undo), max_size=20))
def test_values_read_past_json_are_those_of_the_entries(everything: list[Done]) -> None:
    with Learner() as one:
        one.does(timed(everything))
        slow = [(entry.subject, entry.data["rating"], entry.at, entry.day) for entry in one.journal.entries("review")]
        assert list(one.journal.stream("review", "rating")) == sorted(slow, key=lambda row: (row[0], row[2]))


calls = st.builds(Done, st.just("mark"), subjects, st.just({"what": "due", "item": "x"}), waits)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(deeds, calls), max_size=14), st.lists(st.sampled_from((0, 10, 40)), min_size=14, max_size=14))
def test_a_card_by_itself_is_as_all_of_them_say_though_clocks_are_set_back(doing: list[Done], back: list[int]) -> None:
    with Learner() as one:
        for (done, at), days in zip(timed(doing), back, strict=False):
            one.does([(done, at - days * 86_400_000)])
        states = history(one.journal, one.desk, USUAL).states
        assert {card: state_of(one.journal, card, USUAL) for card in states} == states
