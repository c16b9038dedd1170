"""Plays a replay in the lines below the prompt, where its last frame stays.

The player is a prompt_toolkit application, and its timer is the only one in the program. A paused player uses no CPU.
"""

from __future__ import annotations

import asyncio
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Literal

from prompt_toolkit import Application
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from studykit.screen.console.paint import ansi
from studykit.screen.console.signals import install_handlers
from studykit.screen.replay.timing import schedule
from studykit.text.lines import Canvas, Line, Segment

Drawing = Callable[[int, Canvas], Sequence[Line]]
Ending = Literal["next", "quit", "what-if", "rationales", "interrupted"]
FRAMES_A_SECOND = 8
HELP = "space play/pause  ←→ step  0-9 scrub  +- speed  w what if  q quit"
HELP_ASCII = "space play/pause  arrows step  0-9 scrub  +- speed  w what if  q quit"


class Player:
    """The state of a replay: the moments, which of them is shown, and how fast it plays."""

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
        """The moment that is shown, in ms of the run."""
        place = min(len(self.times) - 1, bisect_right(self.times, self.position + 1e-9) - 1)
        if place + 1 >= len(self.times):
            return self.moments[-1]
        span = self.times[place + 1] - self.times[place]
        share = (self.position - self.times[place]) / span if span else 0
        return round(self.moments[place] + share * (self.moments[place + 1] - self.moments[place]))

    def advance(self, seconds: float) -> None:
        """Moves on by some seconds of the replay; stops at the end."""
        self.position = min(self.times[-1], self.position + seconds * self.speed)
        if self.position >= self.times[-1]:
            self.playing = False

    def step(self, direction: int) -> None:
        """Moves to the next (1) or the previous (-1) moment at which something happens."""
        self.playing = False
        if direction > 0:
            place = min(len(self.times) - 1, bisect_right(self.times, self.position + 1e-9))
        else:
            place = max(0, bisect_left(self.times, self.position - 1e-9) - 1)
        self.position = self.times[place]

    def scrub(self, ninth: int) -> None:
        """Moves to a ninth of the replay: 0 is its start, 9 its end."""
        self.playing = False
        self.position = self.times[-1] * ninth / 9

    def toggle(self) -> None:
        """Plays or pauses; at the end it plays from the start."""
        if not self.playing and self.position >= self.times[-1]:
            self.position = 0.0
        self.playing = not self.playing

    def text(self) -> str:
        """Returns the frame as terminal text."""
        size = shutil.get_terminal_size()
        canvas = Canvas(max(40, min(size.columns, 120)), size.lines, self.ascii)
        state = "playing" if self.playing else "paused"
        speed = "" if self.speed == 1 else f"  {self.speed:g}x"
        keys = HELP_ASCII if self.ascii else HELP
        help_line = (Segment(f"{state}{speed}  {keys}"[: canvas.width - 1], "dim"),)
        return "\n".join(ansi([*self.draw(self.at, canvas), help_line], self.color))


def play(player: Player, *, input: Any = None, output: Any = None, autoplay: bool = False) -> Ending:
    """Shows a replay until the learner leaves it; returns how it was left."""
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
