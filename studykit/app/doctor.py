"""Checks for `doctor` that need no terminal: versions, files and packs. Nothing is changed."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from studykit import __version__
from studykit.app.study import Study, left_out
from studykit.errors import StudykitError


class Finding(NamedTuple):
    """The result of one check: whether all is well, what was looked at, and what was found, in one line."""

    is_ok: bool
    subject: str
    text: str


def run_checks(study: Study) -> Iterator[Finding]:
    """Yields every finding, the program first, the packs last. A journal that does not exist yet is in order."""
    from studykit.store.journal import SQLITE_VERSION

    at = study.environment
    yield Finding(True, "studykit", f"{__version__}, Python {platform.python_version()}, SQLite {SQLITE_VERSION}")
    yield _check_journal(at.journal)
    yield check_file("settings", at.settings)
    yield check_file("cache", at.index)
    for root in at.roots:
        yield from _check_packs(root)


def _check_journal(path: Path) -> Finding:
    """Opens the journal if there is one, and has SQLite check it."""
    from studykit.store.journal import Journal

    if not path.exists():
        return check_file("journal", path)
    try:
        with Journal.open(path) as journal:
            verdict, events = journal.check()
    except StudykitError as failed:
        return Finding(False, "journal", str(failed))
    is_ok = verdict == "ok"
    return Finding(is_ok, "journal", f"{path}, {events} events" if is_ok else f"{path}: {verdict}")


def check_file(subject: str, path: Path) -> Finding:
    """Finds whether a file can be written, or made together with its folder."""
    if path.exists():
        can_write = os.access(path, os.W_OK)
        return Finding(can_write, subject, f"{path}" if can_write else f"{path} cannot be written")
    above = next(folder for folder in path.parents if folder.exists())
    can_make = above.is_dir() and os.access(above, os.W_OK)
    return Finding(can_make, subject, f"{path} (not there yet)" if can_make else f"{path} cannot be made in {above}")


def _check_packs(root: Path) -> Iterator[Finding]:
    """Reads the packs of a folder without the index. A pack with errors is left out."""
    from studykit.library.library import load

    library = load([root])
    for name, pack in library.packs.items():
        rows = [row for row in library.rows() if row.pack == name]
        holds = f"{len(rows)} topics, {sum(row.cards for row in rows)} cards, {sum(row.items for row in rows)} items"
        yield Finding(True, "pack", f"{name}: {pack.title}, {holds}")
    for line in left_out(library.problems):
        yield Finding(False, "pack", line)
