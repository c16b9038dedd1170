"""`studykit quiz`: questions with feedback on every option, and the path from an answer to its replay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studykit.cli.desk import DESK

if TYPE_CHECKING:
    from studykit.items import Response
    from studykit.library.model import Item
    from studykit.session.quiz import Dealt, Quiz
    from studykit.store.journal import Journal

HELP = "a letter or digit answers (a capital: sure)  u undo  s suspend  b bury  m mark  ! report  q ends"
AFTER = "Enter next   r replay   m other reasons   u undo   ! report   q end"


def quiz(
    topics: Annotated[list[str] | None, typer.Argument(help="Topics to ask about; else all.")] = None,
    number: Annotated[int, typer.Option("-n", min=1, help="How many questions.")] = 10,
    missed: Annotated[bool, typer.Option("--missed", help="Only what was answered wrongly last time.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", help="Decides choice and order; else another each day.")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="A file of item ids and option names.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines only, no single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON value at the end.")] = False,
) -> int:
    """Answer questions, each with its reasons and its replay."""
    from studykit.cli.memory import answers as past
    from studykit.cli.memory import put_aside
    from studykit.session.quiz import choose, deal

    shelf = DESK.shelf()
    with DESK.journal() as journal:
        history = past(journal)
        aside = put_aside(journal, DESK.day())
        ids = [name for name in shelf.item_ids(topics or None) if name not in aside]
        chance = DESK.day() * 1000 + len(history) if seed is None else seed
        wanted = None if answers is not None and topics else number
        chosen = choose(ids, history, wanted, chance, missed)
        if answers is not None:
            chosen = ids if topics else chosen
        sitting = deal([(name, shelf.item(name).question) for name in chosen], chance)
        if answers is not None:
            return _from_file(journal, sitting, answers, as_json)
        sitting = _ask(journal, sitting, typed=not DESK.interactive(plain))
    if as_json:
        DESK.json(sitting.result())
    elif sitting.answers:
        DESK.write(f"{sitting.result()['right']} of {len(sitting.answers)} right")
    elif not sitting.questions:
        DESK.write("no question to ask; without --missed there may be some")
    return 0


def _ask(journal: Journal, sitting: Quiz, typed: bool) -> Quiz:
    from studykit.cli.marks import KEYS, mark, revision_of
    from studykit.cli.undo import take_back
    from studykit.screen.question import asked

    shelf = DESK.shelf()
    reader = Reader(typed)
    while (dealt := sitting.current) is not None:
        item = shelf.item(dealt.id)
        width = min(80, DESK.width)
        DESK.write()
        DESK.show(asked(dealt.question, dealt.order, len(sitting.answers) + 1, len(sitting.questions), width))
        DESK.write()
        started = DESK.now()
        given = reader.response(dealt)
        if given is None:
            break
        word, response, sure = given
        if word == "u":
            DESK.write(take_back(journal) or "there is nothing to take back")
            sitting = sitting.back() if sitting.answers else sitting
            continue
        if word in KEYS:
            DESK.write(mark(journal, dealt.id, KEYS[word], revision_of(item)))
            if KEYS[word] in ("suspend", "bury"):
                sitting = _without(sitting, dealt)
            continue
        if word:
            DESK.write(HELP)
            continue
        sitting = sitting.answer(response, sure, DESK.now() - started)
        _keep(journal, sitting, revision_of(item))
        follow = _feedback(journal, sitting, dealt, item, reader)
        if follow == "undo":
            sitting = sitting.back()
        elif follow == "leave":
            break
    return sitting


class Reader:
    """Reads answers: keys on a terminal, lines elsewhere."""

    def __init__(self, typed: bool) -> None:
        self.typed = typed
        self.over = False

    def word(self, prompt: str) -> str:
        """A key's name, or a line; `q` when there is no more input."""
        import sys

        from studykit.sim.frames.canvas import Segment

        if not self.typed:
            from studykit.screen.keys import one_key, read_key

            DESK.show([(Segment(prompt, "dim"),)])
            with one_key(sys.stdin.fileno()):
                key = read_key()
            return "q" if key in ("", "escape") else key
        DESK.out.write(f"{prompt}: ")
        DESK.out.flush()
        line = sys.stdin.readline()
        if not line:
            self.over = True
            DESK.write()
            return "q"
        return line.strip() or "enter"

    def response(self, dealt: Dealt) -> tuple[str, Response, bool] | None:
        """(command, response, sure): a command letter, or an answer; None to leave."""
        from studykit.items import Single

        one = isinstance(dealt.question, Single)
        chosen = ""
        while True:
            if self.typed:
                prompt = "answer"
            elif one:
                prompt = "letter answers   ? keys   q ends"
            else:
                prompt = f"[{chosen.upper()}]  letters or digits, Enter confirms   ? keys   q ends"
            key = self.word(prompt)
            letters = set("abcdefghijklmnopqrstuvwxyz"[: len(dealt.order)])
            if key == "q" and "q" not in letters:
                return None
            if self.typed or one:
                text = "" if key == "enter" else key
                word = _digits(text, len(dealt.order)) if dealt.order else text
                if len(text) == 1 and text.lower() not in letters and word == text and dealt.order:
                    return text, (), False
                if not text:
                    if self.typed:
                        return "", (), False
                    return "?", (), False
                try:
                    return "", dealt.question.parse(word, dealt.order), text.isupper() and one
                except ValueError as wrong:
                    DESK.write(str(wrong))
                    continue
            if key == "enter":
                try:
                    return "", dealt.question.parse(chosen, dealt.order), False
                except ValueError as wrong:
                    DESK.write(str(wrong))
                    continue
            if key == "backspace":
                chosen = chosen[:-1]
                continue
            mark = _digits(key, len(dealt.order)).lower() if dealt.order else key
            if dealt.order and mark not in letters:
                return key, (), False
            chosen = chosen.replace(mark, "") if dealt.order and mark in chosen else chosen + mark


