"""A question and its feedback as lines: the stem above, the options below it, then what was right and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from studykit.items import Match, Multiple, Numeric, Order, Question, Response, Single
from studykit.items.base import letter
from studykit.screen.console.dialog import Hints
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import joined, labelled, wrapped

READABLE = 78
UNSURE, END = ("-", "do not know"), ("q", "end")
ACTS = (("u", "undo"), ("s", "suspend"), ("*", "mark"), ("!", "report"))
"""Keys for everything but the answer; none of them is the letter of an option."""


def stem(question: Question, number: int, total: int, topic: str, canvas: Canvas) -> list[Line]:
    """Returns the quiet line above, and the stem, paragraph by paragraph."""
    width = min(READABLE, canvas.width)
    dot = "|" if canvas.ascii else "·"
    lines: list[Line] = [(Segment(f"Question {number} of {total} {dot} {topic}", "dim"),)]
    for paragraph in question.stem.strip().split("\n\n"):
        lines += [(), *wrapped(paragraph, width)]
    return lines


def options(
    question: Question, order: Sequence[str], given: Sequence[str], canvas: Canvas, by_line: bool = False
) -> list[Line]:
    """Returns the options by letter. `given`: chosen names, which are marked, or letters and digits typed so far.

    By line nothing is drawn again, so there what was typed is left out.
    """
    width = min(READABLE, canvas.width)
    lines: list[Line] = [()]
    if isinstance(question, Match):
        for place, text in enumerate(question.left.values(), start=1):
            lines += labelled(f" {place}  ", "key", text, width)
        lines.append(())
    texts = texts_of(question)
    for place, name in enumerate(order):
        marked = "[x] " if name in given else "[ ] "
        box = marked if isinstance(question, Multiple) else ""
        lines += labelled(f" {letter(place)}  {box}", "key", texts[name], width, "title" if name in given else "")
    typed = "" if by_line else _typed(question, given)
    if not texts and not typed:
        return []
    return [*lines, *([()] if typed and len(lines) > 1 else []), *([(Segment(typed),)] if typed else [])]


def _typed(question: Question, chosen: Sequence[str]) -> str:
    """Returns the line with what was typed so far, for kinds whose answer is typed."""
    if isinstance(question, Numeric):
        return f" Your answer: {''.join(chosen)}_ {question.unit}".rstrip()
    if isinstance(question, Order):
        return f" Your order: {' '.join(chosen) or '_'}"
    if isinstance(question, Match):
        return f" Your pairs: {' '.join(f'{n}{mark}' for n, mark in enumerate(chosen, 1)) or '_'}"
    return ""


def texts_of(question: Question) -> Mapping[str, str]:
    """Returns the text of each letter."""
    if isinstance(question, Match):
        return question.right_
    return getattr(question, "options", {})


def hints(question: Question, size: int) -> Hints:
    """Returns how to answer a question of this kind with `size` options."""
    last = letter(max(0, size - 1)).lower()
    if isinstance(question, Numeric):
        return Hints(
            f"a number{f' of {question.unit}' if question.unit else ''}", (("Enter", "answers"), UNSURE, END), ACTS
        )
    if isinstance(question, Multiple):
        return Hints(
            f"{len(question.key)} letters a-{last}", ((f"a-{last}", "choose"), ("Enter", "answers"), UNSURE, END), ACTS
        )
    if isinstance(question, Order):
        return Hints(f"all letters a-{last} in order", ((f"a-{last}", "next"), ("Enter", "answers"), UNSURE, END), ACTS)
    if isinstance(question, Match):
        ways = ((f"a-{last}", "next pair"), ("Enter", "answers"), UNSURE, END)
        return Hints(f"{len(question.left)} letters a-{last}", ways, ACTS)
    return Hints(f"a letter a-{last}", ((f"a-{last}", "answers"), (f"A-{last.upper()}", "sure"), UNSURE, END), ACTS)


def verdict(
    question: Question,
    order: Sequence[str],
    chosen: Response,
    right: bool,
    measures: Sequence[Sequence[str]],
    canvas: Canvas,
) -> list[Line]:
    """Returns the verdict in one line, then the lines of measures."""
    key = key_words(question, order)
    if right:
        head = (Segment("Right", "good"), Segment(f"  {key}", ""))
    elif chosen:
        head = (Segment("Wrong", "bad"), Segment(f"  the key is {key}", ""))
    else:
        head = (Segment("Not answered", "bad"), Segment(f"  the key is {key}", ""))
    lines: list[Line] = [head]
    for measure in measures:
        lines += joined(measure, " | " if canvas.ascii else " · ", min(READABLE, canvas.width), "title")
    return lines


def key_words(question: Question, order: Sequence[str]) -> str:
    """Returns the key as the screen shows it: letters, or the number."""
    if isinstance(question, Numeric):
        return f"{question.answer:g} {question.unit}".strip()
    if isinstance(question, Match):
        pairs = enumerate(question.key.values(), start=1)
        return " ".join(f"{place}{letter(list(order).index(name))}" for place, name in pairs)
    names = list(question.right)
    if not isinstance(question, Order):
        names.sort(key=list(order).index)
    return " ".join(letter(list(order).index(name)) for name in names)


def reasons(question: Question, order: Sequence[str], chosen: Response, canvas: Canvas) -> list[Line]:
    """Returns the rationales that matter now: yours, then the key's."""
    return [line for name, role in told(question, chosen) for line in _reason(question, order, name, role, canvas)]


