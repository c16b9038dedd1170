"""Measures of runs in which somebody gets temporary credentials."""

from __future__ import annotations

from studykit.sim.measures import Run
from studykit.sim.trace import Value

GIVES = ("assume_role_with_web_identity", "get_credentials_for_identity")
ROLES = {"unauthenticated": "guest"}


def credentials(run: Run) -> Value:
    """Whether the app got temporary AWS credentials."""
    return any(True for _ in run.of(*GIVES))


def role(run: Run) -> Value:
    """The role of the credentials (`guest` for unauthenticated ones), or null."""
    found = next((str(event.detail["carries"]).rpartition(" ")[2] for event in run.of(*GIVES)), None)
    return ROLES.get(str(found), found)


def exchanges(run: Run) -> Value:
    """How many times credentials were given."""
    return sum(1 for _ in run.of(*GIVES))


def served(run: Run) -> Value:
    """Calls with credentials that were served."""
    return run.counts["served"]


def denied(run: Run) -> Value:
    """Calls that were denied because the credentials had expired or were none."""
    return run.counts["denied"]
