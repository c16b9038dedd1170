"""Shows problems to people, programs and pull requests, sorted by place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from studykit.errors import Problem, Span
from studykit.library.yaml_reader import CONTROL


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Returns problems sorted by path, line, column and code; those without a place come first."""
    return sorted(problems, key=lambda p: (p.span or Span("", 0, 0), p.code, p.message))


def as_text(problems: Iterable[Problem]) -> str:
    """Returns each problem with its line of the file and a caret, as a compiler shows errors."""
    return "\n\n".join(_text(problem) for problem in ordered(problems))


def _text(problem: Problem) -> str:
    return "\n".join((_shown(problem), *(f"   {line}" for line in problem.note)))


def _shown(problem: Problem) -> str:
    head = f"{problem.level}[{problem.code}]: {problem.message}"
    if problem.span is None:
        return head + (f"\n   = {problem.hint}" if problem.hint else "")
    span = problem.span
    lines = [head, f"  --> {span.path}:{span.line}:{span.column}"]
    source = _line(span)
    if source is None:
        return "\n".join([*lines, *([f"   = {problem.hint}"] if problem.hint else [])])
    gutter = " " * len(str(span.line))
    caret = " " * (span.column - 1) + "^" * min(span.width, max(1, len(source) - span.column + 1))
    lines += [f"{gutter} |", f"{span.line} | {source}", f"{gutter} | {caret} {problem.hint}".rstrip()]
    return "\n".join(lines)


def _line(span: Span) -> str | None:
    try:
        lines = Path(span.path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return CONTROL.sub(" ", lines[span.line - 1].replace("\t", " ")) if span.line <= len(lines) else None


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Returns the `problems` of `check --format json`."""
    return [
        {
            "code": problem.code,
            "level": problem.level,
            "message": problem.message,
            "path": problem.span.path if problem.span else None,
            "line": problem.span.line if problem.span else None,
            "column": problem.span.column if problem.span else None,
            "hint": problem.hint or None,
            **({"note": list(problem.note)} if problem.note else {}),
        }
        for problem in ordered(problems)
    ]


def as_github(problems: Iterable[Problem]) -> str:
    """Returns commands that annotate a pull request (docs.github.com, "Workflow commands for GitHub Actions")."""
    return "\n".join(_command(problem) for problem in ordered(problems))


def _command(problem: Problem) -> str:
    text = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    place = (
        f" file={_escaped(problem.span.path, True)},line={problem.span.line},col={problem.span.column}"
        if problem.span
        else ""
    )
    title = f"{',' if place else ' '}title={_escaped(problem.code, True)}"
    return f"::{problem.level}{place}{title}::{_escaped(text, False)}"


def _escaped(text: str, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
