"""Rules about options: nothing gives the key away, and every option is a real alternative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from studykit.errors import Problem
from studykit.items import Multiple, Single
from studykit.library.model import Item, Topic
from studykit.library.proofs import Complain, keys_of

LONGER = 2.2
"""The most that the longest option may exceed the shortest, as a ratio of characters."""
SHORT = 40
"""Characters up to which the sizes of options are not compared."""
NUMBER_WORDS = {"TWO": 2, "THREE": 3, "FOUR": 4}
REASON = re.compile(r"\b(because|since|so that|in order to|which means|as it)\b", re.I)
LONG_WORD = re.compile(r"[a-z]{6,}")
ENDING = re.compile(r"(ing|ed|es|s)$")
ALL_OF = re.compile(r"\b(all|none|both) of (the above|these)\b", re.I)


def choice_items(topic: Topic) -> Iterator[tuple[str, Item, Mapping[str, str]]]:
    """Yields the items with options to choose from: name, item, options."""
    for name, item in topic.items.items():
        if isinstance(item.question, (Single, Multiple)):
            yield name, item, item.question.options


def one_size(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Options are of one size: the longest has at most about twice the letters of the shortest."""
    for name, _, options in choice_items(topic):
        shortest, longest = sorted(options, key=lambda option: len(options[option]))[:: max(1, len(options) - 1)]
        if len(options[longest]) > max(LONGER * len(options[shortest]), SHORT):
            says = f"it has {len(options[longest])} characters, and {shortest!r} has {len(options[shortest])}"
            yield complain("option-size", says, ("items", name, "options", longest), "warning", "at most twice as many")


def no_collective(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """No option is "all of the above" or the like."""
    for name, _, options in choice_items(topic):
        for option, text in options.items():
            if ALL_OF.search(text):
                yield complain(
                    "all-of-these",
                    f"{text!r} names other options; write one of its own",
                    ("items", name, "options", option),
                )


def no_reason(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """No option gives a reason; reasons belong in the rationale."""
    for name, _, options in choice_items(topic):
        for option, text in options.items():
            found = REASON.search(text)
            if found:
                says = f"the option gives a reason ({found[0]!r}); reasons belong into the rationale"
                yield complain("option-reason", says, ("items", name, "options", option), "warning")


def distinct(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """No option repeats or contains another."""
    for name, _, options in choice_items(topic):
        seen: dict[str, str] = {}
        for option, text in options.items():
            folded = " ".join(text.lower().split())
            if folded in seen:
                says = f"the options {seen[folded]!r} and {option!r} say the same"
                yield complain("option-twice", says, ("items", name, "options", option))
            seen[folded] = option
        lowered = {option: text.lower() for option, text in options.items()}
        for option, text in lowered.items():
            holders = (other for other, whole in lowered.items() if other != option and text in whole)
            inside = next((o for o in holders if re.search(rf"\b{re.escape(text)}\b", lowered[o])), None)
            if inside is not None and len(set(seen)) == len(options):
                says = f"the option {option!r} is contained in {inside!r}"
                yield complain("option-contained", says, ("items", name, "options", option), "warning")


def choose_number(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """A stem says (Choose TWO.) if, and only if, there are two keys; several keys come with five options or more."""
    for name, item, options in choice_items(topic):
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


def numbers_sorted(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Options that are numbers are sorted and have one unit."""
    for name, _, options in choice_items(topic):
        values = [re.match(r"([\d,.]*\d)\s*(\S*)", text) for text in options.values()]
        if all(values):
            numbers = [float(found[1].replace(",", "")) for found in values if found]
            if numbers != sorted(numbers):
                yield complain("number-order", "the options are numbers and not sorted", ("items", name, "options"))
            if len({found[2] for found in values if found}) > 1:
                yield complain(
                    "number-unit", "the options are numbers of several units", ("items", name, "options"), "warning"
                )


def no_clang(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """No key alone repeats a word of the stem (a clang association)."""
    for name, item, options in choice_items(topic):
        stem = content_words(item.question.stem)
        heard = {option: stem & content_words(text) for option, text in options.items()}
        keys = keys_of(item)
        if any(heard[key] for key in keys if key in heard) and not any(heard[o] for o in heard if o not in keys):
            word = min(word for key in keys for word in heard.get(key, ()))
            says = f"{word!r} of the stem comes back in a key and no distractor takes up the stem"
            yield complain("clang", says, ("items", name, "options"), "warning")


def no_grammar_cue(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """No key alone has or lacks an article, a period or a capital at its beginning."""
    for name, item, options in choice_items(topic):
        keys = keys_of(item)
        for what, form in FORMS.items():
            of = {option: bool(form.search(text)) for option, text in options.items()}
            in_keys = {of[key] for key in keys if key in of}
            in_others = {of[option] for option in of if option not in keys}
            if len(in_keys) == len(in_others) == 1 and in_keys != in_others:
                says = f"the key alone {'has' if in_keys == {True} else 'lacks'} {what}; options share one form"
                yield complain("grammar", says, ("items", name, "options", keys[0]), "warning")


def content_words(text: str) -> set[str]:
    """Returns the words of six letters or more, roughly without their endings."""
    return {_stem(word) for word in LONG_WORD.findall(text.lower())}


@cache
def _stem(word: str) -> str:
    return ENDING.sub("", word)


FORMS = {
    "an article at its beginning": re.compile(r"^(an?|the)\b", re.I),
    "a full stop": re.compile(r"\.$"),
    "a small first letter": re.compile(r"^[a-z]"),
}
"""The forms by which an option can differ from the others, whatever it says."""
TOPIC = (one_size, no_collective, no_reason, distinct, choose_number, numbers_sorted, no_clang, no_grammar_cue)
