"""Changes a setting, and drops what was computed with its old value."""

from __future__ import annotations

from studykit.app.study import Study


def change_setting(study: Study, name: str, value: str) -> None:
    """Keeps a new value of a setting, or forgets it for `none`. Raises UsageError for a wrong name or value."""
    study.set_value(name, value)
    if (journal := study.journal_if_any) is not None:
        journal.clear_due_cache()
