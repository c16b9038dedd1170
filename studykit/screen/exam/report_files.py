"""`exam review ID --html F --md F`: the report of a paper with its misses, to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studykit.errors import UsageError
from studykit.screen.exam.report_file import Missed, html, markdown
from studykit.screen.exam.review import Review, causes
from studykit.sittings.exam_report import PaperReport, ScoringRules


def write(
    review: Review, made: PaperReport, by: ScoringRules, titles: dict[str, str], files: Sequence[tuple[str, Path]]
) -> None:
    """Writes each (`html` or `md`, file); UsageError when one cannot be written."""
    done = review.done
    title = f"Practice paper {done.paper.id}, sitting {done.sitting}"
    why = causes(review)
    missed = []
    for sat in review.sats.values():
        dealt, answer = review.dealt(sat)
        place = done.items.index(sat) + 1
        missed.append(
            Missed(place, sat.id, dealt.question, dealt.order, answer.chosen, answer.took, why.get(sat.id, ""))
        )
    for form, path in files:
        text = (html if form == "html" else markdown)(title, made, by, titles, missed)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as failed:
            raise UsageError(f"{path} cannot be written: {(failed.strerror or str(failed)).lower()}") from None
