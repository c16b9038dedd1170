"""The console and the study that every command gets."""

from __future__ import annotations

from typing import NamedTuple, cast

import typer

from studykit.app.environment import Environment
from studykit.app.opening import open_study
from studykit.app.study import Study
from studykit.screen.console.console import Console


class Invocation(NamedTuple):
    """One run of the program."""

    console: Console
    study: Study

    @classmethod
    def of(cls, environment: Environment) -> Invocation:
        """Returns the console and the study of an environment; nothing is opened yet."""
        console = Console(environment)
        return cls(console, open_study(environment, console))


def invocation(ctx: typer.Context, plain: bool = False) -> Invocation:
    """Returns the console and the study of a command; `plain`: its option `--plain` was given."""
    found = cast(Invocation, ctx.obj)
    found.console.environment.plain |= plain
    return found
