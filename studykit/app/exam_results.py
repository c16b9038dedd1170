"""The results of an exam: its score and report, and the cards that become due because of its misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studykit.app.item_bank import pack_of_paper
from studykit.app.learning_targets import cards_of_topics, target_of
from studykit.app.study import Study
from studykit.library.library import Library
from studykit.sittings.exam import Finished
from studykit.sittings.exam_report import PaperReport, ScoringRules, report
from studykit.sittings.misses import cards_of
from studykit.store.journal import Journal


@dataclass(frozen=True, slots=True)
class ExamResult:
    """A scored exam with its report. `rules`: how the pack scores; `titles`: domain to title, in the pack's order."""

    finished: Finished
    report: PaperReport
    rules: ScoringRules
    titles: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Returns the value that `exam --json` prints."""
        done, made = self.finished, self.report
        order = [name for name in (*self.titles, *made.domains) if name in made.domains]
        return {
            "paper": done.paper.id,
            "items": made.whole.items,
            "right": made.whole.right,
            "scored": made.scored.items,
            "scored_right": made.scored.right,
            "domains": {name: {"items": made.domains[name].items, "right": made.domains[name].right} for name in order},
            "interval": [round(end, 6) for end in made.whole.interval],
            "chance": {f"{cut:g}": round(odd, 6) for cut, odd in made.chances.items()},
            "review": [sat.id for sat in done.missed],
        }


def finish_exam(study: Study, finished: Finished) -> ExamResult:
    """Makes a card due for each miss and returns the result. It may be called again: nothing is made due twice.

    Raises UsageError if the pack of the paper is not here.
    """
    rules = scoring_rules(study.library, finished)
    make_missed_cards_due(study, finished)
    domains = pack_of_paper(study.library, finished.paper.pack).domains
    titles = {name: domain.title for name, domain in domains.items()}
    return ExamResult(finished, report(finished, rules), rules, titles)


def scoring_rules(library: Library, finished: Finished) -> ScoringRules:
    """Returns the scale and the cuts of the pack that the paper is drawn from."""
    exam = pack_of_paper(library, finished.paper.pack).exam
    scale = exam.scale
    return ScoringRules(scale.low, scale.high, scale.pass_, exam.cut, exam.items - exam.unscored)


def make_missed_cards_due(study: Study, finished: Finished) -> None:
    """Makes one card due today for each missed item that has none yet.

    A missed item that is no longer in its pack, or whose topic has no card, makes nothing due.
    """
    library = study.library
    marks = [entry for entry in study.journal.entries("mark") if entry.data.get("sitting") == finished.sitting]
    done = {entry.data["item"] for entry in marks if entry.data.get("what") == "due"}
    open_ids = set(library.item_ids()) - done
    missed = [target_of(sat.id, library.item(sat.id)) for sat in finished.missed if sat.id in open_ids]
    if not missed:
        return
    for item, card in cards_of(missed, cards_of_topics(library, missed)).items():
        data = {"what": "due", "item": item, "sitting": finished.sitting}
        study.append("mark", card, data, _due_today(study.journal, card, study.day()))


def _due_today(journal: Journal, card: str, day: int) -> tuple[str, int, int] | None:
    """Returns what the cache is to hold of a review card that is due on `day` at the latest.

    None for a card that is new or still in learning: its cached entry does not change.
    """
    due = journal.due_of(card)
    return due._replace(due_day=min(due.due_day, day)) if due and due.phase == "review" else None
