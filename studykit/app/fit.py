"""Personal weights: fitted by fsrs-rs to the earlier reviews, judged on the latest ones, kept in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile
from operator import itemgetter
from typing import NamedTuple

from studykit.app.history import weights_of
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.memory.curve import with_curve
from studykit.memory.fit import MIN_REVIEWS, CardHistory, Verdict, held_out_from, verdict
from studykit.memory.fsrs import MODEL, WEIGHTS
from studykit.store.journal import Journal


class FitResult(NamedTuple):
    """The number of reviews, and how the fitted weights compare with those in use (None: there are too few reviews)."""

    reviews: int
    verdict: Verdict | None


def fit_weights(study: Study) -> FitResult:
    """Fits weights to the learner's reviews, and adopts them if they predict the latest reviews better.

    With an exam ahead, both sides are judged with the curve that the plan would learn from the same earlier reviews,
    because they are used with it. Raises UsageError without the extra `fit`.
    """
    journal = study.journal_if_any
    try:
        import fsrs_rs_python  # noqa: F401 -- only whether it is there
    except ImportError:
        raise UsageError("fit needs the extra of that name: pip install 'studykit[fit]'") from None
    pasts = past_reviews(journal) if journal is not None else []
    count = sum(map(len, pasts))
    if journal is None or count < MIN_REVIEWS:
        return FitResult(count, None)
    since, used = held_out_from(pasts), weights_of(journal)
    days_left = study.settings_now.days_left(study.day())
    has_plan = days_left is not None and days_left > 0
    with study.notices.working(f"Fitting to {count} reviews ..."):
        early = [list(takewhile(lambda review: review[1] < since, past)) for past in pasts]
        fitted = train(early)
        sides = [with_curve(early, w) if has_plan else w for w in (used, fitted)]
        result = FitResult(count, verdict(pasts, since, *sides))
    if result.verdict is not None and result.verdict.adopted:
        _adopt(study, journal, fitted)
    return result


def use_published(study: Study) -> None:
    """Goes back to the published weights."""
    journal = study.journal_if_any
    if journal is not None and weights_of(journal) != WEIGHTS:
        _adopt(study, journal, WEIGHTS)


def past_reviews(journal: Journal) -> list[CardHistory]:
    """Returns the reviews of each card."""
    rows = groupby(journal.stream("review", "rating"), itemgetter(0))
    return [[(rating, at, day) for _, rating, at, day in past] for _, past in rows]


def train(pasts: Sequence[CardHistory]) -> tuple[float, ...]:
    """Returns the weights that fsrs-rs finds: one item for each review on a later day, with all reviews before it."""
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    items = []
    for past in filter(None, pasts):
        days = [day for _, _, day in past]
        waits = [0, *(max(0, day - before) for before, day in pairwise(days))]
        reviews = [FSRSReview(rating, wait) for (rating, _, _), wait in zip(past, waits, strict=True)]
        items += [FSRSItem(reviews[: end + 1]) for end, wait in enumerate(waits) if wait]
    return tuple(float(weight) for weight in FSRS(list(WEIGHTS)).compute_parameters(items))


def _adopt(study: Study, journal: Journal, w: Sequence[float]) -> None:
    """Writes weights, with their model, as an event. Due days and the plan are computed again."""
    journal.clear_due_cache()
    study.append("weights", "weights", {"model": MODEL, "weights": list(w)})
    study.invalidate_plan()
