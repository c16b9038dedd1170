"""Opens the user's editor at a line of a pack."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from studykit.app.locate import locate
from studykit.app.study import Study
from studykit.errors import Exit, UsageError
from studykit.screen.console.console import Console, is_terminal

PLUS = ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient")
"""Editors that take `+LINE` before the file, as their manuals say."""
GO_TO = {"code": ("-g",), "codium": ("-g",), "subl": ()}
"""Editors that take `FILE:LINE`, with the words before it."""


def run(console: Console, study: Study, name: str) -> int:
    """Opens a topic, scenario, card, item or fact in the editor; without a terminal, writes where it is."""
    path, line = locate(study.library, name)
    at = console.environment
    if not (is_terminal(at.stdin) and is_terminal(at.stdout)):
        console.line(f"{path}:{line}")
        return int(Exit.DONE)
    return open_editor(console, path, line)


def open_editor(console: Console, path: Path, line: int) -> int:
    """Opens the editor and waits until it ends. Raises UsageError, with the place, if there is none that runs."""
    env = console.environment.env
    editor = env.get("VISUAL") or env.get("EDITOR") or ""
    if not editor.strip():
        raise UsageError(f"no editor is set; set VISUAL or EDITOR, or open {path}:{line}")
    try:
        code = subprocess.run(command(editor, path, line), check=False).returncode  # noqa: S603 -- the user's own
    except (OSError, ValueError) as failed:
        raise UsageError(f"the editor {editor!r} does not run ({failed}); open {path}:{line}") from None
    if code:
        console.warn(f"the editor {editor!r} ended with {code}")
    return int(Exit.FAILED if code else Exit.DONE)


def command(editor: str, path: Path, line: int) -> list[str]:
    """Returns the command that opens a file at a line. An editor that is not known gets only the file."""
    words = shlex.split(editor)
    kind = Path(words[0]).name.removesuffix(".exe")
    if kind in PLUS:
        return [*words, f"+{line}", str(path)]
    if kind in GO_TO:
        return [*words, *GO_TO[kind], f"{path}:{line}"]
    return [*words, str(path)]
