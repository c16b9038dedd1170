"""Exam forms: exactly to the blueprint, reproducible, no two variants on a paper, no repeats while the bank lasts."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sittings.exam_form import (
    SERIES,
    BankItem,
    Blueprint,
    apportion,
    build_form,
    content_hash,
    least_seen_seed,
    reserved_for_mocks,
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


@pytest.mark.parametrize("number", [0, 77])
def test_a_whole_paper_is_exactly_to_the_blueprint(number: int) -> None:
    for made in islice(series(BANK, REAL, number), SERIES):
        assert Counter(item.domain for item in made.items) == apportion(REAL.weights, 65)
        assert Counter(item.domain for item in made.items if item.scored) == apportion(REAL.weights, 50)
        assert not made.short


@pytest.mark.parametrize("seed", [0, 6, 123])
def test_a_seed_is_a_place_in_a_series(seed: int) -> None:
    assert build_form(BANK, REAL, seed) == [*islice(series(BANK, REAL, seed // 100), seed % 100 + 1)][-1]


@given(bank=BANKS, seed=st.integers(0, 30))
def test_no_paper_has_two_variants_or_an_item_twice(bank: list[BankItem], seed: int) -> None:
    picks = build_form(bank, TWO, seed).items
    assert len({item.point for item in picks}) == len(picks) <= 10
    assert {item.id for item in picks} <= {item.id for item in bank}


@given(bank=BANKS)
def test_a_paper_is_short_only_if_none_could_be_longer(bank: list[BankItem]) -> None:
    picks = build_form(bank, TWO, 0).items
    assert len(picks) == min(10, len({item.point for item in bank}))


@given(number=st.integers(0, 100), place=st.integers(0, 9), order=st.permutations(range(320)))
@settings(max_examples=10)
def test_seed_and_content_give_the_same_paper_in_any_order(number: int, place: int, order: list[int]) -> None:
    seed = 100 * number + place
    assert build_form([BANK[index] for index in order], REAL, seed) == build_form(BANK, REAL, seed)


def test_a_papers_id_is_its_seed_and_the_hash_of_every_item() -> None:
    made = build_form(BANK, REAL, 7)
    edited = [*BANK[1:], BankItem(BANK[0].id, BANK[0].domain, BANK[0].point, "edited")]
    assert made.id == f"7-{content_hash(BANK, REAL)}"
    assert build_form(edited, REAL, 7).id != made.id


def test_papers_taken_in_order_repeat_nothing_before_the_bank_is_used_up() -> None:
    for number in range(3):
        papers = list(islice(series(BANK, REAL, number), 4))
        assert len({item.id for made in papers for item in made.items}) == 4 * 65


def test_the_fifth_paper_first_uses_up_the_rest_of_a_domain() -> None:
    *before, fifth = islice(series(BANK, REAL), 5)
    used = {item.id for made in before for item in made.items}
    fresh = Counter(item.domain for item in fifth.items if item.id not in used)
    assert fresh["cost-optimized"] == 13
    assert all(
        fresh[name] >= 80 - 4 * number - 3 for name, number in apportion(REAL.weights, 65).items() if number > 16
    )


@given(sat=st.sets(st.integers(0, 3), max_size=3))
@settings(max_examples=8)
def test_the_next_paper_has_no_seen_item(sat: set[int]) -> None:
    seen = Counter(item.id for seed in sat for item in build_form(BANK, REAL, seed).items)
    assert not {item.id for item in build_form(BANK, REAL, least_seen_seed(BANK, REAL, seen)).items} & set(seen)


def test_two_forms_are_reserved_and_quizzes_keep_every_topic() -> None:
    kept = reserved_for_mocks(BANK, REAL)
    assert len(kept) == 130
    assert kept == {item.id for made in islice(series(BANK, REAL), 2) for item in made.items}
    assert {item.topic for item in BANK if item.id not in kept} == {item.topic for item in BANK}


def test_a_small_bank_leaves_quizzes_half_and_a_tiny_one_all() -> None:
    assert len(reserved_for_mocks(BANK[:160], REAL)) == 80
    assert reserved_for_mocks(BANK[:64], REAL) == frozenset()


@given(number=st.integers(1, 200))
def test_a_part_keeps_its_share_of_unscored_items(number: int) -> None:
    part = REAL.part(number)
    assert part.items == number
    assert part.unscored == number * 15 // 65


def test_a_single_domain_has_as_many_items_as_on_a_whole_paper() -> None:
    assert REAL.part(None, ["secure"]).items == 19
