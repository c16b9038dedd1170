"""Writes the report of an exam to files to keep: Markdown, and HTML without links to other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studykit.app.exam_results import ExamResult
from studykit.app.exam_review import causes
from studykit.app.study import Study
from studykit.errors import file_error
from studykit.items import Question, Response
from studykit.items.base import letter
from studykit.screen.exam.report import chance_lines, clock, gains, pace_lines, report_lines, score_lines, span
from studykit.screen.exam.review import misses_in_pack, present_miss
from studykit.screen.quiz.question import key_words, options, reasons, texts_of, told, verdict
from studykit.screen.replay.export import page
from studykit.sittings.exam_report import PaperReport, ScoringRules
from studykit.text.lines import Canvas, Line, Segment, text_of
from studykit.text.wrap import unmarked, wrapped

PAGE = Canvas(78, 24)
Files = Sequence[tuple[str, Path]]
"""Pairs of a format, `html` or `md`, and the file to write."""


def write_report(study: Study, result: ExamResult, files: Files) -> None:
    """Writes the report with its misses to each file. Raises UsageError if one cannot be written."""
    exam = result.finished
    title = f"Practice paper {exam.paper.id}, sitting {exam.sitting}"
    missed = _misses(study, result)
    for form, path in files:
        text = (html if form == "html" else markdown)(title, result.report, result.rules, result.titles, missed)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as failed:
            raise file_error(str(path), "written", failed) from None


@dataclass(frozen=True, slots=True)
class WrittenMiss:
    """A miss as it is written. `place` counts from 1; `took` is in ms; `cause` is in words, empty if none was given."""

    place: int
    id: str
    question: Question
    order: tuple[str, ...]
    chosen: Response
    took: int
    cause: str = ""


def _misses(study: Study, result: ExamResult) -> list[WrittenMiss]:
    """Returns the misses that are still in their pack, in the order of their review."""
    exam = result.finished
    why = causes(study.journal, exam.sitting)
    missed = []
    for miss in misses_in_pack(study.library, result).values():
        shown, answer = present_miss(study.library, miss)
        place, cause = exam.items.index(miss) + 1, why.get(miss.id, "")
        missed.append(WrittenMiss(place, miss.id, shown.question, shown.order, answer.chosen, answer.took, cause))
    return missed


def html(
    title: str, report: PaperReport, rules: ScoringRules, titles: Mapping[str, str], missed: Sequence[WrittenMiss]
) -> str:
    """Returns the report and every miss as one HTML page."""
    lines: list[Line] = [(Segment(title, "title"),), (), *report_lines(report, rules, titles, PAGE)]
    for one in missed:
        lines += [(), (), (Segment(_head(one), "dim"),), (), *wrapped(one.question.stem.strip(), 78)]
        lines += [*options(one.question, one.order, one.chosen, PAGE), ()]
        lines += verdict(one.question, one.order, one.chosen, False, (), PAGE)
        lines += reasons(one.question, one.order, one.chosen, PAGE)
    return page(lines, title)


def _head(one: WrittenMiss) -> str:
    cause = f", {one.cause}" if one.cause else ""
    return f"Question {one.place}, {one.id}, {clock(one.took)}{cause}"


def markdown(
    title: str, report: PaperReport, rules: ScoringRules, titles: Mapping[str, str], missed: Sequence[WrittenMiss]
) -> str:
    """Returns the report and every miss as Markdown."""
    out = [f"# {title}", "", _running(score_lines(report, rules, 78)), ""]
    out += ["| Domain | Right | Of | 95 % interval |", "| --- | ---: | ---: | --- |"]
    for name in sorted(report.domains, key=[*titles, *report.domains].index):
        part = report.domains[name]
        out.append(f"| {_cell(titles.get(name, name))} | {part.right} | {part.items} | {span(part)} |")
    out += ["", _running(chance_lines(report, rules, 78)), "", _running(pace_lines(report, 78)), ""]
    if report.groups:
        out += [gains(report, rules), ""]
        out += [f"- {len(group.missed)}: `{group.topic}` {', '.join(group.points)}" for group in report.groups]
    for one in missed:
        out += ["", f"## {_head(one)}", "", one.question.stem.strip(), "", *_options(one)]
    return "\n".join([*out, ""])


def _options(one: WrittenMiss) -> list[str]:
    texts = texts_of(one.question)
    roles = dict(told(one.question, one.chosen))
    rows = [f"The key is {key_words(one.question, one.order)}.", ""]
    for name in one.order:
        role = f" ({roles[name]})" if roles.get(name) else ""
        why = (
            f"  \n  {unmarked(one.question.rationale[name])}"
            if name in roles and name in one.question.rationale
            else ""
        )
        rows.append(f"- **{letter(one.order.index(name))}**{role} {unmarked(texts.get(name, name))}{why}")
    return rows


def _running(lines: Sequence[Line]) -> str:
    return " ".join(text for line in lines if (text := text_of(line).strip()))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
