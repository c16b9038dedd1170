"""One learner's study: the library, the journal, the settings, the history and the plan, each opened once.

Everything is opened when it is first asked for, in any order, and closed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from studykit.app.environment import Environment, Notices, local_time
from studykit.app.settings_file import SettingsFile
from studykit.errors import Problem, UsageError
from studykit.memory.calendar import learning_day

if TYPE_CHECKING:  # a list of topics needs no journal: what reads it is imported when it is wanted
    from studykit.app.history import LearningHistory
    from studykit.app.plan_data import TodaysPlan
    from studykit.app.settings import Settings
    from studykit.library.library import Library
    from studykit.store.journal import Entry, Journal, Kind


class Planner(Protocol):
    """Finds the plan of today."""

    def __call__(self, study: Study) -> TodaysPlan:
        """Returns the plan of today and keeps its targets in the settings file."""


class Study:
    """The library, journal, settings, history and plan of one learner."""

    def __init__(self, environment: Environment, notices: Notices, planner: Planner) -> None:
        self.environment = environment
        self.notices = notices
        self._planner = planner
        self._warned = False
        self._folded: LearningHistory | None = None
        self._history: LearningHistory | None = None
        self._others = 0
        self._plan: tuple[tuple[int, int], TodaysPlan] | None = None

    # Time

    def now(self) -> int:
        """Returns milliseconds since 1970."""
        return self.environment.now()

    def day(self, at: int | None = None) -> int:
        """Returns the learning day of a moment (ms), by default today's."""
        moment = self.now() if at is None else at
        local = local_time(moment)
        return learning_day(local, self.stored_settings.cut_off)

    def today(self) -> date:
        """Returns the date of today's learning day."""
        return date.fromordinal(self.day())

    # Settings and the plan

    @cached_property
    def settings_file(self) -> SettingsFile:
        """The file that keeps the settings."""
        return SettingsFile(self.environment.settings)

    @property
    def stored_settings(self) -> Settings:
        """The settings as they are kept, whatever the plan has chosen for today."""
        return self.settings_file.settings

    @property
    def settings_now(self) -> Settings:
        """The settings with the targets of today's plan if it was found already."""
        return self.stored_settings.on(self.day())

    @property
    def settings(self) -> Settings:
        """The settings with the targets of today's plan; the plan is found if an exam lies ahead and there is none."""
        found = self.settings_now
        left = found.days_left(self.day())
        if left is None or left < 0 or found.targets is not None:
            return found
        self.plan()
        return self.settings_now

    def plan(self) -> TodaysPlan | None:
        """Returns the plan of today; None without an exam ahead.

        An event may change it, such as a mark that excludes a card, so it is found again after each.
        """
        left = self.stored_settings.days_left(self.day())
        if left is None or left < 0:
            return None
        if self._plan is None or self._plan[0] != (self.day(), self._foreign_writes()):
            plan = self._planner(self)
            self._plan = ((self.day(), self._foreign_writes()), plan)
        return self._plan[1]

    def set_value(self, name: str, text: str) -> None:
        """Changes a setting; what depends on it is found again."""
        self.settings_file.set_value(name, text, self.day())
        self.forget()

    def invalidate_plan(self) -> None:
        """Makes the plan be found again, because what it was made from has changed."""
        self.settings_file.invalidate_plan()
        self.forget()

    # The library

    @property
    def library(self) -> Library:
        """Every pack; the first look warns of each pack that is left out."""
        if not self._warned:
            self._warned = True
            for line in left_out(self._packs.problems):
                self.notices.warn(line)
        return self._packs

    @cached_property
    def _packs(self) -> Library:
        """Every pack. Packs added on the command line have an index of their own."""
        from studykit.app.pack_folders import holds_packs
        from studykit.library.library import load

        at = self.environment
        for pack in at.packs:
            if not pack.exists():
                raise UsageError(f"there is no pack at {pack}")
            if not holds_packs(pack):
                raise UsageError(f"{pack} is no pack: it has no pack.yaml")
        roots = [*at.roots, *(pack.resolve() for pack in at.packs)]
        index = at.index
        if at.packs:
            mark = crc32("\n".join(map(str, roots)).encode())
            index = index.with_name(f"{index.stem}-{mark:08x}{index.suffix}")
        return load(roots, index)

    # The journal

    @cached_property
    def journal(self) -> Journal:
        """The journal, made if there is none. Raises JournalError, in one line, if it cannot be used."""
        from studykit.store.journal import Journal
        from studykit.store.renamed_ids import apply

        renamed = self._packs.renamed()
        journal = Journal.open(self.environment.journal)
        if renamed:
            apply(journal.db, renamed)
        return journal

    @property
    def journal_if_any(self) -> Journal | None:
        """The journal, or None if nothing was ever answered: for commands that only read."""
        return self.journal if "journal" in self.__dict__ or self.environment.journal.exists() else None

    def append(
        self,
        kind: Kind,
        subject: str,
        data: Mapping[str, Any],
        due: tuple[str, int, int] | None = None,
        at: int | None = None,
    ) -> Entry:
        """Writes one event; on return it is on disk, and the history has it.

        `at`: its moment (ms), by default now; `due` was computed for that same moment.
        """
        moment = self.now() if at is None else at
        entry = self.journal.append(kind, subject, data, moment, self.day(moment), due)
        self.wrote([entry])
        return entry

    # The history

    @property
    def history(self) -> LearningHistory:
        """The learner's history, with the card states as they are due today.

        It is folded once; events that this study writes are added to it. A new day, other settings, an undo and events
        of another terminal fold it again.
        """
        from studykit.app.history import read_history

        day, settings, others = self.day(), self.settings_now, self._foreign_writes()
        known = self._folded
        if known is None or (known.day, known.settings, self._others) != (day, settings, others):
            with self.notices.working("Reading a long journal ..."):
                self._folded = known = read_history(self.journal_if_any, day, settings)
            self._history, self._others = None, others
        if self._history is None:
            self._history = known.with_due_days(self._asked_before_exam())
        return self._history

    def _asked_before_exam(self) -> set[str] | None:
        """Returns the cards that are asked before the exam, in a final pass; None outside one."""
        from studykit.app.history import active_final_pass, read_marks
        from studykit.store.marks import marks_on

        targets = active_final_pass(self.settings_now, self.day())
        if targets is None or (journal := self.journal_if_any) is None:
            return None
        return {*self._packs.card_ids()} - marks_on(read_marks(journal), targets.exam_day - 1).excluded

    def _foreign_writes(self) -> int:
        """Returns a number that changes when another terminal has written to the journal."""
        journal = self.journal_if_any
        return journal.foreign_writes() if journal else 0

    def wrote(self, entries: Iterable[Entry]) -> None:
        """Adds events that were just written to the history, if it was read."""
        self._plan = None
        if self._folded is not None:
            for entry in entries:
                self._folded = self._folded.after(entry)
            self._history = None

    def forget(self) -> None:
        """Drops the history and the plan, which an undo or a setting has changed; they are found again when needed."""
        self._folded = self._history = self._plan = None

    def close(self) -> None:
        """Closes what was opened. It is opened again when it is next asked for."""
        for name in ("_packs", "journal"):
            if (opened := self.__dict__.pop(name, None)) is not None:
                opened.db.close()
        self.__dict__.pop("settings_file", None)
        self._warned = False
        self.forget()


def left_out(problems: tuple[Problem, ...]) -> list[str]:
    """Returns a line for each pack with errors: how many problems, and the command that shows them."""
    from studykit.app.pack_folders import pack_above

    packs: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.level == "error" and problem.span is not None:
            path = Path(problem.span.path)
            packs.setdefault(pack_above(path) or path.parent, []).append(problem)
    lines = []
    for folder, found in packs.items():
        count = f"{len(found)} problems" if len(found) > 1 else "a problem"
        lines.append(f"the pack {folder} has {count} and is left out; studykit check {folder} shows where")
    return lines
