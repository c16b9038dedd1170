"""A sitting of an exam: the paper, the answer sheet and the time. A machine without clock or terminal.

`Exam.after(move, now)` is the next machine; a journal keeps the moves, and folding them gives the machine again. When
it is over, `finish` scores it: `Finished` is what everything afterwards (scores, review, report) is made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from studykit.items import Multiple, Question, Response
from studykit.sittings.moves import (
    Abandon,
    Answer,
    Clock,
    Expire,
    Flag,
    Go,
    Leave,
    Look,
    Move,
    Note,
    Resume,
    Strike,
    Submit,
)
from studykit.sittings.paper import Paper, Placed, Rule

How = Literal["submitted", "time", "abandoned"]
MINUTE = 60_000
RETURNS = 5 * MINUTE
"""With so much time left a hidden clock comes back (ms)."""


@dataclass(frozen=True, slots=True)
class AnswerState:
    """What stands on the answer sheet for one item. `took`: ms that it was on the screen; `shown`: it ever was."""

    response: Response = ()
    sure: bool = False
    flag: bool = False
    struck: tuple[str, ...] = ()
    note: str = ""
    took: int = 0
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Exam:
    """A sitting as it stands. Times are ms since 1970; `at` is the latest moment seen, for time never runs back."""

    paper: Paper
    sheet: tuple[AnswerState, ...]
    started: int
    at: int
    place: int = 0
    looking: bool = False
    """Whether the review screen is open, and no item."""
    hidden: bool = False
    """Whether the clock is hidden."""
    ended: int | None = None
    how: How | None = None
    predicted: int | None = None
    """How many right answers the candidate foretold when handing in."""

    @property
    def deadline(self) -> int:
        return self.started + round(self.paper.minutes * MINUTE)

    @property
    def current(self) -> Placed:
        return self.paper.items[self.place]

    @property
    def given(self) -> AnswerState:
        return self.sheet[self.place]

    def left(self, now: int) -> int:
        """The ms that are left; none after the end."""
        return max(0, self.deadline - max(now, self.at)) if self.ended is None else 0

    def shows_clock(self, now: int) -> bool:
        """Whether the clock is to be seen: a hidden one comes back at the end."""
        return not self.hidden or self.left(now) <= RETURNS

    def answered(self, place: int) -> bool:
        """Whether an item's response is complete."""
        return len(self.sheet[place].response) == self.paper.items[place].choose

    @property
    def open_items(self) -> tuple[int, ...]:
        """The places of items that are not, or not completely, answered."""
        return tuple(place for place in range(len(self.sheet)) if not self.answered(place))

    @property
    def flagged(self) -> tuple[int, ...]:
        return tuple(place for place, given in enumerate(self.sheet) if given.flag)

    def toggled(self, name: str) -> Response:
        """The response to the current item after its option was chosen, or chosen away; ValueError when it is full."""
        response, choose = self.given.response, self.current.choose
        if name in response:
            return tuple(other for other in response if other != name) if choose > 1 else response
        if choose == 1:
            return (name,)
        if len(response) == choose:
            raise ValueError(f"{choose} are chosen already; take one away first")
        return tuple(other for other in self.current.order if other in (*response, name))

    def after(self, move: Move, now: int) -> Exam:
        """The sitting after a move. After the deadline any move is its end, and after the end nothing changes.

        Raises ValueError for what cannot be: an option that is none, a place that the paper has not.
        """
        if self.ended is not None:
            return self
        if now >= self.deadline and not isinstance(move, Abandon):
            return replace(self._passed(self.deadline, move), ended=self.deadline, how="time")
        then = self._passed(max(now, self.at), move)
        match move:
            case Answer(place, names, sure):
                return then._answer(place, names, sure)
            case Strike(place, name, on):
                return then._strike(place, name, on)
            case Flag(place, on):
                return then._write(place, flag=on)
            case Note(place, text):
                return then._write(place, note=text)
            case Go(place):
                return replace(then._write(place, shown=True), place=place, looking=False)
            case Look():
                return replace(then, looking=True)
            case Clock(hidden):
                return replace(then, hidden=hidden)
            case Submit(predicted):
                return replace(then, ended=then.at, how="submitted", predicted=predicted)
            case Abandon():
                return replace(then, ended=then.at, how="abandoned")
            case Leave() | Resume() | Expire():
                return then

    def _passed(self, now: int, move: Move) -> Exam:
        """Time goes to the item that was on the screen; to none, while nobody was in the room."""
        spent = now - self.at
        if self.looking or isinstance(move, Resume) or spent <= 0:
            return replace(self, at=max(now, self.at))
        return replace(self._write(self.place, took=self.given.took + spent), at=now)

    def _write(self, place: int, **changes: Any) -> Exam:
        if not 0 <= place < len(self.sheet):
            raise ValueError(f"there is no item {place + 1}; the paper has {len(self.sheet)}")
        given = replace(self.sheet[place], **changes)
        return replace(self, sheet=(*self.sheet[:place], given, *self.sheet[place + 1 :]))

    def _answer(self, place: int, names: Response, sure: bool) -> Exam:
        """Chooses; an option that was struck out and is chosen is struck out no more."""
        item = self._item(place, *names)
        if len(names) > item.choose or len(set(names)) < len(names):
            raise ValueError(f"{len(names)} options are given, and item {place + 1} takes {item.choose}")
        struck = tuple(name for name in self.sheet[place].struck if name not in names)
        return self._write(place, response=tuple(names), sure=sure and bool(names), struck=struck)

    def _strike(self, place: int, name: str, on: bool) -> Exam:
        """Strikes out; an option that was chosen and is struck out is chosen no more."""
        item, given = self._item(place, name), self.sheet[place]
        struck = tuple(one for one in item.order if (on if one == name else one in given.struck))
        response = tuple(one for one in given.response if one not in struck)
        return self._write(place, struck=struck, response=response, sure=given.sure and bool(response))

    def _item(self, place: int, *names: str) -> Placed:
        if not 0 <= place < len(self.sheet):
            raise ValueError(f"there is no item {place + 1}; the paper has {len(self.sheet)}")
        for name in names:
            if name not in self.paper.items[place].order:
                raise ValueError(f"{name!r} is no option of item {place + 1}")
        return self.paper.items[place]


