"""The report of an exam as lines: score, domains with intervals, chances, time, confidence, the nearest gains."""

from __future__ import annotations

from collections.abc import Mapping

from studykit.app.exam_results import ExamResult
from studykit.screen.console.console import Console
from studykit.sittings.exam_report import MissGroup, PaperReport, ScoringRules, Share
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import wrapped

READABLE = 78
"""Maximum columns of running text."""
STRIP = 17
"""Columns of the strip of a domain, from nothing right to all right."""
TITLE = 36
"""Maximum columns of the title of a domain."""
GROUPS = 8
"""Maximum number of topics that are named; the others are counted."""


def print_report(console: Console, result: ExamResult) -> None:
    """Prints how the exam ended, and its report."""
    exam = result.finished
    how = "Handed in" if exam.end_reason == "submitted" else "The time ran out"
    console.paragraph(f"{how}: paper {exam.paper.id}, sitting {exam.sitting}. Practice on this pack's topics.")
    console.lines(report_lines(result.report, result.rules, result.titles, console.canvas))


def report_lines(report: PaperReport, rules: ScoringRules, titles: Mapping[str, str], canvas: Canvas) -> list[Line]:
    """Returns the whole report. `titles`: domain to title, in the order of the pack."""
    width = min(READABLE, canvas.width)
    return [
        *score_lines(report, rules, width),
        *domain_lines(report, rules, titles, width, canvas),
        *chance_lines(report, rules, width),
        *pace_lines(report, width),
        *gain_lines(report, rules, width),
    ]


def score_lines(report: PaperReport, rules: ScoringRules, width: int) -> list[Line]:
    """Returns the score of the whole paper and of its scored items, and the practice scale with its warning."""
    scored = report.scored
    text = f" ({span(report.whole)}); of those that are scored {scored.right} of {scored.items}."
    head = [Segment(f"{report.whole.right} of {report.whole.items} right", "title"), Segment(text)]
    scale = f"Practice scale: {report.scale} of {rules.high}, and {rules.pass_} passes. The scale is ours, not AWS's."
    said = wrapped(foretold(report), width) if report.predicted is not None else []
    return [*wrapped(head, width), *said, *wrapped(scale, width)]


def foretold(report: PaperReport) -> str:
    """Returns the candidate's prediction compared with the score."""
    off = (report.predicted or 0) - report.whole.right
    beside = "exactly so" if not off else f"{abs(off)} too {'many' if off > 0 else 'few'}"
    return f"You foretold {report.predicted}: {beside}."


def domain_lines(
    report: PaperReport, rules: ScoringRules, titles: Mapping[str, str], width: int, canvas: Canvas
) -> list[Line]:
    """Returns a line for each domain: title, right of items, a strip, the interval in words."""
    strips = width >= TITLE + STRIP + 24
    room = min(TITLE, width - 22)
    lines: list[Line] = [()]
    for name in sorted(report.domains, key=[*titles, *report.domains].index):
        part, title = report.domains[name], titles.get(name, name)[:room]
        said = f"{title:<{room}} {part.right:2} of {part.items:2}"
        drawn = f"  {strip(part, rules.line, canvas)}" if strips else ""
        lines.append((Segment(said), Segment(drawn, "key"), Segment(f"  {span(part)}", "dim")))
    return lines


def strip(part: Share, line: float, canvas: Canvas) -> str:
    """Draws a share from nothing to all: the interval as a rule, the share as a point, our threshold as a bar."""
    glyphs = canvas.glyphs
    low, high = (round(end * (STRIP - 1)) for end in part.interval)
    cells = [glyphs.rule if low <= place <= high else " " for place in range(STRIP)]
    cells[round(line * (STRIP - 1))] = glyphs.bar
    cells[round(part.right / max(1, part.items) * (STRIP - 1))] = glyphs.point
    return "".join(cells)


def span(part: Share) -> str:
    """Returns an interval in words."""
    low, high = part.interval
    return f"{low:.0%} to {high:.0%}"


def chance_lines(report: PaperReport, rules: ScoringRules, width: int) -> list[Line]:
    """Returns the chance to pass a fresh form of this pack, for each cut."""
    odds = ", ".join(f"{odd:.0%} if the cut is {cut:.0%}" for cut, odd in report.chances.items())
    return [(), *wrapped(f"The chance to pass a fresh form of {rules.fresh} of this pack: {odds}.", width)]


def pace_lines(report: PaperReport, width: int) -> list[Line]:
    """Returns the time per item, and how many of the answers given as sure are right."""
    pace, sure, other = report.pace, report.sure, report.unsure
    text = f"Time: {clock(pace.each)} an item, {clock(pace.allowed)} are there;"
    text += f" the first third {clock(pace.first)}, the last {clock(pace.last)}."
    if pace.slowest:
        text += " Slowest: " + ", ".join(f"question {place} ({clock(took)})" for place, took in pace.slowest) + "."
    said = f"Sure: {sure.right} of {sure.items} right. " if sure.items else ""
    said += f"Not sure: {other.right} of {other.items} right." if other.items else ""
    said += f" Not answered: {report.blank}." if report.blank else ""
    wrong = sure.items - sure.right
    said += f" Sure and wrong ({wrong}) is what misleads: it comes first in the review." if wrong else ""
    return [(), *wrapped(text, width), *wrapped(said, width)]


def gain_lines(report: PaperReport, rules: ScoringRules, width: int) -> list[Line]:
    """Returns the distance to our threshold, and the topics of the misses, the nearest gains first."""
    if not report.groups:
        return []
    lines: list[Line] = [(), *wrapped(gains(report, rules), width, "title")]
    for group in report.groups[:GROUPS]:
        lines += _group(group, width)
    rest = report.groups[GROUPS:]
    if rest:
        misses = sum(len(group.missed) for group in rest)
        more = [Segment(f"in {len(rest)} more topic{'s' if len(rest) > 1 else ''}", "dim")]
        lines += wrapped(more, width, first=f"{misses:3}  ")
    return lines


def gains(report: PaperReport, rules: ScoringRules) -> str:
    """Returns the distance to our threshold in one sentence, with the number of topics that most of it is in."""
    if not report.short:
        spare = report.whole.right - report.line
        return f"Our line ({rules.line:.0%}) is reached, with {spare} to spare. What was missed:"
    found, count = report.near
    where = f"{count} topics" if count > 1 else "1 topic"
    lie = "lie" if found > 1 else "lies"
    return f"About {report.short} more right reach our line ({rules.line:.0%}); {found} of them {lie} in {where}:"


def _group(group: MissGroup, width: int) -> list[Line]:
    head = [Segment(f"{group.topic}: ", "key"), Segment(", ".join(group.points), "dim")]
    return wrapped(head, width, first=f"{len(group.missed):3}  ")


def clock(ms: float) -> str:
    """Returns a time in ms as minutes and seconds: 1:05."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02}"
