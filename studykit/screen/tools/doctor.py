"""Shows whether everything is in order: files, packs, and the terminal."""

from __future__ import annotations

import locale
from itertools import chain

from studykit.app.doctor import Finding, run_checks
from studykit.app.study import Study
from studykit.screen.console.console import NARROWEST, Console


def run(console: Console, study: Study) -> int:
    """Shows a line for each check; returns 1 if a check found something wrong."""
    failures = 0
    for finding in chain(run_checks(study), [check_terminal(console)]):
        failures += not finding.is_ok
        console.line(f"{'ok  ' if finding.is_ok else 'BAD '} {finding.subject:<9} {finding.text}")
    return 1 if failures else 0


def check_terminal(console: Console) -> Finding:
    """Finds what the terminal can do, and whether it is wide enough."""
    columns, rows = console.size
    stdout = console.environment.stdout
    encoding = getattr(stdout, "encoding", None) or locale.getpreferredencoding(False)
    parts = [
        console.environment.env.get("TERM") or "no TERM",
        f"{columns}x{rows}",
        "single keys" if console.can_read_keys else "lines of text",
        "colour" if console.color else "no colour",
        f"{'ASCII' if console.ascii else 'Unicode'} ({encoding})",
    ]
    is_wide_enough = columns >= NARROWEST
    warning = "" if is_wide_enough else f"; fewer than {NARROWEST} columns are too few"
    return Finding(is_wide_enough, "terminal", f"{', '.join(parts)}{warning}")
