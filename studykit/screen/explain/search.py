"""Shows what a search found, with the text around the words."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.app.study import Study
from studykit.library.library import Hit
from studykit.screen.console.console import Console
from studykit.text.lines import Line, Segment
from studykit.text.wrap import unmarked

MOST = 20
"""Maximum number of hits that are shown; the rest is counted."""
AROUND = 24
"""Characters of a hit's text in front of the word that was found."""


def run(console: Console, study: Study, text: str, as_json: bool = False) -> int:
    """Searches for words that all occur, and shows the hits."""
    hits = study.library.search(text)
    if as_json:
        console.json([{"kind": hit.kind, "id": hit.id, "title": hit.title, "text": hit.text} for hit in hits])
        return 0
    console.lines(hit_lines(hits[:MOST], text.lower().split(), console.width))
    if len(hits) > MOST:
        console.line(f"... and {len(hits) - MOST} more; another word finds fewer")
    elif not hits:
        console.line(f"Nothing holds {text!r}. studykit topics lists what there is.")
    return 0


def hit_lines(hits: Sequence[Hit], words: Sequence[str], width: int) -> list[Line]:
    """Returns two lines for each hit: what it is, and the text around the first word that was found."""
    lines: list[Line] = []
    for hit in hits:
        lines.append(
            (
                Segment(f"{hit.kind:<8}  ", "dim"),
                Segment(hit.id, "key"),
                Segment(f"  {hit.title}"[: max(0, width - 12 - len(hit.id))], "dim"),
            )
        )
        lines.append((Segment(f"{'':<10}"), *_around(unmarked(hit.text), words, width - 11)))
    return lines


def _around(text: str, words: Sequence[str], room: int) -> list[Segment]:
    """Cuts a text so that the first word that was found is in view, and sets that word off."""
    low = text.lower()
    found = [(low.find(word), word) for word in words if word in low]
    at, word = min(found, default=(0, ""))
    start = max(0, at - AROUND)
    if start:
        start = text.find(" ", start) + 1
    shown = ("... " if start else "") + text[start:]
    if len(shown) > room:
        shown = shown[: room - 4].rpartition(" ")[0] + " ..."
    place = shown.lower().find(word) if word else -1
    if place < 0:
        return [Segment(shown)]
    end = place + len(word)
    return [Segment(shown[:place]), Segment(shown[place:end], "title"), Segment(shown[end:])]
