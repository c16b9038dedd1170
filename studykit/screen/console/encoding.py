"""Text where only ASCII can be written: typographic characters are spelled out, any other becomes a question mark."""

from __future__ import annotations

import codecs
from typing import Any

SPELLED = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "×": "x", "·": "|", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "≠": "!=", "µ": "u", "°": "deg", "±": "+-", "•": "*", "\u00a0": " ", "\u202f": " ", "−": "-",
    "é": "e", "ü": "ue", "ö": "oe", "ä": "ae", "½": "1/2", "€": "EUR", "✓": "+", "✗": "x",
}  # fmt: skip
"""How a character is spelled where only ASCII can be written; any other becomes a question mark."""


def spelled(failed: UnicodeError) -> tuple[str, int]:
    """The codec error handler behind it."""
    assert isinstance(failed, UnicodeEncodeError)
    text = failed.object[failed.start : failed.end]
    return "".join(SPELLED.get(character, "?") for character in text), failed.end


def in_ascii(text: str) -> str:
    """A text spelled out."""
    return text if text.isascii() else "".join(c if c.isascii() else SPELLED.get(c, "?") for c in text)


def configure_stream(stream: Any, ascii: bool) -> None:
    """Lets a stream write any text: in ASCII spelled out, else with a question mark for what its encoding lacks."""
    codecs.register_error("spelled", spelled)
    if hasattr(stream, "reconfigure"):
        if ascii:
            stream.reconfigure(encoding="ascii", errors="spelled")
        else:
            stream.reconfigure(errors="replace")
