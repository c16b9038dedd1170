"""Rules about stems: short, clear about their constraint, with the numbers of the proof, and all different."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from math import ceil
from typing import Any

from studykit.errors import Problem
from studykit.library.model import ByFact, Item, Need, Repair, Topic
from studykit.library.proofs import Complain

LONGEST = 120
"""Words."""
ALIKE, FEW = 0.7, 6
"""Two stems are alike above this share of common words, if they have more common words than the second number."""
SHARED = 4
"""The number of rare words that alike stems have in common; fewer than `FEW`."""
CONSTRAINT = re.compile(r"\b(LEAST|MOST)\b")
HIDDEN = re.compile(r"\bwhich (?:\w+ ){0,3}(not|except|least|most)\b", re.I)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: value for value, word in enumerate(WORDS)}
SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
FOUND = re.compile(
    r"\b(\d[\d,]*(?:\.\d+)?|" + "|".join(list(NUMBERS)[2:]) + r")\b(?:[\s-]+(second|minute|hour|day|week)s?\b)?", re.I
)


def short(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """A stem is short."""
    for name, item in topic.items.items():
        words = len(item.question.stem.split())
        if words > LONGEST:
            yield complain("stem-long", f"the stem has {words} words; at most {LONGEST}", ("items", name, "stem"))


def loud(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """A stem writes its constraint (LEAST, NOT) in capitals."""
    for name, item in topic.items.items():
        found = HIDDEN.search(item.question.stem)
        if found and not found[1].isupper():
            says = f"the constraint {found[1]!r} is easily overlooked; write {found[1].upper()}"
            yield complain("stem-quiet", says, ("items", name, "stem"))


def constrained(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """The proof of a stem with LEAST or MOST decides by a measure or by facts."""
    for name, item in topic.items.items():
        found = CONSTRAINT.search(item.question.stem)
        proof = item.proof
        decided = isinstance(proof, Repair) and (proof.least or proof.most or proof.works)
        if found and not decided:
            says = f"the stem asks for the {found[0]} and the proof has no least, most or works"
            yield complain("stem-constraint", says, ("items", name, "proof"))


def numbers_given(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Each duration in a stem is a number of the proof, because an unused number misleads."""
    for name, item in topic.items.items():
        if isinstance(item.proof, ByFact):
            continue
        used = _numbers(item)
        for said, value in durations(item.question.stem):
            if not {value, value / 60, value / 3_600, value / 86_400} & used:
                says = f"{said!r} of the stem is not in the proof"
                yield complain("stem-number", says, ("items", name, "stem"), "warning")


def durations(text: str) -> Iterator[tuple[str, float]]:
    """Yields every duration in a text, as it is written and in seconds."""
    for found in FOUND.finditer(text):
        if found[2]:
            word = found[1].lower()
            number = float(NUMBERS[word] if word in NUMBERS else word.replace(",", ""))
            yield found[0], number * SECONDS[found[2].lower()]


def _numbers(item: Item) -> set[float]:
    """Returns every number that a proof sets, claims or says in a need."""
    found: set[float] = set()

    def walk(value: Any) -> None:
        if isinstance(value, bool) or value is None:
            return
        if isinstance(value, (int, float)):
            found.add(float(value))
        elif isinstance(value, Need):
            found.update(said for _, said in durations(value.says))
            walk((value.given, value.goal))
        elif isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                walk(inner)
        elif hasattr(value, "__slots__"):
            for slot in value.__slots__:
                walk(getattr(value, slot))

    walk(item.proof)
    return found


def distinct(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """No two items have the same stem."""
    seen: dict[str, str] = {}
    for topic, complain in zip(topics, reporters, strict=True):
        for name, item in topic.items.items():
            folded = " ".join(item.question.stem.lower().split())
            if folded in seen:
                yield complain("stem-twice", f"the same stem as {seen[folded]}", ("items", name, "stem"))
            seen[folded] = f"{topic.id}/{name}"


def new_situations(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """No two stems differ only in names and numbers: they would be one question, whatever their options."""
    stems = [
        (f"{topic.id}/{name}", complain, frozenset(re.findall(r"[a-z]{4,}", item.question.stem.lower())))
        for topic, complain in zip(topics, reporters, strict=True)
        for name, item in topic.items.items()
    ]
    for one, other in alike([words for _, _, words in stems]):
        full, complain, _ = stems[one]
        says = f"the stem is nearly that of {stems[other][0]}; a variant is a new situation"
        yield complain("stem-near", says, ("items", full.partition("/")[2], "stem"), "warning")


def alike(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yields each set of words that is like an earlier one, with the first such one.

    Two sets are alike if they share most of their words (Jaccard); a few common words are not enough to tell. Sets are
    compared only if they share `SHARED` of their rarest words, for otherwise they differ in too many (prefix filtering:
    Bayardo, Ma and Srikant, "Scaling Up All Pairs Similarity Search", 2007; Wang, Li and Feng, "Can We Beat the Prefix
    Filtering?", 2012).
    """
    common = Counter(word for words in sets for word in words)
    seen: dict[str, list[int]] = {}
    for number, words in enumerate(sets):
        rarest = sorted(words, key=lambda word: (common[word], word))
        rarest = rarest[: len(words) - ceil(ALIKE * len(words)) + SHARED]
        shared = Counter(chain.from_iterable(seen.get(word, ()) for word in rarest))
        candidates = sorted([other for other, count in shared.items() if count >= SHARED])
        near = next((other for other in candidates if _alike(words, sets[other])), None)
        if near is not None:
            yield number, near
        for word in rarest:
            seen.setdefault(word, []).append(number)


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
    both = len(words & others)
    return both > FEW and both / len(words | others) > ALIKE


TOPIC = (short, loud, constrained, numbers_given)
BANK = (distinct, new_situations)
