"""Runs the exam screen as a prompt_toolkit application. At rest it wakes once a second, only for the clock."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from prompt_toolkit import Application
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from studykit.screen.console.signals import install_handlers
from studykit.screen.console.terminal import Ended, modes_now, stop
from studykit.screen.exam.draw import draw
from studykit.screen.exam.state import ExamScreen
from studykit.sittings.exam import MINUTE, RETURNS
from studykit.text.lines import Canvas, clean

NAMES = {
    "c-m": "enter",
    "c-j": "enter",
    " ": "space",
    "c-h": "backspace",
    "c-i": "tab",
    "pageup": "page-up",
    "pagedown": "page-down",
}
STYLE = Style.from_dict(
    {
        "title": "bold",
        "now": "bold reverse",
        "dim": "fg:ansibrightblack",
        "key": "bold fg:ansicyan",
        "good": "fg:ansigreen",
        "hidden": "bold fg:ansiyellow",
        "bad": "bold fg:ansired",
    }
)
LONGEST_NAP = 30.0
"""Maximum seconds between two looks at a hidden clock: after the machine slept, the time is right again within them."""


def run(screen: ExamScreen, color: bool, *, input: Any = None, output: Any = None) -> None:
    """Shows the screen until the exam has ended or the candidate has left. Raises KeyboardInterrupt for Ctrl-C.

    `input` and `output` replace the terminal.
    """
    modes = modes_now()

    def text() -> StyleAndTextTuples:
        size = app.output.get_size()
        canvas = Canvas(size.columns, size.rows, screen.ascii)
        parts: StyleAndTextTuples = []
        for place, line in enumerate(draw(screen, canvas)):
            parts += [("", "\n")] if place else []
            parts += [(f"class:{segment.style}" if segment.style else "", clean(segment.text)) for segment in line]
        return parts

    app: Application[None] = Application(
        layout=Layout(Window(FormattedTextControl(text, show_cursor=False), wrap_lines=False)),
        key_bindings=_bindings(screen, lambda: wait(), modes),
        full_screen=True,
        style=STYLE,
        color_depth=None if color else ColorDepth.DEPTH_1_BIT,
        input=input,
        output=output,
    )
    app.ttimeoutlen = 0.05

    timers: list[asyncio.TimerHandle] = []

    def wait() -> None:
        """Plans the next look at the clock, instead of the one that was planned before."""
        while timers:
            timers.pop().cancel()
        if not screen.is_over:
            timers.append(asyncio.get_running_loop().call_later(_nap(screen), look))

    def look() -> None:
        screen.tick()
        _ring_and_close(app, screen)
        app.invalidate()
        wait()

    def begin() -> None:
        wait()
        _listen(app, modes)

    try:
        app.run(pre_run=begin)
    except EOFError:
        screen.has_left = True
    except OSError:
        raise Ended(signal.SIGHUP) from None
    finally:
        for timer in timers:
            timer.cancel()


def _nap(screen: ExamScreen) -> float:
    """Returns the seconds until the screen changes without a key."""
    if not screen.session.is_started:
        return LONGEST_NAP
    exam, left = screen.session.exam, screen.session.left()
    if exam.shows_clock(screen.session.now()):
        return float((left % 1000 or 1000) / 1000) + 0.005
    stops = [left - minutes * MINUTE for minutes in (0, RETURNS // MINUTE, *exam.paper.warn)]
    return min([LONGEST_NAP, *(stop / 1000 + 0.005 for stop in stops if stop > 0)])


def _ring_and_close(app: Application[None], screen: ExamScreen) -> None:
    """Rings the bell for a warning, and ends the application when the exam is over."""
    if screen.bell:
        screen.bell = False
        app.output.bell()
    if screen.is_over and app.is_running and app.future is not None and not app.future.done():
        app.exit()


def _bindings(screen: ExamScreen, wake: Callable[[], None], modes: Any) -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.Any)
    def _(event: Any) -> None:
        key = event.key_sequence[0].key
        name = str(getattr(key, "value", key))
        screen.press(NAMES.get(name, name))
        _ring_and_close(event.app, screen)
        wake()

    @keys.add(Keys.BracketedPaste)
    def _(event: Any) -> None:
        if screen.view == "note":
            screen.typed += " ".join(event.data.split())

    @keys.add("c-c")
    def _(event: Any) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @keys.add("c-z")
    def _(event: Any) -> None:
        _stop(event.app, modes)

    @keys.add("c-l")
    def _(event: Any) -> None:
        event.app.renderer.clear()

    return keys


def _listen(app: Application[None], modes: Any) -> None:
    """Handles signals in the event loop, so that the terminal is restored before the program ends or stops."""
    install_handlers(app)
    with suppress(NotImplementedError, RuntimeError, ValueError):  # as in install_handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, _stop, app, modes)


def _stop(app: Application[None], modes: Any) -> None:
    """Handles Ctrl-Z: restores the terminal and stops; when the shell continues the program, all is drawn again."""

    def restore_and_stop() -> None:
        loop = asyncio.get_running_loop()
        loop.remove_signal_handler(signal.SIGTSTP)
        stop(modes)
        loop.add_signal_handler(signal.SIGTSTP, _stop, app, modes)

    run_in_terminal(restore_and_stop)
