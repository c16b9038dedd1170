"""The room as lines: header with the clock, the question, the navigator, the keys. Everything reads without colour."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.items.base import letter
from studykit.screen.console.dialog import Hints, key_lines
from studykit.screen.console.encoding import in_ascii
from studykit.screen.exam.seat import clock_words, open_words, pace_words, start_words
from studykit.screen.exam.state import FILTERS, Room
from studykit.sittings.exam import Exam
from studykit.sittings.moves import HAND_IN
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import flat, labelled, wrapped

READABLE = 78
LEAST = 4
"""Rows that a stem keeps above its options, before the options scroll with it."""
SHAPES = {
    False: {"open": "·", "part": "◦", "answered": "■", "flagged": "△", "both": "▲"},
    True: {"open": ".", "part": "-", "answered": "#", "flagged": "f", "both": "F"},
}
"""Navigator by charset (ASCII or not): unanswered, begun, answered, flagged and unanswered, flagged and answered."""
GROUP = 5
ITEM_KEYS = (
    ("x", "strike"),
    ("m", "flag"),
    ("Enter", "next"),
    ("p", "back"),
    ("g", "go to"),
    ("r", "review"),
    ("S", "hand in"),
    ("?", "keys"),
)
HELP = (
    ("a b c, 1 2 3", "choose an option; again takes it away where two are to be chosen"),
    ("A B C", "choose it, and be sure"),
    ("up down, space", "point at an option, choose it; space shows what is below first"),
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


def draw(room: Room, canvas: Canvas) -> list[Line]:
    """The whole screen, line by line; never more lines than the canvas is high."""
    lines = {
        "start": _start,
        "review": _review,
        "hand-in": _hand_in,
        "help": _help,
        "leave": _leave,
    }.get(room.view, _item)(room, canvas)
    return [_cut(line, canvas) for line in lines[: canvas.height]]


def _item(room: Room, canvas: Canvas) -> list[Line]:
    exam = room.seat.exam
    foot = _foot(room, canvas)
    height = max(3, canvas.height - 2 - len(foot))
    return [*_head(room, canvas), *_filled(_body(room, exam, canvas, height), height), *foot]


def _head(room: Room, canvas: Canvas) -> list[Line]:
    exam = room.seat.exam
    now = room.seat.now()
    flag = f"  {SHAPES[canvas.ascii]['both']} flagged" if exam.given.flag and not exam.on_review_screen else ""
    left = "Review" if room.view == "review" else f"Question {exam.index + 1} of {len(exam.sheet)}{flag}"
    clock = clock_words(exam.left(now)) if exam.shows_clock(now) else "clock hidden"
    urgent = exam.left(now) <= 300_000
    space = max(1, canvas.width - len(left) - len(clock))
    rule = ("-" if canvas.ascii else "─") * canvas.width
    return [
        (Segment(left, "title"), Segment(" " * space), Segment(clock, "bad" if urgent else "title")),
        (Segment(rule, "dim"),),
    ]


def _body(room: Room, exam: Exam, canvas: Canvas, height: int) -> list[Line]:
    """Stem and options; what does not fit scrolls, and says so."""
    width = min(READABLE, canvas.width)
    question = room.seat.questions.get(exam.current.id)
    if question is None:
        return wrapped("This question is no longer in the pack; it counts as open.", width)
    stem: list[Line] = []
    for paragraph in question.stem.strip().split("\n\n"):
        stem += [*wrapped(paragraph, width), ()]
    options = [line for place in range(len(exam.current.order)) for line in _option(room, exam, place, width)]
    if exam.given.note:
        options += [(), *wrapped(f"note: {exam.given.note}", width, "dim")]
    room.below = False
    if len(stem) + len(options) <= height:
        room.offset = 0
        shown = [*stem, *options]
    elif len(options) + LEAST + 1 <= height:
        shown = [*_window(room, stem, height - len(options), canvas), *options]
    else:
        shown = _window(room, [*stem, *options], height, canvas)
    if not room.below:
        room.seen.add(exam.index)
    return shown


def _window(room: Room, lines: Sequence[Line], height: int, canvas: Canvas) -> list[Line]:
    """As much as fits, from the offset on, and a line that says whether more is below."""
    room.page = max(1, height - 2)
    last = max(0, len(lines) - (height - 1))
    room.offset = min(room.offset, last)
    room.below = room.offset < last
    arrow = "v" if canvas.ascii else "▼"
    says = f"{arrow} more below: space" if room.below else "(end; PgUp shows the beginning)"
    return [*lines[room.offset : room.offset + height - 1], (Segment(says, "now" if room.below else "dim"),)]


def _option(room: Room, exam: Exam, place: int, width: int) -> list[Line]:
    name = exam.current.order[place]
    given = exam.given
    text = getattr(room.seat.questions[exam.current.id], "options", {}).get(name, name)
    point = ">" if place == room.pointer else " "
    several = exam.current.choose > 1
    on, off = ("[x]", "[ ]") if several else ("(*)", "( )")
    box = "-x-" if name in given.struck else on if name in given.response else off
    style = "dim" if name in given.struck else "title" if name in given.response else ""
    sure = "  (sure)" if name in given.response and given.sure else ""
    body = f"~ {flat(text)} ~" if name in given.struck else f"{flat(text)}{sure}"
    return labelled(f"{point}{letter(place)} {box} ", "key", [Segment(body, style)], width, rest=" " * 7)


def _foot(room: Room, canvas: Canvas) -> list[Line]:
    """Navigator, pace or message or what is typed, keys."""
    exam = room.seat.exam
    rule = ("-" if canvas.ascii else "─") * canvas.width
    lines: list[Line] = [(Segment(rule, "dim"),), *navigator(exam, canvas)]
    if room.view == "note":
        lines.append((Segment(f"note: {room.typed}_"[-canvas.width :], "title"),))
        return [*lines, _keys((("Enter", "keeps it"), ("Esc", "back")), canvas)]
    if room.view == "go":
        lines.append((Segment(f"{room.message or 'go to question'}: {room.typed}_", "title"),))
        return [*lines, _keys((("Enter", "goes"), ("Esc", "back")), canvas)]
    pace = f"pace: {pace_words(exam, room.seat.now())}"
    lines.append((Segment(room.message, "now") if room.message else Segment(pace, "dim"),))
    last = letter(len(exam.current.order) - 1)
    keys = ((f"a-{last.lower()}", "answer"), (f"A-{last}", "sure"), *ITEM_KEYS)
    return [*lines, *key_lines(Hints("", keys), canvas.width)]


def navigator(exam: Exam, canvas: Canvas) -> list[Line]:
    """One cell for each question, in groups of five; the one that is open stands in brackets."""
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


def _review(room: Room, canvas: Canvas) -> list[Line]:
    exam = room.seat.exam
    rows = room.rows()
    room.row = max(0, min(room.row, len(rows) - 1))
    keys = (
        ("Enter", "opens"),
        *((key, name) for key, name in FILTERS.items()),
        ("m", "flag"),
        ("S", "hand in"),
        ("Esc", "back"),
    )
    foot: list[Line] = [
        *navigator(exam, canvas),
        (Segment(room.message or open_words(exam), "now" if room.message else ""),),
    ]
    foot += key_lines(Hints("", keys), canvas.width)
    height = max(1, canvas.height - 3 - len(foot))
    top = max(0, min(room.row - height // 2, len(rows) - height))
    lines = [_row(room, exam, place, rows[room.row] == place, canvas) for place in rows[top : top + height]]
    title: Line = (Segment(f"{room.filter}: {len(rows)}" if rows else f"{room.filter}: none", "dim"),)
    return [*_head(room, canvas), title, *_filled(lines, height), *foot]


def _row(room: Room, exam: Exam, place: int, here: bool, canvas: Canvas) -> Line:
    given, item = exam.sheet[place], exam.paper.items[place]
    mark, style = _cell(exam, place, canvas.ascii)
    chosen = "".join(letter(item.order.index(name)) for name in given.response) or "-"
    words = "flagged" if given.flag else "" if exam.answered(place) else "open"
    question = room.seat.questions.get(item.id)
    text = f"{'>' if here else ' '}{place + 1:3} {mark} {chosen:<3} {words:<8}{flat(question.stem) if question else ''}"
    return (Segment(text[: canvas.width], "now" if here else style if words else ""),)


def _start(room: Room, canvas: Canvas) -> list[Line]:
    width = min(READABLE, canvas.width)
    lines: list[Line] = [(), (Segment("Practice exam", "title"),), ()]
    for text in start_words(room.seat):
        lines += [*wrapped(text, width), ()]
    return [*lines, _keys((("Enter", "begins; the clock starts"), ("q", "leaves")), canvas)]


def _hand_in(room: Room, canvas: Canvas) -> list[Line]:
    exam = room.seat.exam
    says = f"{open_words(exam).capitalize()}; {clock_words(room.seat.left())} left. After handing in nothing changes."
    lines: list[Line] = [*_head(room, canvas), (), (Segment("Hand in?", "title"),), ()]
    width, guess = min(READABLE, canvas.width), len(exam.sheet) * 3 // 4
    lines += [
        *wrapped(says, width),
        (),
        (),
        *wrapped(f"With a number ({HAND_IN} {guess}) you foretell how many are right.", width),
        (),
        (Segment(f"Type {HAND_IN}: {room.typed}_", "title"),),
        (),
    ]
    return [*lines, (Segment(room.message, "now"),), (), _keys((("Enter", "hands in"), ("Esc", "back")), canvas)]


def _leave(room: Room, canvas: Canvas) -> list[Line]:
    says = "The clock goes on while you are away. Everything is kept; studykit exam resume comes back."
    lines: list[Line] = [*_head(room, canvas), (), (Segment("Leave the room?", "title"),), ()]
    return [
        *lines,
        *wrapped(says, min(READABLE, canvas.width)),
        (),
        _keys((("Enter", "leaves"), ("Esc", "stays")), canvas),
    ]


def _help(room: Room, canvas: Canvas) -> list[Line]:
    shapes = SHAPES[canvas.ascii]
    flags = f"{shapes['flagged']} {shapes['both']} flagged"
    legend = f"{shapes['open']} unanswered  {shapes['answered']} answered  {flags}  [ ] here"
    lines: list[Line] = [*_head(room, canvas), (Segment(legend),), (Segment("any key goes back", "dim"),), ()]
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
    """A line no wider than the screen, in its charset."""
    cut: list[Segment] = []
    width = canvas.width
    for segment in line:
        if width > 0:
            text = in_ascii(segment.text) if canvas.ascii else segment.text
            cut.append(Segment(text[:width], segment.style))
            width -= len(text)
    return tuple(cut)
