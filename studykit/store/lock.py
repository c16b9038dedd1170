"""The lock that allows only one terminal to run a sitting of a kind."""

from __future__ import annotations

import os
import time
from pathlib import Path

from studykit.errors import UsageError, file_error

PATIENCE = 0.05
"""Seconds to wait for another terminal that holds the lock for a moment, to see if a sitting is running."""


class Lock:
    """A lock of the operating system, which it releases when the process that holds it ends.

    Entering it raises UsageError if another terminal holds it.
    """

    def __init__(self, journal: Path, what: str = "sitting", patience: float = PATIENCE) -> None:
        self.path = journal.with_name(f"{journal.name}.{what}")
        self.patience = patience
        self.file = -1

    def __enter__(self) -> Lock:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as failed:
            raise file_error(f"the lock {self.path}", "opened", failed, "delete it") from None
        until = time.monotonic() + self.patience
        while not _try_lock(self.file):
            if time.monotonic() >= until:
                os.close(self.file)
                raise UsageError("a sitting is running in another terminal; end it there, or close that terminal")
            time.sleep(self.patience / 10)  # noqa: TID251 -- the other terminal holds it for microseconds
        return self

    def __exit__(self, *failure: object) -> None:
        os.close(self.file)


def _try_lock(file: int) -> bool:
    """Takes the lock; returns False if another process holds it."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # only Windows has it
    except OSError:
        return False
    return True
