"""Forms: exactly to the blueprint, reproducible, without variants in a paper, without repeats while there is a bank."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sittings.exam_form import (
    BankItem,
    Blueprint,
    apportion,
    build_form,
    content_hash,
    freshest,
    kept_back,
    series,
)

REAL = Blueprint({"secure": 30, "resilient": 26, "high-performing": 24, "cost-optimized": 20}, 65, 15)
NAMES = list(REAL.weights)
BANK = [BankItem(f"t{n // 8:02}/i{n % 8}", NAMES[n // 8 % 4], f"p{n if n % 8 != 3 else n - 3}") for n in range(320)]
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=1)
BANKS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 12)), min_size=1, max_size=60).map(
    lambda rows: [BankItem(f"t{n % 7}/i{n}", domain, f"p{point}") for n, (domain, point) in enumerate(rows)]
)
TWO = Blueprint({"a": 60, "b": 40}, 10, 2)


def test_sixty_five_items_are_nineteen_seventeen_sixteen_thirteen() -> None:
    assert list(apportion(REAL.weights, 65).values()) == [19, 17, 16, 13]
    assert list(apportion(REAL.weights, 50).values()) == [15, 13, 12, 10]


@given(weights=WEIGHTS, seats=st.integers(0, 200))
def test_a_domain_gets_its_share_rounded_down_or_up(weights: dict[str, int], seats: int) -> None:
    given_ = apportion(weights, seats)
    shares = {name: Fraction(seats * weight, sum(weights.values())) for name, weight in weights.items()}
    assert sum(given_.values()) == seats
    assert all(abs(given_[name] - share) < 1 for name, share in shares.items())


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_a_whole_paper_is_exactly_to_the_blueprint(seed: int) -> None:
    made = build_form(BANK, REAL, seed)
    assert Counter(pick.domain for pick in made.picks) == apportion(REAL.weights, 65)
    assert Counter(pick.domain for pick in made.picks if pick.scored) == apportion(REAL.weights, 50)
    assert not made.short


@given(bank=BANKS, seed=st.integers(0, 30))
def test_no_paper_holds_two_variants_or_an_item_twice(bank: list[BankItem], seed: int) -> None:
    picks = build_form(bank, TWO, seed).picks
    assert len({pick.point for pick in picks}) == len(picks) <= 10
    assert {pick.id for pick in picks} <= {item.id for item in bank}


@given(bank=BANKS)
def test_a_paper_is_short_only_where_no_paper_could_be_longer(bank: list[BankItem]) -> None:
    picks = build_form(bank, TWO, 0).picks
    assert len(picks) == min(10, len({item.point for item in bank}))


@given(seed=st.integers(0, 10_000), order=st.permutations(range(320)))
@settings(max_examples=10)
def test_seed_and_content_make_the_same_paper_everywhere(seed: int, order: list[int]) -> None:
    assert build_form([BANK[place] for place in order], REAL, seed) == build_form(BANK, REAL, seed)


def test_a_paper_is_named_by_its_seed_and_what_every_item_says() -> None:
    made = build_form(BANK, REAL, 7)
    edited = [*BANK[1:], BankItem(BANK[0].id, BANK[0].domain, BANK[0].point, "edited")]
    assert made.id == f"7-{content_hash(BANK, REAL)}"
    assert build_form(edited, REAL, 7).id != made.id


def test_papers_sat_in_turn_repeat_nothing_before_the_bank_is_used_up() -> None:
    for number in range(3):
        papers = list(islice(series(BANK, REAL, number), 4))
        assert len({pick.id for made in papers for pick in made.picks}) == 4 * 65


def test_the_fifth_paper_uses_up_what_is_left_of_a_domain_first() -> None:
    *before, fifth = islice(series(BANK, REAL), 5)
    used = {pick.id for made in before for pick in made.picks}
    fresh = Counter(pick.domain for pick in fifth.picks if pick.id not in used)
    assert fresh["cost-optimized"] == 13
    assert all(
        fresh[name] >= 80 - 4 * number - 3 for name, number in apportion(REAL.weights, 65).items() if number > 16
    )


@given(sat=st.sets(st.integers(0, 3), max_size=3))
@settings(max_examples=8)
def test_the_next_paper_holds_nothing_that_was_seen(sat: set[int]) -> None:
    seen = Counter(pick.id for seed in sat for pick in build_form(BANK, REAL, seed).picks)
    assert not {pick.id for pick in build_form(BANK, REAL, freshest(BANK, REAL, seen)).picks} & set(seen)


def test_two_forms_are_kept_back_and_every_topic_can_still_be_asked() -> None:
    kept = kept_back(BANK, REAL)
    assert len(kept) == 130
    assert kept == {pick.id for made in islice(series(BANK, REAL), 2) for pick in made.picks}
    assert {item.topic for item in BANK if item.id not in kept} == {item.topic for item in BANK}


def test_a_small_bank_leaves_quizzes_half_and_a_tiny_one_all() -> None:
    assert len(kept_back(BANK[:160], REAL)) == 80
    assert kept_back(BANK[:64], REAL) == frozenset()


@given(number=st.integers(1, 200))
def test_a_part_keeps_the_share_that_is_not_scored(number: int) -> None:
    part = REAL.part(number)
    assert part.items == number
    assert part.unscored == number * 15 // 65


def test_a_domain_alone_has_as_many_items_as_on_a_whole_paper() -> None:
    assert REAL.part(None, ["secure"]).items == 19
