"""Turns styled lines into text: plain for pipes, with colors for terminals. Content is never read as markup."""

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
"""How rich shows each style. No style carries meaning by color alone."""


def plain(lines: Iterable[Line]) -> str:
    """Returns lines as text without styles."""
    return "\n".join(clean(text_of(line)) for line in lines)


def rich_text(line: Line) -> Text:
    """Returns a line as rich takes it."""
    from rich.text import Text

    text = Text(no_wrap=True, end="")
    for segment in line:
        text.append(clean(segment.text), STYLES.get(segment.style, ""))
    return text


def ansi(lines: Iterable[Line], color: bool) -> list[str]:
    """Returns lines as terminal text; each sets and resets its own styles."""
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
    """Writes lines to a stream."""
    for text in ansi(lines, color):
        out.write(text.rstrip() + "\n")
