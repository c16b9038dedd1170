"""The lock that lets one terminal alone run a sitting of a kind."""

from __future__ import annotations

import os
from pathlib import Path

from studykit.errors import UsageError


class Lock:
    """One running sitting of a kind at a time, by a lock of the operating system, which its holder's death releases."""

    def __init__(self, journal: Path, what: str = "sitting") -> None:
        self.path = journal.with_name(f"{journal.name}.{what}")
        self.file = -1

    def __enter__(self) -> Lock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self.file)
        except OSError:
            os.close(self.file)
            raise UsageError("a sitting is running in another terminal; end it there, or close that terminal") from None
        return self

    def __exit__(self, *failure: object) -> None:
        os.close(self.file)


def _lock(file: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # Windows alone has it
