"""The data of a record in a stream: its size, and its name in a trace."""

from __future__ import annotations

Data = str | bytes


def size_of(data: Data) -> int:
    """Returns the bytes of a record's data. Text counts in UTF-8."""
    return len(data) if isinstance(data, bytes) or data.isascii() else len(data.encode())


def label(data: Data) -> str:
    """Returns a record's name in a trace: its text up to the first `|`, which is followed by padding."""
    text = data if isinstance(data, str) else data[:64].decode(errors="replace")
    return text.partition("|")[0][:40]
