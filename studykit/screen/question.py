"""A question and its feedback as lines of text: stem, options by letter, what was wrong and why."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from studykit.items import Match, Numeric, Question, Response
from studykit.items.base import letter
from studykit.screen.note import unmarked
from studykit.screen.paint import clean
from studykit.sim.frames.canvas import Line, Segment


def asked(question: Question, order: Sequence[str], number: int, total: int, width: int) -> list[Line]:
    """The question: its number, the stem, the options."""
    lines: list[Line] = [(Segment(f"Question {number} of {total}", "dim"),), ()]
    for paragraph in question.stem.strip().split("\n\n"):
        text = " ".join(clean(line).strip() for line in paragraph.splitlines())
        lines += [(Segment(line),) for line in textwrap.wrap(unmarked(text), width)]
    lines.append(())
    if isinstance(question, Match):
        lines += [(Segment(f"{place}. {clean(text)}"),) for place, text in enumerate(question.left.values(), start=1)]
        lines.append(())
    texts = options_of(question)
    for place, name in enumerate(order):
        wrapped = textwrap.wrap(clean(texts[name]), width - 4) or [""]
        lines.append((Segment(f"{letter(place)}  ", "key"), Segment(wrapped[0])))
        lines += [(Segment(f"   {line}"),) for line in wrapped[1:]]
    return lines


def options_of(question: Question) -> dict[str, str]:
    """The texts that letters stand for."""
    if isinstance(question, Match):
        return dict(question.right_)
    return dict(getattr(question, "options", {}))


def feedback(
    question: Question,
    order: Sequence[str],
    chosen: Response,
    right: bool,
    measures: str,
    width: int,
    full: bool = False,
) -> list[Line]:
    """Right or wrong, the line of measures, then the rationales: yours and the key's first, all of them when `full`."""
    head = Segment("Right.", "good") if right else Segment("Not asked." if not chosen else "Wrong.", "bad")
    lines: list[Line] = [(head,)]
    if measures:
        lines += [(Segment(line, "title"),) for line in textwrap.wrap(measures, width)]
    lines.append(())
    names = [name for name in chosen if name in question.rationale and name not in question.right]
    names += [name for name in question.right if name in question.rationale]
    if full:
        names += [name for name in question.rationale if name not in names]
    if isinstance(question, Numeric):
        lines += _rationale(
            f"answer {question.answer:g} {question.unit}".strip(), question.rationale.get("answer", ""), width
        )
    texts = options_of(question)
    for name in names:
        mark = "key" if name in question.right else "yours" if name in chosen else ""
        place = f"{letter(list(order).index(name))} " if name in order else ""
        lines += _rationale(f"{place}{mark}".strip() or name, question.rationale[name], width, texts.get(name, ""))
    return lines


def _rationale(label: str, text: str, width: int, option: str = "") -> list[Line]:
    style = "good" if "key" in label else "bad" if "yours" in label else "dim"
    lines: list[Line] = [
        (Segment(f"{label}  ", style), Segment(clean(option)[: max(10, width - len(label) - 2)], "dim"))
    ]
    lines += [(Segment(f"  {line}"),) for line in textwrap.wrap(unmarked(clean(text)), width - 2)]
    lines.append(())
    return lines
