"""What commands open: the library with its warnings, the journal, and the form that a sitting is answered on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zlib import crc32

from studykit.app.environment import Desk
from studykit.errors import Problem, UsageError
from studykit.library.library import Library, load

if TYPE_CHECKING:
    from studykit.screen.console.dialog import Dialog
    from studykit.store.journal import Journal


def library(desk: Desk) -> Library:
    """Every pack; a warning for each that is left out."""
    found = _opened(desk)
    for line in warnings(found.problems):
        desk.warn(line)
    return found


def known_cards(desk: Desk) -> set[str]:
    """The ids of all cards, for what has no library at hand; nothing is said of packs that are left out."""
    return set(_opened(desk).card_ids())


def _opened(desk: Desk) -> Library:
    """Further packs have an index of their own."""
    for pack in desk.packs:
        if not pack.exists():
            raise UsageError(f"there is no pack at {pack}")
        if not (pack / "pack.yaml").is_file() and not any(pack.glob("*/pack.yaml")):
            raise UsageError(f"{pack} is no pack: it has no pack.yaml")
    roots = [*desk.roots, *(pack.resolve() for pack in desk.packs)]
    index = desk.index
    if desk.packs:
        mark = crc32("\n".join(map(str, roots)).encode())
        index = index.with_name(f"{index.stem}-{mark:08x}{index.suffix}")
    found = load(roots, index)
    desk.renamed = found.renamed()
    desk.opened.append(found.db)
    return found


def warnings(problems: tuple[Problem, ...]) -> list[str]:
    """One line for each pack that was left out: how many problems, the first of them, and what shows all."""
    packs: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.level == "error" and problem.span is not None:
            packs.setdefault(_pack(Path(problem.span.path)), []).append(problem)
    lines = []
    for folder, found in packs.items():
        count = f"{len(found)} problems" if len(found) > 1 else "a problem"
        lines.append(f"the pack {folder} has {count} and is left out; studykit check {folder} shows where")
    return lines


def _pack(path: Path) -> Path:
    """The pack that a file is in."""
    return next((folder for folder in path.parents if (folder / "pack.yaml").exists()), path.parent)


def journal(desk: Desk) -> Journal:
    """The journal, made when there is none. JournalError, in one line, when it cannot be used."""
    from studykit.store.journal import Journal

    found = Journal.open(desk.journal)
    desk.opened.append(found.db)
    if desk.renamed:
        from studykit.store.renamed_ids import apply

        apply(found.db, desk.renamed)
    return found


def journal_if_any(desk: Desk) -> Journal | None:
    """The journal if somebody has ever answered: for commands that only read."""
    return journal(desk) if desk.journal.exists() else None


@contextmanager
def form(desk: Desk, target: TextIO | None = None) -> Iterator[Dialog]:
    """Where a sitting is answered: single keys on a terminal, else lines; `target` takes the place of stdout."""
    if desk.interactive and target is None:
        from studykit.screen.console.pane import Pane
        from studykit.screen.console.terminal import Terminal

        with Terminal(desk.stdin.fileno(), desk.stdout.fileno()) as terminal:
            pane = Pane(terminal, desk.stdout, lambda: desk.size, ascii=desk.ascii, colour=desk.colour)
            try:
                yield pane
            finally:
                with suppress(OSError):
                    pane.leave()
    else:
        from studykit.screen.console.lines import Lines
        from studykit.text.lines import Canvas

        yield Lines(desk.stdin, target or desk.stdout, Canvas(desk.measure, desk.size[1], desk.ascii))
