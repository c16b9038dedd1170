"""Lists as lines: topics with their counts, hits of a search with the words around what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studykit.library.library import Hit, TopicRow
from studykit.text.lines import Line, Segment
from studykit.text.wrap import unmarked

COLUMNS = ("cards", "items", "replays", "due")
LEAST_TITLE = 24
"""Columns that a title needs to stand in the table."""
AROUND = 24
"""Characters of a hit's text that stand before the word that was found."""


def topic_lines(
    rows: Sequence[TopicRow], due: Mapping[str, int], packs: Mapping[str, tuple[str, str]], width: int
) -> list[Line]:
    """The topics of each pack (title and exam) as a table; on a narrow terminal each title has a line of its own."""
    lines: list[Line] = []
    ids = max((len(row.id) for row in rows), default=0)
    titles = width - ids - 4 - sum(map(len, COLUMNS)) - len(COLUMNS)
    for pack in dict.fromkeys(row.pack for row in rows):
        lines += [() for _ in lines[:1]]
        lines.append((Segment(packs[pack][0], "title"), Segment(f"  {pack}", "dim")))
        head = " ".join(COLUMNS)
        lines.append((Segment(f"{'':<{ids + 4}}{'':<{titles}} {head}" if titles >= LEAST_TITLE else "", "dim"),))
        for row in (row for row in rows if row.pack == pack):
            lines += _topic(row, due.get(row.id, 0), ids, titles)
    return lines


def _topic(row: TopicRow, due: int, ids: int, titles: int) -> list[Line]:
    numbers = (row.cards, row.items, row.scenarios, due)
    name = Segment(f"  {row.id:<{ids}}  ", "key")
    title = row.title + (" (history)" if row.scope == "history" else "")
    if titles >= LEAST_TITLE:
        cut = title if len(title) <= titles else title[: titles - 3].rstrip() + "..."
        cells = [f"{number or '-':>{len(head)}}" for number, head in zip(numbers, COLUMNS, strict=True)]
        last = Segment(f" {cells[-1]}", "bad" if due else "dim")
        return [(name, Segment(f"{cut:<{titles}} "), Segment(" ".join(cells[:-1]), "dim"), last)]
    counts = [f"{n} {head.rstrip('s') if n == 1 else head}" for n, head in zip(numbers, COLUMNS, strict=True) if n]
    return [(name,), (Segment(f"    {title}"),), (Segment(f"    {', '.join(counts)}", "dim"),)]


def hit_lines(hits: Sequence[Hit], words: Sequence[str], width: int) -> list[Line]:
    """Two lines for each hit: what it is, and the text around the first word that was found."""
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
