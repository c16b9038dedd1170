"""Rules about the form of the exam's questions. The pack gives the numbers (`model.ItemStyle`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from studykit.errors import Problem
from studykit.items import Multiple
from studykit.library.model import Item, ItemStyle, Topic
from studykit.library.proofs import Complain
from studykit.library.rules.options import choice_items

JUDGED_FROM = 30
"""The number of questions from which a share of a pack is judged."""


def exam_items(topic: Topic) -> Iterator[tuple[str, Item, Mapping[str, str]]]:
    """Yields the questions that the exam may ask: name, item, options."""
    for name, item, options in choice_items(topic):
        if (item.scope or topic.scope) == "exam":
            yield name, item, options


def stem_words(topic: Topic, style: ItemStyle, complain: Complain) -> Iterator[Problem]:
    """A stem is as long as those of the exam."""
    if style.stem_words:
        for name, item, _ in exam_items(topic):
            words = len(item.question.stem.split())
            least, most = style.stem_words
            if not least <= words <= most:
                says = f"the stem has {words} words; the exam's have {least} to {most}"
                yield complain("style-stem", says, ("items", name, "stem"), "warning")


def option_words(topic: Topic, style: ItemStyle, complain: Complain) -> Iterator[Problem]:
    """The options of a question are as long as those of the exam: their median counts."""
    if style.option_words:
        for name, _, options in exam_items(topic):
            words = median(len(text.split()) for text in options.values())
            least, most = style.option_words
            if not least <= words <= most:
                says = f"the options have {words:g} words; the exam's have {least} to {most}"
                yield complain("style-option", says, ("items", name, "options"), "warning")


def multiple_share(topics: Sequence[Topic], style: ItemStyle, reporters: Sequence[Complain]) -> Iterator[Problem]:
    """As many questions have several keys as in the exam."""
    kinds = [isinstance(item.question, Multiple) for topic in topics for _, item, _ in exam_items(topic)]
    if style.multiple and len(kinds) >= JUDGED_FROM:
        least, most = style.multiple
        share = sum(kinds) / len(kinds)
        if not least <= share <= most:
            says = f"{share:.0%} of the questions have several keys; the exam has {least:.0%} to {most:.0%}"
            yield reporters[0]("style-multiple", says, (), "warning")


TOPIC_STYLE = (stem_words, option_words)
BANK_STYLE = (multiple_share,)
