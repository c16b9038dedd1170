"""An exam sitting: the paper, the answer sheet and the time. A state machine without clock or terminal.

`Exam.after(move, now)` returns the next state. The journal stores the moves, and folding them gives the state again.
`exam_score.finish` scores a sitting that has ended. Scores, review and report are all made from its result, `Finished`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from studykit.sittings.moves import Act, AnswerItem, Flag, Go, HideClock, Move, Note, Strike, Submit
from studykit.sittings.paper import Paper, PaperItem

if TYPE_CHECKING:  # the first screen reads sittings, and asks no question
    from studykit.items import Response

EndReason = Literal["submitted", "time", "abandoned"]
MINUTE = 60_000
"""Milliseconds."""
RETURNS = 5 * MINUTE
"""A hidden clock is shown again when this much time is left (ms)."""


class AnswerState(NamedTuple):
    """The answer sheet's entry for one item. `took`: ms that it was on the screen; `shown`: it was ever shown."""

    response: Response = ()
    sure: bool = False
    flag: bool = False
    struck: tuple[str, ...] = ()
    note: str = ""
    took: int = 0
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Exam:
    """The state of a sitting. Times are ms since 1970. `at` is the latest moment seen: time never runs backward."""

    paper: Paper
    sheet: tuple[AnswerState, ...]
    started: int
    at: int
    index: int = 0
    """The current item."""
    on_review_screen: bool = False
    """True if the review screen is open instead of an item."""
    hidden: bool = False
    """True if the clock is hidden."""
    ended: int | None = None
    end_reason: EndReason | None = None
    predicted: int | None = None
    """Right answers that the candidate predicted when handing in."""

    @property
    def deadline(self) -> int:
        return self.started + round(self.paper.minutes * MINUTE)

    @property
    def current(self) -> PaperItem:
        return self.paper.items[self.index]

    @property
    def given(self) -> AnswerState:
        """The answer sheet's entry for the current item."""
        return self.sheet[self.index]

    def left(self, now: int) -> int:
        """Returns the remaining time (ms), 0 after the end."""
        return max(0, self.deadline - max(now, self.at)) if self.ended is None else 0

    def shows_clock(self, now: int) -> bool:
        """True if the clock is visible. A hidden clock is shown again near the end."""
        return not self.hidden or self.left(now) <= RETURNS

    def answered(self, index: int) -> bool:
        """True if the response to an item is complete."""
        return len(self.sheet[index].response) == self.paper.items[index].choose

    @property
    def open_items(self) -> tuple[int, ...]:
        """The indexes of items without a complete answer."""
        return tuple(index for index in range(len(self.sheet)) if not self.answered(index))

    @property
    def flagged(self) -> tuple[int, ...]:
        """The indexes of flagged items."""
        return tuple(index for index, given in enumerate(self.sheet) if given.flag)

    def toggled(self, name: str) -> Response:
        """Returns the response to the current item after an option was selected or deselected.

        Raises ValueError if the response is already full.
        """
        response, choose = self.given.response, self.current.choose
        if name in response:
            return tuple(other for other in response if other != name) if choose > 1 else response
        if choose == 1:
            return (name,)
        if len(response) == choose:
            raise ValueError(f"{choose} are chosen already; take one away first")
        return tuple(other for other in self.current.order if other in (*response, name))

    def after(self, move: Move, now: int) -> Exam:
        """Returns the sitting after a move. After the deadline any move ends it, and after the end nothing changes.

        Raises ValueError for an unknown option or an index that the paper does not have.
        """
        if self.ended is not None:
            return self
        if now >= self.deadline and move is not Act.ABANDON:
            return replace(self._at_time(self.deadline, move), ended=self.deadline, end_reason="time")
        then = self._at_time(max(now, self.at), move)
        match move:
            case AnswerItem(index, names, sure):
                return then._answer(index, names, sure)
            case Strike(index, name, on):
                return then._strike(index, name, on)
            case Flag(index, on):
                return then._write(index, flag=on)
            case Note(index, text):
                return then._write(index, note=text)
            case Go(index):
                return replace(then._write(index, shown=True), index=index, on_review_screen=False)
            case Act.OPEN_REVIEW:
                return replace(then, on_review_screen=True)
            case HideClock(hidden):
                return replace(then, hidden=hidden)
            case Submit(predicted):
                return replace(then, ended=then.at, end_reason="submitted", predicted=predicted)
            case Act.ABANDON:
                return replace(then, ended=then.at, end_reason="abandoned")
            case Act.LEAVE | Act.RESUME | Act.EXPIRE:
                return then

    def _at_time(self, now: int, move: Move) -> Exam:
        """Adds the elapsed time to the item on the screen, or to none if the candidate was away or on the review."""
        spent = now - self.at
        if self.on_review_screen or move is Act.RESUME or spent <= 0:
            return replace(self, at=max(now, self.at))
        return replace(self._write(self.index, took=self.given.took + spent), at=now)

    def _write(self, index: int, **changes: Any) -> Exam:
        if not 0 <= index < len(self.sheet):
            raise ValueError(f"there is no item {index + 1}; the paper has {len(self.sheet)}")
        given = self.sheet[index]._replace(**changes)
        return replace(self, sheet=(*self.sheet[:index], given, *self.sheet[index + 1 :]))

    def _answer(self, index: int, names: Response, sure: bool) -> Exam:
        """Sets the response to an item. A selected option is no longer struck out."""
        item = self._item(index, *names)
        if len(names) > item.choose or len(set(names)) < len(names):
            raise ValueError(f"{len(names)} options are given, and item {index + 1} takes {item.choose}")
        struck = tuple(name for name in self.sheet[index].struck if name not in names)
        return self._write(index, response=tuple(names), sure=sure and bool(names), struck=struck)

    def _strike(self, index: int, name: str, on: bool) -> Exam:
        """Strikes out or restores an option. A struck-out option is no longer selected."""
        item, given = self._item(index, name), self.sheet[index]
        struck = tuple(one for one in item.order if (on if one == name else one in given.struck))
        response = tuple(one for one in given.response if one not in struck)
        return self._write(index, struck=struck, response=response, sure=given.sure and bool(response))

    def _item(self, index: int, *names: str) -> PaperItem:
        if not 0 <= index < len(self.sheet):
            raise ValueError(f"there is no item {index + 1}; the paper has {len(self.sheet)}")
        for name in names:
            if name not in self.paper.items[index].order:
                raise ValueError(f"{name!r} is no option of item {index + 1}")
        return self.paper.items[index]


