"""The first screen: today, and a menu of what can be done next; without a terminal the same as text."""

from __future__ import annotations

from studykit.app.next_steps import next_steps
from studykit.app.overview import read_overview
from studykit.app.study import Study
from studykit.screen.console.console import Console
from studykit.screen.home.view import Choice, choice_lines, choice_of, today_lines


def run(console: Console, study: Study) -> int:
    """Shows today; on a terminal, starts what is chosen and shows today again, until the learner has enough."""
    while True:
        choices = _show(console, study)
        if not console.can_read_keys:
            console.lines([(), *choice_lines(choices, console.text_width)])
            return 0
        from studykit.screen.home.menu import choose, start

        console.line()
        action = choose(console, choices)
        if action is None:
            return 0
        console.line()
        start(console, study, action)
        study.close()
        console.line()


def _show(console: Console, study: Study) -> list[Choice]:
    """Shows where the learner is today; returns what can be done next."""
    overview = read_overview(study)
    console.lines(today_lines(study.today(), overview, console.text_width, console.ascii))
    return [choice_of(step) for step in next_steps(study, overview)]
