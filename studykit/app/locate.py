"""Where something stands in its pack, and the editor that opens it there."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from studykit.app.environment import Desk, is_terminal
from studykit.app.study import library
from studykit.errors import Exit, UsageError, unknown
from studykit.library.library import Library
from studykit.library.references import locate, place, span
from studykit.library.yaml_reader import MappingNode, read

PLUS = ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient")
"""Editors that take `+LINE` before the file, as their manuals say."""
GO_TO = {"code": ("-g",), "codium": ("-g",), "subl": ()}
"""Editors that take `FILE:LINE`, with the words before it."""


def edited(desk: Desk, name: str) -> int:
    """Opens the editor and waits for it. UsageError, with the place, when there is no editor that runs."""
    path, line = found(library(desk), name)
    if not (is_terminal(desk.stdin) and is_terminal(desk.stdout)):
        desk.say(f"{path}:{line}")
        return int(Exit.DONE)
    editor = desk.env.get("VISUAL") or desk.env.get("EDITOR") or ""
    if not editor.strip():
        raise UsageError(f"no editor is set; set VISUAL or EDITOR, or open {path}:{line}")
    try:
        ended = subprocess.run(command(editor, path, line), check=False).returncode  # noqa: S603 -- the user's own
    except (OSError, ValueError) as failed:
        raise UsageError(f"the editor {editor!r} does not run ({failed}); open {path}:{line}") from None
    if ended:
        desk.warn(f"the editor {editor!r} ended with {ended}")
    return int(Exit.FAILED if ended else Exit.DONE)


def found(library: Library, name: str) -> tuple[Path, int]:
    """The file and line of a topic, scenario, card, item or fact. UsageError, with the nearest name, without one."""
    topic, _, part = name.partition("/")
    if not part and topic in library.topic_ids():
        return library.path_of(topic), 1
    if not part and topic in library.scenario_ids():
        return _at(library, library.scenario(topic)[0], ("scenarios",), topic)
    if topic in library.topic_ids():
        whole = library.topic(topic)
        for kind in ("cards", "items", "facts", "scenarios"):
            if part in getattr(whole, kind):
                return _at(library, topic, (kind,), part)
    raise unknown("card, question, scenario or topic", name, _names(library))


def _at(library: Library, topic: str, trail: tuple[str, ...], name: str) -> tuple[Path, int]:
    path = library.path_of(topic)
    node, _ = read(path, str(path))
    parent = place(node, trail) if node is not None else None
    if isinstance(parent, MappingNode) and name in parent.items:
        return path, span(parent.items[name][0], str(path)).line
    return path, locate(path, str(path), (*trail, name)).line


def _names(library: Library) -> tuple[str, ...]:
    return (*library.topic_ids(), *library.scenario_ids(), *library.card_ids(), *library.item_ids())


def command(editor: str, path: Path, line: int) -> list[str]:
    """The words that open a file at a line: an editor that is not known gets the file alone."""
    words = shlex.split(editor)
    kind = Path(words[0]).name.removesuffix(".exe")
    if kind in PLUS:
        return [*words, f"+{line}", str(path)]
    if kind in GO_TO:
        return [*words, *GO_TO[kind], f"{path}:{line}"]
    return [*words, str(path)]
