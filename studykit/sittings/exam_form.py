"""Exam forms: draws the items of a paper to the pack's blueprint, as a pure function of seed and content.

A seed is a position in a series: seeds 0 to 99 are the papers of one series, 100 to 199 those of the next. A paper
takes items that earlier papers of its series did not, as long as there are any. A learner who takes the papers in order
therefore sees no item twice before the bank is used up. Only the seed and the content decide, so a paper's id (seed and
content hash) means the same paper on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from random import Random

from studykit.items import Multiple, Question
from studykit.sittings.paper import CreditRule, Paper, PaperItem

SERIES = 100
"""Papers in a series of seeds."""
SEEDS_TRIED = 24
"""Papers of the first series that are searched for one without a seen item."""
RESERVED_FORMS = 2
"""Forms whose items are reserved for mocks until the first one was taken."""
MAX_RESERVED_SHARE = 0.5
"""The largest share of a small bank that is reserved, so that quizzes stay possible."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item of the bank. Items with the same `point` are variants, and no paper has two of them.

    `text` changes with every edit of the item.
    """

    id: str
    domain: str
    point: str
    text: str = ""

    @property
    def topic(self) -> str:
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The specification of a form: domain weights, the number of items, and how many of them are not scored."""

    weights: Mapping[str, int]
    items: int
    unscored: int = 0

    def part(self, number: int | None, domains: Collection[str] = ()) -> Blueprint:
        """Returns the blueprint of a shorter or longer paper, or of some domains. Unscored items keep their share.

        Without a number, each domain has as many items as on a whole paper.
        """
        weights = {name: weight for name, weight in self.weights.items() if not domains or name in domains}
        if number is None:
            shares = apportion(self.weights, self.items)
            number = sum(shares[name] for name in weights)
        return Blueprint(weights, number, number * self.unscored // max(1, self.items))


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item on a form. The candidate cannot see whether it is scored."""

    id: str
    domain: str
    point: str
    scored: bool


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A paper's items in order. `short` maps a domain to (wanted, available) if the bank had too few items."""

    id: str
    seed: int
    items: tuple[FormItem, ...]
    short: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def apportion(weights: Mapping[str, int], seats: int, most: Mapping[str, int] | None = None) -> dict[str, int]:
    """Distributes seats by largest remainder (Hamilton's method). Ties are broken by the order of the blueprint.

    `most` caps a domain. Seats above its cap go to the others by the same rule, until none can take more.
    """
    caps = dict.fromkeys(weights, seats) if most is None else {name: most.get(name, 0) for name in weights}
    given = dict.fromkeys(weights, 0)
    while (left := seats - sum(given.values())) > 0:
        open_ = {name: weight for name, weight in weights.items() if given[name] < caps[name]}
        if not open_:
            break
        total = sum(open_.values()) or len(open_)
        shares = {name: left * (weight if sum(open_.values()) else 1) for name, weight in open_.items()}
        got = {name: share // total for name, share in shares.items()}
        rest = left - sum(got.values())
        for name in sorted(open_, key=lambda name: -(shares[name] % total))[:rest]:
            got[name] += 1
        for name, more in got.items():
            given[name] = min(caps[name], given[name] + more)
    return given


def content_hash(bank: Collection[BankItem], blueprint: Blueprint) -> str:
    """Returns eight characters that change with any item of the bank and with the blueprint."""
    rows = [f"{item.id}\t{item.domain}\t{item.point}\t{item.text}" for item in sorted(bank, key=lambda item: item.id)]
    head = f"{dict(blueprint.weights)} {blueprint.items} {blueprint.unscored}"
    return sha256("\n".join([head, *rows]).encode()).hexdigest()[:8]


def build_form(bank: Collection[BankItem], blueprint: Blueprint, seed: int) -> ExamForm:
    """Returns the paper of a seed."""
    return next(islice(series(bank, blueprint, seed // SERIES), seed % SERIES, None))


def series(bank: Collection[BankItem], blueprint: Blueprint, number: int = 0) -> Iterator[ExamForm]:
    """Yields the papers of a series without end. Each takes the items that were on the fewest papers before it."""
    rng = Random(f"series/{number}")
    mark = content_hash(bank, blueprint)
    order = sorted((item for item in bank if item.domain in blueprint.weights), key=lambda item: item.id)
    last = {item.topic: item for item in reversed(order)}
    times: Counter[str] = Counter()
    rank = {item.id: (item is last[item.topic], rng.random()) for item in order}
    seed = number * SERIES
    while True:
        crowded = _crowded_variants(order, times, blueprint)
        order.sort(key=lambda item: (times[item.id], (item.domain, item.point) not in crowded, rank[item.id]))
        made = _draw_form(order, times, blueprint, Random(f"{mark}/{seed}"))
        for item in made.items:
            times[item.id] += 1
            rank[item.id] = (False, rng.random())
        yield replace(made, id=f"{seed}-{mark}", seed=seed)
        seed += 1


def _crowded_variants(
    order: Sequence[BankItem], times: Mapping[str, int], blueprint: Blueprint
) -> set[tuple[str, str]]:
    """Returns domain and point of variants with at least as many left as there are papers to put them on.

    These must come first, because a paper cannot have two of them.
    """
    wanted = apportion(blueprint.weights, blueprint.items)
    least = {name: min((times[item.id] for item in order if item.domain == name), default=0) for name in wanted}
    unused = [item for item in order if times[item.id] == least[item.domain]]
    left = Counter(item.domain for item in unused)
    variants = Counter((item.domain, item.point) for item in unused)
    return {key for key, number in variants.items() if number > 1 and number * wanted[key[0]] >= left[key[0]]}


def least_seen_seed(bank: Collection[BankItem], blueprint: Blueprint, seen: Mapping[str, int]) -> int:
    """Returns the first seed of the first series whose paper has the fewest seen items.

    `seen` counts how often each item was seen.
    """
    best, least = 0, -1
    for made in islice(series(bank, blueprint), SEEDS_TRIED):
        known = sum(seen.get(item.id, 0) for item in made.items)
        if least < 0 or known < least:
            best, least = made.seed, known
        if not known:
            break
    return best


def reserved_for_mocks(bank: Collection[BankItem], blueprint: Blueprint) -> frozenset[str]:
    """Returns the items reserved until the first mock: those of the first two papers of the first series.

    Quizzes do not ask them. A bank that does not fill one form reserves nothing, and a small bank at most half of its
    items. One item of each topic, which papers take last, is always left to quizzes.
    """
    if len(bank) < blueprint.items:
        return frozenset()
    most = int(min(RESERVED_FORMS * blueprint.items, MAX_RESERVED_SHARE * len(bank)))
    left = {item.topic: item.id for item in sorted(bank, key=lambda item: item.id, reverse=True)}
    papers = islice(series(bank, blueprint), RESERVED_FORMS)
    names = dict.fromkeys(
        item.id for made in papers for item in made.items if left[item.id.partition("/")[0]] != item.id
    )
    return frozenset(list(names)[:most])


def _draw_form(order: Sequence[BankItem], times: Mapping[str, int], blueprint: Blueprint, rng: Random) -> ExamForm:
    """Draws a paper from items in order of preference."""
    wanted = apportion(blueprint.weights, blueprint.items)
    held = _fill(order, times, wanted)
    have = Counter(item.domain for item in held)
    scored = apportion(blueprint.weights, max(0, len(held) - blueprint.unscored), have)
    rng.shuffle(held)
    items = []
    for item in held:
        scored[item.domain] -= 1
        items.append(FormItem(item.id, item.domain, item.point, scored[item.domain] >= 0))
    rng.shuffle(items)
    short = {name: (number, have[name]) for name, number in wanted.items() if have[name] < number}
    return ExamForm("", 0, tuple(items), short)


def _fill(order: Sequence[BankItem], times: Mapping[str, int], wanted: Mapping[str, int]) -> list[BankItem]:
    """Returns items to the blueprint, the least used first. If a domain has too few, other domains fill the gap."""
    builder = _FormBuilder(order, times)
    missing = 0
    for domain, number in wanted.items():
        missing += sum(not builder.add_from(domain) for _ in range(number))
    for domain in sorted(wanted, key=lambda name: -wanted[name]):
        while missing and builder.add_from(domain):
            missing -= 1
    return sorted(builder.held.values(), key=lambda item: item.id)


class _FormBuilder:
    """A paper being filled, with one item per learning point.

    If two domains need the same point, it goes to the domain that leaves an item for both.
    """

    def __init__(self, order: Sequence[BankItem], times: Mapping[str, int]) -> None:
        self.held: dict[str, BankItem] = {}
        self.times = times
        self.levels = sorted({times.get(item.id, 0) for item in order})
        self.stock: dict[str, list[BankItem]] = {}
        for item in order:
            self.stock.setdefault(item.domain, []).append(item)

    def add_from(self, domain: str) -> bool:
        """Adds an item of a domain, the least used one. Returns False if the bank has none."""
        return any(self._take(domain, level, set()) for level in self.levels)

    def _take(self, domain: str, level: int, tried: set[str]) -> bool:
        """Adds an item of a domain that was on at most `level` papers. Returns False if there is none.

        It takes an item of a free point, else one whose point another domain can give up (an augmenting path).
        """
        open_ = [item for item in self.stock.get(domain, []) if self.times.get(item.id, 0) <= level]
        for item in open_:
            if item.point not in self.held:
                self.held[item.point] = item
                return True
        for item in open_:
            holder = self.held[item.point]
            if holder.domain == domain or item.point in tried:
                continue
            tried.add(item.point)
            self.held[item.point] = item
            if self._take(holder.domain, level, tried):
                return True
            self.held[item.point] = holder
        return False


def paper(
    form: ExamForm,
    questions: Mapping[str, Question],
    pack: str,
    minutes: float,
    *,
    texts: Mapping[str, str] | None = None,
    warn: tuple[int, ...] = (),
    whole: bool = True,
    rule: CreditRule = "all",
) -> Paper:
    """Returns a form as a paper, with the options of each item shuffled by the ids of the paper and the item."""
    items = []
    for item in form.items:
        question = questions[item.id]
        choose = len(question.key) if isinstance(question, Multiple) else 1
        order = question.deal(Random(f"{form.id}/{item.id}"))
        text = (texts or {}).get(item.id, "")
        items.append(PaperItem(item.id, item.domain, item.point, item.scored, choose, order, text))
    return Paper(form.id, pack, tuple(items), minutes, warn, whole, rule)
