"""Personal weights are adopted only if they predict unseen reviews better; then every card state follows them."""

from __future__ import annotations

import sys
from contextlib import closing
from random import Random

import pytest

from studykit.app.due import refresh_due_cache
from studykit.app.fit import past_reviews
from studykit.app.history import weights_of
from studykit.memory import fsrs
from studykit.memory.fit import held_out_from, loss, verdict
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import fold
from studykit.store.journal import Journal
from tests.cli.world import NOON, World

DAY = 86_400_000
FAST = (*(w * 0.15 for w in WEIGHTS[:4]), *WEIGHTS[4:])
"""The weights of a learner who forgets new cards seven times as fast."""


def learn(cards: int, w: tuple[float, ...], seed: int = 1) -> list[list[tuple[int, int, int]]]:
    """Returns eight reviews of each card by a learner whose memory has these weights."""
    chance, pasts = Random(seed), []
    for card in range(cards):
        day, rating = card % 40, chance.choice((1, 3, 3))
        memory, past = fsrs.begin(rating, w), [(rating, day)]
        for _ in range(7):
            wait = chance.choice((1, 2, 4, 8))
            rating = 3 if chance.random() < fsrs.retrievability(memory.stability, wait, w) else 1
            memory, day = fsrs.review(memory, rating, wait, w), day + wait
            past.append((rating, day))
        first = NOON // DAY - 200
        pasts.append([(rating, (first + day) * DAY, 719_163 + first + day) for rating, day in past])
    return pasts


def write(world: World, pasts: list[list[tuple[int, int, int]]]) -> None:
    with Journal.open(world.home / "journal.db") as journal:
        journal.db.execute("pragma synchronous = off")
        for card, past in enumerate(pasts):
            for rating, at, day in past:
                journal.append("review", f"hiding/{card}", {"rating": rating}, at, day, ("review", 0, day + 1))


def test_only_the_true_weights_of_a_learner_are_adopted() -> None:
    pasts = learn(200, FAST)
    since = held_out_from(pasts)
    assert verdict(pasts, since, WEIGHTS, FAST).adopted
    assert not verdict(pasts, since, FAST, WEIGHTS).adopted
    assert not verdict(pasts, since, WEIGHTS, WEIGHTS).adopted


def test_the_latest_fifth_of_the_reviews_is_held_out() -> None:
    pasts = learn(100, WEIGHTS)
    since = held_out_from(pasts)
    assert 0.75 <= sum(at < since for past in pasts for _, at, _ in past) / 800 <= 0.8
    assert loss(pasts, since, WEIGHTS)[1] == sum(at >= since for past in pasts for _, at, _ in past[1:])


def test_below_400_reviews_nothing_is_fitted(world: World) -> None:
    write(world, learn(49, FAST))
    assert world.run("fit").out == "Nothing is fitted below 400 reviews; there are 392.\n"
    with pytest.raises(ValueError, match="392 reviews"):
        held_out_from(learn(49, FAST))


def test_after_a_fit_every_card_state_follows_the_new_weights(world: World) -> None:
    write(world, learn(150, FAST))
    assert world.run("fit").out.startswith("Your own weights are in use; log loss")
    with Journal.open(world.home / "journal.db") as journal:
        w, past = weights_of(journal), past_reviews(journal)[0]
        assert w != WEIGHTS
        assert journal.db.execute("select count(*) from due").fetchone() == (0,)
    with closing(world.study()) as study:
        states = study.history.states
        assert states["hiding/0"] == fold(past, "hiding/0", 0.9, w)
        refresh_due_cache(study)
        due = dict(study.journal.db.execute("select card, day from due"))
    assert due == {card: state.due_day for card, state in states.items()}


def test_cards_first_seen_in_the_held_out_reviews_do_not_disturb_the_fit(world: World) -> None:
    day = world.study().day() - 1
    late = [[(3, world.clock() - DAY, day), (3, world.clock() - DAY + 1, day)] for _ in range(20)]
    write(world, [*learn(150, FAST), *late])
    assert world.run("fit").out.startswith("Your own weights are in use; log loss")


def test_undo_keeps_fitted_weights_and_the_default_option_drops_them(world: World) -> None:
    write(world, learn(150, FAST))
    world.run("fit")
    world.run("undo")
    with Journal.open(world.home / "journal.db") as journal:
        assert weights_of(journal) != WEIGHTS
    world.run("fit", "--default")
    with Journal.open(world.home / "journal.db") as journal:
        assert weights_of(journal) == WEIGHTS


def test_without_the_extra_the_error_is_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    done = world.run("fit")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: fit needs the extra of that name: pip install 'studykit[fit]'\n"


def test_the_first_review_writes_the_model_and_its_weights_to_the_journal(world: World) -> None:
    for _ in range(2):
        world.run("drill", "--limit", "1", "--plain", typed="\n3\n")
    with Journal.open(world.home / "journal.db") as journal:
        (kept,) = journal.entries("weights")
        assert kept.data == {"model": "FSRS-6", "weights": list(WEIGHTS)}


def test_a_journal_keeps_the_weights_that_were_published_when_it_began(world: World) -> None:
    with Journal.open(world.home / "journal.db") as journal:
        journal.append("weights", "published", {"model": "FSRS-6", "weights": list(FAST)}, 5, 1)
        journal.append("weights", "published", {"model": "FSRS-6", "weights": list(WEIGHTS)}, 7, 1)
        assert weights_of(journal) == FAST


def test_fitted_weights_outlive_the_published_weights_of_another_machine(world: World) -> None:
    with Journal.open(world.home / "journal.db") as journal:
        journal.append("weights", "weights", {"model": "FSRS-6", "weights": list(FAST)}, 5, 1)
        journal.append("weights", "published", {"model": "FSRS-6", "weights": list(WEIGHTS)}, 7, 1)
        assert weights_of(journal) == FAST