def begin(paper: Paper, now: int) -> Exam:
    """Returns a sitting at its start, with the first item on the screen."""
    sheet = (AnswerState(shown=True), *(AnswerState() for _ in paper.items[1:]))[: len(paper.items)]
    return Exam(paper, sheet, now, now)


def fold(paper: Paper, started: int, moves: Iterable[tuple[Move, int]]) -> Exam:
    """Returns the sitting after these moves, each with its moment (ms)."""
    exam = begin(paper, started)
    for move, now in moves:
        exam = exam.after(move, now)
    return exam


class ScoredItem(NamedTuple):
    """An item of a finished sitting. `right`: exactly the key; `credit`: 0 to 1 by the pack's rule for several keys."""

    item: PaperItem
    given: AnswerState
    right: bool
    credit: float

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True)
class Finished:
    """A sitting that is over. `sitting` is its id in the journal; times are ms since 1970; items are in paper order.

    It does not depend on content that may have changed since: `right` and `credit` are those of the exam day.
    """

    sitting: str
    paper: Paper
    items: tuple[ScoredItem, ...]
    started: int
    ended: int
    end_reason: EndReason
    predicted: int | None = None
    """Right answers that the candidate predicted."""

    @property
    def right(self) -> int:
        """The number of right items on the whole paper."""
        return sum(entry.right for entry in self.items)

    @property
    def scored(self) -> tuple[ScoredItem, ...]:
        """The items that are scored. Only these count for the practice scale."""
        return tuple(entry for entry in self.items if entry.item.scored)

    @property
    def missed(self) -> tuple[ScoredItem, ...]:
        """The items that are not right, in paper order, including unanswered ones."""
        return tuple(entry for entry in self.items if not entry.right)

    def domains(self) -> dict[str, tuple[int, int]]:
        """Maps each domain to (items, right) over the whole paper, in the order of their first item."""
        found: dict[str, tuple[int, int]] = {}
        for entry in self.items:
            items, right = found.get(entry.item.domain, (0, 0))
            found[entry.item.domain] = (items + 1, right + entry.right)
        return found
