"""Lists the topics of each pack, with what they hold and how much is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studykit.app.study import Study
from studykit.library.library import TopicRow
from studykit.screen.console.console import Console
from studykit.text.lines import Line, Segment

COLUMNS = ("cards", "items", "replays", "due")
LEAST_TITLE = 24
"""Minimum columns of a title in the table; with fewer, each title has a line of its own."""


def run(console: Console, study: Study, as_json: bool = False) -> int:
    """Lists the topics."""
    rows, due = study.library.rows(), _due(study)
    if as_json:
        console.json([{**row._asdict(), "due": due.get(row.id, 0)} for row in rows])
    else:
        console.lines(topic_table(rows, due, study.library.pack_titles(), console.width))
    return 0


def _due(study: Study) -> Mapping[str, int]:
    """Counts the due cards of each topic; a learner without a journal has none."""
    if study.journal_if_any is None:
        return {}
    from studykit.app.queue import due_by_topic

    return due_by_topic(study, study.library.card_ids())


def topic_table(
    rows: Sequence[TopicRow], due: Mapping[str, int], packs: Mapping[str, tuple[str, str]], width: int
) -> list[Line]:
    """Returns the topics of each pack as a table. `packs` has the title and the exam of each pack."""
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
    """Returns one topic; `ids` and `titles` are the columns of the table, in characters."""
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
