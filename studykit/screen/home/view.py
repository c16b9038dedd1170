"""The first screen in lines: the date, what is due, the exam, and what can be done next, each with its command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from studykit.app.exam_steps import ResumeExam, ReviewMisses, StartExam
from studykit.app.next_steps import Action, Read, ReadTopic, ResumeSitting, StartDrill, StartQuiz
from studykit.app.options import DrillOptions, ExamOptions, QuizOptions, as_data, command
from studykit.app.overview import Overview
from studykit.text.lines import Line, Segment
from studykit.text.wrap import wrapped


class Choice(NamedTuple):
    """A choice of the menu: the step, its words, and the command that does the same."""

    action: Action
    words: str
    command: str


def choice_of(action: Action) -> Choice:
    """Returns a step in words, with its command."""
    return Choice(action, *_worded(action))


def _worded(action: Action) -> tuple[str, str]:
    """Returns the words and the command of a step."""
    match action:
        case ResumeSitting(kind, options):
            return f"Go on with the {kind} that was cut", command(kind, as_data(options))
        case StartDrill(DrillOptions(cram=True), cards):
            return f"Warm up: {cards} cards, whatever you press", f"studykit drill --cram --limit {cards}"
        case StartDrill(_, cards):
            return f"Drill {_number(cards, 'card')}", "studykit drill"
        case StartQuiz(options, questions):
            return _quiz(options, questions)
        case StartExam(ExamOptions(missed=True), questions):
            return "Retest what was missed", f"studykit exam --missed -n {questions}"
        case StartExam(_, questions):
            return f"Sit a mock of {questions} questions", f"studykit exam -n {questions}"
        case ReadTopic(topic, title):
            return f"Read: {title}", f"studykit explain {topic}"
        case Read.SHEETS:
            return "Read the numbers and the traps", "studykit sheet"
        case Read.ANY_TOPIC:
            return "Choose a topic", "studykit topics"
        case ResumeExam(_, left_ms):
            return _open_exam(left_ms), "studykit exam resume"
        case ReviewMisses(sitting, left, today):
            when = f"{today} today" if today else "from tomorrow"
            return f"Review what the paper missed ({left} left, {when})", f"studykit exam review {sitting}"


def _quiz(options: QuizOptions, questions: int) -> tuple[str, str]:
    if options.placement:
        return f"Find out what you know ({questions} questions)", "studykit quiz --placement"
    if options.missed:
        return f"Answer again what was wrong ({questions})", "studykit quiz --missed"
    if options.topics:
        (service,) = options.topics
        return f"Answer {_number(questions, 'question')} on {service}", f"studykit quiz {service} -n {questions}"
    return f"Answer {questions} questions", "studykit quiz"


def _open_exam(left_ms: int) -> str:
    from studykit.screen.exam.words import clock_words

    return f"Go on with the paper ({clock_words(left_ms)} left)" if left_ms else "See the paper whose time ran out"


def choice_lines(choices: Sequence[Choice], width: int) -> list[Line]:
    """Returns what can be done next as text: each choice with its command."""
    wide = max(len(choice.command) for choice in choices)
    lines: list[Line] = [(Segment("Next", "title"),)]
    for choice in choices:
        if wide + 4 + len(choice.words) <= width:
            lines.append((Segment(f"  {choice.command:<{wide}}  ", "key"), Segment(choice.words)))
        else:
            lines += [(Segment(f"  {choice.command}", "key"),), *wrapped(choice.words, width, first="    ")]
    return lines


def today_lines(today: date, overview: Overview, width: int, ascii: bool) -> list[Line]:
    """Returns the day: the date, the cards, the exam, the days that were studied, the plan, and what was marked."""
    dot = " | " if ascii else " · "
    head = [Segment("studykit", "title"), Segment(f"{dot}{today:%A} {today.day} {today:%B}", "dim")]
    lines = [*wrapped(head, width), (), *wrapped(_cards(overview, dot), width)]
    counts = overview.counts
    if counts.days_left is not None:
        exam = Segment(f"{dot}{overview.exam_code} on {counts.exam_date}", "dim")
        lines += wrapped([Segment(f"Exam: {_exam_day(counts.days_left)}"), exam], width)
    if overview.studied_days:
        row = f", {overview.streak} in a row" if overview.streak > 1 else ""
        lines += wrapped([Segment(f"Studied: {_number(overview.studied_days, 'day')}{row}", "dim")], width)
    for text in _notes(overview):
        lines += wrapped(text, width)
    return lines


def _cards(overview: Overview, dot: str) -> list[Segment]:
    """Returns the line about cards: how many there are and how long they take, or why there are none."""
    counts, waiting = overview.counts, overview.waiting
    if overview.cards:
        about = f"{dot}about {overview.minutes} min{_waiting(waiting, '; ', ' more')}"
        return [Segment(f"Cards: {_due_and_new(overview)}"), Segment(about, "dim")]
    if counts.days_left == 0:
        return [Segment("Cards: only the warm-up today.")]
    if overview.goodbye:
        return [Segment(f"Cards: none are left today{_waiting(waiting, '; ')}.")]
    if waiting:
        return [Segment(f"Cards: none are left{_waiting(waiting, '; ')}.")]
    return [Segment(f"Cards: nothing is due.{_next(counts.next_due)}")]


def _due_and_new(overview: Overview) -> str:
    counts = overview.counts
    reviews = counts.due + counts.learning
    overdue = f" ({counts.overdue} overdue)" if counts.overdue else ""
    parts = [f"{reviews} to review{overdue}"] if reviews else []
    parts += [f"{counts.new} new"] if counts.new else []
    return ", ".join(parts)


def _waiting(cards: int, before: str, more: str = "") -> str:
    """Returns words for due cards that are not asked today, because a sibling is, or because there are too many."""
    return f"{before}{cards}{more} wait{'s' if cards == 1 else ''} for another day" if cards else ""


def _next(seconds: int | None) -> str:
    """Returns when the next card comes."""
    if seconds is None:
        return ""
    if seconds >= 86_400:
        days = round(seconds / 86_400)
        return f" The next comes {'tomorrow' if days == 1 else f'in {days} days'}."
    return f" The next comes in {max(1, round(seconds / 60))} min."


def _exam_day(left: int) -> str:
    if left < 0:
        return f"{_number(-left, 'day')} ago"
    return ("today", "tomorrow")[left] if left < 2 else f"in {left} days"


def _notes(overview: Overview) -> Iterator[str]:
    """Yields what the plan has today, the leeches, the marked cards and questions, and the last words of the day."""
    if overview.plan is not None and not overview.goodbye:
        from studykit.screen.plan.view import today_words

        yield f"Plan: {today_words(overview.plan)}"
    if overview.leeches:
        yield f"Leeches put aside: {overview.leeches}; studykit drill --leeches brings them back"
    if overview.marked_cards or overview.marked_items:
        yield _marked(overview)
    if overview.goodbye:
        yield overview.goodbye


def _marked(overview: Overview) -> str:
    """Returns how much the learner has marked, and the commands that ask it."""
    cards, items = overview.marked_cards, overview.marked_items
    parts = [f"{_number(cards, 'card')} (studykit drill --marked)"] if cards else []
    parts += [f"{_number(items, 'question')} (studykit quiz --marked)"] if items else []
    return f"Marked: {', '.join(parts)}"


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
