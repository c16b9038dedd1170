"""What a check looks at: whole packs, or single topic files inside their packs; one report of all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studykit.app.environment import Desk
from studykit.errors import Problem, UsageError
from studykit.library.check import READING_CODES, CheckReport, check
from studykit.library.library import load
from studykit.library.pack_files import HEAD


def checked(desk: Desk, paths: Sequence[Path]) -> CheckReport:
    """The report on some packs and topic files, or on all packs. UsageError for a path that is neither."""
    packs, files = _sorted_out(paths) if paths else ([*desk.roots, *desk.packs], [])
    by_pack: dict[Path, list[Path]] = {}
    for pack, file in files:
        by_pack.setdefault(pack, []).append(file)
    with desk.working("Reading ...") as say:
        reports = [check(load(packs), desk.today(), say=say)] if packs else []
        reports += [_of_files(desk, pack, files) for pack, files in by_pack.items()]
    return _together(reports)


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, Path]]]:
    packs: list[Path] = []
    files: list[tuple[Path, Path]] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
        if path.is_dir():
            if not (path / HEAD).is_file() and not any(path.glob(f"*/{HEAD}")):
                raise UsageError(f"{path} is no pack: it has no {HEAD}; give the folder of a pack, or a topic's file")
            packs.append(path)
            continue
        pack = next((folder for folder in path.absolute().parents if (folder / HEAD).exists()), None)
        if pack is None:
            raise UsageError(f"{path} is in no pack: no folder above it has a {HEAD}")
        if path.name == HEAD:
            packs.append(pack)
        else:
            files.append((pack, path))
    return packs, files


def _of_files(desk: Desk, pack: Path, files: Sequence[Path]) -> CheckReport:
    """Some files of a pack. When another file keeps the pack from being read, that is said too."""
    library = load([pack])
    known = set(library.topic_ids())
    found = check(library, desk.today(), [file.stem for file in files if file.stem in known])
    wanted = {file.resolve() for file in files}
    own = tuple(problem for problem in found.problems if _place(problem) in (None, *wanted))
    if any(file.stem not in known for file in files) and not any(problem.level == "error" for problem in own):
        own = found.problems
    unread = any(problem.level == "error" and problem.code in READING_CODES for problem in own)
    return CheckReport(own, found.counts, unread)


def _place(problem: Problem) -> Path | None:
    return Path(problem.span.path).resolve() if problem.span else None


def _together(reports: Sequence[CheckReport]) -> CheckReport:
    counts: dict[str, int] = {}
    for report in reports:
        for name, number in report.counts.items():
            counts[name] = counts.get(name, 0) + number
    problems = tuple(problem for report in reports for problem in report.problems)
    return CheckReport(problems, counts, any(report.unread for report in reports))


def summary(report: CheckReport) -> str:
    """The last line of a check in words."""
    counts = report.counts
    errors = sum(problem.level == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    looked = f"{_many(counts.get('topics', 0), 'topic')}, {_many(counts.get('facts', 0), 'fact')}"
    proved = f"{counts.get('proved_by_run', 0)} proved by runs, {counts.get('proved_by_fact', 0)} by facts"
    items = f"{_many(counts.get('items', 0), 'item')} ({proved})"
    rest = f"{_many(counts.get('cards', 0), 'card')}, {items}, {_many(counts.get('runs', 0), 'run')}"
    return f"{looked}, {rest}: {_many(errors, 'error')}, {_many(warnings, 'warning')}"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
