"""The file that keeps the settings, and the targets of today's plan."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from studykit.app.daily_targets import DailyTargets
from studykit.app.settings import KEYS, Settings, read_settings, validate_exam_date
from studykit.errors import UsageError, file_error, unknown
from studykit.store.due import settings_of

NONE = ("none", "no", "never", "off", "default")
"""Words that set a setting back to its default."""


class SettingsFile:
    """The file of settings, read when it is first asked for. A change reads it again only if another program wrote it.

    Raises UsageError if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """The content of the file, unchecked; empty if it cannot be read."""
        self._stamp = _stamp(self.path)
        return dict(settings_of(str(self.path)))

    @cached_property
    def settings(self) -> Settings:
        """The settings; what is missing or cannot be read is the default."""
        return read_settings(self.values)

    @property
    def is_unreadable(self) -> bool:
        """True if there is a file with content that cannot be read as settings."""
        return not self.values and self.path.is_file() and self.path.read_bytes().strip() not in (b"", b"{}")

    def set_value(self, name: str, text: str, day: int) -> None:
        """Keeps a new value, or forgets it for `none`; the plan is found again.

        Raises UsageError, naming what is allowed, for an unknown setting, a wrong value, and an exam before `day`.
        """
        if name not in KEYS:
            raise unknown("setting", name, KEYS)
        values = self._current()
        if text.lower() in NONE:
            values.pop(name, None)
        else:
            try:
                values[name] = KEYS[name].read(text)
            except ValueError:
                raise UsageError(f"{name} is {text!r}; it takes {KEYS[name].takes}, or none") from None
            if name == "exam_date":
                validate_exam_date(name, str(values[name]), day)
        self._write(_without_today(values))

    def keep_targets(self, targets: DailyTargets) -> None:
        """Keeps what the plan has chosen."""
        self._write({**self._current(), "course": targets.as_data()})

    def forget_targets(self) -> None:
        """Forgets what the plan of an exam that is over has chosen."""
        values = self._current()
        if values.pop("course", None) is not None:
            self._write(values)

    def invalidate_plan(self) -> None:
        """Makes the next command find the plan again; the start of a final pass that has begun is kept."""
        values = self._current()
        if isinstance(values.get("course"), dict):
            self._write(_without_today(values))

    def _current(self) -> dict[str, Any]:
        """Returns the present content of the file."""
        if "values" not in self.__dict__ or self._stamp != _stamp(self.path):
            self._forget()
        return dict(self.values)

    def _forget(self) -> None:
        for name in ("values", "settings"):
            self.__dict__.pop(name, None)

    def _write(self, values: dict[str, Any]) -> None:
        path = self.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.is_unreadable:
                path.replace(path.with_name(path.name + ".broken"))
            fresh = path.with_name(path.name + ".new")
            fresh.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            fresh.replace(path)
        except OSError as failed:
            raise file_error(f"the settings {path}", "written", failed) from None
        self._forget()
        self.values = values
        self._stamp = _stamp(path)


def _without_today(values: dict[str, Any]) -> dict[str, Any]:
    """Makes kept targets those of no day, so that the plan is found again."""
    kept = values.get("course")
    return {**values, "course": {**kept, "day": 0}} if isinstance(kept, dict) else values


def _stamp(path: Path) -> tuple[int, int] | None:
    """Returns what changes when another program writes a file; None if there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
