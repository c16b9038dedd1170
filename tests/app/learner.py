"""A learner of the little pack, whose studies tests open side by side."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

from studykit.app.daily_targets import DailyTargets
from studykit.app.drill import DrillSession
from studykit.app.study import Study
from tests.cli.world import Clock, World

CARD = "hiding/default"
"""A card with a sibling, `hiding/longest`; both test the same fact as the question `hiding/charged-twice`."""


class TickingClock(Clock):
    """A clock that advances by a millisecond with each call, so that a moment that is read twice differs."""

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


def read_afresh(world: World, study: Study) -> None:
    """Asserts that the history of a study is what another one reads from the journal."""
    with closing(world.study()) as other:
        assert study.history == other.history


def due_cache_is_current(study: Study) -> None:
    """Asserts that what the journal caches of due days is what its events say; it may lag inside a final pass."""
    cached = study.journal.db.execute("select card, phase, at, day from due").fetchall()
    states = study.history.states
    assert {card: tuple(row) for card, *row in cached} == {
        card: (state.phase, state.due_at, state.due_day) for card, state in states.items()
    }


def forget_often(world: World, times: int) -> None:
    """Makes the card lapse several times, a month apart."""
    with closing(world.study()) as study:
        for rating in (4, *(1, 3) * times):
            DrillSession.of_cards(study, [CARD]).write_rating(CARD, rating, took=1)
            world.clock.wait(days=30)


def begin_final_pass(study: Study, days: int = 3) -> None:
    """Sets an exam some days ahead, with a final pass that has begun today."""
    exam = date.fromordinal(study.day()) + timedelta(days=days)
    study.set_value("exam_date", exam.isoformat())
    day = study.day()
    study.settings_file.keep_targets(
        DailyTargets(exam.isoformat(), day, 0.9, 0.85, day, exam.toordinal(), 9, None, spread_siblings=False)
    )


def kinds(world: World) -> list[str]:
    """Returns the kind and subject of every event that counts, in the order of writing."""
    with closing(world.study()) as study:
        return [f"{entry.kind} {entry.subject}" for entry in sorted(study.journal.entries(), key=lambda one: one.id)]
