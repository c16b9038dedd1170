"""Draws the exam screen as lines: the clock, the question, the navigator, the keys. It can be read without color."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.items.base import letter
from studykit.screen.console.dialog import Hints, key_lines
from studykit.screen.console.encoding import in_ascii
from studykit.screen.console.viewport import viewport
from studykit.screen.exam.state import FILTERS, ExamScreen
from studykit.screen.exam.words import clock_words, open_words, pace_words, start_words
from studykit.sittings.exam import Exam
from studykit.sittings.moves import HAND_IN
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import flat, labelled, wrapped

READABLE = 78
"""Maximum columns of running text."""
LOW = 24
"""A terminal with fewer rows shows an item without rules and navigator, so that its options stay in view."""
SHAPES = {
    False: {"open": "·", "part": "◦", "answered": "■", "flagged": "△", "both": "▲"},
    True: {"open": ".", "part": "-", "answered": "#", "flagged": "f", "both": "F"},
}
"""Marks of the navigator in Unicode and (True) in ASCII.

`part`: only some of several options are chosen; `flagged`: and not answered; `both`: flagged and answered.
"""
GROUP = 5
"""Cells of the navigator between two spaces."""
ITEM_KEYS = (("Enter", "next"), ("p", "back"), ("m", "flag"), ("r", "review"), ("S", "hand in"), ("?", "keys"))
HELP = (
    ("a b c, 1 2 3", "choose an option; again takes it away where two are to be chosen"),
    ("A B C", "choose it, and be sure"),
    ("up down", "scroll a long question, then point at an option"),
    ("PgUp PgDn", "scroll a page"),
    ("space", "a page further, or choose the option pointed at"),
    ("x and a letter", "strike an option out, or no longer"),
    ("Backspace", "take the answer back"),
    ("m", "flag, or no longer"),
    ("t", "a note beside the question"),
    ("Enter n right", "next question"),
    ("p left", "question before"),
    ("g", "go to a question by its number"),
    ("r", "review: all, open, flagged, unsure"),
    ("h", "hide the clock; it comes back five minutes before the end"),
    ("S", "hand in, after a typed word"),
    ("q", "leave; the clock goes on, studykit exam resume comes back"),
)


def draw(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    """Returns the whole screen: at most as many lines as the canvas is high, none wider than it."""
    lines = {
        "start": _start,
        "review": _review,
        "hand-in": _hand_in,
        "help": _help,
        "leave": _leave,
    }.get(screen.view, _item)(screen, canvas)
    return [_cut(line, canvas) for line in lines[: canvas.height]]


def _item(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    low = canvas.height < LOW
    head, foot = _head(screen, canvas), _foot(screen, canvas, low)
    head = head[:1] if low else head
    height = max(2, canvas.height - len(head) - len(foot))
    return [*head, *_filled(_body(screen, screen.session.exam, canvas, height), height), *foot]


def _head(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    exam = screen.session.exam
    now = screen.session.now()
    flag = f"  {SHAPES[canvas.ascii]['both']} flagged" if exam.given.flag and not exam.on_review_screen else ""
    left = "Review" if screen.view == "review" else f"Question {exam.index + 1} of {len(exam.sheet)}{flag}"
    clock = clock_words(exam.left(now)) if exam.shows_clock(now) else "clock hidden"
    urgent = exam.left(now) <= 300_000
    space = max(1, canvas.width - len(left) - len(clock))
    return [
        (Segment(left, "title"), Segment(" " * space), Segment(clock, "bad" if urgent else "title")),
        _rule(canvas),
    ]


def _rule(canvas: Canvas) -> Line:
    return (Segment(("-" if canvas.ascii else "─") * canvas.width, "dim"),)


def _body(screen: ExamScreen, exam: Exam, canvas: Canvas, height: int) -> Sequence[Line]:
    """Returns stem and options. If they do not fit, the stem scrolls above the options (see `viewport`)."""
    width = min(READABLE, canvas.width)
    question = screen.session.questions.get(exam.current.id)
    if question is None:
        return wrapped("This question is no longer in the pack; it counts as open.", width)
    stem: list[Line] = []
    for place, paragraph in enumerate(question.stem.strip().split("\n\n")):
        stem += [*([()] if place else []), *wrapped(paragraph, width)]
    options: list[Line] = [()]
    pointed = range(0)
    for place in range(len(exam.current.order)):
        start = len(options)
        options += _option(screen, exam, place, width)
        pointed = range(start, len(options)) if place == screen.pointer else pointed
    if exam.given.note:
        options += [(), *wrapped(f"note: {exam.given.note}", width, "dim")]
    shown = viewport(stem, options, height, screen.offset, canvas.ascii, pointed)
    screen.offset, screen.page, screen.below = shown.offset, shown.page, shown.more_below
    if not screen.below:
        screen.seen.add(exam.index)
    return shown.lines


def _option(screen: ExamScreen, exam: Exam, place: int, width: int) -> list[Line]:
    name = exam.current.order[place]
    given = exam.given
    text = getattr(screen.session.questions[exam.current.id], "options", {}).get(name, name)
    point = ">" if place == screen.pointer else " "
    several = exam.current.choose > 1
    on, off = ("[x]", "[ ]") if several else ("(*)", "( )")
    box = "-x-" if name in given.struck else on if name in given.response else off
    style = "dim" if name in given.struck else "title" if name in given.response else ""
    sure = "  (sure)" if name in given.response and given.sure else ""
    body = f"~ {flat(text)} ~" if name in given.struck else f"{flat(text)}{sure}"
    return labelled(f"{point}{letter(place)} {box} ", "key", [Segment(body, style)], width, rest=" " * 7)


def _foot(screen: ExamScreen, canvas: Canvas, low: bool) -> list[Line]:
    """Returns the navigator (not on a low terminal), then the pace, a message or the typed text, then the keys."""
    exam = screen.session.exam
    lines: list[Line] = [] if low else [_rule(canvas), *navigator(exam, canvas)]
    if screen.view == "note":
        lines.append((Segment(f"note: {screen.typed}_"[-canvas.width :], "title"),))
        return [*lines, _keys((("Enter", "keeps it"), ("Esc", "back")), canvas)]
    if screen.view == "go":
        lines.append((Segment(f"{screen.message or 'go to question'}: {screen.typed}_", "title"),))
        return [*lines, _keys((("Enter", "goes"), ("Esc", "back")), canvas)]
    pace = f"pace: {pace_words(exam, screen.session.now())}"
    lines.append((Segment(screen.message, "now") if screen.message else Segment(pace, "dim"),))
    last = letter(len(exam.current.order) - 1)
    keys = ((f"a-{last.lower()}", "answer"), *ITEM_KEYS)
    return [*lines, *key_lines(Hints("", keys), canvas.width)]


def navigator(exam: Exam, canvas: Canvas) -> list[Line]:
    """Returns one cell for each question, in groups of five; the open question is in brackets."""
    cells: list[tuple[str, str]] = []
    for place in range(len(exam.sheet)):
        mark, style = _cell(exam, place, canvas.ascii)
        here = place == exam.index and not exam.on_review_screen
        gap = " " if place and place % GROUP == 0 else ""
        cells.append((gap + (f"[{mark}]" if here else mark), "now" if here else style))
    lines: list[list[Segment]] = [[]]
    used = 0
    for text, style in cells:
        if used + len(text) > canvas.width:
            lines.append([])
            used, text = 0, text.lstrip()
        lines[-1].append(Segment(text, style))
        used += len(text)
    return [tuple(line) for line in lines]


def _cell(exam: Exam, place: int, ascii: bool) -> tuple[str, str]:
    given, shapes = exam.sheet[place], SHAPES[ascii]
    if given.flag:
        return (shapes["both"] if exam.answered(place) else shapes["flagged"]), "hidden"
    if exam.answered(place):
        return shapes["answered"], "good"
    return (shapes["part"] if given.response else shapes["open"]), "dim"


def _review(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    exam = screen.session.exam
    rows = screen.rows()
    screen.row = max(0, min(screen.row, len(rows) - 1))
    keys = (
        ("Enter", "opens"),
        *((key, name) for key, name in FILTERS.items()),
        ("m", "flag"),
        ("S", "hand in"),
        ("Esc", "back"),
    )
    foot: list[Line] = [
        *navigator(exam, canvas),
        (Segment(screen.message or open_words(exam), "now" if screen.message else ""),),
    ]
    foot += key_lines(Hints("", keys), canvas.width)
    height = max(1, canvas.height - 3 - len(foot))
    top = max(0, min(screen.row - height // 2, len(rows) - height))
    lines = [_row(screen, exam, place, rows[screen.row] == place, canvas) for place in rows[top : top + height]]
    title: Line = (Segment(f"{screen.filter}: {len(rows)}" if rows else f"{screen.filter}: none", "dim"),)
    return [*_head(screen, canvas), title, *_filled(lines, height), *foot]


def _row(screen: ExamScreen, exam: Exam, place: int, here: bool, canvas: Canvas) -> Line:
    given, item = exam.sheet[place], exam.paper.items[place]
    mark, style = _cell(exam, place, canvas.ascii)
    chosen = "".join(letter(item.order.index(name)) for name in given.response) or "-"
    words = "flagged" if given.flag else "" if exam.answered(place) else "open"
    question = screen.session.questions.get(item.id)
    text = f"{'>' if here else ' '}{place + 1:3} {mark} {chosen:<3} {words:<8}{flat(question.stem) if question else ''}"
    return (Segment(text[: canvas.width], "now" if here else style if words else ""),)


def _start(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    width = min(READABLE, canvas.width)
    lines: list[Line] = [(), (Segment("Practice exam", "title"),), ()]
    for text in start_words(screen.session):
        lines += [*wrapped(text, width), ()]
    return [*lines, _keys((("Enter", "begins; the clock starts"), ("q", "leaves")), canvas)]


def _hand_in(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    exam = screen.session.exam
    says = (
        f"{open_words(exam).capitalize()}; {clock_words(screen.session.left())} left. After handing in nothing changes."
    )
    lines: list[Line] = [*_head(screen, canvas), (), (Segment("Hand in?", "title"),), ()]
    width, guess = min(READABLE, canvas.width), len(exam.sheet) * 3 // 4
    lines += [
        *wrapped(says, width),
        (),
        (),
        *wrapped(f"With a number ({HAND_IN} {guess}) you foretell how many are right.", width),
        (),
        (Segment(f"Type {HAND_IN}: {screen.typed}_", "title"),),
        (),
    ]
    return [*lines, (Segment(screen.message, "now"),), (), _keys((("Enter", "hands in"), ("Esc", "back")), canvas)]


def _leave(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    says = "The clock goes on while you are away. Everything is kept; studykit exam resume comes back."
    lines: list[Line] = [*_head(screen, canvas), (), (Segment("Leave the room?", "title"),), ()]
    return [
        *lines,
        *wrapped(says, min(READABLE, canvas.width)),
        (),
        _keys((("Enter", "leaves"), ("Esc", "stays")), canvas),
    ]


def _help(screen: ExamScreen, canvas: Canvas) -> list[Line]:
    shapes = SHAPES[canvas.ascii]
    flags = f"{shapes['flagged']} {shapes['both']} flagged"
    legend = f"{shapes['open']} unanswered  {shapes['answered']} answered  {flags}  [ ] here"
    lines: list[Line] = [*_head(screen, canvas), (Segment(legend),), (Segment("any key goes back", "dim"),), ()]
    for key, what in HELP:
        lines += labelled(f"{key:<15} ", "key", what, min(READABLE, canvas.width))
    return lines


def _keys(keys: Sequence[tuple[str, str]], canvas: Canvas) -> Line:
    line: list[Segment] = []
    for key, what in keys:
        line += [*([Segment("  ")] if line else []), Segment(key, "key"), Segment(f" {what}", "dim")]
    return tuple(line)


def _filled(lines: Sequence[Line], height: int) -> list[Line]:
    return [*lines[:height], *([()] * (height - len(lines)))]


def _cut(line: Line, canvas: Canvas) -> Line:
    """Cuts a line to the width of the canvas, in ASCII if the canvas takes nothing else."""
    cut: list[Segment] = []
    width = canvas.width
    for segment in line:
        if width > 0:
            text = in_ascii(segment.text) if canvas.ascii else segment.text
            cut.append(Segment(text[:width], segment.style))
            width -= len(text)
    return tuple(cut)
