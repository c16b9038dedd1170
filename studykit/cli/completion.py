"""The names that the shell offers for TAB: topics, services and scenarios."""

from __future__ import annotations

from studykit import paths
from studykit.library.completions import SCENARIOS, SERVICES, TOPICS, names


def topics(incomplete: str) -> list[str]:
    """Returns ids of topics."""
    return names(paths.index(), [TOPICS], incomplete)


def studied(incomplete: str) -> list[str]:
    """Returns what `drill` and `quiz` take: topics and services."""
    return sorted({*names(paths.index(), [TOPICS, SERVICES], incomplete)})


def scenarios(incomplete: str) -> list[str]:
    """Returns ids of scenarios."""
    return names(paths.index(), [SCENARIOS], incomplete)


def explained(incomplete: str) -> list[str]:
    """Returns what `explain` opens: topics and scenarios."""
    return sorted({*names(paths.index(), [TOPICS, SCENARIOS], incomplete)})
