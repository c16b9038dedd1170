"""The plan, wired: memories from the journal, the plan of the day kept in the cache, its predictions journalled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from zlib import crc32

from studykit.app.environment import Desk, is_terminal
from studykit.app.history import marked, weights_of
from studykit.app.settings import KEYS, Course, Settings, change, keep_course, not_over, read
from studykit.app.study import journal, journal_if_any, library
from studykit.errors import UsageError
from studykit.screen.plan.view import MOCKS, plan_lines
from studykit.store.journal import Journal
from studykit.text.wrap import wrapped

KEYS_OF_JSON = (
    *("date", "days_left", "minutes_per_day", "minutes_needed", "retention", "final_pass_days"),
    *("expected_recall", "recall_30_days_later", "feasible", "today"),
)
NOTHING: dict[str, Any] = dict.fromkeys(KEYS_OF_JSON)
"""The plan of somebody without an exam ahead."""
FORMAT = 5
"""Of what is kept of a plan; a plan of another one is made anew."""
LOADS = 7
"""Days of a plan whose cards are journalled with what it predicts."""
IDLE = 63
"""Days ahead of which it is journalled whether they hold nothing."""
SEEN_IN_THE_JOURNAL = ("items", *MOCKS)
"""Parts of a day that leave answers, so that a day without them was missed."""


def show(desk: Desk, given: dict[str, str], dry_run: bool, as_json: bool) -> int:
    """Shows the plan; what was given is kept, unless it is a dry run."""
    settings = _with(read(desk.settings), given, desk.day())
    if not dry_run:
        for name, text in given.items():
            change(desk.settings, name, text, desk.day())
    if settings.exam_date is None:
        if as_json:
            desk.json(NOTHING)
        else:
            said = "There is no exam date yet; give it one, such as studykit plan --date 2027-01-15 --minutes 25"
            desk.show(wrapped(said, desk.measure))
        return 0
    if settings.exam_date.toordinal() < desk.day():
        if as_json:
            desk.json(NOTHING)
        else:
            desk.show(wrapped(_over(journal_if_any(desk), settings.exam_date.isoformat()), desk.measure))
        return 0
    made = planned(desk, settings, keep=not dry_run)
    if as_json:
        desk.json(made["json"])
    else:
        rows = desk.size[1] - 1 if is_terminal(desk.stdout) else None
        desk.show(plan_lines(made, desk.today(), desk.measure, rows))
    return 0


def _over(log: Journal | None, exam: str) -> str:
    """What is said after an exam: what its last plan expected, to set beside what came of it."""
    made = [entry.data for entry in log.entries("prediction", "plan") if entry.data["date"] == exam] if log else []
    known = (
        f"; the last plan for it expected {100 * made[-1]['expected_recall']:.0f} % of the cards known" if made else ""
    )
    return f"The exam of {exam} is over{known}. studykit plan --date sets another."


def _with(settings: Settings, given: dict[str, str], day: int) -> Settings:
    """The settings with what was given. UsageError, with the range, for what cannot be."""
    for name, text in given.items():
        try:
            value = KEYS[name].read(text)
        except ValueError:
            raise UsageError(f"--{_option(name)} is {text!r}; it takes {KEYS[name].takes}") from None
        if name == "exam_date":
            not_over("--date", value, day)
            value = date.fromisoformat(value)
        settings = settings._replace(**{name: value})
    return settings


def _option(name: str) -> str:
    return "date" if name == "exam_date" else name


def planned(desk: Desk, settings: Settings, keep: bool = True) -> dict[str, Any]:
    """The plan of the day: the one that was kept, or a new one.

    It is a function of the reviews before today, and of the weights and the cards put aside as they are now.
    """
    found = library(desk)
    log = journal(desk) if keep else journal_if_any(desk)
    w, marks = weights_of(log), marked(log, settings.exam_date.toordinal() - 1 if settings.exam_date else 0)
    cache = desk.index.with_name("plan.json")
    key: list[Any] = [FORMAT, desk.day(), str(settings.exam_date), settings.minutes, settings.target]
    key += [crc32(repr((w, sorted(marks.aside))).encode())]
    key += [crc32(repr((found.card_ids(), found.item_ids())).encode()), found.packs and sorted(found.packs)]
    with suppress(OSError, ValueError):
        kept: dict[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
        stands = not keep or (settings.course is not None and settings.course.day == desk.day())
        if isinstance(kept, dict) and kept.get("key") == key and stands:
            return kept
    from studykit.app.item_bank import examined
    from studykit.app.plan_build import made as new

    pack = examined(desk, found) if found.packs else None
    with desk.working("Finding the plan of the day ..."):
        made = {"key": key, **new(found, log, settings, desk.day(), w, marks, pack)}
    if keep:
        with suppress(OSError):
            cache.write_text(json.dumps(made), encoding="utf-8")
        keep_course(desk.settings, Course(**made["course"]))
        if log is not None:
            _journalled(log, desk, made)
    return made


def _has_a_mock(parts: Sequence[Sequence[Any]]) -> bool:
    return any(kind == "mock" for kind, *_ in parts)


def _is_idle(load: Sequence[Any]) -> bool:
    """Whether a day holds nothing that could be missed."""
    return not load[0] + load[1] and not any(kind in SEEN_IN_THE_JOURNAL for kind, *_ in load[3])


def _journalled(log: Journal, desk: Desk, made: dict[str, Any]) -> None:
    """What the plan predicts is stored, and what the light path keeps of due days is forgotten: they have moved."""
    today = made["days"][0]
    data = {
        **{name: made["json"][name] for name in ("date", "days_left", "expected_recall", "retention")},
        "cards": today[0] + today[1],
        "reviews": today[1],
        "recalled": round(made["recalled"], 3),
        "mocks": [desk.day() + place for place, load in enumerate(made["days"]) if _has_a_mock(load[3])],
        "load": [load[0] + load[1] for load in made["days"][:LOADS]],
        "idle": [desk.day() + place for place, load in enumerate(made["days"][:IDLE]) if _is_idle(load)],
    }
    log.append("prediction", "plan", data, desk.now(), desk.day())
    log.clear_due_cache()
