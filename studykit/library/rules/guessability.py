"""Blind guessers over a whole bank: what they could tell from options alone, before they know anything.

Each robot gives every option a mark and takes the highest; where marks are equal it draws lots, which is counted as
the chance of being right and not played. Sources: docs/rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import comb
from random import Random
from typing import Any

from studykit.errors import Level, Problem
from studykit.items import Multiple, Single
from studykit.library.model import Topic
from studykit.library.rules.options import chosen

MOST_LONGEST = 0.35
"""The share of items whose key is the longest option, at the upper 95 % bound."""
JUDGED_FROM, DECIDED_FROM = 30, 200
"""Items from which a share says anything about a bank, and from which a bad share is an error."""
CHANCE_SLACK = 0.10
DEALS = 20
"""Sittings over which the places of the keys are looked at."""
ABSOLUTE = re.compile(r"\b(always|never|only|all|none|every|must|completely|entirely|impossible)\b", re.I)
VAGUE = re.compile(r"\b(usually|often|sometimes|generally|typically|normally|perhaps|probably|may|might|some)\b", re.I)

Asked = tuple[Single | Multiple, tuple[str, ...]]
"""A question and the names of its keys."""
Mark = Callable[[str, str], float]
"""How much a robot likes an option: stem and the option's text to a number."""


def stem_words(stem: str, text: str) -> float:
    """How many words of the stem an option takes up."""
    return len(_words(stem) & _words(text))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


ROBOTS: dict[str, Mark] = {
    "longest": lambda stem, text: len(text),
    "shortest": lambda stem, text: -len(text),
    "most stem words": stem_words,
    "no absolutes": lambda stem, text: -len(ABSOLUTE.findall(text)),
}


def luck(question: Single | Multiple, keys: tuple[str, ...], marks: Mapping[str, float]) -> float:
    """The chance that a robot with these marks picks exactly the keys."""
    cut = sorted(marks.values(), reverse=True)[len(keys) - 1]
    sure = {name for name, mark in marks.items() if mark > cut}
    tied = {name for name, mark in marks.items() if mark == cut}
    left = set(keys) - sure
    return 1 / comb(len(tied), len(left)) if sure <= set(keys) and left <= tied else 0.0


def asked(topics: Sequence[Topic]) -> list[Asked]:
    """Every question with options to choose from."""
    found: list[Asked] = []
    for topic in topics:
        for _, item, _ in chosen(topic):
            question = item.question
            if isinstance(question, Single):
                found.append((question, (question.key,)))
            elif isinstance(question, Multiple):
                found.append((question, question.key))
    return found


def robots(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    """Guessers that know nothing: each may be right no more often than chance and a tenth."""
    bank = asked(topics)
    if len(bank) < JUDGED_FROM:
        return
    chance = sum(1 / comb(len(q.options), len(keys)) for q, keys in bank) / len(bank)
    scores = {name: _score(bank, mark) for name, mark in ROBOTS.items()}
    scores |= {f"place {place + 1}": _place(bank, place) for place in range(4)}
    for robot, share in scores.items():
        if share > chance + CHANCE_SLACK:
            says = f"the robot {robot!r} is right in {share:.0%} of {len(bank)} items; chance is {chance:.0%}"
            hint = "change keys or distractors so that it finds nothing"
            yield complaints[0]("robot", says, (), _level(bank), hint)


def _score(bank: Sequence[Asked], mark: Mark) -> float:
    """The share of items that a robot is right in."""
    right = (luck(q, keys, {name: mark(q.stem, text) for name, text in q.options.items()}) for q, keys in bank)
    return sum(right) / len(bank)


def _place(bank: Sequence[Asked], place: int) -> float:
    """The share of single keys that stand at one place on the screen, over many sittings."""
    singles = [question for question, _ in bank if isinstance(question, Single)]
    right = 0
    for number, question in enumerate(singles):
        for deal in range(DEALS):
            order = question.deal(Random(f"{deal}/{number}"))
            right += place < len(order) and order[place] == question.key
    return right / (DEALS * len(singles)) if singles else 0.0


def key_longest(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    singles = [question for question, _ in asked(topics) if isinstance(question, Single)]
    longest = sum(len(q.options[q.key]) == max(map(len, q.options.values())) for q in singles if q.key in q.options)
    if len(singles) >= JUDGED_FROM and wilson(longest, len(singles))[1] > MOST_LONGEST:
        says = f"the key is the longest option in {longest} of {len(singles)} items; a guesser would profit"
        hint = f"at most {MOST_LONGEST:.0%} at the upper 95 % bound"
        yield complaints[0]("key-longest", says, (), _level(singles), hint)


def absolutes(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    """Absolute and vague words stand in distractors no more often than in keys, as far as numbers can tell."""
    bank = asked(topics)
    if len(bank) < JUDGED_FROM:
        return
    own = [question.options[key] for question, keys in bank for key in keys if key in question.options]
    others = [text for question, keys in bank for name, text in question.options.items() if name not in keys]
    for code, words in (("absolutes", ABSOLUTE), ("vague", VAGUE)):
        in_own, in_others = (sum(bool(words.search(text)) for text in texts) for texts in (own, others))
        if wilson(in_others, len(others))[0] > (in_own + 1) / (len(own) + 2):
            shares = f"{in_others / len(others):.0%} of the distractors and {in_own / len(own):.0%} of the keys"
            yield complaints[0](code, f"such words stand in {shares}", (), "warning", "write both alike")


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927)."""
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * ((share * (1 - share) + z * z / (4 * trials)) / trials) ** 0.5
    scale = 1 + z * z / trials
    return (centre - spread) / scale, (centre + spread) / scale


def _level(items: Sequence[Any]) -> Level:
    return "error" if len(items) >= DECIDED_FROM else "warning"


BANK = (key_longest, robots, absolutes)
