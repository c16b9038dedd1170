"""Reads the command line, calls the command, and turns every way to end into one line and an exit code."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Sequence
from contextlib import closing
from errno import ENOSPC
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from studykit import __version__
from studykit.app.environment import Environment
from studykit.cli.commands import COMMANDS
from studykit.cli.context import Invocation, invocation
from studykit.errors import ContentError, Exit, StudykitError, unknown
from studykit.screen.console.console import Console
from studykit.screen.console.encoding import configure_stream

HELP = "Study for an exam in the terminal. The answers run.\n\nWithout a command: what today brings."
RANGE = r"Invalid value for '(.+)': (\S+) is not in the range (?:x>=)?([\d.]+)(?:<=x<=([\d.]+))?"
ClickException: Any = typer.BadParameter.__mro__[2]
"""The base of every error in a command line, wherever typer keeps it."""


class Commands(TyperGroup):
    """The list of commands; the file of a command is imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        command = getattr(import_module(f"studykit.cli.{cmd_name}"), cmd_name)
        single.command(cmd_name, help=command.__doc__ or COMMANDS[cmd_name])(command)
        return typer.main.get_command(single)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise unknown("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"studykit {__version__}")
        raise typer.Exit


app = typer.Typer(cls=Commands, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True)


@app.callback(invoke_without_command=True, help=HELP)
def today(
    ctx: typer.Context,
    pack: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="A pack's folder to add; may be repeated.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text only, no keys and no redrawing.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> Any:
    at = invocation(ctx, plain)
    at.console.environment.packs = tuple(pack or ())
    if at.study.settings_file.is_unreadable:
        place = at.console.environment.settings
        at.console.warn(f"the settings {place} cannot be read and do not count; mend the file, or set them anew")
    if ctx.invoked_subcommand is None:
        from studykit.screen.home.loop import run as run_home

        return run_home(at.console, at.study)
    return None


def run(words: Sequence[str], environment: Environment | None = None) -> int:
    """Runs a command line and returns the exit code (README, "Exit codes"). No traceback reaches a user."""
    at = Invocation.of(environment or Environment.real())
    streams = at.console.environment
    try:
        with closing(at.study):
            configure_stream(streams.stdout, at.console.ascii)
            code = _called(list(words), at)
            streams.stdout.flush()
            return code
    except BrokenPipeError:
        _abandon(streams)
        return int(Exit.DONE)
    except OSError as full:
        _abandon(streams)
        at.console.error(f"error: the output cannot be written: {full.strerror}")
        return int(Exit.FAILED)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)


def _called(words: list[str], at: Invocation) -> int:
    """Returns the exit code of a command; every error is said in one line."""
    try:
        result = typer.main.get_command(app).main(
            [*_hoisted(words)], prog_name="studykit", standalone_mode=False, obj=at
        )
        return int(result) if isinstance(result, int) else int(Exit.DONE)
    except ContentError as refused:
        if refused.problems:
            from studykit.library.report import as_text

            at.console.error(as_text(refused.problems))
        return _failed(at.console, str(refused), refused.exit)
    except StudykitError as wrong:
        return _failed(at.console, str(wrong), wrong.exit)
    except ClickException as wrong:
        return _failed(at.console, _complaint(wrong), Exit.USAGE)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as failed:
        if failed.errno == ENOSPC and not failed.filename:
            raise
        return _unexpected(at.console, failed)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as bug:
        return _unexpected(at.console, bug)
    except SystemExit as ended:
        return int(ended.code or 0)


def _hoisted(words: list[str]) -> list[str]:
    """Returns the words with every `--pack` in front: it belongs to all commands, and people write it behind theirs."""
    if "--" in words:
        end = words.index("--")
        return [*_hoisted(words[:end]), *words[end:]]
    front: list[str] = []
    rest: list[str] = []
    following = iter(words)
    for word in following:
        if word == "--pack":
            value = next(following, None)
            (rest if value is None else front).extend([word] if value is None else [word, value])
        elif word.startswith("--pack="):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]


def _complaint(wrong: Any) -> str:
    """Returns typer's own error message in our voice: one line, lower case, with the way to the help."""
    text = " ".join(str(wrong.format_message()).split()).rstrip(".")
    path = wrong.ctx.command_path if getattr(wrong, "ctx", None) else "studykit"
    if found := re.fullmatch(RANGE, text):
        name, value, least, most = found.groups()
        allowed = f"a number from {least} to {most}" if most else f"{least} or more"
        option = name.rpartition("'")[2]
        return f"{option} is {value.removesuffix('.0')}; it takes {allowed}; see {path} --help"
    return f"{text[:1].lower()}{text[1:]}; see {path} --help"


def _failed(console: Console, text: str, code: int) -> int:
    console.environment.stdout.flush()
    console.error(f"error: {' '.join(text.split())}")
    return int(code)


def _unexpected(console: Console, bug: Exception) -> int:
    """Reports an error that no code handles, in one line."""
    if console.environment.env.get("STUDYKIT_DEBUG"):
        console.environment.stderr.write(traceback.format_exc())
    place = traceback.extract_tb(bug.__traceback__)[-1]
    what = f"{type(bug).__name__}: {bug} ({Path(place.filename).name}:{place.lineno})"
    says = f"studykit has a bug, {what}; please report it with what STUDYKIT_DEBUG=1 shows. Your journal is whole"
    return _failed(console, says, Exit.FAILED)


def _abandon(streams: Environment) -> None:
    """Sends what is still to be written nowhere: the reader has gone (`| head`), or the disk is full."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), streams.stdout.fileno())
    except (OSError, ValueError):
        streams.stdout = sys.stdout
