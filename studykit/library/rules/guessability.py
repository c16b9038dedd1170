"""Rules about guessing: a guesser that knows nothing must not find the keys of a pack from the options alone.

Each guesser gives every option a score and chooses the highest. If scores are equal it chooses at random; the chance of
a correct choice is then counted, nothing is drawn. Sources: docs/rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import comb
from typing import Any

from studykit.errors import Level, Problem
from studykit.items import Multiple, Single
from studykit.items.single import is_scale
from studykit.library.model import Topic
from studykit.library.proofs import Complain
from studykit.library.rules.options import choice_items

MOST_LONGEST = 0.35
"""The most items whose key is the longest option, as a share: the upper bound of its 95 % interval counts."""
JUDGED_FROM, DECIDED_FROM = 30, 200
"""The number of items from which a share is judged, and from which a bad share is an error."""
CHANCE_SLACK = 0.10
"""The most that a guesser may be above chance, as a share of items."""
WORD = re.compile(r"[a-z]{4,}")
FREQUENCY = r"every(?! (?:\d|few|second|minute|hour|day|night|week|month|year|two|three|five|ten))"
"""`every`, unless it says how often."""
ABSOLUTE = re.compile(rf"\b(always|never|only|all|none|{FREQUENCY}|must|completely|entirely|impossible)\b", re.I)
VAGUE = re.compile(r"\b(usually|often|sometimes|generally|typically|normally|perhaps|probably|may|might|some)\b", re.I)

ChoiceQuestion = tuple[Single | Multiple, tuple[str, ...]]
"""A question with options, and the names of its keys."""
Score = Callable[[str, str], float]
"""The score that a guesser gives an option, from the stem and the text of the option."""


def stem_words(stem: str, text: str) -> float:
    """Returns how many words of the stem are in an option."""
    return len(_words(stem) & _words(text))


@lru_cache(maxsize=8)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


GUESSERS: dict[str, Score] = {
    "longest": lambda stem, text: len(text),
    "shortest": lambda stem, text: -len(text),
    "most stem words": stem_words,
    "no absolutes": lambda stem, text: -len(ABSOLUTE.findall(text)),
}


def chance_of_keys(question: Single | Multiple, keys: tuple[str, ...], scores: Mapping[str, float]) -> float:
    """Returns the chance that a guesser with these scores chooses exactly the keys."""
    cut = sorted(scores.values(), reverse=True)[len(keys) - 1]
    sure = {name for name, score in scores.items() if score > cut}
    tied = {name for name, score in scores.items() if score == cut}
    left = set(keys) - sure
    return 1 / comb(len(tied), len(left)) if sure <= set(keys) and left <= tied else 0.0


def choice_questions(topics: Sequence[Topic]) -> list[ChoiceQuestion]:
    """Returns every question with options to choose from."""
    found: list[ChoiceQuestion] = []
    for topic in topics:
        for _, item, _ in choice_items(topic):
            question = item.question
            if isinstance(question, Single):
                found.append((question, (question.key,)))
            elif isinstance(question, Multiple):
                found.append((question, question.key))
    return found


def guessers(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """Each guesser is right in at most 10 % more of the items than by chance."""
    bank = choice_questions(topics)
    if len(bank) < JUDGED_FROM:
        return
    chance = sum(1 / comb(len(q.options), len(keys)) for q, keys in bank) / len(bank)
    shares = {name: _share_right(bank, score) for name, score in GUESSERS.items()}
    shares |= {f"place {place + 1}": share_at_place(bank, place) for place in range(4)}
    for guesser, share in shares.items():
        if share > chance + CHANCE_SLACK:
            says = f"the robot {guesser!r} is right in {share:.0%} of {len(bank)} items; chance is {chance:.0%}"
            hint = "change keys or distractors so that it finds nothing"
            yield reporters[0]("robot", says, (), _level(bank), hint)


def _share_right(bank: Sequence[ChoiceQuestion], score: Score) -> float:
    """Returns the share of items in which a guesser is right."""
    scored = ((q, keys, {name: score(q.stem, text) for name, text in q.options.items()}) for q, keys in bank)
    return sum(chance_of_keys(*one) for one in scored) / len(bank)


def share_at_place(bank: Sequence[ChoiceQuestion], place: int) -> float:
    """Returns the expected share of single keys at one place on the screen; a scale keeps its order."""
    singles = [question for question, _ in bank if isinstance(question, Single)]
    right = 0.0
    for question in singles:
        if is_scale(question.options):
            right += list(question.options)[place : place + 1] == [question.key]
        elif place < len(question.options):
            right += 1 / len(question.options)
    return right / len(singles) if singles else 0.0


def key_longest(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """The key is not the longest option too often."""
    singles = [question for question, _ in choice_questions(topics) if isinstance(question, Single)]
    longest = sum(len(q.options[q.key]) == max(map(len, q.options.values())) for q in singles if q.key in q.options)
    if len(singles) >= JUDGED_FROM and wilson(longest, len(singles))[1] > MOST_LONGEST:
        says = f"the key is the longest option in {longest} of {len(singles)} items; a guesser would profit"
        hint = f"at most {MOST_LONGEST:.0%} at the upper 95 % bound"
        yield reporters[0]("key-longest", says, (), _level(singles), hint)


def absolutes(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """Absolute and vague words are not significantly more frequent in distractors than in keys.

    A question whose options all have one does not count: there the words tell nothing.
    """
    bank = choice_questions(topics)
    if len(bank) < JUDGED_FROM:
        return
    for code, words in (("absolutes", ABSOLUTE), ("vague", VAGUE)):
        own: list[bool] = []
        others: list[bool] = []
        for question, keys in bank:
            has = {name: bool(words.search(text)) for name, text in question.options.items()}
            if not all(has.values()):
                own += [has[name] for name in has if name in keys]
                others += [has[name] for name in has if name not in keys]
        if others and wilson(sum(others), len(others))[0] > (sum(own) + 1) / (len(own) + 2):
            shares = (
                f"{sum(others) / len(others):.0%} of the distractors and {sum(own) / max(1, len(own)):.0%} of the keys"
            )
            yield reporters[0](code, f"such words stand in {shares}", (), "warning", "write both alike")


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Returns the Wilson interval of a share, 95 % by default (Wilson 1927)."""
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * ((share * (1 - share) + z * z / (4 * trials)) / trials) ** 0.5
    scale = 1 + z * z / trials
    return (centre - spread) / scale, (centre + spread) / scale


def _level(items: Sequence[Any]) -> Level:
    return "error" if len(items) >= DECIDED_FROM else "warning"


BANK = (key_longest, guessers, absolutes)
