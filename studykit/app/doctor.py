"""What the doctor looks at. Nothing is changed; a journal that is not there yet is in order."""

from __future__ import annotations

import locale
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from studykit import __version__
from studykit.app.environment import Desk
from studykit.errors import StudykitError

Finding = tuple[bool, str, str]
"""In order or not, what was looked at, and what was found in one line."""


def findings(desk: Desk) -> Iterator[Finding]:
    """Every finding, in the order in which a person would look."""
    from studykit.store.journal import SQLITE_VERSION

    yield True, "studykit", f"{__version__}, Python {platform.python_version()}, SQLite {SQLITE_VERSION}"
    yield _journal(desk)
    yield _writable("settings", desk.settings)
    yield _writable("cache", desk.index)
    yield from _packs(desk)
    yield _terminal(desk)


def _journal(desk: Desk) -> Finding:
    from studykit.store.journal import Journal

    if not desk.journal.exists():
        return _writable("journal", desk.journal)
    try:
        with Journal.open(desk.journal) as journal:
            verdict, events = journal.check()
    except StudykitError as failed:
        return False, "journal", str(failed)
    sound = verdict == "ok"
    return sound, "journal", f"{desk.journal}, {events} events" if sound else f"{desk.journal}: {verdict}"


def _writable(what: str, path: Path) -> Finding:
    """Whether a file can be written, or made with its folder."""
    if path.exists():
        return os.access(path, os.W_OK), what, f"{path}{'' if os.access(path, os.W_OK) else ' cannot be written'}"
    above = next(folder for folder in path.parents if folder.exists())
    can = above.is_dir() and os.access(above, os.W_OK)
    return can, what, f"{path} {'(not there yet)' if can else f'cannot be made in {above}'}"


def _packs(desk: Desk) -> Iterator[Finding]:
    from studykit.app.study import warnings
    from studykit.library.library import load

    for root in desk.roots:
        found = load([root])
        for name, pack in found.packs.items():
            rows = [row for row in found.rows() if row.pack == name]
            what = f"{len(rows)} topics, {sum(row.cards for row in rows)} cards, {sum(row.items for row in rows)} items"
            yield True, "pack", f"{name}: {pack.title}, {what}"
        for line in warnings(found.problems):
            yield False, "pack", line


def _terminal(desk: Desk) -> Finding:
    columns, rows = desk.size
    kind = desk.env.get("TERM") or "no TERM"
    way = "single keys" if desk.interactive else "lines of text"
    glyphs = "ASCII" if desk.ascii else "Unicode"
    colour = "colour" if desk.colour else "no colour"
    small = "" if columns >= 40 else "; fewer than 40 columns are too few"
    encoding = getattr(desk.stdout, "encoding", None) or locale.getpreferredencoding(False)
    return columns >= 40, "terminal", f"{kind}, {columns}x{rows}, {way}, {colour}, {glyphs} ({encoding}){small}"
