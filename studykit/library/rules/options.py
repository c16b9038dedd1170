"""Rules about options and keys: what gives a key away, and what is no honest option."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from studykit.errors import Problem
from studykit.items import Multiple, Single
from studykit.library.model import Item, Topic
from studykit.library.proofs import keys_of

LONGER = 0.20
"""How far a key's length may be from its distractors' mean."""
MOST_LONGEST = 0.35
JUDGED_FROM, DECIDED_FROM = 30, 200
"""Items from which a share says anything about a bank, and from which a bad share is an error."""
CHANCE_SLACK = 0.10
NUMBER_WORDS = {"TWO": 2, "THREE": 3, "FOUR": 4}
REASON = re.compile(r"\b(because|since|so that|in order to|which means|as it)\b", re.I)
ABSOLUTE = re.compile(r"\b(always|never|only|all|none|every|must|completely|entirely|impossible)\b", re.I)
ALL_OF = re.compile(r"\b(all|none|both) of (the above|these)\b", re.I)


def chosen(topic: Topic) -> Iterator[tuple[str, Item, Mapping[str, str]]]:
    """The items with options to choose from: name, item, options."""
    for name, item in topic.items.items():
        if isinstance(item.question, (Single, Multiple)):
            yield name, item, item.question.options


def key_length(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, item, options in chosen(topic):
        keys = keys_of(item)
        others = [len(text) for option, text in options.items() if option not in keys]
        mean = sum(others) / len(others) if others else 0
        for key in keys:
            length = len(options.get(key, ""))
            if mean and abs(length - mean) > LONGER * mean:
                says = f"the key {key!r} has {length} characters, its distractors {mean:.0f} on average"
                yield complain("key-length", says, ("items", name, "options", key), "warning", "within 20 %")


def no_collective(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, _, options in chosen(topic):
        for option, text in options.items():
            if ALL_OF.search(text):
                yield complain(
                    "all-of-these",
                    f"{text!r} names other options; write one of its own",
                    ("items", name, "options", option),
                )


def no_reason(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, _, options in chosen(topic):
        for option, text in options.items():
            found = REASON.search(text)
            if found:
                says = f"the option gives a reason ({found[0]!r}); reasons belong into the rationale"
                yield complain("option-reason", says, ("items", name, "options", option), "warning")


def distinct(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, _, options in chosen(topic):
        seen: dict[str, str] = {}
        for option, text in options.items():
            folded = " ".join(text.lower().split())
            if folded in seen:
                says = f"the options {seen[folded]!r} and {option!r} say the same"
                yield complain("option-twice", says, ("items", name, "options", option))
            seen[folded] = option
        for option, text in options.items():
            inside = next((o for o, other in options.items() if o != option and text.lower() in other.lower()), None)
            if inside is not None and len(set(seen)) == len(options):
                says = f"the option {option!r} is contained in {inside!r}"
                yield complain("option-contained", says, ("items", name, "options", option), "warning")


def choose_number(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, item, options in chosen(topic):
        found = re.search(r"\(Choose (\w+)\.\)", item.question.stem)
        if isinstance(item.question, Multiple):
            if not found or NUMBER_WORDS.get(found[1]) != len(item.question.key):
                says = (
                    f"the item has {len(item.question.key)} keys, and its stem does not say (Choose TWO.) or the like"
                )
                yield complain("choose", says, ("items", name, "stem"))
            if len(options) < 5:
                yield complain(
                    "choose", f"{len(options)} options for several keys; five or more", ("items", name, "options")
                )
        elif found:
            yield complain("choose", f"the stem says {found[0]}, and there is one key", ("items", name, "stem"))


def numbers_sorted(topic: Topic, today: date, complain: Any) -> Iterator[Problem]:
    for name, _, options in chosen(topic):
        values = [re.match(r"([\d,.]*\d)\s*(\S*)", text) for text in options.values()]
        if all(values):
            numbers = [float(found[1].replace(",", "")) for found in values if found]
            if numbers != sorted(numbers):
                yield complain("number-order", "the options are numbers and not sorted", ("items", name, "options"))
            if len({found[2] for found in values if found}) > 1:
                yield complain(
                    "number-unit", "the options are numbers of several units", ("items", name, "options"), "warning"
                )


def key_longest(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    singles = [(i, o) for t in topics for _, i, o in chosen(t) if isinstance(i.question, Single)]
    longest = sum(
        len(o[i.question.key]) == max(map(len, o.values())) for i, o in singles if isinstance(i.question, Single)
    )
    if len(singles) >= JUDGED_FROM and wilson_high(longest, len(singles)) > MOST_LONGEST:
        says = f"the key is the longest option in {longest} of {len(singles)} items; a guesser would profit"
        yield complaints[0](
            "key-longest", says, (), _level(singles), f"at most {MOST_LONGEST:.0%} at the upper 95 % bound"
        )


def robots(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    """Guessers that know nothing: each may be right no more often than chance and a tenth."""
    singles = [(i.question, o) for t in topics for _, i, o in chosen(t) if isinstance(i.question, Single)]
    if len(singles) < JUDGED_FROM:
        return
    chance = sum(1 / len(o) for _, o in singles) / len(singles)
    for robot, guess in ROBOTS.items():
        right = sum(guess(question.stem, options) == question.key for question, options in singles)
        if right / len(singles) > chance + CHANCE_SLACK:
            says = f"the robot {robot!r} answers {right} of {len(singles)} items; chance is {chance:.0%}"
            yield complaints[0](
                "robot", says, (), _level(singles), "change keys or distractors so that it finds nothing"
            )


def _level(items: Sequence[Any]) -> str:
    return "error" if len(items) >= DECIDED_FROM else "warning"


def _most_stem_words(stem: str, options: Mapping[str, str]) -> str:
    words = set(re.findall(r"[a-z]{4,}", stem.lower()))
    return max(options, key=lambda name: len(words & set(re.findall(r"[a-z]{4,}", options[name].lower()))))


def _no_absolutes(stem: str, options: Mapping[str, str]) -> str:
    return next((name for name in options if not ABSOLUTE.search(options[name])), next(iter(options)))


ROBOTS = {
    "longest": lambda stem, options: max(options, key=lambda name: len(options[name])),
    "shortest": lambda stem, options: min(options, key=lambda name: len(options[name])),
    "most stem words": _most_stem_words,
}
"""Position is no robot here: the screen shuffles. `no absolutes` is judged by its rule below."""


def absolutes(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    keys = [o[k] for t in topics for _, i, o in chosen(t) for k in keys_of(i)]
    others = [text for t in topics for _, i, o in chosen(t) for name, text in o.items() if name not in keys_of(i)]
    if len(keys) < JUDGED_FROM:
        return
    in_keys = sum(bool(ABSOLUTE.search(text)) for text in keys) / len(keys)
    in_others = sum(bool(ABSOLUTE.search(text)) for text in others) / len(others)
    if in_others > in_keys + CHANCE_SLACK:
        says = f"absolute words stand in {in_others:.0%} of the distractors and {in_keys:.0%} of the keys"
        yield complaints[0]("absolutes", says, (), "warning")


def wilson_high(successes: int, trials: int, z: float = 1.96) -> float:
    """The upper end of Wilson's 95 % interval (Wilson 1927)."""
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * ((share * (1 - share) + z * z / (4 * trials)) / trials) ** 0.5
    return float((centre + spread) / (1 + z * z / trials))


TOPIC = (key_length, no_collective, no_reason, distinct, choose_number, numbers_sorted)
BANK = (key_longest, robots, absolutes)
