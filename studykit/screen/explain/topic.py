"""A topic as lines: title, note, facts with what older notes say and where each comes from, tips, neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from studykit.library.model import Fact, Source, Topic
from studykit.text.lines import Line, Segment
from studykit.text.markdown import note
from studykit.text.wrap import spans, wrapped


def note_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """The title and the note."""
    rule = "-" if ascii else "─"
    yield from wrapped(topic.title, width, "title")
    yield (Segment(rule * min(width, len(topic.title)), "dim"),)
    yield ()
    yield from note(topic.note, width)


def facts_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """The facts; nothing where there is none."""
    if topic.facts:
        yield (Segment("Facts", "title"),)
        for fact in topic.facts.values():
            yield ()
            yield from fact_lines(fact, width, ascii)


def tips_lines(topic: Topic, width: int) -> Iterator[Line]:
    """The tips and the neighbours; nothing where there is neither."""
    if topic.tips:
        yield (Segment("Tips", "title"),)
        for tip in topic.tips:
            yield ()
            yield from wrapped(tip, width, first="- ")
    if topic.see:
        yield from [()] if topic.tips else []
        yield from wrapped([Segment("See also", "dim"), Segment(f" {', '.join(topic.see)}", "key")], width)


def topic_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """Everything about a topic but its replays, with an empty line between its parts."""
    parts = (note_lines(topic, width, ascii), facts_lines(topic, width, ascii), tips_lines(topic, width))
    for place, part in enumerate(list(lines) for lines in parts):
        yield from [()] if place and part else []
        yield from part


def fact_lines(fact: Fact, width: int, ascii: bool = False) -> Iterator[Line]:
    """A fact: what it says, what older notes and the exam say, its sources by host and its date."""
    yield from wrapped(fact.says, width, first="- ")
    if fact.was:
        said = "" if fact.was.lower().startswith("older") else "older notes say: "
        yield from wrapped([Segment(said, "dim"), *spans(fact.was, "dim")], width, first="  ")
    if fact.exam:
        yield from wrapped([Segment("exam: ", "key"), *spans(fact.exam)], width, first="  ")
    hosts = ", ".join(dict.fromkeys(host(source) for source in fact.sources)) or "no source"
    dot = "|" if ascii else "·"
    yield from wrapped([Segment(f"{hosts} {dot} {fact.checked}", "dim")], width, first="  ")


def host(source: Source) -> str:
    """Where a source is, in one word: the host of its address, or the API model it names."""
    if source.url:
        return urlsplit(source.url).hostname or source.url
    return f"API model {source.model.partition(':')[0]}".strip()
