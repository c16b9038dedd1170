"""One key at a time from a terminal, without Enter: letters, digits, arrows. Waits in a blocking read."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ESCAPES = {
    b"[A": "up",
    b"[B": "down",
    b"[C": "right",
    b"[D": "left",
    b"OA": "up",
    b"OB": "down",
    b"OC": "right",
    b"OD": "left",
    b"[H": "home",
    b"[F": "end",
    b"[5~": "page-up",
    b"[6~": "page-down",
}
NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\x08": "backspace", "\t": "tab"}
PAUSE = 0.05
"""Seconds after Esc in which the rest of an escape sequence must have come."""


@contextmanager
def one_key(descriptor: int) -> Iterator[None]:
    """The terminal gives each key at once and does not echo it; restored on the way out, whatever happens."""
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def read_key(descriptor: int | None = None) -> str:
    """The next key: a character, or `enter`, `space`, `up`, `escape` ...; empty at the end of input."""
    source = sys.stdin.fileno() if descriptor is None else descriptor
    first = os.read(source, 1)
    if not first:
        return ""
    if first == b"\x1b":
        return _escape(source)
    while True:
        try:
            character = first.decode("utf-8")
            break
        except UnicodeDecodeError:
            more = os.read(source, 1)
            if not more or len(first) > 3:
                return "?"
            first += more
    return NAMES.get(character, character)


def _escape(source: int) -> str:
    rest = b""
    while select.select([source], [], [], PAUSE)[0]:
        byte = os.read(source, 1)
        if not byte:
            break
        rest += byte
        if rest in ESCAPES:
            return ESCAPES[rest]
        if len(rest) > 1 and byte.isalpha():
            return "unknown"
    return "unknown" if rest else "escape"
