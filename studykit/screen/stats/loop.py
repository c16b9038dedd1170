"""Shows the figures of `stats`: as lines, as JSON, and as a page."""

from __future__ import annotations

from pathlib import Path

from studykit.app.figures import Figures
from studykit.app.stats import read_figures
from studykit.app.study import Study
from studykit.errors import file_error
from studykit.screen.console.console import Console
from studykit.screen.stats.view import stats_lines


def show(console: Console, study: Study, detail: bool, html: Path | None, as_json: bool) -> int:
    """Shows the figures, and with `html` also writes them as a page; returns the exit code."""
    figures = read_figures(study)
    if html is not None:
        _write_page(figures, html)
    if as_json:
        console.json(figures.as_json())
        return 0
    console.lines(stats_lines(figures, console.text_width, console.ascii, detail, console.rows_for_output))
    if html is not None:
        console.line(f"\nThe same figures are in {html}.")
    return 0


def _write_page(figures: Figures, path: Path) -> None:
    from studykit.screen.stats.page import page

    try:
        path.write_text(page(figures), encoding="utf-8")
    except OSError as failed:
        raise file_error(str(path), "written", failed) from None
