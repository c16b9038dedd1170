"""Topics and sheets: a fact's history is called history, and older notes are named only where they are quoted."""

from __future__ import annotations

from datetime import date

import pytest

from studykit.library.model import Fact
from studykit.library.sheets import SheetLine, traps
from studykit.screen.explain.sheets import trap_lines
from studykit.screen.explain.topic import before, fact_lines
from studykit.text.lines import text_of
from tests.shipped import shipped

HISTORY = "Until October 2025, a record could not be larger than 1 MiB."
CLAIM = "Older notes say that SQS keeps messages for 14 days."


@pytest.mark.parametrize(("was", "shown"), [(HISTORY, f"history: {HISTORY}"), (CLAIM, CLAIM)])
def test_what_was_is_called_what_it_is(was: str, shown: str) -> None:
    fact = Fact(says="It is so.", was=was, checked=date(2026, 11, 23))
    assert text_of(list(fact_lines(fact, 100))[1]) == f"  {shown}"
    trap = SheetLine("topic", "sqs", was, "It is so.")
    assert f"- {shown}" in [text_of(line) for line in trap_lines([trap], 100)]


def test_every_shipped_trap_is_either_history_or_begins_with_older_notes() -> None:
    for trap in traps(shipped().topic(name) for name in shipped().topic_ids()):
        assert before(trap.left).startswith(("history: ", "Older notes "))
