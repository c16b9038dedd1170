"""Each rule of item writing finds its fault, and finds nothing in a good item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import isclose
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.errors import Problem
from studykit.items import Multiple, Single
from studykit.library.model import ByFact, Card, Fact, Item, ItemStyle, Need, Observe, Repair, Source, Topic
from studykit.library.rules import bank_rules, stems, topic_rules
from studykit.library.rules.guessability import chance_of_keys, choice_questions, share_at_place
from studykit.library.rules.stems import alike
from studykit.sim.engine.condition import Condition

TODAY = date(2026, 11, 25)
STEM = "Drivers send readings in bursts. The service behind them falls over at noon. What should hold them back?"
OPTIONS = {
    "queue": "Put a standard queue before it",
    "cache": "Put a small cache in front of it",
    "topic": "Put a topic of theirs before it",
    "stream": "Put a log of 2 shards before it",
}
QUESTION = Single(stem=STEM, options=OPTIONS, key="queue", rationale=dict.fromkeys(OPTIONS, "Right when it is."))
ITEM = Item(question=QUESTION, point="buffer", difficulty=2, proof=ByFact(facts=("t/f",)))
FACT = Fact(says="A queue holds.", sources=(Source(says="it holds", url="https://example.org"),), checked=TODAY)
TOPIC = Topic(
    id="t",
    title="T",
    service="sqs",
    domain="resilient",
    note="It falls over.",
    facts={"f": FACT},
    cards={"c": Card(front="What holds?", back="A queue", fact="f")},
    items={"i": ITEM},
)


def complain(code: str, message: str, trail: Any = (), level: str = "error", hint: str = "") -> Problem:
    return Problem(code, message, None, hint, "warning" if level == "warning" else "error")


def codes(*topics: Topic, style: ItemStyle | None = None) -> set[str]:
    """Returns the codes of the problems that the rules find in some topics."""
    style = style or ItemStyle()
    own = [problem for topic in topics for problem in topic_rules(topic, TODAY, complain, style)]
    return {problem.code for problem in [*own, *bank_rules(topics, [complain] * len(topics), style)]}


def asking(question: Single | Multiple, **changes: Any) -> Topic:
    return replace(TOPIC, items={"i": replace(ITEM, question=question, **changes)})


def stem(text: str, **changes: Any) -> Topic:
    return asking(replace(QUESTION, stem=text), **changes)


def options(key: str, **texts: str) -> Topic:
    return asking(replace(QUESTION, options={**OPTIONS, **texts}, key=key))


def test_a_good_topic_has_no_problem() -> None:
    assert codes(TOPIC) == set()


FIVE = {**OPTIONS, "mesh": "Put a mesh of proxies before it"}
PAIR = Multiple(stem=f"{STEM} (Choose TWO.)", options=FIVE, key=("queue", "stream"))
MOST = Repair(scenario="s", goal={}, changes={})
FAULTS: dict[str, Topic] = {
    "option-size": options("queue", queue="Put a standard queue before it, and tell every driver to slow down at noon"),
    "all-of-these": options("queue", cache="None of the above"),
    "option-reason": options("queue", cache="Put a cache first because it is fast"),
    "option-twice": options("queue", cache="put a topic of  theirs before it"),
    "option-contained": options("queue", cache="Put a log of 2 shards before it now"),
    "number-order": options("queue", queue="30 seconds", cache="10 seconds", topic="20 seconds", stream="40 seconds"),
    "number-unit": options("queue", queue="10 seconds", cache="20 seconds", topic="30 minutes", stream="40 seconds"),
    "clang": options("queue", queue="Hold the readings in a queue"),
    "grammar": options("queue", queue="A standard queue placed before"),
    "choose": asking(replace(PAIR, stem=STEM)),
    "stem-long": stem("word " * 121),
    "stem-quiet": stem("Readings come in bursts. Which service is least busy then?"),
    "stem-constraint": stem("Readings come in bursts. What holds them with the LEAST effort?"),
    "stem-number": stem(
        "A job takes 7 minutes. Which change resolves the problem?", proof=Observe(scenario="s", claims={})
    ),
    "stem-twice": replace(TOPIC, items={"i": ITEM, "j": ITEM}),
    "stem-near": replace(
        TOPIC, items={"i": ITEM, "j": replace(ITEM, question=replace(QUESTION, stem=STEM.replace("noon", "night")))}
    ),
    "fact-source": replace(TOPIC, facts={"f": replace(FACT, sources=())}),
    "fact-old": replace(TOPIC, facts={"f": replace(FACT, checked=date(2025, 1, 1))}),
    "fact-untested": replace(TOPIC, facts={"f": FACT, "g": FACT}),
    "note-long": replace(TOPIC, note="word " * 251),
    "card-long": replace(TOPIC, cards={"c": Card(front="What?", back="word " * 11, fact="f")}),
    "card-question": replace(TOPIC, cards={"c": Card(front="What holds", back="A queue", fact="f")}),
    "coverage-topic": replace(TOPIC, items={}),
    "coverage-point": replace(
        TOPIC,
        items={
            f"i{n}": replace(ITEM, point=f"p{n}", question=replace(QUESTION, stem=f"Story {word}? {word * 3}"))
            for n, word in enumerate("abcdefgh")
        },
    ),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_rule_finds_its_fault(code: str) -> None:
    assert code in codes(FAULTS[code])


STYLES = {
    "style-stem": (ItemStyle(stem_words=(45, 95)), TOPIC),
    "style-option": (ItemStyle(option_words=(10, 30)), TOPIC),
    "style-multiple": (ItemStyle(multiple=(0.25, 0.33)), replace(TOPIC, items={f"i{n}": ITEM for n in range(40)})),
}


@pytest.mark.parametrize("code", STYLES)
def test_the_form_of_the_exam_is_checked_only_if_the_pack_gives_it(code: str) -> None:
    style, topic = STYLES[code]
    assert code in codes(topic, style=style)
    assert code not in codes(topic)


@pytest.mark.parametrize("code", ["style-stem", "style-option", "style-multiple"])
def test_questions_that_the_exam_never_asks_may_have_another_form(code: str) -> None:
    style, topic = STYLES[code]
    assert code not in codes(replace(topic, scope="history"), style=style)


def test_two_keys_are_allowed_if_the_stem_says_so() -> None:
    assert codes(asking(PAIR)) == set()


@pytest.mark.parametrize("decided", [{"least": "programs"}, {"most": "speed"}, {"works": {"cache": ("t/f",)}}])
def test_a_constraint_is_allowed_if_the_proof_decides_by_it(decided: dict[str, Any]) -> None:
    text = "Readings come in bursts. What holds them with the LEAST effort?"
    assert "stem-constraint" not in codes(stem(text, proof=replace(MOST, **decided)))


def test_a_number_of_any_need_counts_as_a_number_of_the_proof() -> None:
    proof = replace(MOST, needs=(Need(given={"processing": 420}, goal={"lost": Condition(is_=0)}),))
    assert "stem-number" not in codes(stem("A job takes 7 minutes. Which change resolves the problem?", proof=proof))


def bank(number: int, key: Callable[[int], str], texts: Callable[[int], dict[str, str]]) -> Topic:
    """Returns a topic with items whose stems have no word of their options."""
    items = {
        f"i{n}": replace(ITEM, question=Single(stem=f"Why {n}?", options=texts(n), key=key(n))) for n in range(number)
    }
    return replace(TOPIC, items=items)


def guessers(topic: Topic) -> str:
    """Returns the messages about guessers for a topic."""
    return " ".join(p.message for p in bank_rules([topic], [complain], ItemStyle()) if p.code == "robot")


def shuffled(texts: Sequence[str], number: int) -> dict[str, str]:
    return dict(zip("abcd", Random(number).sample(texts, 4), strict=True))


def test_no_guesser_profits_from_a_bank_with_random_keys() -> None:
    texts = ["Use a short", "Use one that is longer", "Use every queue there is", "Use a topic of readings"]
    assert guessers(bank(400, lambda n: "abcd"[n % 4], lambda n: shuffled(texts, n))) == ""


@pytest.mark.parametrize(
    ("guesser", "texts"),
    [
        ("longest", {"a": "Use the rather long one", "b": "Use this", "c": "Use that", "d": "Use it"}),
        ("shortest", {"a": "Use it", "b": "Use this here", "c": "Use that there", "d": "Use more of them"}),
        ("no absolutes", {"a": "Use some", "b": "Use only", "c": "Use none", "d": "Ever must"}),
        ("place 1", {"a": "1 day", "b": "2 days", "c": "3 days", "d": "4 days"}),
    ],
)
def test_a_guesser_that_profits_is_named(guesser: str, texts: dict[str, str]) -> None:
    assert repr(guesser) in guessers(bank(40, lambda n: "a", lambda n: texts))


def test_a_guesser_that_profits_from_words_of_the_stem_is_named() -> None:
    items = {
        f"i{n}": replace(ITEM, question=replace(QUESTION, stem=f"Who wants a standard queue number {n}?"))
        for n in range(40)
    }
    assert "'most stem words'" in guessers(replace(TOPIC, items=items))


@pytest.mark.parametrize(("code", "word"), [("absolutes", "always"), ("vague", "usually")])
def test_absolute_and_vague_words_only_in_distractors_are_found(code: str, word: str) -> None:
    texts = {"a": "Use a queue", "b": f"Use it {word}", "c": f"Use this {word}", "d": "Use a topic"}
    assert code in codes(bank(40, lambda n: "a", lambda n: texts))


def test_keys_that_are_the_longest_too_often_are_found() -> None:
    texts = {"a": "Use the longest one", "b": "Use a longer one", "c": "Use that one", "d": "Use it"}
    assert "key-longest" in codes(bank(60, lambda n: "ad"[n % 2], lambda n: texts))


def test_a_domain_with_too_few_items_for_two_forms_is_found() -> None:
    many = bank(90, lambda n: "a", lambda n: dict(zip("abcd", ("w", "x", "y", "z"), strict=True)))
    few = {f"s{n}": replace(ITEM, domain="secure") for n in range(3)}
    stocked = replace(many, items={**many.items, **few})
    assert "coverage-domain" in codes(stocked, style=ItemStyle(domain_items=40))
    assert "coverage-domain" not in codes(stocked)


WORDS = st.frozensets(st.sampled_from([f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]), max_size=20)


@given(st.lists(WORDS, max_size=12))
def test_alike_stems_are_those_that_share_most_of_their_words(sets: list[frozenset[str]]) -> None:
    def near(one: frozenset[str], other: frozenset[str]) -> bool:
        return len(one & other) > 6 and len(one & other) > 0.7 * len(one | other)

    expected = [
        (n, next(m for m in range(n) if near(sets[n], sets[m])))
        for n in range(len(sets))
        if any(near(sets[n], sets[m]) for m in range(n))
    ]
    assert list(alike(sets)) == expected


def test_ten_thousand_different_stems_are_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(stems, "_alike", lambda one, other: compared.append(1))
    rng = Random(1)
    lexicon = [f"word{n}" for n in range(8000)]
    sets = [frozenset(rng.choices(lexicon, [1 / (n + 1) for n in range(8000)], k=45)) for _ in range(2000)]
    assert list(alike(sets)) == []
    assert len(compared) < 10 * len(sets)


@given(st.integers(2, 6), st.booleans())
def test_a_place_on_the_screen_holds_the_key_as_often_as_shuffled_options_put_it_there(count: int, scale: bool) -> None:
    texts = {f"o{n}": f"{n} days" if scale else f"Use {n}" for n in range(count)}
    topic = bank(60, lambda n: "o0", lambda n: texts)
    question = topic.items["i0"].question
    dealt = [question.deal(Random(seed)).index("o0") for seed in range(2000)]
    expected = dealt.count(0) / len(dealt)
    assert isclose(share_at_place(choice_questions([topic]), 0), expected, abs_tol=0.05)


def test_a_guesser_with_equal_scores_is_right_by_chance() -> None:
    marks = dict.fromkeys("abcd", 0.0)
    assert isclose(chance_of_keys(QUESTION, ("a",), marks), 1 / 4)
    assert isclose(chance_of_keys(QUESTION, ("a", "b"), marks), 1 / 6)
    assert isclose(chance_of_keys(QUESTION, ("a", "b"), {**marks, "a": 1.0}), 1 / 3)
    assert chance_of_keys(QUESTION, ("a",), {**marks, "b": 1.0}) == 0
