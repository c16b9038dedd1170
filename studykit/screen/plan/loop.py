"""Shows the plan to the exam, and keeps the options that were given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from studykit.app.plan import find_plan
from studykit.app.plan_data import NO_PLAN, Prediction
from studykit.app.settings import KEYS, Settings, validate_exam_date
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.screen.console.console import Console
from studykit.screen.plan.view import plan_lines

NO_EXAM = "There is no exam date yet; give it one, such as studykit plan --date 2027-01-15 --minutes 25"


def show(console: Console, study: Study, given: Mapping[str, str], dry_run: bool, as_json: bool) -> int:
    """Shows the plan with the settings that were given; returns the exit code.

    The settings are kept unless it is a dry run.
    """
    settings = with_given(study.stored_settings, given, study.day())
    if not dry_run:
        for name, text in given.items():
            study.set_value(name, text)
    left = settings.days_left(study.day())
    if left is None or left < 0:
        _show_no_plan(console, study, settings, as_json)
        return 0
    plan = find_plan(study, settings, keep=not dry_run)
    if as_json:
        console.json(plan.summary.as_json())
    else:
        console.lines(plan_lines(plan, study.today(), console.text_width, console.rows_for_output))
    return 0


def _show_no_plan(console: Console, study: Study, settings: Settings, as_json: bool) -> None:
    if as_json:
        console.json(NO_PLAN)
    elif settings.exam_date is None:
        console.paragraph(NO_EXAM)
    else:
        console.paragraph(_over(study, settings.exam_date.isoformat()))


def _over(study: Study, exam: str) -> str:
    """Returns what is said after an exam: what the last plan for it expected, to compare it with the result."""
    journal = study.journal_if_any
    entries = journal.entries("prediction", "plan") if journal else ()
    made = [one for one in (Prediction.from_data(entry.data) for entry in entries) if one.exam_date == exam]
    known = f"; the last plan for it expected {100 * made[-1].expected_recall:.0f} % of the cards known" if made else ""
    return f"The exam of {exam} is over{known}. studykit plan --date sets another."


def with_given(settings: Settings, given: Mapping[str, str], day: int) -> Settings:
    """Returns the settings with the values that were given. Raises UsageError, with the range, for a wrong one."""
    for name, text in given.items():
        option = "date" if name == "exam_date" else name
        try:
            value = KEYS[name].read(text)
        except ValueError:
            raise UsageError(f"--{option} is {text!r}; it takes {KEYS[name].takes}") from None
        if name == "exam_date":
            validate_exam_date("--date", value, day)
            value = date.fromisoformat(value)
        settings = settings._replace(**{name: value})
    return settings
