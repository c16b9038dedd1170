"""Two neighbours, wired: which pair is meant, its table, its five questions."""

from __future__ import annotations

from typing import Any

from studykit.app.environment import Desk
from studykit.app.quiz import ask
from studykit.app.study import journal, library
from studykit.errors import UsageError, unknown
from studykit.library.library import Library
from studykit.library.model import Comparison
from studykit.screen.explain.comparison import beside_lines, pair_lines
from studykit.sittings.quiz import select_items

ASKED = 5
"""Questions after a table."""


def pairs(desk: Desk, as_json: bool) -> int:
    """Lists what can be compared."""
    found = library(desk).comparisons()
    if as_json:
        desk.json([{"left": one.left.words[0], "right": one.right.words[0], "cue": one.cue} for one in found])
    else:
        desk.show(pair_lines(found, desk.measure))
    return 0


def beside(desk: Desk, left: str, right: str, seed: int | None, as_json: bool) -> int:
    """Shows a pair, and asks about it where somebody can answer."""
    packs = library(desk)
    pair, turned = _pair(packs, left, right)
    ids = _items(packs, pair, desk.now() if seed is None else seed)
    if as_json:
        desk.json(_value(pair, turned, ids))
        return 0
    desk.show(beside_lines(pair, turned, desk.measure, desk.ascii))
    if not desk.stdin.isatty():
        desk.say("")
        desk.say(f"studykit quiz {' '.join(pair.topics)} asks about them.")
        return 0
    desk.say("")
    return ask(desk, packs, journal(desk), ids, desk.now() if seed is None else seed)


def _pair(packs: Library, left: str, right: str) -> tuple[Comparison, bool]:
    """The pair that two words name, in either order; whether they were given the other way round."""
    words = (left.lower(), right.lower())
    for one in packs.comparisons():
        for turned, sides in ((False, (one.left, one.right)), (True, (one.right, one.left))):
            if all(word in side.words for word, side in zip(words, sides, strict=True)):
                return one, turned
    known = sorted({word for one in packs.comparisons() for side in (one.left, one.right) for word in side.words})
    for word in words:
        if word not in known:
            raise unknown("neighbour", word, known)
    raise UsageError(f"nothing compares {left} with {right}; studykit compare lists the pairs")


def _items(packs: Library, pair: Comparison, seed: int) -> list[str]:
    """The pair's own items first, then others of its topics."""
    others = [name for name in packs.item_ids(pair.topics) if name not in pair.items]
    return [*pair.items, *select_items(others, {}, None, seed)][:ASKED]


def _value(pair: Comparison, turned: bool, ids: list[str]) -> dict[str, Any]:
    first, second = (pair.right, pair.left) if turned else (pair.left, pair.right)
    rows = [
        {"what": row.what, "left": row.right if turned else row.left, "right": row.left if turned else row.right}
        for row in pair.rows
    ]
    return {"left": first.name, "right": second.name, "cue": pair.cue, "rows": rows, "items": ids}
