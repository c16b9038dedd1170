"""Shows the requirements of a question after an answer: which of them the answer and the correct option meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studykit.app.compare_runs import ComparedRequirement, ShownOutcome
from studykit.screen.console.dialog import readable_width
from studykit.text.lines import Canvas, Line
from studykit.text.wrap import labelled

INDENT = " " * 4


def requirement_lines(requirements: Sequence[ComparedRequirement], canvas: Canvas) -> list[Line]:
    """Returns each requirement with the outcomes below it, in the order of the stem; a missed one is set off."""
    lines = [line for requirement in requirements for line in _requirement(requirement, canvas)]
    return [(), *lines] if lines else []


def _requirement(requirement: ComparedRequirement, canvas: Canvas) -> Iterator[Line]:
    width = readable_width(canvas)
    outcomes = _merged(requirement.outcomes)
    if requirement.met:
        yield from labelled(" + " if canvas.ascii else " ✓ ", "good", requirement.says, width)
    else:
        yield from labelled(" x " if canvas.ascii else " ✗ ", "bad", requirement.says, width, "title")
    names = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        name = f"{outcome.name:<{names}}  " if names else ""
        label, style = (f"{name}yes  ", "good") if outcome.met else (f"{name}no   ", "bad")
        yield from labelled(f"{INDENT}{label}", style, outcome.value, width)


def _merged(outcomes: Sequence[ShownOutcome]) -> Sequence[ShownOutcome]:
    """Returns one outcome for two choices that did the same."""
    if len({(outcome.met, outcome.value) for outcome in outcomes}) == 1 and len(outcomes) > 1:
        return [ShownOutcome("both", outcomes[0].met, outcomes[0].value)]
    return outcomes
