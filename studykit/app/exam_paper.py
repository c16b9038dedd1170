"""Draws the paper of an exam from the item bank of a pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from studykit.app.item_bank import blueprint_of, check_domains, exam_items, exam_pack
from studykit.app.options import ExamOptions
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.items import Question
from studykit.library.library import Library
from studykit.library.model import Pack
from studykit.sittings.exam_form import BankItem, Blueprint, ExamForm, build_form, least_seen_seed, paper
from studykit.sittings.misses import retest
from studykit.sittings.paper import Paper


class DrawnPaper(NamedTuple):
    """A paper. `short` maps each domain with too few items in the bank to (wanted, held)."""

    paper: Paper
    short: Mapping[str, tuple[int, int]]


def draw_paper(study: Study, options: ExamOptions, seed: str | None) -> DrawnPaper:
    """Draws the paper of these options. Without a seed it is the one with the fewest items that were seen before.

    Raises UsageError for an unknown domain, topic or seed, and if no item is left to draw.
    """
    pack = exam_pack(study, options.topics)
    plan = blueprint_of(pack)
    check_domains(plan.weights, options.domains)
    answers = study.history.answers
    pool = [
        item
        for item in exam_items(study.library, pack.id, options.topics or None)
        if not options.domains or item.domain in options.domains
    ]
    if options.missed:
        pool = retest(pool, {name for name, scores in answers.items() if not scores[-1]})
    if not pool:
        raise UsageError("there is no such question to ask" + ("; nothing was missed" if options.missed else ""))
    number = options.number
    if number is None and (options.topics or options.missed):
        number = min(plan.items, len({item.point for item in pool}))
    part = plan.part(number, options.domains)
    form = _form(pool, part, seed, {name: len(scores) for name, scores in answers.items()})
    whole = part == plan and not options.topics and not options.missed
    return DrawnPaper(_paper(study.library, pack, pool, form, options.minutes, whole), form.short)


def _form(pool: list[BankItem], part: Blueprint, seed: str | None, seen: Mapping[str, int]) -> ExamForm:
    """Returns the form of a seed: a number, or the id of a paper, whose content must still be the same."""
    if seed is None:
        return build_form(pool, part, least_seen_seed(pool, part, seen))
    number, _, mark = seed.partition("-") if not seed.startswith("-") else (seed, "", "")
    if not number.lstrip("-").isdigit():
        raise UsageError(f"the seed is {seed!r}; it takes a whole number, or the id of a paper")
    form = build_form(pool, part, int(number))
    if mark and form.id != seed:
        raise UsageError(f"paper {seed} is of other content or other options; here this seed is paper {form.id}")
    return form


def _paper(
    library: Library, pack: Pack, pool: list[BankItem], form: ExamForm, minutes: float | None, whole: bool
) -> Paper:
    """Returns the paper of a form. Without `minutes` each item has the time that it has in the real exam."""
    exam = pack.exam
    time = minutes if minutes is not None else round(exam.minutes * len(form.items) / exam.items, 2)
    questions = questions_of(library, [pick.id for pick in form.items])
    warn = tuple(warning for warning in exam.warn if warning < time)
    texts = {item.id: item.text for item in pool}
    return paper(form, questions, pack.id, time, texts=texts, warn=warn, whole=whole, rule=exam.multiple)


def questions_of(library: Library, ids: Collection[str]) -> dict[str, Question]:
    """Returns the questions of these items; items that the packs no longer have are left out."""
    there = set(library.item_ids())
    return {name: library.item(name).question for name in ids if name in there}
