"""A question on small terminals, in quiz and exam: options stay in view, and the whole stem can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.items import Multiple, Question, Single
from studykit.items.base import letter
from studykit.screen.console.dialog import END
from studykit.screen.console.pane import Pane
from studykit.screen.console.viewport import LEAST_SCROLLING, viewport
from studykit.screen.exam.draw import draw
from studykit.screen.exam.state import ExamScreen
from studykit.screen.quiz import question as view
from studykit.text.lines import Canvas, Segment, text_of
from tests.screen.test_room import ORDER, SixQuestions
from tests.shipped import shipped

SIZES = st.tuples(st.integers(40, 120), st.integers(10, 50))
WORDS = st.lists(st.integers(1, 14), min_size=1, max_size=110)
FEWER_WORDS = st.lists(st.integers(1, 14), min_size=1, max_size=32)
Size = tuple[int, int]
Frame = list[str]
Activity = Callable[..., list[Frame]]


def text(name: str, lengths: Iterable[int]) -> str:
    """Returns words of these lengths; each of them is unique and says where it is from."""
    return " ".join(f"{name}{number}.".ljust(length, "x") for number, length in enumerate(lengths))


@st.composite
def questions(draws: st.DrawFn) -> Single:
    """Draws a question of up to 110 words, with options of up to 32 words."""
    return Single(
        stem=text("stem", draws(WORDS)), options={name: text(name, draws(FEWER_WORDS)) for name in ORDER}, key="a"
    )


class Typist:
    """A terminal drawn by pyte, on which one key is pressed until the screen stays as it is, then the next one.

    `frames` are the screens before each key. A pair of numbers among the keys is a new size.
    """

    def __init__(self, size: Size, keys: Iterable[str | Size]) -> None:
        self.screen = pyte.HistoryScreen(*size)
        self.stream = pyte.Stream(self.screen)
        self.keys = iter(keys)
        self.pressed = ""
        self.frames: list[Frame] = []

    def size(self) -> Size:
        return self.screen.columns, self.screen.lines

    def write(self, written: str) -> None:
        self.stream.feed(written.replace("\n", "\r\n"))

    def flush(self) -> None:
        pass

    def key(self) -> str:
        assert not self.screen.history.top, "the frame is higher than the terminal"
        self.frames.append([line.rstrip() for line in self.screen.display])
        if not self.pressed or self.frames[-2:-1] == self.frames[-1:]:
            following = next(self.keys, END)
            if isinstance(following, tuple):
                self.screen.resize(following[1], following[0])
                self.screen.reset()
                self.frames.clear()
                return "resumed"
            self.pressed = following
        return self.pressed


def in_quiz(question: Question, order: Iterable[str], size: Size, *keys: str | Size) -> list[Frame]:
    """Returns the screens of a quiz while keys are pressed."""
    typist = Typist(size, keys)
    pane = Pane(typist, typist, typist.size, ascii=False, color=False)  # type: ignore[arg-type]
    names = list(order)
    pane.add(lambda canvas: view.stem(question, 1, 10, "topic", canvas))
    pane.add(lambda canvas: view.options(question, names, (), canvas), stays=True)
    while pane.ask(view.hints(question, len(names))) != END:
        pass
    return [frame[: max(place for place, line in enumerate(frame, 1) if line)] for frame in typist.frames]


def in_exam(question: Question, order: Iterable[str], size: Size, *keys: str | Size) -> list[Frame]:
    """Returns the screens of an exam while each key is pressed until the screen stays as it is."""
    screen = ExamScreen(SixQuestions(question, 40, tuple(order)))
    frames = [frame_of(screen, size)]
    for key in keys:
        if isinstance(key, tuple):
            size, frames = key, [frame_of(screen, key)]
            continue
        while True:
            screen.press(key)
            frames.append(frame_of(screen, size))
            if frames[-1] == frames[-2]:
                break
    return frames


def frame_of(screen: ExamScreen, size: Size) -> Frame:
    return [text_of(line) for line in draw(screen, Canvas(*size))]


def words_on(frames: Iterable[Frame]) -> set[str]:
    return {word for frame in frames for line in frame for word in line.split()}


@pytest.mark.parametrize("in_activity", [in_quiz, in_exam])
@given(question=questions(), size=SIZES, then=SIZES, key=st.sampled_from(["page-down", "space"]))
@settings(max_examples=25, deadline=None)
def test_every_word_is_in_view_or_reached_by_scrolling(
    in_activity: Activity, question: Single, size: Size, then: Size, key: str
) -> None:
    frames = in_activity(question, ORDER, size, key, then, "page-up", key)
    assert all(len(frame) <= then[1] and frame[-1].endswith("keys") for frame in frames)
    assert all(len(line) <= then[0] for frame in frames for line in frame)
    words = {word for text in (question.stem, *question.options.values()) for word in text.split()}
    assert words <= words_on(frames)


@pytest.mark.parametrize("in_activity", [in_quiz, in_exam])
@given(question=questions(), size=st.tuples(st.integers(40, 90), st.integers(10, 24)))
@settings(max_examples=15, deadline=None)
def test_down_reads_on_row_by_row_and_up_goes_back(in_activity: Activity, question: Single, size: Size) -> None:
    down = in_activity(question, ORDER, size, "down")
    back = in_activity(question, ORDER, size, "down", "up")
    assert {word for text in (question.stem, *question.options.values()) for word in text.split()} <= words_on(down)
    assert back[-1] == down[0]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(2, 50), st.integers(-5, 90))
def test_the_second_part_stays_if_the_first_one_keeps_three_rows(stem: int, kept: int, rows: int, offset: int) -> None:
    above = [(Segment(f"stem {number}"),) for number in range(stem)]
    below = [(), *((Segment(f"option {number}"),) for number in range(kept))]
    found = viewport(above, below, rows, offset, ascii=False)
    assert len(found.lines) <= rows
    if stem + kept + 1 <= rows or kept + 1 + LEAST_SCROLLING <= rows:
        assert found.lines[-kept:] == tuple(below[1:])
    texts = [text_of(line) for line in found.lines]
    says = " ".join(line for line in texts if line.startswith("more "))
    assert ("above" in says) == (found.offset > 0)
    assert ("below" in says) == found.more_below == (found.offset < found.last)


@given(st.integers(1, 30), st.integers(4, 40), st.integers(4, 20), st.data())
def test_lines_in_focus_are_brought_into_view(stem: int, kept: int, rows: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(1, kept))
    focus = range(start, min(kept, start + rows - 2) + 1)
    above = [(Segment(f"stem {number}"),) for number in range(stem)]
    below = [(), *((Segment(f"option {number}"),) for number in range(1, kept + 1))]
    found = viewport(above, below, rows, data.draw(st.integers(0, 90)), False, focus)
    assert {below[number] for number in focus} <= set(found.lines)


# The shipped questions


@pytest.fixture(scope="module")
def questions(request: pytest.FixtureRequest) -> list[Single | Multiple]:
    """Returns every fifth shipped question that an exam can have; with `--long` all of them."""
    names = shipped().item_ids()[:: 1 if request.config.getoption("--long") else 5]
    found = (shipped().item(name).question for name in names)
    return [question for question in found if isinstance(question, Single | Multiple)]


def fitting(questions: list[Single | Multiple], size: Size, in_activity: Activity) -> Iterator[tuple[bool, bool]]:
    """Yields of each question whether it is whole in view, and whether all its options are."""
    for question in questions:
        (first,) = in_activity(question, question.options, size)
        marks = [letter(place) for place in range(len(question.options))]
        kept = all(any(line.startswith(f" {mark} ") for line in first) for mark in marks)
        yield not any(line.startswith("more below") for line in first), kept


@pytest.mark.parametrize("in_activity", [in_quiz, in_exam])
def test_at_80_by_24_most_shipped_questions_are_whole_and_all_keep_their_options(
    in_activity: Activity, questions: list[Single | Multiple]
) -> None:
    whole, options = zip(*fitting(questions, (80, 24), in_activity), strict=True)
    assert all(options)
    assert sum(whole) > 0.9 * len(options)


@pytest.mark.parametrize("in_activity", [in_quiz, in_exam])
def test_at_60_by_20_most_shipped_questions_keep_their_options(
    in_activity: Activity, questions: list[Single | Multiple]
) -> None:
    _, options = zip(*fitting(questions, (60, 20), in_activity), strict=True)
    assert sum(options) > 0.8 * len(options)
