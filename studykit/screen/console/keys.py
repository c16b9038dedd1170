"""One key at a time from a terminal, without Enter: letters, digits, arrows, pastes. Waits in `select`, never loops."""

from __future__ import annotations

import os
import select

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
    b"[1~": "home",
    b"[4~": "end",
    b"[5~": "page-up",
    b"[6~": "page-down",
    b"[3~": "delete",
}
NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\x08": "backspace", "\t": "tab", "\x04": ""}
PAUSE = 0.05
"""Seconds after Esc in which the rest of an escape sequence must have come."""
PASTE, PASTED = b"[200~", b"\x1b[201~"
LONGEST = 16
"""Bytes of the longest escape sequence that is read as one."""


def read_key(source: int, wake: int | None = None) -> str:
    """The next key of a file descriptor: a character, or `enter`, `space`, `up`, `escape`, `paste` ...

    Empty at the end of input (and for Ctrl-D); `wake` when the descriptor of that name, a signal handler's pipe, had
    something to read, and `fresh` when a `z` was in it. What is pasted is swallowed, for nobody means its letters as
    keys. `unknown`: a nameless key.
    """
    if wake is not None:
        ready, _, _ = select.select([source, wake], [], [])
        if wake in ready:
            return "fresh" if b"z" in os.read(wake, 1024) else "wake"
    first = _byte(source)
    if not first:
        return ""
    if first == b"\x1b":
        return _escape(source)
    character = _character(source, first)
    return NAMES.get(character, character if character.isprintable() else "unknown")


def _character(source: int, first: bytes) -> str:
    """A UTF-8 character from its first byte on; U+FFFD for bytes that are none."""
    length = 1 + (first[0] >= 0xC0) + (first[0] >= 0xE0) + (first[0] >= 0xF0)
    while len(first) < length and select.select([source], [], [], PAUSE)[0]:
        more = _byte(source)
        if not more:
            break
        first += more
    return first.decode("utf-8", "replace")[:1]


def _escape(source: int) -> str:
    """The key of an escape sequence; `escape` when nothing follows."""
    rest = b""
    while len(rest) < LONGEST and select.select([source], [], [], PAUSE)[0]:
        byte = _byte(source)
        if not byte:
            break
        rest += byte
        if rest in ESCAPES:
            return ESCAPES[rest]
        if rest == PASTE:
            _swallow(source)
            return "paste"
        if len(rest) == 1 and rest not in b"[O":
            return "unknown"
        if len(rest) > 1 and 0x40 <= byte[0] <= 0x7E:
            return "unknown"
    return "unknown" if rest else "escape"


def _swallow(source: int) -> None:
    """Reads a paste to its end."""
    tail = b""
    while not tail.endswith(PASTED):
        byte = _byte(source)
        if not byte:
            return
        tail = tail[-len(PASTED) :] + byte


def _byte(source: int) -> bytes:
    """One byte; none at the end of input, which a terminal that went away reports as an error."""
    try:
        return os.read(source, 1)
    except OSError:
        return b""
