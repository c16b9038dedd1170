"""Draws the ratings of simulated cards: from tables of random numbers, by the habits of Anki users.

Random draws come from a table by card and review. Two policies over the same cards therefore meet the same draws, and
the same input gives the same result. Probabilities of ratings are means over Anki users, the defaults of the simulators
of fsrs-optimizer and fsrs-rs (open-spaced-repetition).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, EASY, GOOD, HARD, Memory

FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
"""Probabilities of the ratings of a new card: again, hard, good, easy."""
RECALLED_RATINGS = (0.224, 0.631, 0.145)
"""Probabilities of the ratings of a recalled card: hard, good, easy."""
LEARNING = ((0.3686, 0.0628, 0.5108, 0.0577), (0.0442, 0.4553, 0.4457, 0.0549), (0.0519, 0.0470, 0.8462, 0.0550))
RELEARNING = ((0.2157, 0.0643, 0.6595, 0.0604), (0.0500, 0.4638, 0.4475, 0.0387), (0.1057, 0.1434, 0.7266, 0.0244))
"""Probabilities of the ratings of a same-day step, by the rating before it."""
MAX_STEPS = 5
"""Same-day steps of a card on one day."""
DRAWS = 64
"""Draws of each card. A card with more reviews starts over with its first draw."""

Draws = Sequence[Sequence[float]]
"""For each card, its random draws between 0 and 1."""


def random_draws(cards: int, seed: int) -> list[list[float]]:
    """Returns independent draws for each card."""
    rng = Random(seed)
    return [[rng.random() for _ in range(DRAWS)] for _ in range(cards)]


def even_draws(cards: int, seed: int) -> list[list[float]]:
    """Returns draws that are evenly spread over the cards at every review (a Latin hypercube).

    They have half the noise of independent draws.
    """
    rng = Random(seed)
    places = list(range(cards))
    columns = []
    for _ in range(DRAWS):
        rng.shuffle(places)
        columns.append([(place + rng.random()) / cards for place in places])
    return [list(card) for card in zip(*columns, strict=True)]


def pick_rating(probabilities: Sequence[float], draw: float) -> int:
    """Returns the number (from 1) of the probability that a draw falls on."""
    for rating, probability in enumerate(probabilities, 1):
        draw -= probability
        if draw < 0:
            return rating
    return len(probabilities)


@lru_cache(maxsize=4_096)
def learn_new(draws: tuple[float, ...], w: tuple[float, ...]) -> tuple[list[int], Memory]:
    """Returns the ratings of a new card on its first day, steps included, and its memory after them.

    Cached, because a card's first day is the same under every policy.
    """
    rating = pick_rating(FIRST_RATINGS, draws[0])
    steps = 1 if rating > HARD else 2
    ratings, memory = take_steps(fsrs.begin(rating, w), rating, draws[1:], LEARNING, steps, w)
    return [rating, *ratings], memory


def take_steps(
    memory: Memory,
    rating: int,
    draws: Sequence[float],
    probabilities: Sequence[Sequence[float]],
    steps: int,
    w: Sequence[float],
) -> tuple[list[int], Memory]:
    """Takes the same-day steps after a first rating, until the card was `steps` times good, or easy once.

    Returns the ratings of the steps and the memory after them. There are at most as many steps as draws.
    """
    ratings: list[int] = []
    done = 0
    for draw in draws:
        if done >= steps or rating == EASY:
            break
        rating = pick_rating(probabilities[rating - 1], draw)
        memory = fsrs.review(memory, rating, 0, w)
        ratings.append(rating)
        done = done + 1 if rating >= GOOD else 0 if rating == AGAIN else done
    return ratings, memory
