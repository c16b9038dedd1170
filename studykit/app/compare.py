"""Compares two services that are easily confused: finds the table and the questions that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from studykit.app.study import Study
from studykit.errors import UsageError, unknown
from studykit.library.library import Library
from studykit.library.model import Comparison
from studykit.sittings.quiz import select_items

QUESTIONS = 5
"""Questions after a table."""


@dataclass(frozen=True)
class ComparedPair:
    """A comparison with its sides in the order asked for, and the items to ask about it.

    `seed` decides which items and in which order their options are.
    """

    comparison: Comparison
    items: tuple[str, ...]
    seed: int

    def as_data(self) -> Mapping[str, Any]:
        """Returns what `compare --json` prints."""
        pair = self.comparison
        rows = [{"what": row.what, "left": row.left, "right": row.right} for row in pair.rows]
        return {
            "left": pair.left.name,
            "right": pair.right.name,
            "cue": pair.cue,
            "rows": rows,
            "items": list(self.items),
        }


def compare_pair(study: Study, left: str, right: str, seed: int | None) -> ComparedPair:
    """Returns the comparison that two words name, in their order. Raises UsageError if there is none.

    Without a seed the moment is the seed.
    """
    pair = _find(study.library, left, right)
    chosen = study.now() if seed is None else seed
    return ComparedPair(pair, _items(study.library, pair, chosen), chosen)


def _find(library: Library, left: str, right: str) -> Comparison:
    words = (left.lower(), right.lower())
    for pair in library.comparisons():
        for one in (pair, _swapped(pair)):
            if words[0] in one.left.words and words[1] in one.right.words:
                return one
    known = sorted({word for pair in library.comparisons() for side in (pair.left, pair.right) for word in side.words})
    for word in words:
        if word not in known:
            raise unknown("neighbour", word, known)
    raise UsageError(f"nothing compares {left} with {right}; studykit compare lists the pairs")


def _swapped(pair: Comparison) -> Comparison:
    """Returns a comparison with its sides swapped."""
    rows = tuple(replace(row, left=row.right, right=row.left) for row in pair.rows)
    return replace(pair, left=pair.right, right=pair.left, rows=rows)


def _items(library: Library, pair: Comparison, seed: int) -> tuple[str, ...]:
    """Returns the pair's own items first, then others of its topics."""
    others = [name for name in library.item_ids(pair.topics) if name not in pair.items]
    return tuple([*pair.items, *select_items(others, {}, None, seed)][:QUESTIONS])
