"""The option `--minutes` of a sitting."""

from __future__ import annotations

import math
from typing import Annotated

import typer

LEAST, MOST = 0.05, 1440


def _number(minutes: float | None) -> float | None:
    """Rejects `nan`, which passes every check of a range."""
    if minutes is not None and math.isnan(minutes):
        raise typer.BadParameter(f"nan is not in the range {LEAST}<=x<={MOST}.")
    return minutes


def _option(says: str) -> typer.models.OptionInfo:
    """Returns the option `--minutes` with its help."""
    return typer.Option(min=LEAST, max=MOST, metavar="M", callback=_number, help=says)  # type: ignore[no-any-return] # typer types it so


AtMost = Annotated[float | None, _option("Minutes at most.")]
HowLong = Annotated[float | None, _option("How long (else two minutes a question).")]
