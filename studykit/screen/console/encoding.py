"""Writes text to streams that take only ASCII: typographic characters are spelled out, others become `?`."""

from __future__ import annotations

import codecs
from typing import Any

SPELLED = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "×": "x", "·": "|", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "≠": "!=", "µ": "u", "°": "deg", "±": "+-", "•": "*", "\u00a0": " ", "\u202f": " ", "−": "-",
    "é": "e", "ü": "ue", "ö": "oe", "ä": "ae", "½": "1/2", "€": "EUR", "✓": "+", "✗": "x",
}  # fmt: skip
"""The ASCII spelling of characters; any other character becomes a question mark."""


def _spell(failed: UnicodeError) -> tuple[str, int]:
    """Replaces what a codec cannot encode (an error handler, see `codecs.register_error`)."""
    assert isinstance(failed, UnicodeEncodeError)
    text = failed.object[failed.start : failed.end]
    return "".join(SPELLED.get(character, "?") for character in text), failed.end


def in_ascii(text: str) -> str:
    """Returns a text in ASCII."""
    return text if text.isascii() else "".join(c if c.isascii() else SPELLED.get(c, "?") for c in text)


def configure_stream(stream: Any, ascii: bool) -> None:
    """Makes a stream accept any text: spelled out in ASCII, else with `?` for what its encoding lacks."""
    codecs.register_error("spelled", _spell)
    if hasattr(stream, "reconfigure"):
        if ascii:
            stream.reconfigure(encoding="ascii", errors="spelled")
        else:
            stream.reconfigure(errors="replace")
