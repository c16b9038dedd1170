"""Measures of runs with a user pool."""

from __future__ import annotations

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def jwt(run: Run) -> Value:
    """True if the app got tokens of the user pool."""
    return any(True for _ in run.of("initiate_auth"))


def verdict(run: Run) -> Value:
    """Returns the API's verdict on the token: `ok`, `unchecked`, or the name of the error; null without a token."""
    prefix = "verdict "
    return next((name.removeprefix(prefix) for name in run.counts if name.startswith(prefix)), None)


def refreshes(run: Run) -> Value:
    """Counts refreshes of the tokens."""
    return run.counts["refreshes"]


def accepted(run: Run) -> Value:
    """True if the API accepts the token."""
    return any(f"verdict {word}" in run.counts for word in ("ok", "unchecked"))


def sign_ins(run: Run) -> Value:
    """Counts how often the user typed the password."""
    return run.counts["sign_ins"]


def new_credentials(run: Run) -> Value:
    """True if the phone got AWS credentials after its account was revoked."""
    return run.counts["new credentials"] > 0
