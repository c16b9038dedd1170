"""The outside world in one object, which tests replace. It alone reads the clock and the environment variables."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TextIO

from studykit import paths


def clock() -> int:
    """Returns milliseconds since 1970: the program's one look at the clock."""
    return int(time.time() * 1000)  # noqa: TID251 -- this is the place


def local_time(ms: int) -> datetime:
    """Returns the local date and time of a moment, because a learner's day is the local one."""
    return datetime.fromtimestamp(ms / 1000)  # noqa: DTZ006 -- local on purpose


def monotonic_ms() -> int:
    """Returns milliseconds of a clock that cannot be set back; it may stop while the machine sleeps."""
    return int(time.monotonic() * 1000)


@dataclass
class Environment:
    """Streams, environment variables, clocks and files.

    `roots` are the folders that hold packs, `packs` those added on the command line. `journal`, `index` and `settings`
    are files; they need not exist. `plain`: the user wants lines of text even on a terminal.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    env: Mapping[str, str]
    now: Callable[[], int]
    roots: tuple[Path, ...]
    journal: Path
    index: Path
    settings: Path
    packs: tuple[Path, ...] = ()
    plain: bool = False
    monotonic_ms: Callable[[], int] = monotonic_ms

    @classmethod
    def real(cls) -> Environment:
        """Returns the environment of this process."""
        return cls(
            stdin=sys.stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            env=os.environ,
            now=clock,
            roots=tuple(Path(root) for root in paths.roots()),
            journal=Path(paths.journal()),
            index=Path(paths.index()),
            settings=Path(paths.settings()),
        )


class Notices(Protocol):
    """How a use case tells the user of something on the way, wherever the user is."""

    def warn(self, text: str) -> None:
        """Reports something that stops nothing."""

    def working(self, text: str) -> AbstractContextManager[Callable[[str], None]]:
        """Says that something takes a while; the function given takes further words, such as the progress."""
