"""Checks the references of topics: to options, facts, topics, and scenarios with their parameters and measures.

It runs no scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from studykit.errors import Problem, suggestion
from studykit.items import Match, Multiple, Numeric, Order, Question, Single
from studykit.library.model import ByFact, Card, Family, Item, Need, Observe, Pack, Repair, Requirements, Topic
from studykit.library.trails import Trail, place, span
from studykit.library.yaml_reader import MappingNode, Node
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.params import BadParam, checked, find
from studykit.sim.engine.scenario import Scenario

ANSWER = "answer"
"""The name of the correct value in the rationale and the claims of a numeric item."""


class PackNames:
    """The names of a pack that its topics may refer to, in the order of its files, in which messages list them."""

    def __init__(self, pack: Pack, topics: Iterable[Topic]) -> None:
        self.pack = pack
        self.topics: dict[str, Topic] = {}
        self.facts: dict[str, None] = {}
        self.scenarios: dict[str, Scenario] = {}
        self.items: dict[str, None] = {}
        for topic in topics:
            self.items |= dict.fromkeys(f"{topic.id}/{name}" for name in topic.items)
            self.topics[topic.id] = topic
            self.facts |= dict.fromkeys(f"{topic.id}/{name}" for name in topic.facts)
            self.scenarios |= topic.scenarios


def references(names: PackNames, topic: Topic, shown: str, node: MappingNode) -> list[Problem]:
    """Returns a problem for every reference of a topic to something that does not exist."""
    return list(ReferenceChecker(names, topic, shown, node).all())


def comparison_references(known: PackNames, shown: str, node: Node) -> Iterator[Problem]:
    """Yields a problem for every topic, item and fact of a comparison that does not exist."""

    def one_of(what: str, name: str, names: Iterable[str], trail: Trail) -> Iterator[Problem]:
        if name not in names:
            wrong = span(place(node, trail), shown)
            yield Problem("reference", f"there is no {what} {name!r}", wrong, suggestion(name, names))

    for name, pair in known.pack.compare.items():
        at: Trail = ("compare", name)
        for number, topic in enumerate(pair.topics):
            yield from one_of("topic", topic, known.topics, (*at, "topics", number))
        for number, item in enumerate(pair.items):
            yield from one_of("item", item, known.items, (*at, "items", number))
        for line, row in enumerate(pair.rows):
            for number, fact in enumerate(row.facts):
                yield from one_of("fact", fact, known.facts, (*at, "rows", line, "facts", number))


class ReferenceChecker:
    """Checks the references of one topic.

    Each method yields the problems of one part; `at` is the trail of keys and numbers to it.
    """

    def __init__(self, names: PackNames, topic: Topic, shown: str, node: MappingNode) -> None:
        self.names = names
        self.topic = topic
        self.shown = shown
        self.node = node

    def all(self) -> Iterator[Problem]:
        """Yields the problems of the whole topic."""
        yield from self.one_of("domain", self.topic.domain, self.names.pack.domains, ("domain",))
        for number, name in enumerate(self.topic.see):
            yield from self.one_of("topic", name, self.names.topics, ("see", number))
        for name in self.topic.cards.keys() & self.topic.items.keys():
            yield self.problem(
                "duplicate", f"{name!r} is a card and an item; they share one namespace", ("items", name)
            )
        for name, card in self.topic.cards.items():
            yield from self.card(card, ("cards", name))
        for name, item in self.topic.items.items():
            yield from self.item(item, ("items", name))
        for name, family in self.topic.families.items():
            yield from self.family(family, ("families", name))
        for name, scenario in self.topic.scenarios.items():
            yield from self.scenario(scenario, ("scenarios", name))

    def card(self, card: Card, at: Trail) -> Iterator[Problem]:
        if not card.cloze and not (card.front and card.back):
            yield self.problem("missing", "this card has neither front and back nor a cloze", at)
        if card.cloze and "{{" not in card.cloze:
            yield self.problem("value", "this cloze has no {{gap}}", (*at, "cloze"))
        if card.fact:
            yield from self.one_of("fact", card.fact, self.topic.facts, (*at, "fact"))
        if card.shows:
            yield from self.run(card.shows.scenario, card.shows.set, (*at, "shows"), "set")

    def item(self, item: Item, at: Trail) -> Iterator[Problem]:
        yield from self.question(item.question, at)
        if item.domain:
            yield from self.one_of("domain", item.domain, self.names.pack.domains, (*at, "domain"))
        for number, name in enumerate(item.facts):
            yield from self.one_of("fact", name, self.names.facts, (*at, "facts", number))
        yield from self.proof(item, (*at, "proof"))

    def question(self, question: Question, at: Trail) -> Iterator[Problem]:
        names = names_of(question)
        if isinstance(question, Single):
            yield from self.key(question.key, names, (*at, "key"))
        elif isinstance(question, (Multiple, Order)):
            for number, name in enumerate(question.key):
                yield from self.key(name, names, (*at, "key", number))
            if len(set(question.key)) != len(question.key):
                yield self.problem("key", "the key names an option twice", (*at, "key"))
            if isinstance(question, Order) and set(question.key) != set(names):
                yield self.problem("key", "the key of an order item names every option once", (*at, "key"))
            if isinstance(question, Multiple) and not 2 <= len(question.key) < len(names):
                yield self.problem("key", "a multiple response has two keys or more, and a distractor", (*at, "key"))
        elif isinstance(question, Match):
            for left, right in question.key.items():
                yield from self.key(left, question.left, (*at, "key", left))
                yield from self.key(right, question.right_, (*at, "key", left))
            for left in question.left.keys() - question.key.keys():
                yield self.problem("key", f"the key matches nothing with {left!r}", (*at, "key"))
        if len(names) == 1 and not isinstance(question, Numeric):
            yield self.problem("value", "one option is no choice", (*at, "options"))
        for name in question.rationale.keys() - names.keys():
            hint = suggestion(name, names, f"there is {', '.join(names)}")
            yield self.problem(
                "rationale", f"a rationale for {name!r}, which is no option", (*at, "rationale", name), hint
            )
        for name in names:
            if not question.rationale.get(name, "").strip():
                yield self.problem("rationale", f"the option {name!r} has no rationale", (*at, "rationale"))

    def key(self, name: str, names: Iterable[str], at: Trail) -> Iterator[Problem]:
        names = list(names)
        if name not in names:
            hint = suggestion(name, names, f"there is {', '.join(names)}")
            yield self.problem("key", f"the key {name!r} is not one of the options", at, hint)

    def proof(self, item: Item, at: Trail) -> Iterator[Problem]:
        proof, names = item.proof, names_of(item.question)
        if isinstance(proof, ByFact):
            for number, name in enumerate(proof.facts):
                yield from self.one_of("fact", name, self.names.facts, (*at, "facts", number))
            return
        if isinstance(proof, Requirements):
            yield from self.requirements(proof, names, at)
            return
        yield from self.run(proof.scenario, proof.given, at, "given")
        scenario = self.names.scenarios.get(proof.scenario)
        if scenario is None:
            return
        if isinstance(proof, Observe):
            for name, claims in proof.claims.items():
                yield from self.one_of("option", name, names, (*at, "claims", name))
                yield from self.measures(scenario, claims, (*at, "claims", name))
            return
        yield from self.repair(proof, scenario, names, at)

    def repair(self, proof: Repair, scenario: Scenario, names: Mapping[str, str], at: Trail) -> Iterator[Problem]:
        for name, change in proof.changes.items():
            yield from self.one_of("option", name, names, (*at, "changes", name))
            yield from self.params(scenario, change, (*at, "changes", name))
        yield from self.measures(scenario, proof.goal, (*at, "goal"))
        for number, need in enumerate(proof.needs):
            yield from self.need(need, scenario, names, (*at, "needs", number))
        if not proof.goal and not proof.needs:
            yield self.problem("missing", "this proof has neither a goal nor needs", at)
        for limit in ("least", "most"):
            if getattr(proof, limit):
                yield from self.measure(scenario, getattr(proof, limit), (*at, limit))
        for name, facts in proof.works.items():
            yield from self.one_of("option", name, names, (*at, "works", name))
            for number, fact in enumerate(facts):
                yield from self.one_of("fact", fact, self.names.facts, (*at, "works", name, number))

    def requirements(self, proof: Requirements, names: Mapping[str, str], at: Trail) -> Iterator[Problem]:
        scenario = self.names.scenarios.get(proof.scenario)
        if proof.scenario:
            yield from self.run(proof.scenario, proof.given, at, "given")
        for name, settings in proof.sets.items():
            yield from self.one_of("option", name, names, (*at, "sets", name))
            if scenario is not None:
                yield from self.params(scenario, settings, (*at, "sets", name))
        for name, need in proof.needs.items():
            yield from self.need(need, scenario, names, (*at, "needs", name))
        if not proof.needs:
            yield self.problem("missing", "this proof has no needs", at)

    def need(self, need: Need, scenario: Scenario | None, names: Mapping[str, str], at: Trail) -> Iterator[Problem]:
        if not need.goal and not (need.facts and need.fails):
            says = "this need has neither a goal nor facts with the options that fail"
            yield self.problem("missing", says, at, "add goal:, or facts: and fails:")
        if need.goal and need.fails:
            yield self.problem("value", "this need has a goal and options that fail; a run or facts decide it", at)
        for number, name in enumerate(need.fails):
            yield from self.one_of("option", name, names, (*at, "fails", number))
        for number, name in enumerate(need.facts):
            yield from self.one_of("fact", name, self.names.facts, (*at, "facts", number))
        if scenario is not None:
            yield from self.params(scenario, need.given, (*at, "given"))
            yield from self.measures(scenario, need.goal, (*at, "goal"))
        elif need.goal:
            yield self.problem("missing", "this need has a goal and its proof has no scenario", (*at, "goal"))

    def family(self, family: Family, at: Trail) -> Iterator[Problem]:
        """Yields what the items of a family cannot show: its stories' names, and needs that no story states."""
        for name, story in family.items.items():
            for number, need in enumerate(story.needs):
                yield from self.one_of("need", need, family.needs, (*at, "items", name, "needs", number))
            if len(set(story.needs)) != len(story.needs):
                yield self.problem("value", "the story states a need twice", (*at, "items", name, "needs"))
            made = self.topic.items.get(name)
            if made is not None and not made.question.stem.startswith(story.stem.strip()):
                says = f"{name!r} is a story here and an item or story elsewhere in the topic"
                yield self.problem("duplicate", says, (*at, "items", name))
        for name in family.needs:
            if not any(name in story.needs for story in family.items.values()):
                yield self.problem("value", f"no story states the need {name!r}", (*at, "needs", name))
        for name in family.options:
            if not any(name in story.key for story in family.items.values()):
                yield self.problem("value", f"the option {name!r} is the key of no story", (*at, "options", name))
        if len(family.options) < 3:
            yield self.problem("value", "a family has three options or more", (*at, "options"))

    def run(self, name: str, values: Mapping[str, Any], at: Trail, key: str) -> Iterator[Problem]:
        yield from self.one_of("scenario", name, self.names.scenarios, (*at, "scenario"))
        if name in self.names.scenarios:
            yield from self.params(self.names.scenarios[name], values, (*at, key))

    def params(self, scenario: Scenario, values: Mapping[str, Any], at: Trail) -> Iterator[Problem]:
        for name, value in values.items():
            try:
                checked(name, find(scenario, name), value)
            except BadParam as wrong:
                yield self.problem("param", str(wrong), (*at, name))

    def measures(self, scenario: Scenario, wanted: Mapping[str, Condition], at: Trail) -> Iterator[Problem]:
        for name in wanted:
            yield from self.measure(scenario, name, (*at, name))

    def measure(self, scenario: Scenario, name: str, at: Trail) -> Iterator[Problem]:
        if name not in scenario.measures:
            hint = suggestion(name, scenario.measures, f"it declares {', '.join(scenario.measures)}")
            yield self.problem("measure", f"the scenario declares no measure {name!r}", at, hint)

    def scenario(self, scenario: Scenario, at: Trail) -> Iterator[Problem]:
        for name, param in scenario.params.items():
            try:
                checked(name, param, param.default)
            except BadParam as wrong:
                yield self.problem("param", f"the default cannot be: {wrong}", (*at, "params", name, "default"))
        yield from self.measures(scenario, scenario.expect, (*at, "expect"))
        if scenario.predict:
            yield from self.measure(scenario, scenario.predict.measure, (*at, "predict", "measure"))

    def one_of(self, what: str, name: str, names: Iterable[str], at: Trail) -> Iterator[Problem]:
        names = list(names)
        if name not in names:
            few = f"there is {', '.join(names)}" if 0 < len(names) <= 8 else ""
            yield self.problem("reference", f"there is no {what} {name!r}", at, suggestion(name, names, few))

    def problem(self, code: str, message: str, at: Trail, hint: str = "") -> Problem:
        return Problem(code, message, span(place(self.node, at), self.shown), hint)


def names_of(question: Question) -> Mapping[str, str]:
    """Returns the names in the rationales and proofs of a question, with their texts."""
    if isinstance(question, Match):
        return question.left
    if isinstance(question, Numeric):
        return {ANSWER: question.unit}
    assert isinstance(question, (Single, Multiple, Order))
    return question.options
