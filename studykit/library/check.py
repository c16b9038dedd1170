"""Checks packs: problems of reading, proofs, scenarios and the rules of item writing, in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from studykit.errors import Exit, Level, Problem
from studykit.library.families import read_topic_file
from studykit.library.garbage import no_garbage_collection
from studykit.library.goals import value_words
from studykit.library.library import Library
from studykit.library.matrix import matrix
from studykit.library.model import Family, Item, Repair, Requirements, Topic
from studykit.library.need_runs import is_proved_by_run, needs_of
from studykit.library.packs import shown_path
from studykit.library.proof_runs import RunCache
from studykit.library.proofs import ProofContext, prove
from studykit.library.rules import bank_rules, topic_rules
from studykit.library.trails import Trail, span_of
from studykit.library.yaml_reader import Node
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.scenario import Scenario

READING_CODES = frozenset(
    (
        *("file", "size", "encoding", "character", "syntax", "depth", "document"),
        *("alias", "anchor", "tag", "duplicate", "key", "type", "missing", "value", "name", "format"),
    )
)
"""Codes of the problems of files that cannot be read or do not fit the schema."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The problems that a check found, and how many things it checked.

    `unread`: a file could not be read, or does not fit the schema.
    """

    problems: tuple[Problem, ...]
    counts: dict[str, int] = field(default_factory=dict)
    unread: bool = False

    @property
    def exit(self) -> Exit:
        """3 if a file could not be read, 1 for any other error, 0 if there are only warnings."""
        if self.unread:
            return Exit.CONTENT
        return Exit.FAILED if any(problem.level == "error" for problem in self.problems) else Exit.DONE


class ProblemReporter:
    """Makes problems at a trail in the file of a topic. It reads the file again for the place of the first."""

    def __init__(self, path: Path, base: Trail = (), of: ProblemReporter | None = None) -> None:
        self.path = path
        self.base = base
        self.whole = of or self

    @cached_property
    def node(self) -> Node | None:
        """The content of the file."""
        return read_topic_file(self.path, shown_path(self.path))[0]

    def __call__(self, code: str, message: str, trail: Trail = (), level: Level = "error", hint: str = "") -> Problem:
        span = span_of(self.whole.node, shown_path(self.path), (*self.base, *trail))
        return Problem(code, message, span, hint, level)

    def under(self, *trail: str) -> ProblemReporter:
        """Returns a reporter for the part of the file below a trail."""
        return ProblemReporter(self.path, (*self.base, *trail), self.whole)


def check(
    library: Library, today: date, topics: Sequence[str] | None = None, say: Callable[[str], None] = lambda _: None
) -> CheckReport:
    """Checks all packs of a library, or some topics. `today` decides which facts are old. `say` gets the progress."""
    with no_garbage_collection():
        return _check(library, today, topics, say)


def _check(library: Library, today: date, topics: Sequence[str] | None, say: Callable[[str], None]) -> CheckReport:
    names = list(library.topic_ids()) if topics is None else list(topics)
    every = [library.topic(name) for name in library.topic_ids()]
    facts = {f"{topic.id}/{name}": fact for topic in every for name, fact in topic.facts.items()}
    scenarios = {name: scenario for topic in every for name, scenario in topic.scenarios.items()}
    context = ProofContext(scenarios, facts, RunCache())
    problems = list(library.problems)
    for number, topic in enumerate((library.topic(name) for name in names), 1):
        say(f"Checking {topic.id}, {number} of {len(names)} topics ...")
        complain = ProblemReporter(library.path_of(topic.id))
        for name, scenario in topic.scenarios.items():
            problems += _check_scenario(context, name, scenario, complain.under("scenarios", name))
        proved: dict[str, list[Problem]] = {}
        for name, item in topic.items.items():
            proved[name] = prove(context, item, complain.under("items", name))
            problems += proved[name]
        for name, family in topic.families.items():
            is_proved = not any(proved.get(story) for story in family.items)
            problems += _check_family(context, family, is_proved, complain.under("families", name))
        problems += topic_rules(topic, today, complain, library.pack_of(topic.id).style)
    if topics is None:
        for name, pack in library.packs.items():
            own = [topic for topic in every if library.pack_of(topic.id).id == name]
            problems += bank_rules(own, [ProblemReporter(library.path_of(topic.id)) for topic in own], pack.style)
    unread = any(problem.level == "error" and problem.code in READING_CODES for problem in library.problems)
    return CheckReport(
        tuple(dict.fromkeys(problems)), _counts([library.topic(name) for name in names], context), unread
    )


def _check_scenario(
    context: ProofContext, name: str, scenario: Scenario, complain: ProblemReporter
) -> Iterator[Problem]:
    """Yields the problems of a scenario played with its defaults: `expect`, types of measures, laws, prediction."""
    try:
        usual = {key: param.default for key, param in scenario.params.items() if param.open}
        traces = list(context.runs.all_seeds(name, scenario, usual))
    except BadParam as wrong:
        yield complain("scenario", f"it cannot be played: {wrong}", ())
        return
    first = traces[0]
    for measure, condition in scenario.expect.items():
        failed = next((t for t in traces if not condition.holds(t.measures[measure])), None)
        if failed is not None:
            given = value_words(failed.measures[measure])
            yield complain("expect", f"{measure} is {given} with seed {failed.seed}", ("expect", measure))
    for measure, wanted in scenario.measures.items():
        if not _fits(first.measures[measure], wanted):
            given = value_words(first.measures[measure])
            yield complain("measure", f"{measure} is declared a {wanted} and is {given}", ("measures", measure))
    for trace in traces:
        if trace.broken:
            law = trace.broken[0]
            yield complain("law", f"law {law.law} is broken with seed {trace.seed}: {law.says}", ("laws",))
            break
    if scenario.predict and scenario.predict.choices:
        outcome = first.measures[scenario.predict.measure]
        if outcome not in scenario.predict.choices:
            says = f"the outcome {value_words(outcome)} is not among the choices"
            yield complain("predict", says, ("predict", "choices"))


def _check_family(
    context: ProofContext, family: Family, is_proved: bool, complain: ProblemReporter
) -> Iterator[Problem]:
    """Yields problems for options that no story can have as its only key, and the table of a family that fails."""
    try:
        found = matrix(family, context.scenarios, context.runs)
    except BadParam as wrong:
        yield complain("proof", f"the run cannot be played: {wrong}", ())
        return
    dominated = list(found.dominated())
    for option, better in dominated:
        says = f"the option {option!r} meets no need that {better!r} does not meet too"
        yield complain("family-dominated", says, ("options", option))
    if dominated or not is_proved:
        table = found.table(context.scenarios.get(family.scenario))
        yield complain("family", "not every story is proved; this is what each option meets", ())._replace(note=table)


def _fits(value: object, wanted: str) -> bool:
    if wanted == "flag":
        return isinstance(value, bool)
    if wanted == "list":
        return isinstance(value, list)
    if value is None:
        return True
    if wanted == "text":
        return isinstance(value, str)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _counts(topics: Sequence[Topic], context: ProofContext) -> dict[str, int]:
    items: list[Item] = [item for topic in topics for item in topic.items.values()]
    by_run = [item for item in items if is_proved_by_run(item.proof)]
    families = [family for topic in topics for family in topic.families.values()]
    several = [needs_of(item.proof) for item in items if isinstance(item.proof, (Repair, Requirements))]
    return {
        "topics": len(topics),
        "facts": sum(len(topic.facts) for topic in topics),
        "cards": sum(len(topic.cards) for topic in topics),
        "items": len(items),
        "families": len(families),
        "family_items": sum(len(family.items) for family in families),
        "needs": sum(len(needs) for needs in several if len(needs) > 1),
        "proved_by_run": len(by_run),
        "proved_by_fact": len(items) - len(by_run),
        "scenarios": sum(len(topic.scenarios) for topic in topics),
        "runs": context.runs.played,
    }
