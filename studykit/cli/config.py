"""`studykit config`: settings, shown or changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from studykit.cli.desk import DESK
from studykit.errors import UsageError, unknown


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as 2026-12-15") from None


def _between(low: float, high: float, whole: bool) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise UsageError(f"{text!r} is out of range; {low:g} to {high:g} is allowed")
        return value

    return read


SETTINGS: dict[str, Callable[[str], Any]] = {
    "exam_date": _day,
    "new_per_day": _between(0, 1000, whole=True),
    "retention": _between(0.7, 0.99, whole=False),
    "cut_off": _between(0, 12, whole=True),
}
"""What can be set, and how a typed value is read."""


def config(
    setting: Annotated[str, typer.Argument(help="exam_date, new_per_day, retention or cut_off.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value; `none` removes it.")] = "",
) -> int:
    """Show the settings, or change one."""
    import json
    from pathlib import Path

    from studykit import home

    kept = DESK.settings()
    if not setting:
        for name in SETTINGS:
            DESK.write(f"{name:12} {kept.get(name, '(not set)')}")
        return 0
    if setting not in SETTINGS:
        raise unknown("setting", setting, SETTINGS)
    if not value:
        DESK.write(f"{kept.get(setting, '(not set)')}")
        return 0
    if value == "none":
        kept.pop(setting, None)
    else:
        kept[setting] = SETTINGS[setting](value)
    path = Path(home.settings())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as failed:
        raise UsageError(f"the settings {path} cannot be written: {failed.strerror}") from None
    return 0
