"""Whoever waits is told so after a moment, and nothing of it stays."""

from __future__ import annotations

import io
from threading import Event

import pytest

from studykit.screen.console import spinner as waiting
from studykit.screen.console.spinner import Spinner


class Seen(io.StringIO):
    """A terminal that rings when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Event()

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


def test_what_is_done_in_a_moment_leaves_no_trace() -> None:
    target = io.StringIO()
    with Spinner(target, "Adding up ...") as one:
        one.say("Still adding up ...")
    assert target.getvalue() == ""


def test_what_takes_longer_is_told_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    target = Seen()
    with Spinner(target, "Adding up ..."):
        assert target.written.wait(5)
    assert target.getvalue() == "\rAdding up ...\x1b[K\r\x1b[K"


def test_how_far_it_is_takes_the_place_of_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    target = Seen()
    with Spinner(target, "one") as one:
        assert target.written.wait(5)
        one.say("two")
        one.say("two")
    assert target.getvalue() == "\rone\x1b[K\rtwo\x1b[K\r\x1b[K"


def test_an_error_wipes_it_away_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    target = Seen()

    def fails() -> None:
        with Spinner(target, "one"):
            assert target.written.wait(5)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert target.getvalue().endswith("\r\x1b[K")
