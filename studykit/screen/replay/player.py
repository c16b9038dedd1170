"""The player: a replay in the lines below the prompt. It leaves its last frame, and survives a resize.

A prompt_toolkit inline application; its own timer is the only thing in the program that waits. Paused, it uses nothing.
"""

from __future__ import annotations

import asyncio
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Literal

from prompt_toolkit import Application
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from studykit.screen.console.paint import ansi
from studykit.screen.console.signals import install_handlers
from studykit.text.lines import Canvas, Line, Segment

Drawing = Callable[[int, Canvas], Sequence[Line]]
Ending = Literal["next", "quit", "what-if", "rationales", "interrupted"]
LONGEST = 12.0
"""Seconds of a replay at normal speed, however long the run is."""
SHORTEST_STEP, LONGEST_STEP = 0.12, 1.4
FRAMES_A_SECOND = 8
HELP = "space play/pause  ←→ step  0-9 scrub  +- speed  w what if  q quit"
HELP_ASCII = "space play/pause  arrows step  0-9 scrub  +- speed  w what if  q quit"


def schedule(moments: Sequence[int]) -> tuple[float, ...]:
    """When each moment (ms of the run) is shown, in seconds of the replay: dead time cut, 12 s at most in all.

    A gap is shown as long as its share of the run, but neither shorter nor longer than the eye wants.
    """
    gaps = [after - before for before, after in pairwise(moments)]
    if not gaps:
        return (0.0,) * len(moments)
    usual = sorted(gaps)[len(gaps) // 2] or 1
    shown = [min(LONGEST_STEP, max(SHORTEST_STEP, 0.6 * gap / usual)) for gap in gaps]
    scale = min(1.0, LONGEST / sum(shown))
    times = [0.0]
    for gap in shown:
        times.append(times[-1] + gap * scale)
    return tuple(times)


class Player:
    """What is shown now, and how it moves on."""

    def __init__(self, draw: Drawing, moments: Sequence[int], *, ascii: bool = False, color: bool = True) -> None:
        self.draw = draw
        self.moments = tuple(moments) or (0,)
        self.times = schedule(self.moments)
        self.ascii = ascii
        self.color = color
        self.position = 0.0
        self.playing = False
        self.speed = 1.0
        self.ended: Ending = "quit"
        self.wake: Callable[[], None] = lambda: None
        """Starts the clock of the running application."""

    @property
    def at(self) -> int:
        """The moment (ms of the run) that is shown."""
        place = min(len(self.times) - 1, bisect_right(self.times, self.position + 1e-9) - 1)
        if place + 1 >= len(self.times):
            return self.moments[-1]
        span = self.times[place + 1] - self.times[place]
        share = (self.position - self.times[place]) / span if span else 0
        return round(self.moments[place] + share * (self.moments[place + 1] - self.moments[place]))

    def advance(self, seconds: float) -> None:
        """Plays on by so many seconds of the replay; stops at the end."""
        self.position = min(self.times[-1], self.position + seconds * self.speed)
        if self.position >= self.times[-1]:
            self.playing = False

    def step(self, direction: int) -> None:
        """To the next or the previous moment at which something happens."""
        self.playing = False
        if direction > 0:
            place = min(len(self.times) - 1, bisect_right(self.times, self.position + 1e-9))
        else:
            place = max(0, bisect_left(self.times, self.position - 1e-9) - 1)
        self.position = self.times[place]

    def scrub(self, tenth: int) -> None:
        """To a tenth of the replay; 9 is its end."""
        self.playing = False
        self.position = self.times[-1] * tenth / 9

    def toggle(self) -> None:
        """Plays, or pauses; at the end it plays from the start."""
        if not self.playing and self.position >= self.times[-1]:
            self.position = 0.0
        self.playing = not self.playing

    def text(self) -> str:
        """The frame as terminal text."""
        size = shutil.get_terminal_size()
        canvas = Canvas(max(40, min(size.columns, 120)), size.lines, self.ascii)
        state = "playing" if self.playing else "paused"
        speed = "" if self.speed == 1 else f"  {self.speed:g}x"
        keys = HELP_ASCII if self.ascii else HELP
        help_line = (Segment(f"{state}{speed}  {keys}"[: canvas.width - 1], "dim"),)
        return "\n".join(ansi([*self.draw(self.at, canvas), help_line], self.color))


def play(player: Player, *, input: Any = None, output: Any = None, autoplay: bool = False) -> Ending:
    """Shows a replay until the learner leaves it; says how."""
    player.playing = autoplay
    control = FormattedTextControl(lambda: ANSI(player.text()))
    app: Application[None] = Application(
        layout=Layout(Window(control, dont_extend_height=True, wrap_lines=False)),
        key_bindings=_bindings(player),
        full_screen=False,
        erase_when_done=False,
        input=input,
        output=output,
    )

    async def clock() -> None:
        while True:
            await asyncio.sleep(1 / FRAMES_A_SECOND)
            if player.playing:
                player.advance(1 / FRAMES_A_SECOND)
                app.invalidate()
            else:
                return

    def wake() -> None:
        if player.playing and app.is_running:
            app.create_background_task(clock())

    app.pre_run_callables.append(wake)
    player.wake = wake
    app.run(pre_run=lambda: install_handlers(app))
    return player.ended


def _bindings(player: Player) -> KeyBindings:
    keys = KeyBindings()

    def leave(name: str, ending: Ending) -> None:
        @keys.add(name)
        def _(event: Any) -> None:
            player.ended = ending
            player.playing = False
            event.app.exit()

    def act(name: str, change: Callable[[], None]) -> None:
        @keys.add(name)
        def _(event: Any) -> None:
            was = player.playing
            change()
            if player.playing and not was:
                player.wake()

    for name, ending in (
        ("q", "quit"),
        ("escape", "quit"),
        ("enter", "next"),
        ("w", "what-if"),
        ("m", "rationales"),
        ("c-c", "interrupted"),
    ):
        leave(name, ending)  # type: ignore[arg-type] # the pairs above are endings
    act("space", player.toggle)
    act("right", lambda: player.step(1))
    act("left", lambda: player.step(-1))
    act("+", lambda: setattr(player, "speed", min(8.0, player.speed * 2)))
    act("-", lambda: setattr(player, "speed", max(0.25, player.speed / 2)))
    for digit in range(10):
        act(str(digit), lambda digit=digit: player.scrub(digit))  # type: ignore[misc] # bound at once
    return keys
