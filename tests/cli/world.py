"""An environment for tests: the little pack, a folder for its state, a clock that stands still until it is moved."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studykit.app.environment import Environment
from studykit.app.opening import open_study
from studykit.app.study import Study
from studykit.cli.main import run
from studykit.library.index_reader import cards_if_current
from studykit.store.due import due
from tests.shipped import LITTLE, copy_index

NOON = int(datetime(2026, 11, 24, 12).timestamp() * 1000)
ENV = {"LANG": "C.UTF-8", "TERM": "xterm"}


@dataclass
class Clock:
    """Milliseconds since 1970; `wait` moves it."""

    ms: int = NOON

    def __call__(self) -> int:
        return self.ms

    def wait(self, days: float = 0, seconds: float = 0) -> None:
        self.ms += round((days * 86_400 + seconds) * 1000)


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def light_due(at: Environment, day: int) -> dict[str, object] | None:
    """Returns what the light path of `due --json` answers on a learning day; None if it leaves it to the usual path."""
    known = cards_if_current(str(at.index), list(map(str, at.roots)))
    counts = due(str(at.journal), str(at.settings), *known, at.now(), day) if known else None
    return None if counts is None else dict(counts.as_json())


class Silent:
    """Notices that are dropped."""

    def warn(self, text: str) -> None:
        pass

    @contextmanager
    def working(self, text: str) -> Iterator[Callable[[str], None]]:
        yield lambda text: None


class World:
    """One learner: state in a folder, a clock, and commands one after another."""

    def __init__(self, home: Path, pack: Path = LITTLE) -> None:
        self.home = home
        self.pack = pack
        self.clock = Clock()
        if pack == LITTLE and home.exists() and not (home / "index.db").exists():
            copy_index(home, LITTLE)

    def environment(self, typed: str = "", env: Mapping[str, str] | None = None) -> Environment:
        """The environment as it is before one command."""
        return Environment(
            stdin=io.StringIO(typed),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            env=ENV if env is None else env,
            now=self.clock,
            roots=(self.pack,),
            journal=self.home / "journal.db",
            index=self.home / "index.db",
            settings=self.home / "config.json",
        )

    def study(self) -> Study:
        """The study as a command opens it; it says nothing."""
        return open_study(self.environment(), Silent())

    def run(self, *words: str, typed: str = "", env: Mapping[str, str] | None = None) -> Done:
        """A command from its words to its exit code."""
        at = self.environment(typed, env)
        code = run(list(words), at)
        return Done(code, at.stdout.getvalue(), at.stderr.getvalue())  # type: ignore[attr-defined] # they are StringIO