def begin(sat: Paper, now: int) -> Exam:
    """A sitting at its start: the first item on the screen."""
    sheet = (AnswerState(shown=True), *(AnswerState() for _ in sat.items[1:]))[: len(sat.items)]
    return Exam(sat, sheet, now, now)


def fold(sat: Paper, started: int, moves: Iterable[tuple[Move, int]]) -> Exam:
    """The sitting that these moves (each with its moment) led to."""
    exam = begin(sat, started)
    for move, now in moves:
        exam = exam.after(move, now)
    return exam


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item of a finished sitting. `right`: exactly the key; `credit`: 0 to 1 by the pack's rule for several keys."""

    item: Placed
    given: AnswerState
    right: bool
    credit: float

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True)
class Finished:
    """A sitting that is over. `sitting` is its id in the journal; times are ms since 1970; items are in their order.

    Nothing in it hangs on content that may have changed since: `right` and `credit` are those of the day.
    """

    sitting: str
    paper: Paper
    items: tuple[ScoredItem, ...]
    started: int
    ended: int
    how: How
    predicted: int | None = None
    """How many right answers the candidate foretold."""

    @property
    def right(self) -> int:
        """How many items of the whole paper are right."""
        return sum(sat.right for sat in self.items)

    @property
    def scored(self) -> tuple[ScoredItem, ...]:
        """The items that are scored: they alone make the practice scale."""
        return tuple(sat for sat in self.items if sat.item.scored)

    @property
    def missed(self) -> tuple[ScoredItem, ...]:
        """The items that are not right, in the order of the paper; unanswered ones too."""
        return tuple(sat for sat in self.items if not sat.right)

    def domains(self) -> dict[str, tuple[int, int]]:
        """Domain to (items, right) over the whole paper, in the order of their first item."""
        found: dict[str, tuple[int, int]] = {}
        for sat in self.items:
            items, right = found.get(sat.item.domain, (0, 0))
            found[sat.item.domain] = (items + 1, right + sat.right)
        return found


def credit(question: Question, response: Response, rule: Rule) -> float:
    """What a response earns: 1 for the key; by `partial`, of several keys the share hit, less what was hit beside."""
    if rule == "all" or not isinstance(question, Multiple):
        return float(question.score(response))
    hits = len(set(response) & set(question.key))
    return max(0.0, (2 * hits - len(set(response))) / len(question.key))


def finish(exam: Exam, sitting: str, questions: Mapping[str, Question]) -> Finished:
    """A sitting that has ended, scored. An item that is no longer in the pack (not in `questions`) is not right."""
    assert exam.ended is not None
    assert exam.how is not None
    sats = []
    for item, given in zip(exam.paper.items, exam.sheet, strict=True):
        question = questions.get(item.id)
        right = question is not None and question.score(given.response)
        earned = credit(question, given.response, exam.paper.rule) if question is not None else 0.0
        sats.append(ScoredItem(item, given, right, earned))
    return Finished(sitting, exam.paper, tuple(sats), exam.started, exam.ended, exam.how, exam.predicted)
