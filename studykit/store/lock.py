"""The lock that lets one terminal alone run a sitting of a kind."""

from __future__ import annotations

import os
import time
from pathlib import Path

from studykit.errors import UsageError

PATIENCE = 0.05
"""Seconds to wait for another terminal that only looks whether somebody sits here."""


class Lock:
    """One running sitting of a kind at a time, by a lock of the operating system, which its holder's death releases."""

    def __init__(self, journal: Path, what: str = "sitting", patience: float = PATIENCE) -> None:
        self.path = journal.with_name(f"{journal.name}.{what}")
        self.patience = patience
        self.file = -1

    def __enter__(self) -> Lock:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as failed:
            raise UsageError(f"the lock {self.path} cannot be opened: {failed.strerror}; delete it") from None
        until = time.monotonic() + self.patience
        while not _locked(self.file):
            if time.monotonic() >= until:
                os.close(self.file)
                raise UsageError("a sitting is running in another terminal; end it there, or close that terminal")
            time.sleep(self.patience / 10)  # noqa: TID251 -- a look takes microseconds; nobody sees this wait
        return self

    def __exit__(self, *failure: object) -> None:
        os.close(self.file)


def _locked(file: int) -> bool:
    """Whether the lock was free, and so is held now."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # Windows alone has it
    except OSError:
        return False
    return True
