"""What a drill asks today, for the drill and for who announces it: the queue without what waits for another day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from studykit.app.course import plan_of_today
from studykit.app.environment import Desk
from studykit.app.history import History, queue
from studykit.app.settings import Settings
from studykit.library.library import Library
from studykit.memory.queue import Today, share
from studykit.memory.queue import today as sorted_out

DAY_MS = 86_400_000


class Hand(NamedTuple):
    """The cards of today; of those that are due, how many wait because a sibling was asked, how many as a backlog."""

    today: Today
    siblings: int = 0
    backlog: int = 0

    @property
    def waits(self) -> int:
        """Reviews of today, what is being learnt included."""
        return len(self.today.due) + len(self.today.learning)


def dealt(
    desk: Desk,
    found: Library,
    past: History,
    settings: Settings,
    cards: Iterable[str],
    new: int | None = None,
    limit: int | None = None,
) -> Hand:
    """What is asked now. `new`: new cards instead of the day's share; `limit`: reviews of a sitting, whatever the
    backlog. In a plan siblings wait as long as it can still meet every card."""
    names = list(cards)
    today = queue(names, past, desk, settings, new, _apart(found, settings, desk.day()))
    due = queue(names, past, desk, settings, 0).due if past.states else today.due
    whole = len(today.due)
    if settings.course is None and limit is None:
        done = sum(state.last_day == desk.day() for state in past.states.values()) - past.introduced
        today = share(today, past.states, desk.day(), done, settings.reviews_per_day)
    return Hand(today, len(due) - whole, whole - len(today.due))


def _apart(found: Library, settings: Settings, day: int) -> dict[str, str] | None:
    """What cards share of which one is asked a day, the others later; None where siblings do not wait."""
    course = settings.course
    return facts(found) if course is None or (course.apart and day < course.start) else None


def facts(found: Library) -> dict[str, str]:
    """Every card that has siblings or might have some, with the fact that it asks for."""
    rows = found.db.execute("select id, topic, json_extract(body, '$.fact') from part where kind = 'card'")
    return {name: f"{topic}/{fact}" for name, topic, fact in rows if fact}


def tomorrow(desk: Desk, found: Library, past: History, settings: Settings) -> Counter[str]:
    """The topics of tomorrow's cards, with how many there are of each, as far as today can tell."""
    at, day = desk.now() + DAY_MS, desk.day() + 1
    cards = sorted_out(
        found.card_ids(),
        past.states,
        at,
        day,
        settings.new_today,
        excluded=past.aside,
        siblings=_apart(found, settings, day),
    )
    return Counter(card.partition("/")[0] for card in cards.all)


def done(desk: Desk, past: History, hand: Hand) -> bool:
    """Whether something was studied today and no card is left, nor comes back today."""
    day = desk.day()
    states = [state for card, state in past.states.items() if card not in past.aside]
    comes = any(state.phase in ("learning", "relearning") and state.due_day >= day for state in states)
    studied = past.answered or any(state.last_day == day for state in past.states.values())
    return bool(studied and not hand.today.all and not comes)


def parting(desk: Desk, found: Library, past: History, settings: Settings, hand: Hand | None = None) -> str:
    """What is said when no card is left today: how the rest of the plan is done, or that the day is done and what
    tomorrow brings; nothing while cards are left."""
    if not done(desk, past, hand or dealt(desk, found, past, settings, found.card_ids())):
        return ""
    made = plan_of_today(desk)
    if made is not None:
        from studykit.app.todays_plan import agenda

        plan = agenda(made, past.answered, past.sat)
        if plan.left:
            return f"Cards are done for today; the plan has questions left: {plan.commands}"
    return farewell(desk, found, past, settings)


def farewell(desk: Desk, found: Library, past: History, settings: Settings) -> str:
    """The last words of a day that is done: the two topics that tomorrow has most of, or the exam."""
    from studykit.planning.days import WARM_UP

    left = settings.exam_date.toordinal() - desk.day() if settings.exam_date else -1
    if left == 0:
        return f"The exam is today. {WARM_UP} cards to warm up: studykit drill --cram --limit {WARM_UP}. Good luck!"
    if left == 1:
        return f"Done for today; tomorrow: {WARM_UP} cards to warm up, then the exam."
    topics = tomorrow(desk, found, past, settings)
    titles = {row.id: row.title for row in found.rows()}
    names = [f'"{titles[topic]}"' for topic, _ in topics.most_common(2)]
    if not names:
        return "Done for today; nothing waits for tomorrow."
    return f"Done for today; tomorrow: {' and '.join(names)}."
