"""Measures of runs with an event bus. "The rule" is the first that the scenario lists."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds


def _bridge(run: Run) -> Any:
    return run.services["eventbridge"]


def _rules(run: Run) -> list[str]:
    return [rule.name for rule in _bridge(run).rules.values()]


def _delivered(run: Run, rule: str = "") -> list[Event]:
    """Returns deliveries of one rule, or of all."""
    made = run.of("deliver", "send_message")
    return [event for event in made if "rule" in event.detail and rule in ("", event.detail["rule"])]


def _put(run: Run) -> dict[str, int]:
    """Returns when each event was put on a bus (ms), by its name."""
    found: dict[str, int] = {}
    for event in run.of("put_events"):
        found.setdefault(str(event.subject), event.at)
    return found


def _wanted(run: Run) -> int:
    return sum(run.counts[f"wanted {name}"] > 0 for name in {e.subject for e in _delivered(run, _rules(run)[0])})


def events(run: Run) -> Value:
    """Counts different events that were put on a bus."""
    return len(_put(run))


def delivered(run: Run) -> Value:
    """Counts deliveries to targets."""
    return len(_delivered(run))


def matched(run: Run) -> Value:
    """Counts different events that the rule delivered."""
    return len({event.subject for event in _delivered(run, _rules(run)[0])})


def others_delivered(run: Run) -> Value:
    """Counts different events that the second rule delivered."""
    names = _rules(run)[1:2]
    return len({event.subject for event in _delivered(run, names[0])}) if names else 0


def others_repeated(run: Run) -> Value:
    """Counts deliveries of the second rule beyond the first of each event."""
    names = _rules(run)[1:2]
    found = [event.subject for event in _delivered(run, names[0])] if names else []
    return len(found) - len(set(found))


def wanted(run: Run) -> Value:
    """Counts different events that the rule delivered and that its target wants."""
    return _wanted(run)


def unwanted(run: Run) -> Value:
    """Counts different events that the rule delivered and that its target does not want."""
    return len({e.subject for e in _delivered(run, _rules(run)[0])}) - _wanted(run)


def missed(run: Run) -> Value:
    """Counts events that the target of the rule wants and that the rule did not deliver."""
    return run.counts["wanted events"] - _wanted(run)


def unmatched(run: Run) -> Value:
    """Counts events that no rule matched. EventBridge ignores them."""
    return int(_bridge(run).unmatched)


def failed_attempts(run: Run) -> Value:
    """Counts attempts to deliver that failed."""
    return int(_bridge(run).deliveries.totals["attempts"])


def set_aside(run: Run) -> Value:
    """Counts events that went to the dead-letter queue of a target."""
    return int(_bridge(run).deliveries.totals["kept"])


def dropped(run: Run) -> Value:
    """Counts events that EventBridge dropped for a target."""
    return int(_bridge(run).deliveries.totals["dropped"])


def lost(run: Run) -> Value:
    """Counts events that EventBridge or Lambda gave up and kept nowhere."""
    functions: Any = run.services.get("lambda")
    given_up = sum(int(f.totals["lost"]) for f in functions.functions.values()) if functions else 0
    others = sum(service.unaccounted() for service in run.services.values())
    return int(_bridge(run).deliveries.totals["dropped"]) + given_up + others


def gave_up_at(run: Run) -> Value:
    """Returns when EventBridge first gave up an event (s), or null."""
    return next((seconds(event.at) for event in run.of("drop", "set_aside") if "rule" in event.detail), None)


def delivered_at(run: Run) -> Value:
    """Returns when the last delivery was made (s), or null."""
    return seconds(max(event.at for event in _delivered(run))) if _delivered(run) else None


def latest_delivery(run: Run) -> Value:
    """Returns the longest time from putting an event to its delivery (s), or null. Replays are left out."""
    sent = _put(run)
    waits = [
        e.at - sent[str(e.subject)] for e in _delivered(run) if "replayed" not in e.detail and str(e.subject) in sent
    ]
    return seconds(max(waits)) if waits else None


def replayed(run: Run) -> Value:
    """Counts deliveries of replayed events."""
    return sum("replayed" in event.detail for event in _delivered(run))


def archived(run: Run) -> Value:
    """Counts events in archives."""
    return sum(len(archive.events) for archive in _bridge(run).archives.values())
