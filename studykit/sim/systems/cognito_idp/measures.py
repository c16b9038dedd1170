"""Measures of runs with a user pool."""

from __future__ import annotations

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def jwt(run: Run) -> Value:
    """Whether the app got tokens of the user pool."""
    return any(True for _ in run.of("initiate_auth"))


def verdict(run: Run) -> Value:
    """What the API says of the token: `ok`, `unchecked`, or the name of what is wrong; null where none came."""
    prefix = "verdict "
    return next((name.removeprefix(prefix) for name in run.counts if name.startswith(prefix)), None)


def refreshes(run: Run) -> Value:
    """How many times the tokens were refreshed."""
    return run.counts["refreshes"]


def accepted(run: Run) -> Value:
    """Whether the API takes the token."""
    return any(f"verdict {word}" in run.counts for word in ("ok", "unchecked"))


def sign_ins(run: Run) -> Value:
    """How many times the user typed the password."""
    return run.counts["sign_ins"]
