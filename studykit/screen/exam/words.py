"""The sentences that the full screen and the line form of an exam share: time, pace, open questions, the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studykit.sittings.exam import MINUTE, Exam

if TYPE_CHECKING:  # the first screen says how much time an exam has left, and runs none
    from studykit.app.exam import ExamSession


def clock_words(left: int) -> str:
    """Returns the time left (ms) as a clock shows it: h:mm:ss, in the last hour mm:ss."""
    seconds = -(-left // 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def pace_words(exam: Exam, now: int) -> str:
    """Returns how many questions are answered, and how far that is from an even pace, in whole minutes."""
    done = len(exam.sheet) - len(exam.open_items)
    even = done * exam.paper.minutes / max(1, len(exam.sheet))
    ahead = round(even - (max(now, exam.at) - exam.started) / MINUTE)
    place = f"{done} answered"
    if not ahead:
        return f"{place}, on pace"
    return f"{place}, {abs(ahead)} min {'ahead' if ahead > 0 else 'behind'}"


def open_words(exam: Exam) -> str:
    """Returns how many questions are open and how many flagged, for the confirmation before handing in."""
    open_, flagged = len(exam.open_items), len(exam.flagged)
    return f"{open_ or 'none'} {'is' if open_ == 1 else 'are'} open, {flagged or 'none'} flagged"


def start_words(session: ExamSession) -> list[str]:
    """Returns the paragraphs that are shown before the clock starts."""
    exam, code = session.exam, session.code
    return [
        f"This is a practice paper on {session.title} in the form of {code}: paper {exam.paper.id}.",
        f"It is not {code}: its questions are ours, and so is its scale.",
        f"{len(exam.sheet)} questions, {exam.paper.minutes:g} minutes. Some are not scored; nobody can see which.",
        "There is no feedback until the end. A wrong answer costs no more than an open one.",
        "Every answer is kept at once. The clock goes on when you leave; studykit exam resume brings you back.",
    ]
