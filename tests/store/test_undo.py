"""Undo of any depth: the journal is then read as if the undone events had never been written."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.environment import Environment
from studykit.app.history import LearningHistory, state_of
from studykit.app.opening import open_study
from studykit.app.settings import Settings
from studykit.app.undo import undo as undo_event
from studykit.memory.schedule import Review, after
from studykit.store.marks import MarksOfDay
from tests.cli.world import Clock, Silent

USUAL = Settings()
SUBJECTS = ("a/1", "a/2", "b/1")
MARKS = ("suspend", "bury", "resume", "mark", "report")


class Action(NamedTuple):
    """An action of a learner; `wait`: the seconds since the previous one."""

    kind: str
    subject: str
    data: dict[str, Any]
    wait: int


waits = st.sampled_from((1, 40, 700, 40_000, 86_400, 9 * 86_400))
subjects = st.sampled_from(SUBJECTS)
actions = st.one_of(
    st.builds(Action, st.just("review"), subjects, st.fixed_dictionaries({"rating": st.integers(1, 4)}), waits),
    st.builds(Action, st.just("answer"), subjects, st.fixed_dictionaries({"right": st.booleans()}), waits),
    st.builds(Action, st.just("mark"), subjects, st.fixed_dictionaries({"what": st.sampled_from(MARKS)}), waits),
)
undo = st.builds(Action, st.just("undo"), st.just(""), st.just({}), waits)


class Learner:
    """A learner with an empty journal, which is written as a drill writes it."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp())
        self.clock = Clock()
        streams = (io.StringIO(), io.StringIO(), io.StringIO())
        places = (self.folder / "journal.db", self.folder / "index.db", self.folder / "config.json")
        self.study = open_study(Environment(*streams, {}, self.clock, (), *places), Silent())
        self.journal = self.study.journal
        self.journal.db.execute("pragma synchronous = off")

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *failure: object) -> None:
        self.study.close()
        shutil.rmtree(self.folder)

    def does(self, actions: Iterable[tuple[Action, int]]) -> None:
        for action, at in actions:
            self.clock.ms = at
            day = self.study.day()
            if action.kind == "undo":
                undo_event(self.study)
                continue
            due = None
            if action.kind == "review":
                before = state_of(self.journal, action.subject, USUAL)
                state = after(before, Review(action.data["rating"], at, day), action.subject)
                due = (state.phase, state.due_at, state.due_day)
            self.study.append(action.kind, action.subject, action.data, due)  # type: ignore[arg-type] # one of them

    def knows(self) -> tuple[LearningHistory, MarksOfDay, list[Any]]:
        """Returns everything that the program reads from the journal: the history and the cache of due days."""
        due = self.journal.db.execute("select * from due order by card").fetchall()
        history = self.study.history
        return replace(history, all_marks=()), history.marks, due


def timed(actions: Iterable[Action]) -> list[tuple[Action, int]]:
    at, out = Clock().ms, []
    for action in actions:
        at += action.wait * 1000
        out.append((action, at))
    return out


def without_undone(actions: Iterable[tuple[Action, int]]) -> list[tuple[Action, int]]:
    """Returns the actions without those that were undone, and without the undos."""
    kept: list[tuple[Action, int]] = []
    for action in actions:
        if action[0].kind != "undo":
            kept.append(action)
        elif kept:
            kept.pop()
    return kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(actions, actions, undo), max_size=25))
def test_a_journal_after_undo_is_as_if_the_event_had_never_been_written(everything: list[Action]) -> None:
    with Learner() as one, Learner() as other:
        one.does(timed(everything))
        other.does(without_undone(timed(everything)))
        other.clock.ms = one.clock.ms
        assert one.knows() == other.knows()


@settings(max_examples=30, deadline=None)
@given(st.lists(actions, max_size=12), st.lists(actions, max_size=12))
def test_undoing_a_day_leads_back_to_the_day_before(before: list[Action], day: list[Action]) -> None:
    with Learner() as one:
        actions = timed([*before, *day])
        one.does(actions[: len(before)])
        was = one.knows()
        one.does(actions[len(before) :])
        one.does([(Action("undo", "", {}, 0), one.clock.ms)] * len(day))
        one.clock.ms = actions[len(before) - 1][1] if before else Clock().ms
        assert one.knows() == was


@settings(max_examples=40, deadline=None)
@given(st.lists(actions, min_size=1, max_size=12), st.integers(0, 11))
def test_undo_by_id_works_at_any_place_and_only_once(everything: list[Action], place: int) -> None:
    whole = timed(everything)
    gone = place % len(whole)
    with Learner() as one, Learner() as other:
        one.does(whole)
        name = list(one.journal.entries())[gone].id
        assert undo_event(one.study, name)
        assert undo_event(one.study, name) is None
        other.does(whole[:gone] + whole[gone + 1 :])
        other.clock.ms = one.clock.ms
        assert one.knows() == other.knows()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.lists(st.sets(st.integers(0, 4), min_size=1), max_size=5), st.data())
def test_a_mark_is_undone_with_the_last_answer_that_caused_it(
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


def test_undo_takes_the_event_written_last_after_the_clock_was_set_back() -> None:
    with Learner() as one:
        first, second = (Action("answer", name, {"right": True}, 0) for name in SUBJECTS[:2])
        one.does([(first, 2_000_000_000_000), (second, 1_900_000_000_000)])
        assert undo_event(one.study) == "Taken back: the answer to a/2."


def test_undo_takes_events_of_this_device_first() -> None:
    with Learner() as here, Learner() as there:
        here.does([(Action("answer", "a/1", {"right": True}, 0), 1_000)])
        there.does([(Action("answer", "a/2", {"right": True}, 0), 9_000)])
        there.journal.db.execute("pragma wal_checkpoint")
        here.journal.merge(there.journal.path)
        said = [undo_event(here.study) for _ in range(3)]
        assert said == ["Taken back: the answer to a/1.", "Taken back: the answer to a/2.", None]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(actions, undo), max_size=20))
def test_stream_yields_the_values_of_the_entries(everything: list[Action]) -> None:
    with Learner() as one:
        one.does(timed(everything))
        slow = [(entry.subject, entry.data["rating"], entry.at, entry.day) for entry in one.journal.entries("review")]
        assert list(one.journal.stream("review", "rating")) == sorted(slow, key=lambda row: (row[0], row[2]))


calls = st.builds(Action, st.just("mark"), subjects, st.just({"what": "due", "item": "x"}), waits)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(actions, calls), max_size=14), st.lists(st.sampled_from((0, 10, 40)), min_size=14, max_size=14)
)
def test_the_state_of_one_card_is_that_of_the_whole_history_after_the_clock_was_set_back(
    doing: list[Action], back: list[int]
) -> None:
    with Learner() as one:
        for (action, at), days in zip(timed(doing), back, strict=False):
            one.does([(action, at - days * 86_400_000)])
        states = one.study.history.states
        assert {card: state_of(one.journal, card, USUAL) for card in states} == states
