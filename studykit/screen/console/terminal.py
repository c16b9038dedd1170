"""The terminal: its modes and the signals that may end us. Whatever happens, it is left as it was found."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from studykit.screen.console.keys import read_key

ASK_PASTE, END_PASTE, SHOW_CURSOR = "\x1b[?2004h", "\x1b[?2004l", "\x1b[?25h"
ENDING = ("SIGTERM", "SIGHUP")


class Ended(SystemExit):
    """A signal asked the program to end; `code` is 128 and the signal's number, as a shell reports it.

    A SystemExit, for an event loop passes nothing else on.
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)


class Terminal:
    """A terminal in which every key comes at once and unseen, between `with` and its end.

    SIGTERM and SIGHUP become `Ended`, so that every `finally` runs; Ctrl-C stays KeyboardInterrupt; Ctrl-Z gives the
    terminal back while the program is stopped. A resize makes `key` answer `wake`: time to draw again; a return
    `fresh`: draw again below what the shell wrote.
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
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        os.close(self._wake)
        os.close(self._pipe)

    def key(self) -> str:
        """The next key (see `keys.read_key`), `wake` or `fresh`."""
        return read_key(self.source, self._wake)

    def line(self) -> str | None:
        """A line typed with the terminal's own editing and echo; None at the end of input."""
        with self.away():
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
    def away(self) -> Iterator[None]:
        """Leaves the terminal to somebody else for a while: a line that is typed, a player, a menu."""
        self._give_back()
        signal.set_wakeup_fd(-1)
        try:
            yield
        finally:
            self._listen()
            self._take()

    def _listen(self) -> None:
        """Sets the handlers of signals; those that were there first are restored at the end.

        The pipe is told of each signal in C as well: one that comes just before a wait for keys begins would else be
        noticed at the next key only.
        """
        signal.set_wakeup_fd(self._pipe, warn_on_full_buffer=False)
        for name, handler in self._wanted().items():
            number = getattr(signal, name, None)
            if number is not None:
                found = signal.signal(number, handler)
                self._handlers.setdefault(number, found)

    def _wanted(self) -> dict[str, Callable[[int, Any], None]]:
        return {**dict.fromkeys(ENDING, _end), "SIGWINCH": self._changed, "SIGTSTP": self._stop}

    def _changed(self, number: int, frame: Any) -> None:
        self._tell(b"!")

    def _tell(self, what: bytes) -> None:
        with suppress(BlockingIOError):
            os.write(self._pipe, what)

    def _stop(self, number: int, frame: Any) -> None:
        """Ctrl-Z: gives the terminal back, stops, and takes it again when the shell continues us."""
        self._give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop)
        self._take()
        self._tell(b"z")

    def _take(self) -> None:
        import termios
        import tty

        tty.setcbreak(self.source, termios.TCSADRAIN)
        self._write(ASK_PASTE)

    def _give_back(self) -> None:
        import termios

        with suppress(OSError, termios.error):
            termios.tcsetattr(self.source, termios.TCSADRAIN, self._before)
        self._write(END_PASTE + SHOW_CURSOR)

    def _write(self, codes: str) -> None:
        with suppress(OSError):
            os.write(self.target, codes.encode())


def _end(number: int, frame: Any) -> None:
    raise Ended(number)


@contextmanager
def guarded() -> Iterator[None]:
    """For what owns the terminal by itself (a player, a menu): the same signals end it, the same modes come back."""
    before = {number: signal.signal(number, _end) for name in ENDING if (number := getattr(signal, name, None))}
    modes = _modes()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _restore(modes)


def stop(modes: Any) -> None:
    """Stops the process with these modes on the terminal (see `modes_now`); returns when the shell goes on."""
    _restore(modes)
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)


def modes_now() -> Any:
    """The modes of the terminal as they are, for `stop` to give them back."""
    return _modes()


def _modes() -> Any:
    with suppress(Exception):  # no terminal, or no termios on this system: there is nothing to restore
        import termios

        return termios.tcgetattr(sys.stdin.fileno())
    return None


def _restore(modes: Any) -> None:
    if modes is not None:
        import termios

        with suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
            if sys.stdout.isatty():
                os.write(sys.stdout.fileno(), SHOW_CURSOR.encode())
