"""Something of a pack opens in an editor at its line; what was learnt of it stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from studykit.app.locate import command
from studykit.cli.main import run
from tests.cli.world import LITTLE, Done, World

HIDING = LITTLE / "sqs" / "hiding.yaml"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def edit(world: World, name: str, **env: str) -> Done:
    """`edit` at a terminal, with the editor that the environment names."""
    desk = world.desk(env={"LANG": "C.UTF-8", "TERM": "xterm", **env})
    desk.stdin, desk.stdout = Terminal(), Terminal()
    code = run(["edit", name], desk)
    return Done(code, desk.stdout.getvalue(), desk.stderr.getvalue())  # type: ignore[attr-defined] # they are StringIO


def fake(folder: Path, name: str, ends: int = 0) -> tuple[Path, Path]:
    """An editor that notes what it was called with, and its notes."""
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
def test_an_editor_opens_at_the_line_on_which_the_name_stands(world: World, name: str, starts: str) -> None:
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
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, words: list[str]) -> None:
    assert command(editor, Path("a b.yaml"), 7) == words


@pytest.mark.parametrize("env", [{}, {"EDITOR": "/nowhere/ed"}, {"EDITOR": 'vim "'}], ids=str)
def test_without_an_editor_that_runs_the_place_is_said(world: World, env: dict[str, str]) -> None:
    done = edit(world, "hiding", **env)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert f"open {HIDING}:1" in done.err


def test_without_a_terminal_the_place_is_printed(world: World) -> None:
    assert world.run("edit", "hiding", env={"EDITOR": "false", "LANG": "C.UTF-8"}).out == f"{HIDING}:1\n"


def test_a_name_that_is_none_gets_the_nearest(world: World) -> None:
    done = edit(world, "hiding/delet", EDITOR="true")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "did you mean 'hiding/delete'?" in done.err


def test_an_editor_that_fails_is_told(world: World) -> None:
    script, _ = fake(world.home, "vi", ends=3)
    done = edit(world, "hiding", EDITOR=str(script))
    assert (done.code, "ended with 3" in done.err) == (1, True)
