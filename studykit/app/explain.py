"""Records that a learner reads a topic."""

from __future__ import annotations

from contextlib import suppress

from studykit.app.study import Study
from studykit.errors import JournalError


def record_reading(study: Study, topic: str) -> None:
    """Writes that a topic's note was read, for readiness. A topic is explained even if the journal cannot be used."""
    with suppress(JournalError):
        study.append("sitting", "read", {"topic": topic})
