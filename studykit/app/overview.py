"""Where a learner is on a day: what is due, what the plan has left, and whether the day is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from studykit.app.due import due_counts
from studykit.app.end_of_day import next_hint
from studykit.app.pace import minutes_of, review_pace
from studykit.app.queue import build_queue
from studykit.app.study import Study
from studykit.memory.calendar import streak
from studykit.store.due import DueCounts

if TYPE_CHECKING:  # without an exam ahead there is no plan to import
    from studykit.app.plan_data import TodaysPlan
    from studykit.app.todays_plan import TodaysTasks


class Overview(NamedTuple):
    """The figures of the first screen.

    `counts`: the cards that a drill asks, which take `minutes`. `waiting`: due cards that are not asked today.
    `studied_days` of all time, and the `streak` up to today. `exam_code` names the exam. `plan` and its `tasks`: None
    without an exam ahead. `leeches` are suspended; `marked_cards` and `marked_items` were marked by the learner.
    `goodbye`: the last words of a day that is done; empty on any other day.
    """

    counts: DueCounts
    minutes: int
    waiting: int
    studied_days: int
    streak: int
    exam_code: str
    plan: TodaysPlan | None
    tasks: TodaysTasks | None
    leeches: int
    marked_cards: int
    marked_items: int
    goodbye: str

    @property
    def cards(self) -> int:
        """How many cards a drill asks."""
        return self.counts.learning + self.counts.due + self.counts.new


def read_overview(study: Study) -> Overview:
    """Returns where the learner is now."""
    plan = study.plan()
    library, history = study.library, study.history
    cards = library.card_ids()
    queue = build_queue(study, cards)
    tasks = None
    if plan is not None:
        from studykit.app.todays_plan import remaining_tasks

        tasks = remaining_tasks(plan, history)
    hint = next_hint(study, queue)
    marked = history.marks.flagged
    return Overview(
        counts=due_counts(study, cards, queue.today),
        minutes=minutes_of(len(queue.today.new), queue.reviews, review_pace(study)),
        waiting=queue.waiting_siblings + queue.waiting_backlog,
        studied_days=len(history.days),
        streak=streak(history.days, study.day()),
        exam_code=next((code for _, code in library.pack_titles().values()), "the exam"),
        plan=plan,
        tasks=tasks,
        leeches=len(history.marks.leeches),
        marked_cards=len(marked & set(cards)),
        marked_items=len(marked & set(library.item_ids())),
        goodbye="" if tasks and tasks.questions_left else hint,
    )
