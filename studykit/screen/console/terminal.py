"""Sets the modes of the terminal and handles signals. However the program ends, the terminal is restored."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from studykit.screen.console.keys import read_key

BRACKET_PASTES, PLAIN_PASTES, SHOW_CURSOR = "\x1b[?2004h", "\x1b[?2004l", "\x1b[?25h"
ENDING = ("SIGTERM", "SIGHUP")


class Ended(SystemExit):
    """Ends the program because of a signal; `code` is 128 plus the signal's number, as a shell reports it.

    It is a SystemExit because an event loop passes no other exception on.
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)


class Terminal:
    """A context manager in which a terminal sends each key at once and without echo.

    SIGTERM and SIGHUP raise `Ended`, so that every `finally` runs; Ctrl-C stays KeyboardInterrupt; Ctrl-Z restores the
    terminal while the program is stopped. `key` returns `wake` after a resize, when the screen must be drawn again, and
    `resumed` after Ctrl-Z, when it must be drawn below what the shell wrote.
    """

    def __init__(self, source: int, target: int) -> None:
        self.source = source
        self.target = target
        self._before: Any = None
        self._handlers: dict[int, Any] = {}
        self._wake, self._pipe = -1, -1

    def __enter__(self) -> Terminal:
        import termios

        self._before = termios.tcgetattr(self.source)
        self._wake, self._pipe = os.pipe()
        os.set_blocking(self._pipe, False)
        self._listen()
        self._take()
        return self

    def __exit__(self, *failure: object) -> None:
        self._restore()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        os.close(self._wake)
        os.close(self._pipe)

    def key(self) -> str:
        """Returns the next key (see `keys.read_key`), `wake` or `resumed`."""
        return read_key(self.source, self._wake)

    def line(self) -> str | None:
        """Returns a line typed with the terminal's own editing and echo; None at the end of input."""
        with self.suspended():
            typed = b""
            while not typed.endswith(b"\n"):
                with suppress(OSError):
                    more = os.read(self.source, 4096)
                    if more:
                        typed += more
                        continue
                break
        return typed.decode("utf-8", "replace").rstrip("\n") if typed else None

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Restores the terminal for a while: for a line that is typed, a player or a menu.

        Ctrl-Z then stops the program as it would without this terminal, so nothing is taken back when it continues.
        """
        self._restore()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTSTP, self._handlers[signal.SIGTSTP])
        try:
            yield
        finally:
            self._listen()
            self._take()

    def _listen(self) -> None:
        """Sets the signal handlers, and keeps those that were set before.

        The C handler also writes each signal to the pipe. Otherwise a signal just before a wait for keys would be
        noticed only at the next key.
        """
        signal.set_wakeup_fd(self._pipe, warn_on_full_buffer=False)
        for name, handler in self._wanted_handlers().items():
            number = getattr(signal, name, None)
            if number is not None:
                found = signal.signal(number, handler)
                self._handlers.setdefault(number, found)

    def _wanted_handlers(self) -> dict[str, Callable[[int, Any], None]]:
        return {**dict.fromkeys(ENDING, _end), "SIGWINCH": self._changed, "SIGTSTP": self._stop}

    def _changed(self, number: int, frame: Any) -> None:
        self._tell(b"!")

    def _tell(self, what: bytes) -> None:
        with suppress(BlockingIOError):
            os.write(self._pipe, what)

    def _stop(self, number: int, frame: Any) -> None:
        """Restores the terminal on Ctrl-Z, stops, and takes the terminal again when the shell continues the program."""
        self._restore()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop)
        self._take()
        self._tell(b"z")

    def _take(self) -> None:
        import termios
        import tty

        tty.setcbreak(self.source, termios.TCSADRAIN)
        self._write(BRACKET_PASTES)

    def _restore(self) -> None:
        import termios

        with suppress(OSError, termios.error):
            termios.tcsetattr(self.source, termios.TCSADRAIN, self._before)
        self._write(PLAIN_PASTES + SHOW_CURSOR)

    def _write(self, codes: str) -> None:
        with suppress(OSError):
            os.write(self.target, codes.encode())


def _end(number: int, frame: Any) -> None:
    raise Ended(number)


@contextmanager
def guarded() -> Iterator[None]:
    """Protects the terminal around a program part that owns it, such as a player or a menu.

    The same signals end it, and the same modes are restored afterwards.
    """
    before = {number: signal.signal(number, _end) for name in ENDING if (number := getattr(signal, name, None))}
    modes = modes_now()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _restore_modes(modes)


def stop(modes: Any) -> None:
    """Stops the process with these modes on the terminal (see `modes_now`); returns when the shell continues it."""
    _restore_modes(modes)
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)


def modes_now() -> Any:
    """Returns the present modes of the terminal, which `stop` restores."""
    with suppress(Exception):  # no terminal, or no termios on this system: there is nothing to restore
        import termios

        return termios.tcgetattr(sys.stdin.fileno())
    return None


def _restore_modes(modes: Any) -> None:
    if modes is not None:
        import termios

        with suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
            if sys.stdout.isatty():
                os.write(sys.stdout.fileno(), SHOW_CURSOR.encode())
