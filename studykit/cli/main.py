"""The list of commands, and what becomes of every way in which one can end: one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from studykit import __version__
from studykit.cli.check import check
from studykit.cli.config import config
from studykit.cli.desk import DESK
from studykit.cli.drill import drill
from studykit.cli.due import due
from studykit.cli.explain import explain
from studykit.cli.quiz import quiz
from studykit.cli.schema import schema
from studykit.cli.search import search
from studykit.cli.simulate import simulate
from studykit.cli.topics import topics
from studykit.cli.undo import undo
from studykit.errors import Exit, StudykitError

COMMANDS = (due, drill, quiz, explain, simulate, topics, search, undo, check, schema, config)
"""Every command, in the order of `--help`; the function's name is the command's."""

app = typer.Typer(
    name="studykit",
    help="Study for an exam in the terminal. The answers run.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    add_completion=True,
)
for command in COMMANDS:
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        DESK.write(f"studykit {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def today(
    context: typer.Context,
    pack: Annotated[list[Path] | None, typer.Option("--pack", help="A further pack's folder; may be repeated.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> int:
    """Study for an exam in the terminal. The answers run. Without a command: what today brings."""
    DESK.packs = list(pack or ())
    if context.invoked_subcommand is None:
        from studykit.cli.home import home

        return home()
    return 0


def run(words: Sequence[str]) -> int:
    """Runs a command line; returns the exit code. No traceback reaches a user, unless STUDYKIT_DEBUG is set."""
    import click

    from studykit.screen.terminal import Ended, guarded

    try:
        with guarded():
            code = app(args=list(words), standalone_mode=False, prog_name="studykit")
            sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as wrong:
        return _say(_one_line(wrong), Exit.USAGE)
    except StudykitError as wrong:
        return _say(str(wrong), wrong.exit)
    except (KeyboardInterrupt, click.Abort, EOFError):
        return int(Exit.INTERRUPTED)
    except Ended as ended:
        return ended.code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except Exception as bug:
        if os.environ.get("STUDYKIT_DEBUG"):
            raise
        return _say(f"a bug in studykit ({type(bug).__name__}: {bug}); STUDYKIT_DEBUG=1 shows where", Exit.FAILED)


def _one_line(wrong: object) -> str:
    text = " ".join(str(getattr(wrong, "format_message", lambda: wrong)()).split())
    return f"{text[:1].lower()}{text[1:]}"


def _say(text: str, code: int) -> int:
    DESK.err.write(f"error: {text}\n")
    return int(code)
