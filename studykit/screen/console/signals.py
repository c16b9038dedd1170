"""Handles signals in prompt_toolkit applications.

The event loop takes a signal between two of its steps. An exception raised inside a background task would count as a
bug: the application would print a traceback and wait for Enter.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

from prompt_toolkit.application import Application

from studykit.screen.console.terminal import Ended


def install_handlers(app: Application[Any]) -> None:
    """Makes SIGTERM and SIGHUP end a running application with `Ended`, after it has restored the screen."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here: Windows, or another thread
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, _end, app, number)


def _end(app: Application[Any], number: int) -> None:
    if app.future is not None and not app.future.done():
        app.exit(exception=Ended(number))
