"""The names that the shell offers for TAB: topics, services and scenarios."""

from __future__ import annotations

from studykit import paths
from studykit.library.index_reader import scenario_ids, services, topic_ids


def topics(incomplete: str) -> list[str]:
    """Ids of topics."""
    return _beginning(topic_ids(paths.index()), incomplete)


def studied(incomplete: str) -> list[str]:
    """Offers topics and services, which drill and quiz take."""
    return sorted({*topics(incomplete), *_beginning(services(paths.index()), incomplete)})


def scenarios(incomplete: str) -> list[str]:
    """Ids of scenarios."""
    return _beginning(scenario_ids(paths.index()), incomplete)


def explained(incomplete: str) -> list[str]:
    """Offers topics and scenarios, which explain opens."""
    return sorted({*topics(incomplete), *scenarios(incomplete)})


def _beginning(names: list[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
