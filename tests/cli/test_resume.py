"""An interrupted drill or quiz resumes where it stopped."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.drill import DrillSession
from studykit.app.environment import clock
from studykit.app.options import DrillOptions, QuizOptions, as_data, command_words, from_data
from studykit.app.quiz import QuizSession
from studykit.items import Multiple, Single
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from tests.cli.person import Person
from tests.cli.pty_world import Screen
from tests.cli.world import Clock, World

QUIZ, DRILL = ("quiz", "sqs", "-n", "6", "--seed", "3"), ("drill", "sqs", "--limit", "6")


def answers(number: int) -> str:
    """Returns lines that answer a number of questions with their first options, with Enter after each feedback."""
    return "AB\na\n-\n\n" * number


def asked(person: Person) -> list[str]:
    return [entry.subject for entry in person.events("answer")]


def rated(person: Person) -> list[tuple[str, int]]:
    return [(entry.subject, entry.data["rating"]) for entry in person.events("review")]


@settings(max_examples=20, deadline=None)
@given(places=st.lists(st.integers(1, 5), max_size=3), seed=st.integers(0, 99))
def test_an_interrupted_quiz_asks_the_same_questions_and_scores_them_alike(
    index: Path, tmp_path_factory: pytest.TempPathFactory, places: list[int], seed: int
) -> None:
    options = QuizOptions(("sqs-dlq", "sqs-delay"), 6, seed=seed)
    whole, torn = (Person(tmp_path_factory.mktemp(name), index, Clock()) for name in ("whole", "torn"))
    answer(whole, options, 6)
    for number in places:
        answer(torn, options, number)
    answer(torn, options, 6)
    assert asked(torn)[: len(asked(whole))] == asked(whole)
    if sum(places) < 6:
        assert [entry.data for entry in torn.events("answer")] == [entry.data for entry in whole.events("answer")]
        (end,) = (entry.data for entry in torn.events("sitting") if entry.subject == "quiz")
        assert (end["items"], end["right"]) == (6, sum(entry.data["right"] for entry in whole.events("answer")))


def answer(person: Person, options: QuizOptions, number: int) -> None:
    """Answers a number of questions with their first options; the quiz ends only if none is left."""
    with closing(person.study()) as study, QuizSession.open(study, options) as session:
        for _ in range(number):
            if (question := session.machine.current) is not None:
                kind = question.question
                session.answer(question.order[: len(kind.right)] if isinstance(kind, Single | Multiple) else ())
        if session.is_complete:
            session.finish()


@settings(max_examples=20, deadline=None)
@given(places=st.lists(st.integers(1, 4), max_size=3), seed=st.integers(0, 99))
def test_an_interrupted_drill_asks_the_same_cards(
    index: Path, tmp_path_factory: pytest.TempPathFactory, places: list[int], seed: int
) -> None:
    rng = Random(seed)
    ratings = [rng.choice((1, 3, 4)) for _ in range(12)]
    whole, torn = (Person(tmp_path_factory.mktemp(name), index, Clock()) for name in ("whole", "torn"))
    rate(whole, ratings)
    left = list(ratings)
    for number in places:
        rate(torn, left[:number])
        del left[:number]
    rate(torn, left)
    assert rated(torn) == rated(whole)
    (end,) = (entry.data for entry in torn.events("sitting") if entry.subject == "drill")
    assert end["reviews"] == 12


def rate(person: Person, ratings: Iterable[int]) -> None:
    """Rates one card after another; the drill ends only if none is left."""
    with closing(person.study()) as study, DrillSession.open(study, DrillOptions(("sqs",), limit=12)) as session:
        for rating in ratings:
            card = session.next_card()
            assert card is not None
            session.rate(card, rating, took=5)
        if session.is_complete:
            session.finish()


def test_it_says_that_it_resumes_and_where(person: Person) -> None:
    person.run(*QUIZ, typed=answers(2), cut=True)
    assert "Going on where it was cut: 2 of 6 are answered." in person.run(*QUIZ, cut=True).out
    person.run(*DRILL, typed="\n3\n", cut=True)
    assert "Going on where it was cut, after 1 review." in person.run(*DRILL, cut=True).out


@pytest.mark.parametrize("words", [QUIZ, DRILL], ids=str)
def test_q_ends_a_sitting_so_that_the_next_one_is_new(person: Person, words: tuple[str, ...]) -> None:
    person.run(*words, typed="-\n\nq\n" if words is QUIZ else "\n3\nq\n")
    assert "Going on" not in person.run(*words).out


@pytest.mark.parametrize("words", [QUIZ, DRILL], ids=str)
def test_q_after_undoing_everything_ends_it_too(person: Person, words: tuple[str, ...]) -> None:
    person.run(*words, typed="-\nu\nq\n" if words is QUIZ else "\n3\nu\nq\n")
    assert "Going on" not in person.run(*words).out


def test_other_options_end_an_interrupted_quiz_and_its_misses_reach_their_cards(person: Person) -> None:
    person.run("drill", "sqs", "--new", "99", "--limit", "99", typed="\n4\n" * 99)
    person.run(*QUIZ, typed=answers(5), cut=True)
    assert not any(mark.data["what"] == "due" for mark in person.events("mark"))
    assert "Going on" not in person.run("quiz", "sns", "-n", "1").out
    assert "Going on" not in person.run(*QUIZ).out
    missed = {entry.subject for entry in person.events("answer") if not entry.data["right"]}
    called = {mark.data["item"] for mark in person.events("mark") if mark.data["what"] == "due"}
    assert called
    assert called <= missed


def test_an_interrupted_placement_postpones_what_all_its_answers_showed(person: Person) -> None:
    words = ("quiz", "--placement", "--seed", "1", "-n", "6")
    person.run(*words, typed=answers(3), cut=True)
    person.run(*words, typed=answers(3))
    right = [entry.subject for entry in person.events("answer") if entry.data["right"]]
    off = [mark for mark in person.events("mark") if mark.data["what"] == "known"]
    assert bool(right) == bool(off)
    ends = [entry.data for entry in person.events("sitting") if entry.subject == "quiz"]
    assert [(end["items"], end["right"]) for end in ends] == [(6, len(right))]


def test_interrupted_practice_resumes_and_changes_nothing(person: Person) -> None:
    person.run("drill", "sqs", "--limit", "5", typed="\n4\n" * 5)
    before = rated(person)
    person.run("drill", "--cram", typed="\n3\n\n1\n", cut=True)
    person.run("drill", "--cram", typed="\n3\n" * 9)
    practised = [entry.subject for entry in person.events("mark")]
    assert len(practised) == 6
    assert sorted(set(practised)) == sorted({card for card, _ in before})
    assert rated(person) == before


def test_minutes_before_the_interruption_count_and_those_between_do_not(person: Person) -> None:
    words = ("drill", "sqs", "--minutes", "1")
    person.run(*words, typed="\n4\n", cut=True)
    with Journal.open(person.home / "journal.db") as log:
        (card,) = log.entries("review")
        log.append("review", card.subject, {"rating": 3, "took": 59_000}, person.clock(), card.day)
    person.clock.wait(seconds=3_600)
    assert "Going on" in person.run(*words, typed="\n4\n", cut=True).out
    with Journal.open(person.home / "journal.db") as log:
        log.append("review", card.subject, {"rating": 3, "took": 2_000}, person.clock(), card.day)
    assert "Done: 4 reviews" in person.run(*words, typed="\n4\n").out


def test_a_card_that_was_suspended_meanwhile_is_not_asked(person: Person) -> None:
    person.run(*DRILL, typed="\n4\n", cut=True)
    (begun,) = (entry for entry in person.events("sitting") if entry.subject == "begun/drill")
    gone = begun.data["cards"][1]
    with Journal.open(person.home / "journal.db") as log:
        log.append("mark", gone, {"what": "suspend"}, person.clock(), begun.day)
    person.run(*DRILL, typed="\n4\n" * 5)
    assert gone not in dict(rated(person))
    assert begun.data["cards"][2] in dict(rated(person))


def test_the_next_day_a_quiz_is_resumed_and_a_drill_is_not(person: Person) -> None:
    for words, typed in ((QUIZ, answers(1)), (DRILL, "\n3\n")):
        person.run(*words, typed=typed, cut=True)
    person.clock.wait(days=1)
    assert "Going on" in person.run(*QUIZ, cut=True).out
    assert "Going on" not in person.run(*DRILL, cut=True).out


def test_a_sitting_that_runs_in_another_terminal_is_not_resumed(person: Person) -> None:
    person.run(*QUIZ, typed=answers(1), cut=True)
    with Lock(person.home / "journal.db", "quiz"):
        assert "Going on" not in person.run(*QUIZ).out
        assert "Go on with" not in person.run().out
    assert "Going on" in person.run(*QUIZ, cut=True).out


def test_the_first_screen_offers_to_resume(person: Person) -> None:
    person.run(*QUIZ, typed=answers(1), cut=True)
    assert "studykit quiz sqs --number 6 --seed 3" in person.run().out
    person.run(*QUIZ, typed=answers(6))
    assert "Go on with" not in person.run().out


@pytest.mark.parametrize(
    "words",
    [("quiz", "--seed", "1234567"), ("drill", "--minutes", "12.3456789"), ("drill", "--limit", "3", "--marked")],
    ids=" ".join,
)
def test_the_command_on_the_first_screen_resumes(person: Person, words: tuple[str, ...]) -> None:
    person.run("drill", typed="m\n\n3\nm\n\n3\nm\nq\n")
    person.clock.wait(days=9)
    person.run(*words, typed="-\n\n" if words[0] == "quiz" else "\n3\n", cut=True)
    (offered,) = re.findall(r"studykit (\S.*?) +Go on with", person.run().out)
    assert offered.split() == list(words)
    assert "Going on" in person.run(*offered.split(), cut=True).out


def test_a_quiz_leaves_an_interrupted_drill_as_it_is(person: Person) -> None:
    person.run(*DRILL, typed="\n3\n\n3\n", cut=True)
    person.run("quiz", "sns", "-n", "8", typed=answers(8))
    assert "Go on with the drill" in person.run().out
    assert "after 2 reviews" in person.run(*DRILL, cut=True).out


def test_answers_from_a_file_end_an_interrupted_quiz_and_its_misses_reach_their_cards(person: Person) -> None:
    person.run("drill", "sqs", "--new", "99", "--limit", "99", typed="\n4\n" * 99)
    person.run(*QUIZ, typed=answers(5), cut=True)
    missed = {entry.subject for entry in person.events("answer") if not entry.data["right"]}
    one = next(entry for entry in person.events("answer") if entry.data["chosen"])
    (person.home / "answers.json").write_text(json.dumps({one.subject: one.data["chosen"]}))
    person.run("quiz", one.subject.partition("/")[0], "--answers", str(person.home / "answers.json"))
    assert {mark.data["item"] for mark in person.events("mark") if mark.data["what"] == "due"} & missed
    assert "Go on with" not in person.run().out


def test_a_short_look_at_the_lock_does_not_take_it(tmp_path: Path) -> None:
    def look() -> None:
        with Lock(tmp_path / "journal.db", "quiz"):
            held.set()
            Event().wait(0.01)

    held = Event()
    looker = Thread(target=look)
    looker.start()
    held.wait()
    with Lock(tmp_path / "journal.db", "quiz", patience=5):
        looker.join()


@given(st.builds(DrillOptions, st.just(("sqs",)), st.none() | st.integers(1), st.none() | st.floats(0.05, 1440)))
def test_options_read_from_the_journal_are_the_same_and_unknown_ones_are_ignored(options: DrillOptions) -> None:
    kept = json.loads(json.dumps(as_data(options)))
    assert from_data(DrillOptions, kept) == from_data(DrillOptions, {**kept, "later": [1]}) == options
    assert from_data(DrillOptions, {"topics": ["sqs"]}) == DrillOptions(("sqs",))


@given(st.integers() | st.floats(0.05, 1440))
def test_a_number_is_written_exactly(number: float) -> None:
    word = command_words(DrillOptions(minutes=number))[1]
    assert type(number)(word) == number


def test_an_interrupted_drill_without_options_is_offered_once(person: Person) -> None:
    person.run("drill", typed="\n3\n", cut=True)
    said = person.run().out
    assert said.count("studykit drill ") == 1
    assert "Go on with the drill that was cut" in said


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM], ids=str)
def test_a_terminal_that_is_closed_loses_nothing(tmp_path: Path, number: signal.Signals) -> None:
    for words, keys, next_one in (
        (("drill", "hiding"), (" ", "3"), "after 1 review"),
        (("quiz", "kinds"), ("-",), "1 of 4 are answered"),
    ):
        with Screen(tmp_path, *words) as screen:
            for key in keys:
                screen.until("more keys")
                screen.press(key)
            screen.until("good →" if words[0] == "drill" else "Enter next")
            screen.child.kill(number)
            screen.ended()
        world = World(tmp_path)
        world.clock.ms = clock()
        resumed = world.run(*words, typed="q\n")
        assert next_one in resumed.out
        assert resumed.code == 0


def test_the_record_of_a_sitting_holds_plain_values(person: Person) -> None:
    person.run(*QUIZ, typed=answers(1), cut=True)
    (begun,) = (entry for entry in person.events("sitting") if entry.subject == "begun/quiz")
    assert begun.data == json.loads(json.dumps(begun.data))
    usual = {"missed": False, "placement": False, "marked": False}
    assert begun.data["wish"] == {"topics": ["sqs"], "number": 6, "seed": 3, **usual}
