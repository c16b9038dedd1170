"""The room on the whole screen: a prompt_toolkit application. At rest it wakes once a second, for the clock alone."""

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
from studykit.screen.exam.state import Room
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
"""Seconds between two looks at the clock while it is hidden: a machine that slept is noticed so late at most."""


def run(room: Room, color: bool, *, input: Any = None, output: Any = None) -> None:
    """Shows the room until its sitting has ended or the candidate has left. KeyboardInterrupt for Ctrl-C."""

    modes = modes_now()

    def text() -> StyleAndTextTuples:
        size = app.output.get_size()
        canvas = Canvas(size.columns, size.rows, room.ascii)
        parts: StyleAndTextTuples = []
        for place, line in enumerate(draw(room, canvas)):
            parts += [("", "\n")] if place else []
            parts += [(f"class:{segment.style}" if segment.style else "", clean(segment.text)) for segment in line]
        return parts

    app: Application[None] = Application(
        layout=Layout(Window(FormattedTextControl(text, show_cursor=False), wrap_lines=False)),
        key_bindings=_bindings(room, lambda: wait(), modes),
        full_screen=True,
        style=STYLE,
        color_depth=None if color else ColorDepth.DEPTH_1_BIT,
        input=input,
        output=output,
    )
    app.ttimeoutlen = 0.05

    timers: list[asyncio.TimerHandle] = []

    def wait() -> None:
        """The clock's next look, in the place of the one that was planned."""
        while timers:
            timers.pop().cancel()
        if not room.over:
            timers.append(asyncio.get_running_loop().call_later(_nap(room), look))

    def look() -> None:
        room.tick()
        _settled(app, room)
        app.invalidate()
        wait()

    def begin() -> None:
        wait()
        _listen(app, modes)

    try:
        app.run(pre_run=begin)
    except EOFError:
        room.left = True
    except OSError:
        raise Ended(signal.SIGHUP) from None
    finally:
        for timer in timers:
            timer.cancel()


def _nap(room: Room) -> float:
    """Seconds until something on the screen changes by itself."""
    if not room.begun:
        return LONGEST_NAP
    exam, left = room.seat.exam, room.seat.left()
    if exam.shows_clock(room.seat.now()):
        return float((left % 1000 or 1000) / 1000) + 0.005
    stops = [left - minutes * MINUTE for minutes in (0, RETURNS // MINUTE, *exam.paper.warn)]
    return min([LONGEST_NAP, *(stop / 1000 + 0.005 for stop in stops if stop > 0)])


def _settled(app: Application[None], room: Room) -> None:
    """Rings the bell for a warning, and closes the room when it is over."""
    if room.bell:
        room.bell = False
        app.output.bell()
    if room.over and app.is_running and app.future is not None and not app.future.done():
        app.exit()


def _bindings(room: Room, wake: Callable[[], None], modes: Any) -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.Any)
    def _(event: Any) -> None:
        key = event.key_sequence[0].key
        name = str(getattr(key, "value", key))
        room.press(NAMES.get(name, name))
        _settled(event.app, room)
        wake()

    @keys.add(Keys.BracketedPaste)
    def _(event: Any) -> None:
        if room.view == "note":
            room.typed += " ".join(event.data.split())

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
    """Signals as the event loop takes them: the screen is given back before anything ends or stops."""
    install_handlers(app)
    with suppress(NotImplementedError, RuntimeError, ValueError):  # as there
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, _stop, app, modes)


def _stop(app: Application[None], modes: Any) -> None:
    """Ctrl-Z: gives the terminal back, stops, and draws everything anew when the shell goes on."""

    def give_back() -> None:
        loop = asyncio.get_running_loop()
        loop.remove_signal_handler(signal.SIGTSTP)
        stop(modes)
        loop.add_signal_handler(signal.SIGTSTP, _stop, app, modes)

    run_in_terminal(give_back)
