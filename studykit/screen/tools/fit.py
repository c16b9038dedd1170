"""Tells what a fit of the memory model found."""

from __future__ import annotations

from studykit.app.fit import FitResult, fit_weights, use_published
from studykit.app.study import Study
from studykit.memory.fit import MIN_REVIEWS
from studykit.memory.fsrs import MODEL
from studykit.screen.console.console import Console


def run(console: Console, study: Study, default: bool = False) -> int:
    """Fits weights to the reviews, or goes back to the published ones, and tells which are in use."""
    if default:
        use_published(study)
        console.line(f"The published weights of {MODEL} are in use.")
    else:
        console.paragraph(result_text(fit_weights(study)))
    return 0


def result_text(result: FitResult) -> str:
    """Returns the result of a fit in words."""
    verdict = result.verdict
    if verdict is None:
        return f"Nothing is fitted below {MIN_REVIEWS} reviews; there are {result.reviews}."
    if not verdict.held:
        return "The weights stay as they were: no late review came on a later day than the one before it."
    losses = f"{verdict.used:.4f} as it was, {verdict.fitted:.4f} fitted"
    in_use = "Your own weights are in use" if verdict.adopted else "The weights stay as they were"
    return f"{in_use}; log loss on the latest {verdict.held} reviews: {losses}."
