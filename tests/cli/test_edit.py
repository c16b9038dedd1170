"""`edit` opens a part of a pack in an editor, at its line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from studykit.cli.main import run
from studykit.screen.tools.edit import command
from tests.cli.world import Done, World
from tests.shipped import LITTLE

HIDING = LITTLE / "sqs" / "hiding.yaml"


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def edit(world: World, name: str, **env: str) -> Done:
    """Runs `edit` at a terminal, with the editor that the environment names."""
    at = world.environment(env={"LANG": "C.UTF-8", "TERM": "xterm", **env})
    at.stdin, at.stdout = Terminal(), Terminal()
    code = run(["edit", name], at)
    return Done(code, at.stdout.getvalue(), at.stderr.getvalue())  # type: ignore[attr-defined] # they are StringIO


def fake(folder: Path, name: str, ends: int = 0) -> tuple[Path, Path]:
    """Returns an editor that writes down its arguments, and the file that it writes them to."""
    notes, script = folder / "notes", folder / name
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {notes}\nexit {ends}\n')
    script.chmod(0o755)
    return script, notes


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("hiding", "title:"),
        ("hidden", "  hidden:"),
        ("hiding/delete", "  delete:"),
        ("hiding/at-thirty", "  at-thirty:"),
        ("hiding/range", "  range:"),
    ],
)
def test_the_editor_opens_at_the_line_of_the_name(world: World, name: str, starts: str) -> None:
    script, notes = fake(world.home, "vim")
    assert edit(world, name, EDITOR=str(script)).code == 0
    line, path = notes.read_text().splitlines()
    assert Path(path) == HIDING
    assert HIDING.read_text().splitlines()[int(line.removeprefix("+")) - 1].startswith(starts)


def test_visual_comes_before_editor(world: World) -> None:
    script, notes = fake(world.home, "nano")
    assert edit(world, "hiding", VISUAL=str(script), EDITOR="false").code == 0
    assert notes.exists()


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("nvim", ["nvim", "+7", "a b.yaml"]),
        ("emacs -nw", ["emacs", "-nw", "+7", "a b.yaml"]),
        ("code --wait", ["code", "--wait", "-g", "a b.yaml:7"]),
        ("/opt/subl", ["/opt/subl", "a b.yaml:7"]),
        ("strange", ["strange", "a b.yaml"]),
    ],
)
def test_each_editor_gets_the_line_in_its_own_syntax(editor: str, words: list[str]) -> None:
    assert command(editor, Path("a b.yaml"), 7) == words


@pytest.mark.parametrize("env", [{}, {"EDITOR": "/nowhere/ed"}, {"EDITOR": 'vim "'}], ids=str)
def test_without_an_editor_that_runs_the_error_names_the_place(world: World, env: dict[str, str]) -> None:
    done = edit(world, "hiding", **env)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert f"open {HIDING}:1" in done.err


def test_without_a_terminal_the_place_is_printed(world: World) -> None:
    assert world.run("edit", "hiding", env={"EDITOR": "false", "LANG": "C.UTF-8"}).out == f"{HIDING}:1\n"


def test_an_unknown_name_gets_the_nearest_one(world: World) -> None:
    done = edit(world, "hiding/delet", EDITOR="true")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "did you mean 'hiding/delete'?" in done.err


def test_a_failing_editor_is_reported(world: World) -> None:
    script, _ = fake(world.home, "vi", ends=3)
    done = edit(world, "hiding", EDITOR=str(script))
    assert (done.code, "ended with 3" in done.err) == (1, True)
