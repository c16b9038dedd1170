"""Shows the report of a check: as text, as JSON, or as annotations of a pull request on GitHub."""

from __future__ import annotations

from typing import Literal

from studykit.app.check import FamilyMatrix
from studykit.library import report as reports
from studykit.library.check import CheckReport
from studykit.screen.console.console import Console

Format = Literal["text", "json", "github"]


def show(console: Console, report: CheckReport, format: Format) -> int:
    """Shows a report; returns its exit code."""
    if format == "json":
        console.json({"problems": reports.as_json(report.problems), "counts": report.counts})
    elif format == "github":
        if text := reports.as_github(report.problems):
            console.line(text)
    else:
        if text := reports.as_text(report.problems):
            console.line(f"{text}\n")
        console.line(summary(report))
    return int(report.exit)


def show_matrix(console: Console, found: FamilyMatrix, format: Format) -> int:
    """Shows the matrix of a family: a row for each option, a column for each need. Returns the exit code."""
    rows = list(found.matrix.rows(found.scenario))
    needs = {name: need.says for name, need in found.matrix.family.needs.items()}
    if format == "json":
        head, *options = rows
        console.json(
            {
                "family": found.name,
                "needs": needs,
                "options": {o: dict(zip(head[1:], c, strict=True)) for o, *c in options},
            }
        )
        return 0
    for line in (found.name, *found.matrix.table(found.scenario)):
        console.line(line)
    for name, says in needs.items():
        console.line(f"{name}: {says}")
    return 0


def summary(report: CheckReport) -> str:
    """Returns one line: how much was checked, and how many errors and warnings there are."""
    counts = report.counts
    errors = sum(problem.level == "error" for problem in report.problems)
    proofs = f"{counts.get('proved_by_run', 0)} proved by runs, {counts.get('proved_by_fact', 0)} by facts"
    checked = [
        _many(counts.get("topics", 0), "topic"),
        _many(counts.get("facts", 0), "fact"),
        _many(counts.get("cards", 0), "card"),
        f"{_many(counts.get('items', 0), 'item')} ({proofs})",
        f"{_many(counts.get('families', 0), 'family', 'families')} with {_many(counts.get('family_items', 0), 'item')}",
        _many(counts.get("runs", 0), "run"),
    ]
    warnings = len(report.problems) - errors
    return f"{', '.join(checked)}: {_many(errors, 'error')}, {_many(warnings, 'warning')}"


def _many(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
