"""Measures of runs with temporary credentials."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value

GIVES = ("assume_role_with_web_identity", "get_credentials_for_identity", "assume_role")
ROLES = {"unauthenticated": "guest"}


def credentials(run: Run) -> Value:
    """True if the app got temporary AWS credentials."""
    return any(True for _ in run.of(*GIVES))


def role(run: Run) -> Value:
    """Returns the role of the credentials (`guest` for unauthenticated ones), or null."""
    found = next((str(event.detail["carries"]).rpartition(" ")[2] for event in run.of(*GIVES)), None)
    return ROLES.get(str(found), found)


def exchanges(run: Run) -> Value:
    """Counts how often credentials were issued."""
    return sum(1 for _ in run.of(*GIVES))


def served(run: Run) -> Value:
    """Counts served calls with credentials."""
    return run.counts["served"]


def denied(run: Run) -> Value:
    """Counts calls that were denied because of missing or expired credentials."""
    return run.counts["denied"]


def exposed_for(run: Run) -> Value:
    """Returns the seconds for which a stolen copy of the longest-lived keys would work; null if they never expire."""
    sts: Any = run.services.get("sts")
    lives = [None if one.until is None else one.until - one.since for one in (sts.issued.values() if sts else ())]
    return None if None in lives else max((life for life in lives if life is not None), default=0)


def long_term_keys(run: Run) -> Value:
    """Counts access keys in the app that never expire."""
    return run.counts["long_term_keys"]


def programs(run: Run) -> Value:
    """Counts programs that have to be run between the app and AWS."""
    return run.counts["programs"]
