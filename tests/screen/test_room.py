"""The exam screen: keys in, lines out, at every size and in both charsets; no answer before the whole question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from studykit.app.exam import ExamSession
from studykit.items import Multiple, Question, Single
from studykit.screen.exam.draw import draw
from studykit.screen.exam.full_screen import run
from studykit.screen.exam.state import ExamScreen
from studykit.screen.exam.words import clock_words, open_words, pace_words
from studykit.sittings.exam import MINUTE, Exam, begin
from studykit.sittings.moves import Move
from studykit.sittings.paper import Paper, PaperItem
from studykit.text.lines import Canvas, text_of

ORDER = ("a", "b", "c", "d", "e")
OPTIONS = {name: f"Option {name} with some words that make it long enough to wrap on a narrow screen" for name in ORDER}
ONE = Single(stem="A stem. " * 12, options=OPTIONS, key="a")
TWO = Multiple(stem="Two of them? (Choose TWO.)", options=OPTIONS, key=("a", "b"))
LONG = Single(stem="\n\n".join(f"Paragraph {n} – so. " * 8 for n in range(12)), options=OPTIONS, key="a")
KEYS = st.sampled_from(
    [*"abcdeABCDE125xmtgrhSqn?ofu", "enter", "space", "up", "down", "left", "escape", "backspace", "page-down"]
)


class SixQuestions(ExamSession):
    """A session of a paper of six that needs no journal: it keeps the moves that would be on disk."""

    def __init__(self, question: Question, minutes: int, order: tuple[str, ...] = ORDER) -> None:
        items = tuple(PaperItem(f"t/{n}", "d", f"p{n}", True, 2 if n % 2 else 1, order) for n in range(6))
        self.exam = begin(Paper("0-x", "p", items, minutes, (30, 15, 5)), 0)
        self.questions = {item.id: TWO if item.choose == 2 else question for item in items}
        self.id, self.title, self.code = "x", "A pack", "X-1"
        self.ms = 0
        self.written: list[Move] = []

    def now(self) -> int:
        return self.ms

    def write(self, then: Exam, move: Move, now: int) -> None:
        self.written.append(move)


class World:
    """The exam screen on a paper of six."""

    def __init__(self, question: Question = ONE, minutes: int = 40) -> None:
        self.session = SixQuestions(question, minutes)
        self.screen = ExamScreen(self.session)

    def press(self, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
        """Presses keys, drawing before each; returns what is shown."""
        for key in keys:
            self.shown(size)
            self.screen.press(key)
        return self.shown(size)

    def shown(self, size: tuple[int, int] = (80, 24), ascii: bool = False) -> str:
        """Returns the text on the screen."""
        return "\n".join(text_of(line) for line in draw(self.screen, Canvas(*size, ascii)))


@given(
    moves=st.lists(st.tuples(KEYS, st.tuples(st.integers(40, 120), st.integers(10, 50))), max_size=30),
    ascii=st.booleans(),
)
@settings(max_examples=60)
def test_any_keys_and_sizes_leave_a_screen_that_fits_and_stays_ascii(
    moves: list[tuple[str, tuple[int, int]]], ascii: bool
) -> None:
    world = World(LONG)
    for key, size in moves:
        world.screen.press(key)
        lines = world.shown(size, ascii).splitlines()
        assert len(lines) <= size[1]
        assert max(map(len, lines), default=0) <= size[0]
        assert not ascii or world.shown(size, ascii).isascii()


@given(keys=st.lists(KEYS, max_size=40))
@settings(max_examples=60)
def test_the_exam_changes_only_after_the_move_is_written(keys: list[str]) -> None:
    world = World()
    for key in keys:
        before = world.session.exam
        written = len(world.session.written)
        world.screen.press(key)
        assert world.session.exam is before or len(world.session.written) > written


def test_a_lowercase_letter_answers_and_a_capital_is_sure() -> None:
    world = World()
    assert "(sure)" not in world.press("b")
    assert world.session.exam.given.response == ("b",)
    assert "B (*) Option b" in world.press("B")
    assert world.session.exam.given.sure


def test_arrows_point_and_space_chooses() -> None:
    world = World()
    assert ">B (*)" in world.press("down", "down", "space")


def test_an_option_pointed_at_is_in_view_even_if_the_options_scroll() -> None:
    world, small = World(), (46, 14)
    while world.screen.pointer < 0:
        world.press("down", size=small)
    for mark in "ABCDE":
        assert f">{mark} ( )" in world.shown(small)
        world.press("down", size=small)
    assert "Question 1" in world.press(*["up"] * 40, size=small)
    assert "A stem." in world.shown(small)


def test_a_third_option_is_rejected_when_two_are_chosen() -> None:
    world = World()
    shown = world.press("n", "a", "c", "d")
    assert world.session.exam.given.response == ("a", "c")
    assert "2 are chosen already; take one away first" in shown
    world.press("a", "d")
    assert world.session.exam.given.response == ("c", "d")


def test_a_struck_out_option_is_marked_without_color() -> None:
    assert "B -x- ~ Option b" in World().press("x", "b")


def test_a_flag_is_a_shape_in_the_navigator() -> None:
    world = World()
    assert world.press("a", "m", "n", "m", "n").splitlines()[21] == "▲△[·]·· ·"
    assert world.shown(ascii=True).splitlines()[21] == "Ff[.].. ."


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (46, 20)])
def test_an_answer_counts_only_after_the_end_of_the_question_was_shown(size: tuple[int, int]) -> None:
    world = World(LONG)
    assert "more below" in world.press("a", size=size)
    assert world.session.exam.given.response == ()
    while world.screen.below:
        world.press("space", size=size)
    world.press("a", size=size)
    assert world.session.exam.given.response == ("a",)


def test_options_stay_in_view_while_a_long_stem_scrolls() -> None:
    world = World(LONG)
    assert all(f"{mark} ( )" in world.shown() for mark in "ABCDE")


def test_a_question_is_opened_by_its_number() -> None:
    assert "Question 5 of 6" in World().press("g", "5", "enter")
    assert "there are questions 1 to 6" in World().press("g", "9", "enter")


def test_a_note_is_shown_below_its_question() -> None:
    assert "note: not b" in World().press("t", *"not", "space", "b", "enter")


def test_the_review_screen_filters_and_opens_questions() -> None:
    world = World()
    world.press("a", "n", "m", "n", "C", "r")
    assert [line.split()[0] for line in world.press("o").splitlines()[3:7]] == [">", "4", "5", "6"]
    assert "flagged: 1" in world.press("f")
    assert "unsure: 1" in world.press("u")
    assert "Question 1 of 6" in world.press("enter")


def test_handing_in_needs_a_typed_word_and_counts_open_questions() -> None:
    world = World()
    assert "5 are open, 1 flagged" in world.press("a", "m", "S")
    assert "not handed in" in world.press("enter")
    assert "Question 1" in world.press("escape")
    world.press("S", *"submit", "enter")
    assert world.session.exam.end_reason == "submitted"


def test_a_hidden_clock_is_shown_again_with_the_last_warning() -> None:
    world = World()
    assert "clock hidden" in world.press("h")
    world.session.ms = 35 * MINUTE
    world.screen.tick()
    shown = world.shown()
    assert "05:00" in shown
    assert "5 minutes left" in shown


@pytest.mark.parametrize("keys", ["", "t", "g", "S", "r", "?", "q", "x"], ids=str)
def test_at_the_deadline_the_paper_is_handed_in_from_every_view(keys: str) -> None:
    world = World()
    world.press("b", *keys)
    world.session.ms = 40 * MINUTE
    world.screen.tick()
    assert (world.screen.is_over, world.session.exam.end_reason) == (True, "time")
    assert world.session.exam.sheet[0].response == ("b",)


def test_a_key_after_the_deadline_changes_nothing() -> None:
    world = World()
    world.session.ms = 40 * MINUTE
    world.press("b")
    assert world.session.exam.sheet[0].response == ()


def test_keys_of_a_terminal_reach_the_screen() -> None:
    world = World()
    with create_pipe_input() as pipe:
        pipe.send_text("a\r\x1b[B d\x1b[Cmq\r")
        run(world.screen, False, input=pipe, output=DummyOutput())
    assert [sheet.response for sheet in world.session.exam.sheet[:2]] == [("a",), ("a", "d")]
    assert world.session.exam.flagged == (2,)
    assert world.screen.has_left


def test_a_session_left_on_the_review_screen_opens_there() -> None:
    world = World()
    world.press("a", "r")
    assert ExamScreen(world.session).view == "review"


def test_ctrl_c_leaves_at_once() -> None:
    with create_pipe_input() as pipe:
        pipe.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            run(World().screen, False, input=pipe, output=DummyOutput())


def test_time_and_pace_in_words() -> None:
    world = World()
    world.press("a")
    assert [clock_words(ms) for ms in (7_800_000, 3_599_001, 1)] == ["2:10:00", "1:00:00", "00:01"]
    assert pace_words(world.session.exam, 60_000) == "1 answered, 6 min ahead"
    assert pace_words(world.session.exam, 10 * MINUTE) == "1 answered, 3 min behind"
    assert open_words(world.session.exam) == "5 are open, none flagged"
