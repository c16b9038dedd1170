"""Reads one key at a time from a terminal, without Enter. It waits in `select` and never polls."""

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
"""Seconds after Esc within which the rest of an escape sequence must arrive."""
PASTE_BEGINS, PASTE_ENDS = b"[200~", b"\x1b[201~"
LONGEST = 16
"""Maximum bytes of one escape sequence."""


def read_key(source: int, wake: int | None = None) -> str:
    """Returns the next key of a file descriptor: a character, or a name such as `enter`, `space`, `up` or `escape`.

    Returns `unknown` for a key without a name, and an empty text at the end of input and for Ctrl-D. Pasted text is
    dropped and returned as `paste`, because its letters are not meant as keys. `wake` is the pipe of a signal handler:
    when something can be read from it, `wake` is returned, or `resumed` if it held a `z`.
    """
    if wake is not None:
        ready, _, _ = select.select([source, wake], [], [])
        if wake in ready:
            return "resumed" if b"z" in os.read(wake, 1024) else "wake"
    first = _byte(source)
    if not first:
        return ""
    if first == b"\x1b":
        return _escape(source)
    character = _character(source, first)
    return NAMES.get(character, character if character.isprintable() else "unknown")


def _character(source: int, first: bytes) -> str:
    """Reads the rest of a UTF-8 character; returns U+FFFD for invalid bytes."""
    length = 1 + (first[0] >= 0xC0) + (first[0] >= 0xE0) + (first[0] >= 0xF0)
    while len(first) < length and select.select([source], [], [], PAUSE)[0]:
        more = _byte(source)
        if not more:
            break
        first += more
    return first.decode("utf-8", "replace")[:1]


def _escape(source: int) -> str:
    """Reads the rest of an escape sequence and returns its key; `escape` if nothing follows."""
    rest = b""
    while len(rest) < LONGEST and select.select([source], [], [], PAUSE)[0]:
        byte = _byte(source)
        if not byte:
            break
        rest += byte
        if rest in ESCAPES:
            return ESCAPES[rest]
        if rest == PASTE_BEGINS:
            _drop_paste(source)
            return "paste"
        if len(rest) == 1 and rest not in b"[O":
            return "unknown"
        if len(rest) > 1 and 0x40 <= byte[0] <= 0x7E:
            return "unknown"
    return "unknown" if rest else "escape"


def _drop_paste(source: int) -> None:
    """Reads a paste to its end and drops it."""
    tail = b""
    while not tail.endswith(PASTE_ENDS):
        byte = _byte(source)
        if not byte:
            return
        tail = tail[-len(PASTE_ENDS) :] + byte


def _byte(source: int) -> bytes:
    """Reads one byte; none at the end of input, which a closed terminal reports as an error."""
    try:
        return os.read(source, 1)
    except OSError:
        return b""
