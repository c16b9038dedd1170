"""A seat in the room: the sitting, its questions, the clock, and the pen that writes before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studykit.items import Question
from studykit.sittings.exam import MINUTE, Exam
from studykit.sittings.moves import Expire, Move


@dataclass
class Seat:
    """`keep(then, move, now)` puts a move on disk; only then is the sitting what the move made of it."""

    exam: Exam
    questions: Mapping[str, Question]
    title: str
    code: str
    """The exam whose form the paper has."""
    now: Callable[[], int]
    keep: Callable[[Exam, Move, int], None]

    def do(self, move: Move) -> None:
        """A move, on disk and then in force. After the deadline it is the end."""
        now = self.now()
        then = self.exam.after(move, now)
        if then is not self.exam:
            self.keep(then, move, now)
            self.exam = then

    def left(self) -> int:
        """The ms that are left."""
        return self.exam.left(self.now())

    def expired(self) -> bool:
        """Ends the sitting when its time is over; whether it has ended."""
        if self.exam.ended is None and not self.left():
            self.do(Expire())
        return self.exam.ended is not None


def clock_words(left: int) -> str:
    """The time that is left as a clock shows it: h:mm:ss, of the last hour mm:ss."""
    seconds = -(-left // 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def pace_words(exam: Exam, now: int) -> str:
    """How far one is against an even pace through the paper, in whole minutes."""
    done = len(exam.sheet) - len(exam.open_items)
    even = done * exam.paper.minutes / max(1, len(exam.sheet))
    ahead = round(even - (max(now, exam.at) - exam.started) / MINUTE)
    place = f"{done} answered"
    if not ahead:
        return f"{place}, on pace"
    return f"{place}, {abs(ahead)} min {'ahead' if ahead > 0 else 'behind'}"


def open_words(exam: Exam) -> str:
    """How many are open and flagged, for the question before handing in."""
    open_, flagged = len(exam.open_items), len(exam.flagged)
    return f"{open_ or 'none'} {'is' if open_ == 1 else 'are'} open, {flagged or 'none'} flagged"


def start_words(seat: Seat) -> list[str]:
    """What the start screen says: what this paper is, and what it is not."""
    exam, code = seat.exam, seat.code
    return [
        f"This is a practice paper on {seat.title} in the form of {code}: paper {exam.paper.id}.",
        f"It is not {code}: its questions are ours, and so is its scale.",
        f"{len(exam.sheet)} questions, {exam.paper.minutes:g} minutes. Some are not scored; nobody can see which.",
        "There is no feedback until the end. A wrong answer costs no more than an open one.",
        "Every answer is kept at once. The clock goes on when you leave; studykit exam resume brings you back.",
    ]
