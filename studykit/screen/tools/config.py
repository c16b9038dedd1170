"""Shows the settings, after changing one if that is asked for."""

from __future__ import annotations

from studykit.app.config import change_setting
from studykit.app.settings import KEYS
from studykit.app.study import Study
from studykit.errors import unknown
from studykit.screen.console.console import Console


def run(console: Console, study: Study, name: str = "", value: str = "", as_json: bool = False) -> int:
    """Shows one setting or all. Raises UsageError for a wrong name or value."""
    if name and name not in KEYS:
        raise unknown("setting", name, KEYS)
    if value:
        change_setting(study, name, value)
    names = [name] if name else list(KEYS)
    values = {key: getattr(study.stored_settings, key) for key in names}
    if (date := values.get("exam_date")) is not None:
        values["exam_date"] = date.isoformat()
    if as_json:
        console.json(values)
        return 0
    columns = max(map(len, names))
    for key, shown in values.items():
        text = "-" if shown is None else str(shown)
        console.line(f"{key:<{columns}}  {text:<10}  {KEYS[key].says}".rstrip())
    return 0