def _digits(text: str, number: int) -> str:
    """Digits as letters: 1 is A. Text with anything else is left alone."""
    marks = text.replace(",", "").replace(" ", "")
    if marks.isdigit() and all(1 <= int(mark) <= number for mark in marks):
        return "".join("abcdefghijklmnopqrstuvwxyz"[int(mark) - 1] for mark in marks)
    return text


def _feedback(journal: Journal, sitting: Quiz, dealt: Dealt, item: Item, reader: Reader) -> str:
    """Right or wrong and why; `r` plays it. Says how the learner goes on."""
    from studykit.cli.marks import mark, revision_of
    from studykit.cli.undo import take_back
    from studykit.library.replays import measure_line, replay, traces
    from studykit.screen.question import feedback

    shelf, answer, width = DESK.shelf(), sitting.answers[-1], min(80, DESK.width)
    found = replay(item, answer.chosen)
    pair = traces(shelf, found) if found else None
    line = measure_line(found, *pair) if found and pair else ""
    DESK.write()
    DESK.show(feedback(dealt.question, dealt.order, answer.chosen, answer.right, line, width))
    if reader.over:
        return "leave"
    while True:
        key = reader.word(AFTER)
        if key in ("enter", "space", "n"):
            return "next"
        if key == "q":
            return "leave"
        if key == "u":
            DESK.write(take_back(journal) or "")
            return "undo"
        if key == "m":
            DESK.show(feedback(dealt.question, dealt.order, answer.chosen, answer.right, "", width, full=True))
        elif key == "!":
            DESK.write(mark(journal, dealt.id, "report", revision_of(item)))
        elif key == "r":
            if found is None or pair is None:
                _show_sources(item)
            elif _replay(found.scenario, *pair):
                return "next"
        else:
            DESK.write(AFTER)


def _replay(name: str, yours: object, key: object) -> bool:
    """A still of the first event that differs, yours above the key's; space plays both. True: on to the next question."""
    from studykit.cli.simulate import show
    from studykit.screen.versus import both_moments, first_difference, versus
    from studykit.sim.frames import Canvas, timeline
    from studykit.sim.trace import Trace

    assert isinstance(yours, Trace)
    assert isinstance(key, Trace)
    _, scenario = DESK.shelf().scenario(name)
    if yours.params == key.params:
        return show(scenario, key) == "next"
    if not DESK.interactive():
        canvas = Canvas(DESK.width, DESK.height, DESK.ascii)
        for title, trace in (("yours", yours), ("key", key)):
            DESK.write(f"{title}:")
            DESK.show(timeline(scenario, trace, canvas))
        return False
    from studykit.screen.player import Player, play

    moments = both_moments(yours, key)
    player = Player(lambda at, c: versus(scenario, yours, key, at, c), moments, ascii=DESK.ascii, colour=DESK.colour)
    first = first_difference(yours, key)
    player.position = player.times[max(0, sum(moment <= first for moment in moments) - 1)]
    ended = play(player)
    if ended == "interrupted":
        raise KeyboardInterrupt
    return ended == "next"


def _show_sources(item: Item) -> None:
    """An item that facts prove shows where they come from, and when that was looked at."""
    import textwrap

    from studykit.library.replays import sources

    for _, fact in sources(DESK.shelf(), item):
        for line in textwrap.wrap(fact.says, min(80, DESK.width)):
            DESK.write(line)
        for source in fact.sources:
            DESK.write(f"  {source.url or source.model}")
        DESK.write(f"  checked {fact.checked}")


def _keep(journal: Journal, sitting: Quiz, revision: str) -> None:
    """Writes the last answer; it is on disk when this returns."""
    answer = sitting.answers[-1]
    data = {
        "chosen": list(answer.chosen),
        "right": answer.right,
        "sure": answer.sure,
        "took": answer.took,
        "revision": revision,
    }
    journal.append("answer", answer.id, data, DESK.now(), DESK.day())


def _without(sitting: Quiz, dealt: Dealt) -> Quiz:
    from dataclasses import replace

    return replace(sitting, questions=tuple(question for question in sitting.questions if question is not dealt))


def _from_file(journal: Journal, sitting: Quiz, path: Path, as_json: bool) -> int:
    """Answers everything that is asked from a file; a gap counts as unanswered and gives exit 1."""
    from studykit.cli.marks import answers_file, revision_of
    from studykit.session.quiz import from_file

    shelf = DESK.shelf()
    known = (*shelf.item_ids(), *shelf.card_ids())
    asked = [(question.id, question.question) for question in sitting.questions]
    responses, gaps = from_file(answers_file(path), asked, known)
    for dealt in sitting.questions:
        sitting = sitting.answer(responses[dealt.id])
        if responses[dealt.id]:
            _keep(journal, sitting, revision_of(shelf.item(dealt.id)))
    if as_json:
        DESK.json(sitting.result())
    else:
        DESK.write(f"{sitting.result()['right']} of {len(sitting.answers)} right")
        for name in gaps:
            DESK.write(f"not answered: {name}")
    return 1 if gaps else 0
