"""Kinds of question, one file each: fields, input, score. `KINDS` lists them. Items know nothing of scenarios."""

from __future__ import annotations

from studykit.items.base import Question, Response
from studykit.items.match import Match
from studykit.items.multiple import Multiple
from studykit.items.numeric import Numeric
from studykit.items.order import Order
from studykit.items.single import Single

KINDS: dict[str, type[Question]] = {
    "single": Single,
    "multiple": Multiple,
    "order": Order,
    "match": Match,
    "numeric": Numeric,
}

__all__ = ["KINDS", "Match", "Multiple", "Numeric", "Order", "Question", "Response", "Single"]
