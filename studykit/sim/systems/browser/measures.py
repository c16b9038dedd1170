"""Measures of runs with a browser: preflights, requests that reached the server, what the script can read."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def same_origin(run: Run) -> Value:
    """True if the page and its request have the same origin."""
    return run.counts["same origin"] > 0


def same_scheme(run: Run) -> Value:
    """True if the schemes match (http, https)."""
    return run.counts["same scheme"] > 0


def same_host(run: Run) -> Value:
    """True if the hosts match exactly."""
    return run.counts["same host"] > 0


def same_port(run: Run) -> Value:
    """True if the ports match; without a port the default counts."""
    return run.counts["same port"] > 0


def preflight(run: Run) -> Value:
    """True if the browser sent a preflight."""
    return preflights(run) != 0


def preflights(run: Run) -> Value:
    """Counts preflights."""
    return sum(1 for sent in _wire(run) if sent["acrm"])


def reached_server(run: Run) -> Value:
    """True if the request itself, not just its preflight, reached the server, and its function if it has one."""
    functions = any(event.action == "invoke" for event in run.events)
    return any((sent["function"] or not functions) for sent in _calls(run))


def calls(run: Run) -> Value:
    """Counts requests that reached the server, without preflights."""
    return len(_calls(run))


def server_requests(run: Run) -> Value:
    """Counts all requests that the server had to serve, preflights included."""
    return len(_calls(run)) + sum(1 for sent in _wire(run) if sent["acrm"])


def with_cookie(run: Run) -> Value:
    """True if a request reached the server with the user's cookie."""
    return any(sent["cookie"] for sent in _calls(run))


def readable(run: Run) -> Value:
    """True if the client can read a response."""
    return run.counts["readable"] > 0


def header_read(run: Run) -> Value:
    """True if the script gets the response header that it looks for."""
    return run.counts["header read"] > 0


def used(run: Run) -> Value:
    """True if what the page wanted took place: loaded, ran, sent, read."""
    return run.counts["used"] > 0


def reason(run: Run) -> Value:
    """Returns why the browser blocks the response, as its console says; null if it does not."""
    return next((str(event.detail["says"]) for event in run.events if event.action == "blocked"), None)


def _wire(run: Run) -> list[dict[str, Any]]:
    browser: Any = run.services["browser"]
    return list(browser.wire)


def _calls(run: Run) -> list[dict[str, Any]]:
    """Returns the requests besides preflights and the loading of the page itself."""
    return [sent for sent in _wire(run) if not sent["acrm"] and not sent["loads"]]
