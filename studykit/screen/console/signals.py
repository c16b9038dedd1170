"""Signals as the event loop of a prompt_toolkit application takes them: between two of its steps, never inside one.

A signal that raises inside a background task would be taken for a bug there: the application would print a traceback
and wait for Enter.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

from prompt_toolkit.application import Application

from studykit.screen.console.terminal import Ended


def install_handlers(app: Application[Any]) -> None:
    """From now on SIGTERM and SIGHUP end a running application with `Ended`, once the screen is given back."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here: Windows, or another thread
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, _end, app, number)


def _end(app: Application[Any], number: int) -> None:
    if app.future is not None and not app.future.done():
        app.exit(exception=Ended(number))
