"""Menus and questions for one value: questionary on a terminal, numbered text elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from studykit.screen.console.lines import Lines

Check = Callable[[str], str | None]
"""Returns what is wrong with a typed text, or None."""


def select(question: str, choices: Sequence[tuple[str, str]], lines: Lines | None, ascii: bool = False) -> str | None:
    """Returns the name of the choice, or None if nothing was chosen.

    `choices` are pairs of a name and what is shown. `lines` is the dialog of the plain form; None: a terminal.
    """
    if lines is not None:
        return _numbered(question, choices, lines)
    import questionary

    options = [questionary.Choice(shown, value=name) for name, shown in choices]
    chosen = questionary.select(
        question,
        choices=options,
        qmark="",
        pointer=">" if ascii else "›",
        instruction=" ",
        use_shortcuts=False,
        use_jk_keys=True,
        erase_when_done=True,
    ).unsafe_ask()
    return None if chosen is None else str(chosen)


def _numbered(question: str, choices: Sequence[tuple[str, str]], lines: Lines) -> str | None:
    """Asks by a numbered list; a choice can be typed by its number or its name."""
    lines.target.write(f"{question}\n")
    for number, (_, shown) in enumerate(choices, start=1):
        lines.target.write(f" {number:2}  {shown}\n")
    while True:
        typed = lines.line(f"1-{len(choices)}, empty for none:")
        if typed is None or not typed.strip():
            return None
        word = typed.strip()
        if word.isdigit() and 1 <= int(word) <= len(choices):
            return choices[int(word) - 1][0]
        named = [name for name, _ in choices if name == word]
        if named:
            return named[0]
        lines.target.write(f"{word!r} is none of them.\n")


def ask_text(question: str, default: str, check: Check, lines: Lines | None) -> str | None:
    """Returns a typed text that passes `check`; None if it is left empty or input ends."""
    if lines is None:
        import questionary

        given = questionary.text(
            question, default=default, qmark="", validate=lambda value: check(value) or True if value.strip() else True
        ).unsafe_ask()
        return str(given).strip() or None if given is not None else None
    while True:
        typed = lines.line(f"{question} [{default}]" if default else question)
        if typed is None or not typed.strip():
            return None
        wrong = check(typed.strip())
        if wrong is None:
            return typed.strip()
        lines.target.write(f"{wrong}\n")
