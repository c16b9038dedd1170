"""Personal weights: fitted by fsrs-rs to the earlier reviews, judged on the latest, kept in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile
from operator import itemgetter

from studykit.app.course import current
from studykit.app.environment import Desk
from studykit.app.history import weights_of
from studykit.app.settings import outdate_course
from studykit.app.study import journal_if_any
from studykit.errors import UsageError
from studykit.memory.curve import with_curve
from studykit.memory.fit import MIN_REVIEWS, CardHistory, held_out_from, verdict
from studykit.memory.fsrs import MODEL, WEIGHTS
from studykit.store.journal import Journal


def fitted(desk: Desk, default: bool) -> None:
    """Fits, judges and adopts or leaves; says which. With an exam ahead both sides are judged with the curve that the
    plan would learn from the same earlier reviews, for with it they are used."""
    journal = journal_if_any(desk)
    if default:
        if journal is not None and weights_of(journal) != WEIGHTS:
            adopt(journal, desk, WEIGHTS)
        desk.say(f"The published weights of {MODEL} are in use.")
        return
    try:
        import fsrs_rs_python  # noqa: F401 -- only whether it is there
    except ImportError:
        raise UsageError("fit needs the extra of that name: pip install 'studykit[fit]'") from None
    pasts = pasts_of(journal) if journal is not None else []
    if journal is None or (count := sum(map(len, pasts))) < MIN_REVIEWS:
        desk.tell(f"Nothing is fitted below {MIN_REVIEWS} reviews; there are {count if journal else 0}.")
        return
    since, used, settings = held_out_from(pasts), weights_of(journal), current(desk)
    planned = settings.exam_date is not None and settings.exam_date.toordinal() > desk.day()
    with desk.working(f"Fitting to {count} reviews ..."):
        early = [list(takewhile(lambda review: review[1] < since, past)) for past in pasts]
        found = train(early)
        sides = [with_curve(early, w) if planned else w for w in (used, found)]
        judged = verdict(pasts, since, *sides)
    if not judged.held:
        desk.tell("The weights stay as they were: no late review came on a later day than the one before it.")
        return
    said = f"log loss on the latest {judged.held} reviews: {judged.used:.4f} as it was, {judged.fitted:.4f} fitted"
    if judged.adopted:
        adopt(journal, desk, found)
    desk.tell(f"{'Your own weights are in use' if judged.adopted else 'The weights stay as they were'}; {said}.")


def pasts_of(journal: Journal) -> list[CardHistory]:
    """The reviews of each card."""
    rows = groupby(journal.stream("review", "rating"), itemgetter(0))
    return [[(rating, at, day) for _, rating, at, day in past] for _, past in rows]


def train(pasts: Sequence[CardHistory]) -> tuple[float, ...]:
    """The weights that fsrs-rs finds: one item for each review on a later day, with all before it."""
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    items = []
    for past in filter(None, pasts):
        days = [day for _, _, day in past]
        waits = [0, *(max(0, day - before) for before, day in pairwise(days))]
        reviews = [FSRSReview(rating, wait) for (rating, _, _), wait in zip(past, waits, strict=True)]
        items += [FSRSItem(reviews[: end + 1]) for end, wait in enumerate(waits) if wait]
    return tuple(float(weight) for weight in FSRS(list(WEIGHTS)).compute_parameters(items))


def adopt(journal: Journal, desk: Desk, w: Sequence[float]) -> None:
    """Keeps weights, with their model, as an event; when each card is due, and the plan, are worked out anew."""
    journal.clear_due_cache()
    journal.append("weights", "weights", {"model": MODEL, "weights": list(w)}, desk.now(), desk.day())
    outdate_course(desk.settings)
