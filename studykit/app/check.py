"""Checks packs, or single topic files inside their packs, and joins what was found into one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studykit.app.pack_folders import holds_packs, pack_above
from studykit.app.study import Study
from studykit.errors import Problem, UsageError, unknown
from studykit.library.check import READING_CODES, CheckReport, check
from studykit.library.library import load
from studykit.library.matrix import Matrix, matrix
from studykit.library.pack_files import HEAD
from studykit.library.proof_runs import RunCache
from studykit.sim.engine.scenario import Scenario


@dataclass(frozen=True, slots=True)
class FamilyMatrix:
    """The matrix of the family `name`, and the scenario that was played; None if facts decide every need."""

    name: str
    matrix: Matrix
    scenario: Scenario | None


def check_paths(study: Study, paths: Sequence[Path]) -> CheckReport:
    """Returns the report on some packs and topic files; without paths, on all packs.

    Raises UsageError for a path that is neither a pack nor in one.
    """
    packs, files = _packs_and_files(paths) if paths else ([*study.environment.roots, *study.environment.packs], {})
    with study.notices.working("Reading ...") as say:
        reports = [check(load(packs), study.today(), say=say)] if packs else []
        reports += [_check_files(study, pack, of_pack) for pack, of_pack in files.items()]
    return _joined(reports)


def family_matrix(study: Study, paths: Sequence[Path], name: str) -> FamilyMatrix:
    """Returns the matrix of a family, found by `topic/family`, or by its own name if only one family has it.

    Looks in the packs of the paths; without paths, in all packs. Raises UsageError for a name that no family has.
    """
    packs, files = _packs_and_files(paths) if paths else ([*study.environment.roots, *study.environment.packs], {})
    library = load([*packs, *files])
    topics = [library.topic(topic) for topic in library.topic_ids()]
    families = {f"{topic.id}/{own}": family for topic in topics for own, family in topic.families.items()}
    found = [full for full in families if name in (full, full.partition("/")[2])]
    if len(found) != 1:
        raise unknown("family", name, found or families)
    scenarios = {own: scenario for topic in topics for own, scenario in topic.scenarios.items()}
    family = families[found[0]]
    return FamilyMatrix(found[0], matrix(family, scenarios, RunCache()), scenarios.get(family.scenario))


def _packs_and_files(paths: Sequence[Path]) -> tuple[list[Path], dict[Path, list[Path]]]:
    """Sorts paths into packs, and topic files by the pack that each is in."""
    packs: list[Path] = []
    files: dict[Path, list[Path]] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
        if path.is_dir():
            if not holds_packs(path):
                raise UsageError(f"{path} is no pack: it has no {HEAD}; give the folder of a pack, or a topic's file")
            packs.append(path)
            continue
        pack = pack_above(path.absolute())
        if pack is None:
            raise UsageError(f"{path} is in no pack: no folder above it has a {HEAD}")
        if path.name == HEAD:
            packs.append(pack)
        else:
            files.setdefault(pack, []).append(path)
    return packs, files


def _check_files(study: Study, pack: Path, files: Sequence[Path]) -> CheckReport:
    """Returns the report on some files of a pack.

    It has the problems of other files only if they keep a wanted file from being read.
    """
    library = load([pack])
    known = set(library.topic_ids())
    report = check(library, study.today(), [file.stem for file in files if file.stem in known])
    wanted = {file.resolve() for file in files}
    problems = tuple(problem for problem in report.problems if _file_of(problem) in (None, *wanted))
    if any(file.stem not in known for file in files) and not any(problem.level == "error" for problem in problems):
        problems = report.problems
    unread = any(problem.level == "error" and problem.code in READING_CODES for problem in problems)
    return CheckReport(problems, report.counts, unread)


def _file_of(problem: Problem) -> Path | None:
    """Returns the file that a problem is in, if it is in one."""
    return Path(problem.span.path).resolve() if problem.span else None


def _joined(reports: Sequence[CheckReport]) -> CheckReport:
    """Returns several reports as one."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update(report.counts)
    problems = tuple(problem for report in reports for problem in report.problems)
    return CheckReport(problems, dict(counts), any(report.unread for report in reports))
