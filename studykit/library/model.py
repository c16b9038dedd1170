"""The pack format as dataclasses; questions, scenarios and conditions come from the engines that use them.

Files are decoded by these types (decode.py), and the JSON Schema is made from them (schema.py). Their docstrings are
descriptions in the schema, which editors show to authors. `format_name` gives the name of a type in the format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from studykit.items import Question
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.scenario import Scenario

Scope = Literal["exam", "history"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain of the exam's blueprint; the weights of a pack add up to 100."""

    title: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The practice scale, which is ours: raw scores are stretched over low..high so that `pass_` is the cut."""

    low: int
    high: int
    pass_: int = field(metadata={"key": "pass"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamRules:
    """The form of the real exam: `items` of which `unscored`, `minutes`, warnings at `warn` minutes before the end."""

    code: str
    guide: str
    checked: date
    items: int
    unscored: int
    minutes: int
    warn: tuple[int, ...]
    scale: Scale
    cut: tuple[float, ...]
    multiple: Literal["all", "partial"] = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from: a `url`, or a place in a published API `model`; `says` is what stands there."""

    says: str
    url: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCheck:
    """A machine check of a fact against AWS's published API models (`scripts/check_facts`)."""

    service: str
    path: str
    kind: Literal["doc-contains", "shape-max", "shape-min", "enum-has", "operation-exists", "service-absent"]
    expect: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One claim. `exam`: what the exam expects, where it differs.

    `was`: its history, in words such as "Until October 2025 ...", or a false claim that begins "Older notes".
    """

    says: str
    from_: tuple[str, ...] = field(default=(), metadata={"key": "from"})
    was: str = ""
    exam: str = ""
    sources: tuple[Source, ...] = ()
    checked: date
    checks: tuple[ModelCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """The replay on the back of a card, or behind an answer."""

    scenario: str
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question with one answer. `cloze` holds a sentence with `{{gaps}}` instead of front and back."""

    front: str = ""
    back: str = ""
    cloze: str = ""
    fact: str = ""
    point: str = ""
    hint: str = ""
    shows: Shows | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observe:
    """A proof by one run: the key's claim holds, every other option's fails."""

    scenario: str
    given: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Mapping[str, Condition]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A requirement that a stem states; `says` is the requirement in words.

    A run decides it: every run must reach `goal` under its own `given`, which overrides the proof's. If no run can show
    it, `facts` decide it, and `fails` names the options that miss it.
    """

    says: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    goal: Mapping[str, Condition] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A proof by changes: the goal fails unchanged, and the key reaches it.

    An option that reaches the goal too loses for a named reason: `least` or `most` name a measure of which the key has
    strictly the smallest or largest; `works` names options that reach the goal and the facts that decide against them.
    `needs` are several goals; `together` runs every pair.
    """

    scenario: str
    given: Mapping[str, Any] = field(default_factory=dict)
    goal: Mapping[str, Condition] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    changes: Mapping[str, Mapping[str, Any]]
    least: str = ""
    most: str = ""
    works: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """A proof by requirements: each option is a whole configuration, and exactly the keys meet every need.

    `sets` has the parameters of each option. No need is ornament: without any one of them another option would do.
    """

    scenario: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Mapping[str, Any]]
    needs: Mapping[str, Need]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByFact:
    """A proof by facts with a source, for what no run can show."""

    facts: tuple[str, ...]


Proof = Observe | Repair | Requirements | ByFact
OneOrMore = str | tuple[str, ...]
"""One name, or a list of names; decoded as a tuple."""
Difficulty = Literal[1, 2, 3, 4, 5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question with what the library knows of it. `point`: its learning point; items that share one are variants."""

    question: Question = field(metadata={"flatten": "kind"})
    point: str
    difficulty: Difficulty
    facts: tuple[str, ...] = ()
    proof: Proof
    domain: str = ""
    task: str = ""
    scope: Scope | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """An option of a family: its text, and the parameters that it sets in the scenario."""

    text: str
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An item of a family: a situation that states some needs of the family, and the options that meet them all.

    `stem` has no closing question. `rationale` replaces texts of the family that this story makes untrue.
    """

    needs: tuple[str, ...]
    key: OneOrMore
    stem: str
    rationale: Mapping[str, str] = field(default_factory=dict)
    difficulty: Difficulty | None = None
    facts: tuple[str, ...] = ()
    domain: str = ""
    task: str = ""
    scope: Scope | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Items that share their options: each option is a whole configuration and the key of at least one story.

    `ask` closes every stem. Without a `scenario`, facts decide every need. The stories become items of the topic
    (`families.py`). They share the learning point, so a paper has at most one of them.
    """

    point: str
    difficulty: Difficulty
    ask: str
    scenario: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    options: Mapping[str, Configuration]
    rationale: Mapping[str, str]
    needs: Mapping[str, Need]
    items: Mapping[str, Story]
    domain: str = ""
    task: str = ""
    scope: Scope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One file of a pack. `id` is the file's stem; cards and items are `id/name` to the outside.

    `items` include the stories of its families.
    """

    id: str = field(default="", metadata={"key": None})
    title: str
    service: str
    domain: str
    task: str = ""
    scope: Scope = "exam"
    note: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tips: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    cards: Mapping[str, Card] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two neighbors: its name, and the words by which people ask for it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """In what two neighbors differ, backed by facts of the pack."""

    what: str
    left: str
    right: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two neighbors that are confused: a table, the cue that decides, and the topics whose items ask about them."""

    left: Side
    right: Side
    cue: str
    rows: tuple[ComparisonRow, ...]
    topics: tuple[str, ...]
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStyle:
    """The form of the real exam's questions; `check` warns of questions that differ. What is left out is not checked.

    `stem_words`, `option_words`: the least and the most; `multiple`: the least and the largest share of questions with
    several keys; `domain_items`: questions that every domain needs.
    """

    stem_words: tuple[int, ...] = ()
    option_words: tuple[int, ...] = ()
    multiple: tuple[float, ...] = ()
    domain_items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The head of a pack, `pack.yaml`. `id` is the folder's name."""

    id: str = field(default="", metadata={"key": None})
    format: int
    title: str
    exam: ExamRules
    domains: Mapping[str, Domain]
    style: ItemStyle = field(default_factory=ItemStyle)
    compare: Mapping[str, Comparison] = field(default_factory=dict)


def proof_facts(proof: Proof) -> tuple[str, ...]:
    """Returns the facts that decide a proof, or some of its needs."""
    if isinstance(proof, ByFact):
        return proof.facts
    if isinstance(proof, Observe):
        return ()
    needs = proof.needs.values() if isinstance(proof, Requirements) else proof.needs
    return tuple(dict.fromkeys(fact for need in needs for fact in need.facts))


def format_name(kind: type) -> str:
    """Returns the name of a type in the pack format, which the schema and messages to authors use."""
    return {ExamRules: "Exam", ComparisonRow: "Row"}.get(kind, kind.__name__)
