"""`studykit check`: packs read, proved and judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from studykit.cli.desk import DESK
from studykit.errors import UsageError


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Packs, or topic files inside packs; else all packs.")
    ] = None,
    format: Annotated[Literal["text", "json", "github"], typer.Option(help="How problems are shown.")] = "text",
) -> int:
    """Check packs: schema, references, proofs, item-writing rules."""
    from studykit.library import report
    from studykit.library.check import Report
    from studykit.library.check import check as run

    reports: list[Report] = []
    for root, topics in _targets(paths or []):
        from studykit.library.shelf import load

        shelf = load(root)
        known = set(shelf.topic_ids())
        wanted = None if topics is None else [name for name in topics if name in known]
        found = run(shelf, DESK.today(), wanted)
        if topics is not None:
            shown = {str(path) for path in topics.values()}
            kept = tuple(p for p in found.problems if p.span is None or str(Path(p.span.path).resolve()) in shown)
            found = Report(kept, found.counts, found.unread and bool(kept))
        reports.append(found)
    problems = [problem for found in reports for problem in found.problems]
    counts: dict[str, int] = {}
    for found in reports:
        for name, number in found.counts.items():
            counts[name] = counts.get(name, 0) + number
    if format == "json":
        DESK.json({"problems": report.as_json(problems), "counts": counts})
    elif format == "github":
        DESK.write(report.as_github(problems))
    else:
        if problems:
            DESK.write(report.as_text(problems) + "\n")
        DESK.write(_summary(counts, problems))
    return max((int(found.exit) for found in reports), default=0)


def _targets(paths: list[Path]) -> list[tuple[list[Path], dict[str, Path] | None]]:
    """What to load and which topics of it to check: a pack's folder whole, a topic's file alone."""
    from studykit import home
    from studykit.library.packs import HEAD

    if not paths:
        return [([*map(Path, home.roots()), *DESK.packs], None)]
    found: list[tuple[list[Path], dict[str, Path] | None]] = []
    for path in paths:
        if path.is_dir():
            found.append(([path], None))
            continue
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
        pack = next((folder for folder in path.resolve().parents if (folder / HEAD).exists()), None)
        if pack is None:
            raise UsageError(f"{path} is in no pack: no folder above it has a {HEAD}")
        found.append(([pack], {path.stem: path.resolve()}))
    return found


def _summary(counts: dict[str, int], problems: list[object]) -> str:
    errors = sum(getattr(problem, "level", "") == "error" for problem in problems)
    what = f"{counts.get('topics', 0)} topics, {counts.get('facts', 0)} facts, {counts.get('cards', 0)} cards"
    proofs = f"{counts.get('items', 0)} items ({counts.get('proved_by_run', 0)} proved by a run, {counts.get('runs', 0)} runs)"
    return f"{what}, {proofs}: {errors} errors, {len(problems) - errors} warnings"
