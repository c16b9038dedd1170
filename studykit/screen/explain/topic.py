"""Turns a topic into lines: title, note, facts with their sources, tips, related topics."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from studykit.library.model import Fact, Source, Topic
from studykit.text.lines import Line, Segment
from studykit.text.markdown import note
from studykit.text.wrap import spans, wrapped


def note_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields the title and the note."""
    rule = "-" if ascii else "─"
    yield from wrapped(topic.title, width, "title")
    yield (Segment(rule * min(width, len(topic.title)), "dim"),)
    yield ()
    yield from note(topic.note, width)


def facts_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields the facts; nothing if there are none."""
    if topic.facts:
        yield (Segment("Facts", "title"),)
        for fact in topic.facts.values():
            yield ()
            yield from fact_lines(fact, width, ascii)


def tips_lines(topic: Topic, width: int) -> Iterator[Line]:
    """Yields the tips and the related topics; nothing if there are none."""
    if topic.tips:
        yield (Segment("Tips", "title"),)
        for tip in topic.tips:
            yield ()
            yield from wrapped(tip, width, first="- ")
    if topic.see:
        yield from [()] if topic.tips else []
        yield from wrapped([Segment("See also", "dim"), Segment(f" {', '.join(topic.see)}", "key")], width)


def topic_lines(topic: Topic, width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields everything about a topic except its replays, with an empty line between the parts."""
    parts = (note_lines(topic, width, ascii), facts_lines(topic, width, ascii), tips_lines(topic, width))
    for place, part in enumerate(list(lines) for lines in parts):
        yield from [()] if place and part else []
        yield from part


def fact_lines(fact: Fact, width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields a fact: what it says, its history or what older notes say, the exam's view, its sources and its date."""
    yield from wrapped(fact.says, width, first="- ")
    if fact.was:
        yield from wrapped(before(fact.was), width, "dim", first="  ")
    if fact.exam:
        yield from wrapped([Segment("exam: ", "key"), *spans(fact.exam)], width, first="  ")
    hosts = ", ".join(dict.fromkeys(host(source) for source in fact.sources)) or "no source"
    dot = "|" if ascii else "·"
    yield from wrapped([Segment(f"{hosts} {dot} {fact.checked}", "dim")], width, first="  ")


def before(text: str) -> str:
    """Returns the `was` text of a fact with a label for what it is: history, unless it quotes older notes itself."""
    return text if text.lower().startswith("older notes") else f"history: {text}"


def host(source: Source) -> str:
    """Returns where a source is: the host of its address, or the API model that it names."""
    if source.url:
        return urlsplit(source.url).hostname or source.url
    return f"API model {source.model.partition(':')[0]}".strip()
