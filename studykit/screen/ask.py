"""Asks for a line or a choice in plain text: what every terminal, pipe and screen reader can do."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def ask(question: str, choices: Sequence[str] = ()) -> str:
    """The answer as typed, stripped; with choices their text (or number) is taken. Empty: skipped, or no more input."""
    shown = f"{question} [{' / '.join(choices)}] " if choices else f"{question} "
    sys.stdout.write(shown)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stdout.write("\n")
    return line.strip()


def menu(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """The name of the entry that was chosen from (name, text) pairs, or empty."""
    import questionary

    options = [questionary.Choice(text, value=name) for name, text in choices]
    return str(questionary.select(question, choices=options).unsafe_ask() or "")
