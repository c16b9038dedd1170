"""What can be done with a card or an item in any sitting: suspend, bury, mark, report."""

from __future__ import annotations

from hashlib import sha256

from studykit.cli.desk import DESK
from studykit.store.journal import Journal

KEYS = {"s": "suspend", "b": "bury", "m": "mark", "!": "report"}
DONE = {
    "suspend": "suspended: it is not asked again",
    "bury": "buried until tomorrow",
    "mark": "marked",
    "report": "reported; thank you",
}


def mark(journal: Journal, subject: str, what: str, revision: str) -> str:
    """Writes a mark; a report asks for a line and keeps the revision of the text it is about. Says what was done."""
    data = {"what": what, "revision": revision}
    if what == "report":
        from studykit.screen.ask import ask

        data["note"] = ask("What is wrong with it?")
    journal.append("mark", subject, data, DESK.now(), DESK.day())
    return f"{subject} {DONE[what]}"


def revision_of(thing: object) -> str:
    """A short mark of a text as it stands: it changes with every edit."""
    return sha256(repr(thing).encode()).hexdigest()[:12]


def answers_file(path: object) -> dict[str, object]:
    """A file of answers (JSON or YAML) as a mapping; UsageError says what is wrong with it."""
    from pathlib import Path

    import yaml

    from studykit.errors import UsageError

    try:
        found = yaml.safe_load(Path(str(path)).read_text(encoding="utf-8"))
    except OSError as failed:
        raise UsageError(f"the answers {path} cannot be read: {failed.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UsageError(f"the answers {path} are neither JSON nor YAML") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UsageError(f"the answers {path} are no mapping of ids to answers")
    return {str(name): value for name, value in found.items()}
