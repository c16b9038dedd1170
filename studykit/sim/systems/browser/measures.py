"""Measures of runs with a browser: what was asked first, what reached the server, what the script may read."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def same_origin(run: Run) -> Value:
    """Whether the page and what it calls have one origin."""
    return run.counts["same origin"] > 0


def same_scheme(run: Run) -> Value:
    """Whether the schemes match (http, https)."""
    return run.counts["same scheme"] > 0


def same_host(run: Run) -> Value:
    """Whether the hosts match, to the letter."""
    return run.counts["same host"] > 0


def same_port(run: Run) -> Value:
    """Whether the ports match; a default port counts where none is named."""
    return run.counts["same port"] > 0


def preflight(run: Run) -> Value:
    """Whether the browser asked with OPTIONS first."""
    return preflights(run) != 0


def preflights(run: Run) -> Value:
    """How many times the browser asked with OPTIONS first."""
    return sum(1 for sent in _wire(run) if sent["acrm"])


def reached_server(run: Run) -> Value:
    """Whether the call itself, not just its preflight, reached the server, and the function where one stands behind."""
    functions = any(event.action == "invoke" for event in run.events)
    return any((sent["function"] or not functions) for sent in _calls(run))


def calls(run: Run) -> Value:
    """Calls that reached the server, without preflights."""
    return len(_calls(run))


def server_requests(run: Run) -> Value:
    """All requests that the server had to answer, preflights included."""
    return len(_calls(run)) + sum(1 for sent in _wire(run) if sent["acrm"])


def with_cookie(run: Run) -> Value:
    """Whether a call reached the server with the cookie of the person."""
    return any(sent["cookie"] for sent in _calls(run))


def readable(run: Run) -> Value:
    """Whether the client may read an answer."""
    return run.counts["readable"] > 0


def header_read(run: Run) -> Value:
    """Whether the script gets the header of the answer that it looks for."""
    return run.counts["header read"] > 0


def used(run: Run) -> Value:
    """Whether what the page wanted took place: shown, run, sent, read."""
    return run.counts["used"] > 0


def reason(run: Run) -> Value:
    """Why the browser keeps the answer from the script, as its console says it; null where it does not."""
    return next((str(event.detail["says"]) for event in run.events if event.action == "blocked"), None)


def _wire(run: Run) -> list[dict[str, Any]]:
    browser: Any = run.services["browser"]
    return list(browser.wire)


def _calls(run: Run) -> list[dict[str, Any]]:
    """What was sent beside preflights, other than the loading of the page itself."""
    return [sent for sent in _wire(run) if not sent["acrm"] and not sent["loads"]]
