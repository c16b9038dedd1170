"""Marks on cards and items, in any sitting: suspend, bury, mark, report. Undo reverts each."""

from __future__ import annotations

from typing import NamedTuple

from studykit.app.study import Study

KEYS = {"s": "suspend", "b": "bury", "m": "mark", "*": "mark", "!": "report"}
EXCLUDING = ("suspend", "bury")
"""Marks after which a card or an item is not asked any more today."""
REPORT_QUESTION = "What is wrong with it? (empty: nothing)"
MESSAGES = {
    "suspend": "suspended: it is not asked any more (u takes it back)",
    "bury": "buried until tomorrow (u takes it back)",
    "mark": "marked: --marked asks for such alone (u takes it back)",
    "unmark": "not marked any more (u takes it back)",
    "report": "reported; thank you",
}


class MarkResult(NamedTuple):
    """The message about a mark, and the id of its event; empty when none was written."""

    message: str
    event_id: str = ""


def mark(study: Study, subject: str, what: str, text: str | None = None) -> MarkResult:
    """Writes a mark. A report needs a text, and is dropped without one. A second `mark` removes the first."""
    data = {"what": what, "revision": study.library.revision(subject)}
    if what == "report":
        if not text or not text.strip():
            return MarkResult("not reported")
        data["text"] = text.strip()
    written = study.append("mark", subject, data)
    if what == "mark" and subject not in study.history.marks.flagged:
        what = "unmark"
    return MarkResult(MESSAGES[what], written.id)
