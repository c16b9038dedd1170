"""Measures of runs in which somebody gets temporary credentials."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value

GIVES = ("assume_role_with_web_identity", "get_credentials_for_identity", "assume_role")
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


def exposed_for(run: Run) -> Value:
    """Seconds for which a stolen copy of the longest-lived keys would work; null where they have no end."""
    sts: Any = run.services.get("sts")
    lives = [None if one.until is None else one.until - one.since for one in (sts.issued.values() if sts else ())]
    return None if None in lives else max((life for life in lives if life is not None), default=0)


def long_term_keys(run: Run) -> Value:
    """Access keys without an end that are in the hands of the app."""
    return run.counts["long_term_keys"]


def programs(run: Run) -> Value:
    """Programs of one's own that stand between the app and AWS and have to be run."""
    return run.counts["programs"]
