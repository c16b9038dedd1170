"""What a learner can do with a card or an item in any sitting: suspend, bury, mark, report. Undo takes each back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from studykit.app.environment import Desk
from studykit.library.library import Library
from studykit.store.journal import Journal

if TYPE_CHECKING:
    from studykit.screen.console.dialog import Dialog

KEYS = {"s": "suspend", "b": "bury", "m": "mark", "*": "mark", "!": "report"}
ASIDE = ("suspend", "bury")
SAID = {
    "suspend": "suspended: it is not asked any more (u takes it back)",
    "bury": "buried until tomorrow (u takes it back)",
    "mark": "marked: --marked asks for such alone (u takes it back)",
    "unmark": "not marked any more (u takes it back)",
    "report": "reported; thank you",
}


class Marked(NamedTuple):
    """What is said of a mark, and the id of its event; empty when none was written."""

    says: str
    id: str = ""


def mark(journal: Journal, desk: Desk, library: Library, form: Dialog, subject: str, what: str) -> Marked:
    """Writes a mark; a report asks for a line, and is dropped when none is given. Marked twice is not marked."""
    data = {"what": what, "revision": revision(library, subject)}
    if what == "report":
        text = form.line("What is wrong with it? (empty: nothing)")
        if not text or not text.strip():
            return Marked("not reported")
        data["text"] = text.strip()
    written = journal.append("mark", subject, data, desk.now(), desk.day())
    if what == "mark" and sum(entry.data.get("what") == what for entry in journal.entries("mark", subject)) % 2 == 0:
        what = "unmark"
    return Marked(SAID[what], written.id)


def revision(library: Library, subject: str) -> str:
    """A short mark of a card's or an item's text as it stands: it changes with every edit."""
    found = library.db.execute("select body from part where kind in ('card', 'item') and id = ?", (subject,)).fetchone()
    return revision_of(found[0] if found else "")


def revision_of(body: str) -> str:
    """The same mark, of a body as the index keeps it."""
    from hashlib import sha256

    return sha256(body.encode()).hexdigest()[:10]
