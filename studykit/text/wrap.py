"""Running text as lines: content cleaned of control characters, bold, code and italics as styles, wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from studykit.text.lines import Line, Segment, clean

MARK = re.compile(
    r"\*\*(?P<title>.+?)\*\*|`(?P<key>.+?)`|(?<![\w*])\*(?P<now>[^\s*].*?)\*(?![\w*])|\[(?P<link>[^\]]+)\]\([^)\s]+\)"
)
"""The marks of running text, named after the style that each becomes."""
UNIT = re.compile(r"(%|min)\W*$")
"""What stays on the line of the number before it."""
LEAST_ROOM = 4
"""Columns for words beside an indent, however narrow the line; a word that is longer is broken."""


def flat(text: str) -> str:
    """A text as one line: control characters and line ends away."""
    return " ".join(clean(text.replace("\t", " ").replace("\n", " ")).split())


def unmarked(text: str) -> str:
    """A text as one line without the marks of bold, code, italics and links."""
    return "".join(segment.text for segment in spans(text))


def spans(text: str, style: str = "") -> list[Segment]:
    """A text of one paragraph as styled segments."""
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
    """A paragraph in lines no wider than `width`: `first` begins the first, `rest` the others (else as many spaces)."""
    segments = spans(text, style) if isinstance(text, str) else list(text)
    indent = " " * len(first) if rest is None else rest
    lines: list[list[Segment]] = [[Segment(first)] if first else []]
    room = used = 0
    begun = False
    for word in _words(segments):
        length = sum(len(piece.text) for piece in word)
        room = max(LEAST_ROOM, width - len(first if len(lines) == 1 else indent))
        if begun and used + 1 + length > room:
            lines.append([Segment(indent)] if indent else [])
            used, begun = 0, False
            room = max(LEAST_ROOM, width - len(indent))
        if begun:
            before = lines[-1][-1].style
            lines[-1].append(Segment(" ", before if before == word[0].style else ""))
            used += 1
        for piece in word:
            rests = piece.text
            while used + len(rests) > room:
                lines[-1].append(Segment(rests[: room - used], piece.style))
                rests = rests[room - used :]
                lines.append([Segment(indent)] if indent else [])
                used = 0
            lines[-1].append(Segment(rests, piece.style))
            used += len(rests)
        begun = True
    return [_joined(line) for line in lines]


def labelled(
    label: str, style: str, text: str | Iterable[Segment], width: int, body: str = "", rest: str | None = None
) -> list[Line]:
    """A paragraph behind a styled label; `rest` begins further lines (else they begin under the text)."""
    first, *others = wrapped(text, width, body, first=label, rest=rest)
    whole = first[0].text
    cut = (Segment(whole[len(label) :], first[0].style),) if len(whole) > len(label) else ()
    return [(Segment(label, style), *cut, *first[1:]), *others]


def joined(parts: Sequence[str], mark: str, width: int, style: str = "") -> list[Line]:
    """Short parts on as few lines as they need, a mark between them; a part is broken only when it fills a line."""
    lines: list[str] = []
    for part in map(flat, parts):
        if lines and len(lines[-1]) + len(mark) + len(part) <= width:
            lines[-1] += mark + part
        else:
            lines.append(part)
    return [line for text in lines for line in wrapped([Segment(text, style)], width)]


def _words(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Words as lists of pieces: a word may change its style in the middle (`**bold**,`)."""
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
    """Neighbours of one style as one segment."""
    joined: list[Segment] = []
    for segment in line:
        if joined and joined[-1].style == segment.style:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.style)
        elif segment.text:
            joined.append(segment)
    return tuple(joined)
