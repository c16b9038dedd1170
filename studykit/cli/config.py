"""`studykit config`: settings, shown or changed."""

from __future__ import annotations

from typing import Annotated

import typer


def config(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The setting.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value; none forgets it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> None:
    """Show or change settings, such as the date of your exam.

    studykit config exam_date 2027-01-15
    """
    from studykit.app.settings import KEYS, change, read
    from studykit.app.study import journal_if_any
    from studykit.errors import unknown

    desk = ctx.obj
    if name and name not in KEYS:
        raise unknown("setting", name, KEYS)
    if value:
        change(desk.settings, name, value, desk.day())
        if (log := journal_if_any(desk)) is not None:
            log.clear_due_cache()
    kept = read(desk.settings)
    names = [name] if name else list(KEYS)
    shown = {key: str(getattr(kept, key) or "-") if key == "exam_date" else getattr(kept, key) for key in names}
    if as_json:
        desk.json({key: None if text == "-" else text for key, text in shown.items()})
        return
    wide = max(map(len, names))
    for key, text in shown.items():
        desk.say(f"{key:<{wide}}  {text!s:<10}  {KEYS[key].says}".rstrip())
