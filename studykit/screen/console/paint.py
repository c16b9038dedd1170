"""Segments on a screen: plain text for pipes, rich for terminals. Content text is never markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from studykit.text.lines import Line, clean, text_of

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {
    "visible": "green",
    "hidden": "yellow",
    "delayed": "cyan",
    "work": "blue",
    "again": "bold magenta",
    "now": "bold",
    "dim": "dim",
    "bad": "bold red",
    "good": "bold green",
    "title": "bold",
    "actor": "bold",
    "key": "bold cyan",
}
"""What the style names of frames and screens look like; each also differs without color."""


def plain(lines: Iterable[Line]) -> str:
    """Lines as text without any style."""
    return "\n".join(clean(text_of(line)) for line in lines)


def rich_text(line: Line) -> Text:
    """A line as rich shows it."""
    from rich.text import Text

    text = Text(no_wrap=True, end="")
    for segment in line:
        text.append(clean(segment.text), STYLES.get(segment.style, ""))
    return text


def ansi(lines: Iterable[Line], color: bool) -> list[str]:
    """Lines as terminal text, each complete in itself."""
    if not color:
        return [clean(text_of(line)) for line in lines]
    from rich.console import Console

    console = Console(force_terminal=True, color_system="standard", width=400, highlight=False)
    shown = []
    for line in lines:
        with console.capture() as capture:
            console.print(rich_text(line), end="")
        shown.append(capture.get())
    return shown


def show(lines: Iterable[Line], out: TextIO, color: bool) -> None:
    """Writes lines."""
    for text in ansi(lines, color):
        out.write(text.rstrip() + "\n")
