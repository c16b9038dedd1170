"""Wraps running text into styled lines: control characters removed, bold, code and italics as styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from studykit.text.lines import Line, Segment, clean

MARK = re.compile(
    r"\*\*(?P<title>.+?)\*\*|`(?P<key>.+?)`|(?<![\w*])\*(?P<now>[^\s*].*?)\*(?![\w*])|\[(?P<link>[^\]]+)\]\([^)\s]+\)"
)
"""The marks of running text. Each group is named after the style that it becomes."""
UNIT = re.compile(r"(%|min)\W*$")
"""A unit, which stays on the line of the number before it."""
MIN_ROOM = 4
"""Minimum columns for words after an indent. A longer word is broken."""


def flat(text: str) -> str:
    """Returns a text as one line, without control characters and line ends."""
    return " ".join(clean(text.replace("\t", " ").replace("\n", " ")).split())


def unmarked(text: str) -> str:
    """Returns a text as one line, without the marks of bold, code, italics and links."""
    return "".join(segment.text for segment in spans(text))


def spans(text: str, style: str = "") -> list[Segment]:
    """Returns a paragraph as styled segments."""
    text = flat(text)
    found: list[Segment] = []
    at = 0
    for mark in MARK.finditer(text):
        if mark.start() > at:
            found.append(Segment(text[at : mark.start()], style))
        kind = mark.lastgroup or ""
        found.append(Segment(mark[kind], style if kind == "link" else kind))
        at = mark.end()
    if at < len(text):
        found.append(Segment(text[at:], style))
    return found


def wrapped(
    text: str | Iterable[Segment], width: int, style: str = "", first: str = "", rest: str | None = None
) -> list[Line]:
    """Wraps a paragraph into lines no wider than `width`.

    `first` starts the first line and `rest` the others (default: as many spaces as `first` has characters).
    """
    segments = spans(text, style) if isinstance(text, str) else list(text)
    indent = " " * len(first) if rest is None else rest
    lines: list[list[Segment]] = [[Segment(first)] if first else []]
    room = used = 0
    begun = False
    for word in _words(segments):
        length = sum(len(piece.text) for piece in word)
        room = max(MIN_ROOM, width - len(first if len(lines) == 1 else indent))
        if begun and used + 1 + length > room:
            lines.append([Segment(indent)] if indent else [])
            used, begun = 0, False
            room = max(MIN_ROOM, width - len(indent))
        if begun:
            before = lines[-1][-1].style
            lines[-1].append(Segment(" ", before if before == word[0].style else ""))
            used += 1
        for piece in word:
            left = piece.text
            while used + len(left) > room:
                lines[-1].append(Segment(left[: room - used], piece.style))
                left = left[room - used :]
                lines.append([Segment(indent)] if indent else [])
                used = 0
            lines[-1].append(Segment(left, piece.style))
            used += len(left)
        begun = True
    return [_joined(line) for line in lines]


def labelled(
    label: str, style: str, text: str | Iterable[Segment], width: int, body: str = "", rest: str | None = None
) -> list[Line]:
    """Wraps a paragraph after a styled label. `rest` starts further lines (default: they are indented to the text)."""
    first, *others = wrapped(text, width, body, first=label, rest=rest)
    whole = first[0].text
    cut = (Segment(whole[len(label) :], first[0].style),) if len(whole) > len(label) else ()
    return [(Segment(label, style), *cut, *first[1:]), *others]


def joined(parts: Sequence[str], mark: str, width: int, style: str = "") -> list[Line]:
    """Puts short parts on as few lines as possible, with a mark between them.

    A part is broken only if it is longer than a line.
    """
    lines: list[str] = []
    for part in map(flat, parts):
        if lines and len(lines[-1]) + len(mark) + len(part) <= width:
            lines[-1] += mark + part
        else:
            lines.append(part)
    return [line for text in lines for line in wrapped([Segment(text, style)], width)]


def _words(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Returns words as lists of pieces, because the style can change within a word (`**bold**,`)."""
    words: list[list[Segment]] = []
    open_ = False
    for segment in segments:
        for place, part in enumerate(segment.text.split(" ")):
            if place:
                open_ = False
            if part:
                if open_:
                    words[-1].append(Segment(part, segment.style))
                elif words and UNIT.match(part) and words[-1][-1].text[-1].isdigit():
                    words[-1].append(Segment(f" {part}", segment.style))
                    open_ = True
                else:
                    words.append([Segment(part, segment.style)])
                open_ = True
    return words


def _joined(line: list[Segment]) -> Line:
    """Joins neighboring segments of the same style."""
    joined: list[Segment] = []
    for segment in line:
        if joined and joined[-1].style == segment.style:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.style)
        elif segment.text:
            joined.append(segment)
    return tuple(joined)
