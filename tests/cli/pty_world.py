"""A real pseudo-terminal for smoke tests: a child of pexpect, its screen drawn by pyte."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import pyte

from tests.shipped import LITTLE, copy_index

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


def _unsized() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


def _command(words: tuple[str, ...], shell: str) -> tuple[str, list[str]]:
    program = [sys.executable, "-m", "tests.cli.driver", *words]
    return ("bash", ["-c", shell.format(shlex.join(program))]) if shell else (program[0], program[1:])


class Screen:
    """The command line with the little pack, on a terminal.

    `shell`: a Bash script that runs it, with `{}` in place of the command.
    """

    def __init__(self, home: Path, *words: str, columns: int = 80, rows: int = 24, shell: str = "", **env: str) -> None:
        if not (home / "index.db").exists():
            copy_index(home, LITTLE)
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.child: Any = pexpect.spawn(
            *_command(words, shell),
            cwd=str(ROOT),
            env={**_unsized(), "STUDYKIT_HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8", **env},
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    @property
    def text(self) -> str:
        """The text on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def read(self) -> bool:
        """Reads what the child has written; returns False when it has ended."""
        try:
            written = self.child.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        if "\x1b[6n" in written:  # prompt_toolkit asks where the cursor is
            self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
        self.raw += written
        self.stream.feed(written)
        return True

    def until(self, words: str) -> str:
        """Waits until some words are on the screen; returns the text on it."""
        end = time.monotonic() + PATIENCE
        while words not in self.text:
            assert self.read() or words in self.text, f"the program ended without {words!r}:\n{self.text}"
            assert time.monotonic() < end, f"no {words!r} on:\n{self.text}"
        return self.text

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self) -> int:
        """Waits for the end; returns the exit code (of a signal: 128 plus its number)."""
        end = time.monotonic() + PATIENCE
        while self.read():
            assert time.monotonic() < end, f"no end on:\n{self.text}"
        self.child.wait()
        return int(self.child.exitstatus if self.child.exitstatus is not None else 128 + self.child.signalstatus)

    def modes(self) -> list[Any]:
        """Returns the modes of the terminal, as the child left them."""
        import termios

        return termios.tcgetattr(self.child.child_fd)
