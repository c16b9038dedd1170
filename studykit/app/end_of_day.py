"""The end of a day's cards: whether it has come, and what comes next."""

from __future__ import annotations

from collections import Counter

from studykit.app.queue import TodaysQueue, build_queue, siblings_on
from studykit.app.study import Study
from studykit.memory.queue import today as sort_into_day
from studykit.planning.tasks import WARM_UP

DAY_MS = 86_400_000


def is_done(study: Study, queue: TodaysQueue) -> bool:
    """True if something was studied today, no card is left, and none comes back today."""
    history, day = study.history, study.day()
    states = [state for card, state in history.states.items() if card not in history.excluded]
    comes_back = any(state.phase in ("learning", "relearning") and state.due_day >= day for state in states)
    studied = history.answers_today or any(state.last_day == day for state in history.states.values())
    return bool(studied and not queue.today.all and not comes_back)


def next_hint(study: Study, queue: TodaysQueue | None = None) -> str:
    """Returns a hint for a day without cards left: how the rest of the plan is done, or what tomorrow brings.

    Empty while cards are left.
    """
    if not is_done(study, queue or build_queue(study, study.library.card_ids())):
        return ""
    if (plan := study.plan()) is not None:
        from studykit.app.todays_plan import remaining_tasks

        tasks = remaining_tasks(plan, study.history)
        if tasks.questions_left:
            return f"Cards are done for today; the plan has questions left: {tasks.commands}"
    return goodbye(study)


def goodbye(study: Study) -> str:
    """Returns the last words of a day that is done: the two topics that tomorrow has most of, or the exam."""
    left = study.settings.days_left(study.day())
    if left == 0:
        return f"The exam is today. {WARM_UP} cards to warm up: studykit drill --cram --limit {WARM_UP}. Good luck!"
    if left == 1:
        return f"Done for today; tomorrow: {WARM_UP} cards to warm up, then the exam."
    topics = tomorrows_topics(study)
    titles = {row.id: row.title for row in study.library.rows()}
    names = [f'"{titles[topic]}"' for topic, _ in topics.most_common(2)]
    if not names:
        return "Done for today; nothing waits for tomorrow."
    return f"Done for today; tomorrow: {' and '.join(names)}."


def tomorrows_topics(study: Study) -> Counter[str]:
    """Counts tomorrow's cards by topic, as far as today can tell."""
    history, settings, day = study.history, study.settings, study.day() + 1
    cards = sort_into_day(
        study.library.card_ids(),
        history.states,
        study.now() + DAY_MS,
        day,
        settings.new_limit,
        excluded=history.excluded,
        siblings=siblings_on(study, day),
    )
    return Counter(card.partition("/")[0] for card in cards.all)
