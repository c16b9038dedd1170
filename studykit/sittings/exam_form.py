"""Forms: which items a paper holds, drawn exactly to the pack's blueprint. A pure function of seed and content.

A seed is a place in a series: seeds 0 to 99 are the papers of one series, 100 to 199 those of the next. A paper of a
series takes items that its predecessors did not, as long as there are any, so who sits them in turn meets no item twice
before the bank is used up; and nothing but the seed and the content decides, so a paper's id (seed and hash of the
content) is the same paper on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from random import Random

SERIES = 100
"""Papers in a series of seeds."""
LOOKED_AT = 24
"""Papers of the first series that are looked at for one with nothing seen in it."""
FORMS_KEPT = 2
"""Forms' worth of items that quizzes leave alone until the first mock."""
KEPT_AT_MOST = 0.5
"""The share of a small bank that is kept back at most: quizzes must stay possible."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item that a form may take. `point`: items that share it are variants, and no paper holds two of them.

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
    """What a form is made to: weights of the domains, how many items, how many of them are not scored."""

    weights: Mapping[str, int]
    items: int
    unscored: int = 0

    def part(self, number: int | None, domains: Collection[str] = ()) -> Blueprint:
        """The blueprint of a shorter or longer paper, or of a few domains; unscored items keep their share.

        Without a number, a few domains have as many items as they have on a whole paper.
        """
        weights = {name: weight for name, weight in self.weights.items() if not domains or name in domains}
        if number is None:
            shares = apportion(self.weights, self.items)
            number = sum(shares[name] for name in weights)
        return Blueprint(weights, number, number * self.unscored // max(1, self.items))


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item on a form. Whether it is scored is not shown to who sits the paper."""

    id: str
    domain: str
    point: str
    scored: bool


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A paper's items in order. `short`: domain to (wanted, held), where the bank had not enough."""

    id: str
    seed: int
    picks: tuple[FormItem, ...]
    short: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def apportion(weights: Mapping[str, int], seats: int, most: Mapping[str, int] | None = None) -> dict[str, int]:
    """Seats by largest remainder (Hamilton's method); equal remainders go in the order of the blueprint.

    `most` caps a domain; what it cannot take goes to the others by the same rule, until none can take more.
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
    """Eight characters that change with every item of the bank and with the blueprint."""
    rows = [f"{item.id}\t{item.domain}\t{item.point}\t{item.text}" for item in sorted(bank, key=lambda item: item.id)]
    head = f"{dict(blueprint.weights)} {blueprint.items} {blueprint.unscored}"
    return sha256("\n".join([head, *rows]).encode()).hexdigest()[:8]


def build_form(bank: Collection[BankItem], blueprint: Blueprint, seed: int) -> ExamForm:
    """The paper of a seed."""
    return next(islice(series(bank, blueprint, seed // SERIES), seed % SERIES, None))


def series(bank: Collection[BankItem], blueprint: Blueprint, number: int = 0) -> Iterator[ExamForm]:
    """The papers of a series, without end: each takes the items that were on the fewest papers before it."""
    rng = Random(f"series/{number}")
    mark = content_hash(bank, blueprint)
    order = sorted((item for item in bank if item.domain in blueprint.weights), key=lambda item: item.id)
    last = {item.topic: item for item in reversed(order)}
    times: Counter[str] = Counter()
    rank = {item.id: (item is last[item.topic], rng.random()) for item in order}
    seed = number * SERIES
    while True:
        urgent = _urgent(order, times, blueprint)
        order.sort(key=lambda item: (times[item.id], (item.domain, item.point) not in urgent, rank[item.id]))
        made = _form(order, times, blueprint, Random(f"{mark}/{seed}"))
        for pick in made.picks:
            times[pick.id] += 1
            rank[pick.id] = (False, rng.random())
        yield replace(made, id=f"{seed}-{mark}", seed=seed)
        seed += 1


def _urgent(order: Sequence[BankItem], times: Mapping[str, int], blueprint: Blueprint) -> set[tuple[str, str]]:
    """Domain and point of variants of which more are left than papers that could part them: they come first."""
    wanted = apportion(blueprint.weights, blueprint.items)
    least = {name: min((times[item.id] for item in order if item.domain == name), default=0) for name in wanted}
    unused = [item for item in order if times[item.id] == least[item.domain]]
    left = Counter(item.domain for item in unused)
    variants = Counter((item.domain, item.point) for item in unused)
    return {key for key, number in variants.items() if number > 1 and number * wanted[key[0]] >= left[key[0]]}


def freshest(bank: Collection[BankItem], blueprint: Blueprint, seen: Mapping[str, int]) -> int:
    """The seed of the first series whose paper holds least of what was seen; of equals the first.

    `seen`: how often, by id.
    """
    best, least = 0, -1
    for made in islice(series(bank, blueprint), LOOKED_AT):
        known = sum(seen.get(pick.id, 0) for pick in made.picks)
        if least < 0 or known < least:
            best, least = made.seed, known
        if not known:
            break
    return best


def kept_back(bank: Collection[BankItem], blueprint: Blueprint) -> frozenset[str]:
    """The items that quizzes leave alone until the first mock: those of the first two papers of the first series.

    A bank that does not fill one form keeps nothing back, and a small one at most half of its items, so that quizzes
    stay possible. Of each topic one item, which papers take last, is left to quizzes in any case.
    """
    if len(bank) < blueprint.items:
        return frozenset()
    most = int(min(FORMS_KEPT * blueprint.items, KEPT_AT_MOST * len(bank)))
    left = {item.topic: item.id for item in sorted(bank, key=lambda item: item.id, reverse=True)}
    papers = islice(series(bank, blueprint), FORMS_KEPT)
    names = dict.fromkeys(
        pick.id for made in papers for pick in made.picks if left[pick.id.partition("/")[0]] != pick.id
    )
    return frozenset(list(names)[:most])


def _form(order: Sequence[BankItem], times: Mapping[str, int], blueprint: Blueprint, rng: Random) -> ExamForm:
    """One paper from items in the order in which they would like to be taken."""
    wanted = apportion(blueprint.weights, blueprint.items)
    held = _held(order, times, wanted)
    have = Counter(item.domain for item in held)
    scored = apportion(blueprint.weights, max(0, len(held) - blueprint.unscored), have)
    rng.shuffle(held)
    picks = []
    for item in held:
        scored[item.domain] -= 1
        picks.append(FormItem(item.id, item.domain, item.point, scored[item.domain] >= 0))
    rng.shuffle(picks)
    short = {name: (number, have[name]) for name, number in wanted.items() if have[name] < number}
    return ExamForm("", 0, tuple(picks), short)


def _held(order: Sequence[BankItem], times: Mapping[str, int], wanted: Mapping[str, int]) -> list[BankItem]:
    """Items to the blueprint, the least used first; where a domain has not enough, others stand in."""
    table = _FormBuilder(order, times)
    missing = 0
    for domain, number in wanted.items():
        missing += sum(not table.add_from(domain) for _ in range(number))
    for domain in sorted(wanted, key=lambda name: -wanted[name]):
        while missing and table.add_from(domain):
            missing -= 1
    return sorted(table.held.values(), key=lambda item: item.id)


class _FormBuilder:
    """A paper being filled: one item a learning point. A point that two domains want goes where both are served."""

    def __init__(self, order: Sequence[BankItem], times: Mapping[str, int]) -> None:
        self.held: dict[str, BankItem] = {}
        self.times = times
        self.levels = sorted({times.get(item.id, 0) for item in order})
        self.stock: dict[str, list[BankItem]] = {}
        for item in order:
            self.stock.setdefault(item.domain, []).append(item)

    def add_from(self, domain: str) -> bool:
        """One more item of a domain, as little used as possible; False when the bank has none."""
        return any(self._take(domain, level, set()) for level in self.levels)

    def _take(self, domain: str, level: int, tried: set[str]) -> bool:
        """Takes an item used at most so often: a free point's, else one whose point its holder can do without."""
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
