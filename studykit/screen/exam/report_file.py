"""The report of a paper as a file to keep: Markdown, and HTML that points nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studykit.items import Question, Response
from studykit.items.base import letter
from studykit.screen.exam.report import chance_lines, clock, gains, pace_lines, report_lines, score_lines, span
from studykit.screen.quiz.question import key_words, options, reasons, texts_of, told, verdict
from studykit.screen.replay.export import page
from studykit.sittings.exam_report import PaperReport, ScoringRules
from studykit.text.lines import Canvas, Line, Segment, text_of
from studykit.text.wrap import unmarked, wrapped

PAGE = Canvas(78, 24)


@dataclass(frozen=True, slots=True)
class Missed:
    """A miss as it is written: its place on the paper, the question, the options as they lay, what was chosen, why."""

    place: int
    id: str
    question: Question
    order: tuple[str, ...]
    chosen: Response
    took: int
    why: str = ""


def html(title: str, report: PaperReport, by: ScoringRules, titles: Mapping[str, str], missed: Sequence[Missed]) -> str:
    """The report and every miss as one page."""
    lines: list[Line] = [(Segment(title, "title"),), (), *report_lines(report, by, titles, PAGE)]
    for one in missed:
        lines += [(), (), (Segment(_head(one), "dim"),), (), *wrapped(one.question.stem.strip(), 78)]
        lines += [*options(one.question, one.order, one.chosen, PAGE), ()]
        lines += verdict(one.question, one.order, one.chosen, False, (), PAGE)
        lines += reasons(one.question, one.order, one.chosen, PAGE)
    return page(lines, title)


def _head(one: Missed) -> str:
    why = f", {one.why}" if one.why else ""
    return f"Question {one.place}, {one.id}, {clock(one.took)}{why}"


def markdown(
    title: str, report: PaperReport, by: ScoringRules, titles: Mapping[str, str], missed: Sequence[Missed]
) -> str:
    """The same as Markdown."""
    out = [f"# {title}", "", _running(score_lines(report, by, 78)), ""]
    out += ["| Domain | Right | Of | 95 % interval |", "| --- | ---: | ---: | --- |"]
    for name in sorted(report.domains, key=[*titles, *report.domains].index):
        part = report.domains[name]
        out.append(f"| {_cell(titles.get(name, name))} | {part.right} | {part.items} | {span(part)} |")
    out += ["", _running(chance_lines(report, by, 78)), "", _running(pace_lines(report, 78)), ""]
    if report.groups:
        out += [gains(report, by), ""]
        out += [f"- {len(group.missed)}: `{group.topic}` {', '.join(group.points)}" for group in report.groups]
    for one in missed:
        out += ["", f"## {_head(one)}", "", one.question.stem.strip(), "", *_options(one)]
    return "\n".join([*out, ""])


def _options(one: Missed) -> list[str]:
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