def other_reasons(question: Question, order: Sequence[str], chosen: Response, canvas: Canvas) -> list[Line]:
    """Returns the rationales of all other options."""
    seen = {name for name, _ in told(question, chosen)}
    names = [name for name in question.rationale if name not in seen]
    names.sort(key=lambda name: list(order).index(name) if name in order else 0)
    return [line for name in names for line in _reason(question, order, name, "", canvas)][1:]


def _reason(question: Question, order: Sequence[str], name: str, role: str, canvas: Canvas) -> list[Line]:
    """Returns one option, or one pair, with its rationale."""
    width = min(READABLE, canvas.width)
    style = ROLES.get(role, "dim")
    label = f"{letter(list(order).index(name))} {role}".strip() + "  " if name in order else ""
    text = texts_of(question).get(name, "")
    if isinstance(question, Match) and name in question.left:
        label, text = f"{question.left[name]}  ", question.right_[question.key[name]]
    title = labelled(label, style, text, width, "dim", rest="   ") if text else []
    return [(), *title, *wrapped(question.rationale[name], width, first="   " if text else "")]


def told(question: Question, chosen: Collection[str]) -> list[tuple[str, str]]:
    """Returns the rationales to show at once, with their roles: yours and the key's; for kinds without both, all."""
    if not isinstance(question, Single | Multiple):
        return [(name, "") for name in question.rationale]
    roles = {name: _role(name in chosen, name in question.right) for name in question.rationale}
    return sorted(((n, role) for n, role in roles.items() if role), key=lambda pair: list(ROLES).index(pair[1]))


def _role(yours: bool, key: bool) -> str:
    return "yours, the key" if yours and key else "yours" if yours else "key" if key else ""


ROLES = {"yours": "bad", "yours, the key": "good", "key": "good"}
"""The roles of a rationale in the order in which they are told, each with its style."""


def after(replay: str, others: bool, typed: bool, play: str = "") -> Hints:
    """Returns the keys after an answer. `replay`: the word for what `r` shows; `play`: for what space or `p` plays."""
    keys = [("Enter", "next")]
    if replay:
        keys.append(("r", replay))
    if play:
        keys.append(("p" if typed else "space", play))
    if others:
        keys.append(("m", "other reasons"))
    keys.append(END)
    bury = ("b", "bury until tomorrow")
    return Hints("Enter for the next" + (f", r {replay}" if replay else ""), tuple(keys), (*ACTS, bury))
