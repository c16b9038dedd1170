"""A drill without a terminal: what it asks, what it writes, and what undo and an interruption leave of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.drill import DrillSession, rate_from_file
from studykit.app.options import DrillOptions
from studykit.app.resume import acquire
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.memory.fsrs import AGAIN, EASY, GOOD
from studykit.memory.schedule import Review
from studykit.store.journal import Journal
from tests.app.learner import (
    CARD,
    TickingClock,
    begin_final_pass,
    due_cache_is_current,
    forget_often,
    kinds,
    read_afresh,
)
from tests.cli.world import World

ALL = DrillOptions(new=9)
ACTS = st.lists(
    st.sampled_from(("1", "1", "3", "4", "u", "suspend", "bury", "mark", "report", "wait", "tomorrow")), max_size=12
)
OPTIONS = st.fixed_dictionaries({name: st.booleans() for name in ("cram", "counts", "leeches")}).map(
    lambda chosen: DrillOptions(new=9, **chosen)
)


def do(world: World, session: DrillSession, act: str) -> None:
    """Does what a key does, or lets time pass."""
    if act in ("wait", "tomorrow"):
        world.clock.wait(days=act == "tomorrow", seconds=700)
    elif act == "u":
        session.undo()
    elif (card := session.next_card()) is not None:
        if act.isdigit():
            session.rate(card, int(act), took=5)
        else:
            session.mark(card, act, "wrong")


def drilled(world: World, study: Study, acts: Iterable[str], options: DrillOptions = ALL) -> DrillSession:
    """Returns a drill after these acts; it is not ended."""
    with DrillSession.open(study, options) as session:
        for act in acts:
            do(world, session, act)
    return session


def rated(session: DrillSession) -> list[tuple[str, Review]]:
    return [(one.card, one.review) for one in session.machine.done]


# Laws


@settings(max_examples=25)
@given(st.lists(st.tuples(OPTIONS, ACTS), max_size=3), st.integers(6, 8))
def test_the_history_is_always_what_the_journal_says(drills: list[tuple[DrillOptions, list[str]]], lapses: int) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        world.clock = TickingClock()
        study.environment.now = world.clock
        forget_often(world, lapses)
        for options, acts in drills:
            with DrillSession.open(study, options) as session:
                for act in acts:
                    do(world, session, act)
                    read_afresh(world, study)
                session.finish()
            read_afresh(world, study)
            due_cache_is_current(study)


@settings(max_examples=20)
@given(ACTS, st.lists(st.sampled_from(("1", "3", "4", "u", "suspend", "bury", "mark", "wait")), max_size=12))
def test_the_history_is_what_the_journal_says_inside_a_final_pass(before: list[str], acts: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        drilled(world, study, ["4", "3", *before, "tomorrow"]).finish()
        begin_final_pass(study)
        with DrillSession.open(study, DrillOptions(new=9, cram=True, counts=True)) as session:
            for act in acts:
                do(world, session, act)
                read_afresh(world, study)


@settings(max_examples=25)
@given(ACTS, st.lists(st.sampled_from(("1", "3", "4", "suspend", "bury", "mark", "report", "wait")), max_size=12))
def test_undoing_everything_brings_back_the_drill_and_the_history(before: list[str], acts: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        forget_often(world, 7)
        drilled(world, study, before).finish()
        with DrillSession.open(study, ALL) as session:
            machine, history = session.machine, study.history
            for act in acts:
                do(world, session, act)
            while session.undo():
                read_afresh(world, study)
            assert session.machine == machine
            assert study.history == history


@settings(max_examples=25)
@given(ACTS, st.lists(st.sampled_from(("1", "3", "4", "u", "mark", "wait")), max_size=8), st.sampled_from("1234"))
def test_a_button_says_exactly_what_pressing_it_does(before: list[str], acts: list[str], key: str) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        drilled(world, study, before).finish()
        session = drilled(world, study, acts)
        if (card := session.next_card()) is not None:
            waits = session.previews(card)
            assert session.rate(card, int(key), took=5).wait == waits[int(key) - 1]


@settings(max_examples=25)
@given(ACTS, st.lists(st.sampled_from(("1", "3", "4", "u", "suspend", "bury", "mark")), max_size=9), st.booleans())
def test_an_interrupted_drill_resumes_as_it_was(before: list[str], acts: list[str], cram: bool) -> None:
    options = DrillOptions(new=9, cram=cram)
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        drilled(world, study, before).finish()
        whole = drilled(world, study, acts, options)
        with closing(world.study()) as other, DrillSession.open(other, options) as resumed:
            assert resumed.is_resumed == (bool(whole.record_id) and not whole.is_complete)
            if resumed.is_resumed:
                assert rated(resumed) == [one for one in rated(whole) if one[0] not in whole.machine.excluded]
                order = sorted if cram else list
                assert order(resumed.machine.waiting) == order(whole.machine.waiting)
                assert resumed.left == whole.left


# What is on disk, and when


def test_a_rating_is_on_disk_before_the_next_card_is_known(world: World, study: Study) -> None:
    with DrillSession.open(study, ALL) as session:
        assert not world.environment().journal.with_suffix(".db-wal").stat().st_size or not kinds(world)
        session.rate(CARD, GOOD, took=5)
        assert kinds(world) == ["sitting begun/drill", "weights published", f"review {CARD}"]


def test_a_rating_that_cannot_be_written_leaves_the_drill_as_it_was(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DrillSession.open(study, ALL) as session:
        before = session.machine
        monkeypatch.setattr(Journal, "append", lambda *given: pytest.fail("the disk is full"))
        with pytest.raises(pytest.fail.Exception):
            session.rate(CARD, GOOD, took=5)
        assert session.machine is before


def test_the_events_of_a_rating_have_one_moment(study: Study) -> None:
    with DrillSession.open(study, ALL) as session:
        session.rate(CARD, AGAIN, took=5)
    assert len({entry.at for entry in study.journal.entries()}) == 1
    assert study.history.states[CARD].due_at == session.machine.states[CARD].due_at


def test_a_drill_without_a_rating_writes_nothing(study: Study) -> None:
    with DrillSession.open(study, ALL) as session:
        session.finish()
    assert not list(study.journal.entries())


def test_a_drill_in_a_second_terminal_cannot_be_resumed(world: World, study: Study) -> None:
    with acquire(study, "drill"), closing(world.study()) as other, DrillSession.open(other, ALL) as session:
        session.rate(CARD, GOOD, took=5)
    assert "sitting begun/drill" not in kinds(world)


def test_other_options_end_the_interrupted_drill(world: World, study: Study) -> None:
    first = drilled(world, study, ["3", "3"])
    with DrillSession.open(study, DrillOptions(new=8)) as session:
        assert not session.is_resumed
    (end,) = (entry.data for entry in study.journal.entries("sitting") if entry.subject == "drill")
    assert end == {"begun": first.record_id, "reviews": 2, "took": 0}


# What another terminal does


def test_what_another_terminal_reviews_is_taken_up(world: World, study: Study) -> None:
    with closing(world.study()) as other, DrillSession.open(study, ALL) as session:
        DrillSession.start(other, ALL).rate(CARD, EASY, took=5)
        waits = session.previews(CARD)
        assert session.rate(CARD, GOOD, took=5).wait == waits[GOOD - 1]
        assert session.machine.states[CARD].reviews == 2
        assert session.machine.done[-1].state == study.history.states[CARD]
        read_afresh(world, study)


def test_a_rating_builds_on_what_another_terminal_reviewed_just_before_it(world: World, study: Study) -> None:
    with closing(world.study()) as other, DrillSession.open(study, ALL) as session:
        DrillSession.start(other, ALL).rate(CARD, EASY, took=5)
        session.rate(CARD, GOOD, took=5)
        due_cache_is_current(study)


def test_what_another_terminal_writes_reaches_a_history_that_was_read(world: World, study: Study) -> None:
    assert not study.history.states
    with closing(world.study()) as other:
        DrillSession.start(other, ALL).rate(CARD, EASY, took=5)
    assert study.history.states.keys() == {CARD}


def test_an_event_that_another_terminal_undid_is_not_undone_twice(world: World, study: Study) -> None:
    session = drilled(world, study, ["3"])
    with closing(world.study()) as other:
        other.journal.undo(other.now(), other.day())
    assert session.undo() == "it was taken back before"


# Marks and leeches


@pytest.mark.parametrize("what", ["suspend", "bury"])
def test_a_card_that_is_suspended_or_buried_is_not_asked_again_in_this_drill(study: Study, what: str) -> None:
    with DrillSession.open(study, ALL) as session:
        session.rate(CARD, AGAIN, took=5)
        session.mark(CARD, what)
        asked = []
        while (card := session.next_card()) is not None:
            asked.append(card)
            session.rate(card, EASY, took=5)
        assert CARD not in asked
        assert CARD in study.history.excluded


def test_a_report_without_a_text_is_no_event(study: Study) -> None:
    with DrillSession.open(study, ALL) as session:
        assert session.mark(CARD, "report", "  ").event_id == ""
        assert session.undo() is None


def test_the_eighth_lapse_suspends_a_card_and_undo_brings_back_first_the_card_then_the_lapse(
    world: World, study: Study
) -> None:
    forget_often(world, 7)
    with DrillSession.open(study, DrillOptions(new=0)) as session:
        assert session.rate(CARD, AGAIN, took=5).leech == 8
        assert study.history.marks.leeches == study.history.excluded == {CARD}
        assert session.next_card() is None
        session.undo()
        assert not study.history.excluded
        assert study.history.states[CARD].lapses == 8
        session.undo()
        assert study.history.states[CARD].lapses == 7


def test_leeches_are_brought_back_when_they_are_wanted(world: World, study: Study) -> None:
    forget_often(world, 7)
    with DrillSession.open(study, DrillOptions(new=0)) as session:
        session.rate(CARD, AGAIN, took=5)
    with DrillSession.open(study, DrillOptions(leeches=True)) as session:
        assert not study.history.excluded
        assert session.notice().startswith("1 leech is back.")


# Which cards, and how many


def test_minutes_end_a_drill_that_is_not_complete(world: World, study: Study) -> None:
    with DrillSession.open(study, DrillOptions(new=9, minutes=1)) as session:
        world.clock.wait(seconds=59)
        assert session.next_card() is not None
        world.clock.wait(seconds=1)
        assert session.next_card() is None
        assert not session.finish().is_complete


def test_minutes_that_were_spent_before_an_interruption_count(world: World, study: Study) -> None:
    options = DrillOptions(new=9, minutes=1)
    with DrillSession.open(study, options) as session:
        session.rate(CARD, EASY, took=50_000)
    world.clock.wait(seconds=600)
    with DrillSession.open(study, options) as session:
        assert session.is_resumed
        world.clock.wait(seconds=9)
        assert session.next_card() is not None
        world.clock.wait(seconds=2)
        assert session.next_card() is None


def test_practice_changes_no_state_and_asks_again_what_was_forgotten(world: World, study: Study) -> None:
    drilled(world, study, ["4", "4"]).finish()
    before = study.history.states
    with DrillSession.open(study, DrillOptions(cram=True)) as session:
        assert session.left == 2
        card = session.next_card()
        assert card is not None
        assert session.previews(card) == []
        assert session.rate(card, AGAIN, took=5).wait == ""
        assert session.left == 2
    assert study.history.states == before


def test_practice_leaves_out_what_was_suspended(world: World, study: Study) -> None:
    drilled(world, study, ["4", "4"]).finish()
    study.append("mark", CARD, {"what": "suspend"})
    with DrillSession.open(study, DrillOptions(cram=True)) as session:
        assert session.machine.waiting == tuple(study.history.states.keys() - {CARD})


def test_practice_counts_when_that_is_wanted(world: World, study: Study) -> None:
    drilled(world, study, ["4"]).finish()
    before = study.history.states
    drilled(world, study, ["4"], DrillOptions(cram=True, counts=True))
    assert study.history.states != before


def test_one_of_several_cards_of_a_fact_is_asked_a_day(world: World, study: Study) -> None:
    hiding = DrillOptions(topics=("hiding",))
    drilled(world, study, ["4"] * 5, hiding).finish()
    assert study.history.states.keys() == {CARD, "hiding/delete"}
    with DrillSession.open(study, hiding) as session:
        assert session.is_complete
        assert "--ahead" in session.notice()
    world.clock.wait(days=1)
    drilled(world, study, ["4"] * 5, hiding)
    assert "hiding/longest" in study.history.states


def test_a_day_with_a_backlog_asks_a_part_of_it_and_says_so(world: World, study: Study) -> None:
    drilled(world, study, ["4"] * 3).finish()
    study.set_value("reviews_per_day", "1")
    world.clock.wait(days=90)
    with DrillSession.open(study, DrillOptions(new=0)) as session:
        assert session.left == 1
        assert session.notice().startswith("Of 3 due cards 1 today, the most urgent")
        card = session.next_card()
        assert card is not None
        session.rate(card, EASY, took=5)
        session.finish()
    with DrillSession.open(study, DrillOptions(new=0)) as session:
        assert session.notice().startswith("Enough of the backlog for today; 2 cards wait")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (DrillOptions(marked=True), "No card is marked here; m marks one that is asked."),
        (DrillOptions(new=0), "There is nothing to drill: no card here is new or due."),
        (DrillOptions(cram=True), "There is nothing to drill: no card here is new or due."),
    ],
    ids=["marked", "none new", "none seen"],
)
def test_a_drill_without_cards_says_why(study: Study, options: DrillOptions, says: str) -> None:
    with DrillSession.open(study, options) as session:
        assert session.is_complete
        assert session.notice() == says


def test_the_result_counts_what_was_done_and_what_comes_back_tomorrow(world: World, study: Study) -> None:
    result = drilled(world, study, ["1", "3", "4", "suspend"]).finish()
    assert (len(result.reviews), result.forgotten, result.due_tomorrow) == (3, 1, 1)
    assert [review["rating"] for review in result.as_json()["reviews"]] == ["again", "good", "easy"]
    assert not result.is_complete


def test_a_card_that_comes_back_today_is_left_and_one_that_is_due_tomorrow_counts_for_it(study: Study) -> None:
    session = DrillSession.of_cards(study, [CARD])
    session.rate(CARD, AGAIN, took=5)
    assert session.left == 1
    tomorrow = session.machine.states[CARD]._replace(phase="review", due_day=study.day() + 1)
    for days, due in ((0, 1), (1, 0)):
        states = {CARD: tomorrow._replace(due_day=tomorrow.due_day + days)}
        session.machine = replace(session.machine, states=states)
        assert (session.left, session.result().due_tomorrow) == (0, due)


# Ratings from a file


def ratings(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ratings.yaml"
    path.write_text(text)
    return path


def test_a_file_rates_the_cards_that_it_names_and_counts_the_others(study: Study, tmp_path: Path) -> None:
    rated = rate_from_file(study, ["hiding"], ratings(tmp_path, f"{CARD}: Good\nkinds/ten: easy\n"), None)
    assert [one.card for one in rated.result.reviews] == [CARD]
    assert (rated.missing, rated.asked) == (2, 3)
    assert study.history.states.keys() == {CARD}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hiding/defautl: good", "no card or item named 'hiding/defautl'; did you mean 'hiding/default'?"),
        (f"{CARD}: fine", f"{CARD} is rated 'fine'; it takes again, hard, good, easy"),
    ],
    ids=["id", "rating"],
)
def test_a_file_with_a_mistake_rates_nothing(study: Study, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as told:
        rate_from_file(study, [], ratings(tmp_path, text), None)
    assert str(told.value) == says
    assert not study.history.states


def test_a_file_of_ratings_ends_the_interrupted_drill(world: World, study: Study, tmp_path: Path) -> None:
    drilled(world, study, ["3"])
    rate_from_file(study, [], ratings(tmp_path, "kinds/ten: good"), None)
    with DrillSession.open(study, ALL) as session:
        assert not session.is_resumed
