"""Exams without a terminal: a paper is drawn, started, left, resumed and ended, and its results reach the cards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studykit.app import exam as exams
from studykit.app.exam import ExamSession
from studykit.app.exam_paper import draw_paper
from studykit.app.exam_results import finish_exam
from studykit.app.exam_review import (
    causes,
    mark_reviewed,
    misses_left,
    open_reviews,
)
from studykit.app.exam_steps import ResumeExam, ReviewMisses, StartExam
from studykit.app.item_bank import exam_items, exam_pack, reserved_items
from studykit.app.opening import open_study
from studykit.app.options import ExamOptions
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.sittings.moves import Act, AnswerItem, Flag, Go, Submit
from studykit.store.exam_sittings import StoredExam, sittings
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from tests.cli.exam_pack import exam_pack as write_pack
from tests.cli.world import Silent, World

MINUTE = 60_000
DOMAINS = {"secure": 6, "resilient": 5, "high-performing": 5, "cost-optimized": 4}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generates a pack of 72 items, 20 of them on a paper of 40 minutes; each topic has two cards."""
    folder = write_pack(tmp_path_factory.mktemp("packs") / "generated", items=20, topics=12, each=6)
    for path in folder.glob("t*.yaml"):
        topic = json.loads(path.read_text())
        topic["cards"] = {f"c{n}": {"front": f"What is {n}?", "back": "So", "fact": "one"} for n in range(2)}
        path.write_text(json.dumps(topic))
    return folder


class Candidate:
    """A learner with the generated pack, a clock that stands still, and the warnings that were given."""

    def __init__(self, home: Path, pack: Path) -> None:
        self.world = World(home)
        self.pack = pack
        self.warnings: list[str] = []

    def study(self, has_pack: bool = True) -> Study:
        """Opens the study afresh, as another command would."""
        environment = self.world.environment()
        environment.packs = (self.pack,) if has_pack else ()
        environment.monotonic_ms = lambda: self.world.clock()
        notices = Silent()
        notices.warn = self.warnings.append  # type: ignore[method-assign]
        return open_study(environment, notices)

    def start(self, **options: Any) -> ExamSession:
        """Starts the clock of a new paper."""
        session = exams.start(self.study(), ExamOptions(**options))
        session.start()
        return session

    def stored(self) -> StoredExam:
        """Returns the latest exam that is on disk."""
        with Journal.open(self.world.home / "journal.db") as journal:
            return sittings(journal)[-1]

    def hand_in(self, **options: Any) -> ExamSession:
        """Hands in a paper without an answer; only its first question was shown."""
        session = self.start(**options)
        session.do(Submit())
        return session


@pytest.fixture
def candidate(tmp_path: Path, pack: Path) -> Candidate:
    return Candidate(tmp_path, pack)


def test_nothing_is_on_disk_until_the_clock_starts(candidate: Candidate) -> None:
    session = exams.start(candidate.study(), ExamOptions())
    assert not session.is_started
    assert not session.study.journal.exists("sitting", "exam/")
    session.start()
    assert session.is_started
    assert candidate.stored() == StoredExam(session.id, session.exam)


def test_each_move_is_on_disk_before_it_takes_effect(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    session = candidate.start()
    before = session.exam

    def disk_full(*arguments: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("studykit.store.exam_sittings.append_move", disk_full)
        with pytest.raises(OSError, match="disk full"):
            session.do(Flag(0, True))
    assert session.exam is before
    for move in (Flag(0, True), Go(1), AnswerItem(1, (session.exam.paper.items[1].order[0],), True), Act.LEAVE):
        candidate.world.clock.wait(seconds=3)
        session.do(move)
        assert candidate.stored().exam == session.exam


def test_a_paper_has_the_weights_of_its_pack(candidate: Candidate) -> None:
    session = exams.start(candidate.study(), ExamOptions())
    counts = {name: sum(item.domain == name for item in session.exam.paper.items) for name in DOMAINS}
    assert (counts, session.exam.paper.minutes, session.exam.paper.whole) == (DOMAINS, 40, True)
    assert (session.title, session.code) == ("A generated pack", "X-2")
    assert session.questions.keys() == {item.id for item in session.exam.paper.items}


def test_a_seed_and_the_id_of_its_paper_draw_the_same_paper(candidate: Candidate) -> None:
    study = candidate.study()
    drawn = draw_paper(study, ExamOptions(), "7").paper
    assert drawn.id.startswith("7-")
    assert draw_paper(study, ExamOptions(), drawn.id).paper == drawn


def test_without_a_seed_the_paper_with_the_fewest_seen_items_is_drawn(candidate: Candidate) -> None:
    first = candidate.start()
    for place in range(len(first.exam.sheet)):
        first.do(Go(place))
    first.do(Submit())
    second = draw_paper(first.study, ExamOptions(), None).paper
    assert not {item.id for item in first.exam.paper.items} & {item.id for item in second.items}


def test_a_paper_that_the_bank_cannot_fill_is_drawn_with_a_warning(candidate: Candidate) -> None:
    session = exams.start(candidate.study(), ExamOptions(number=30, domains=("secure",)))
    assert {item.domain for item in session.exam.paper.items} == {"secure"}
    assert candidate.warnings == ["the bank has 15 of 30 questions of secure; others stand in where there are any"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ExamOptions(domains=("secured",)), "no domain named 'secured'"),
        (ExamOptions(topics=("t99",)), "no topic named 't99'"),
        (ExamOptions(seed="x"), "the seed is 'x'"),
        (ExamOptions(seed="0-00000000"), "is of other content or other options"),
        (ExamOptions(missed=True), "nothing was missed"),
    ],
    ids=str,
)
def test_options_that_allow_no_paper_are_named(candidate: Candidate, options: ExamOptions, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        exams.start(candidate.study(), options)
    assert exams.find_open(candidate.study()) is None


def test_an_open_exam_must_end_before_another_one_starts(candidate: Candidate) -> None:
    first = candidate.start()
    with pytest.raises(UsageError, match=f"the sitting {first.id} is open"):
        exams.start(candidate.study(), ExamOptions())
    first.do(Submit())
    assert exams.start(candidate.study(), ExamOptions()).id == ""


def test_a_resumed_exam_has_the_time_that_is_truly_left(candidate: Candidate) -> None:
    session = candidate.start()
    candidate.world.clock.wait(seconds=60)
    session.do(Act.LEAVE)
    candidate.world.clock.wait(seconds=600)
    resumed = exams.resume(candidate.study())
    assert (resumed.id, resumed.left()) == (session.id, 29 * MINUTE)
    assert resumed.exam.sheet[0].took == MINUTE


def test_a_wall_clock_set_back_between_two_commands_gives_no_extra_time(candidate: Candidate) -> None:
    session = candidate.start()
    candidate.world.clock.wait(seconds=600)
    session.do(Act.LEAVE)
    candidate.world.clock.wait(days=-1)
    assert exams.resume(candidate.study()).left() == 30 * MINUTE


def test_an_exam_is_resumed_by_the_beginning_of_its_id(candidate: Candidate) -> None:
    session = candidate.start()
    assert exams.resume(candidate.study(), session.id[:4]).id == session.id
    with pytest.raises(UsageError, match="names no sitting"):
        exams.resume(candidate.study(), "zz")


def test_no_exam_can_be_resumed_after_its_end(candidate: Candidate) -> None:
    session = candidate.hand_in()
    for sitting_id in (None, session.id):
        with pytest.raises(UsageError, match="no sitting is open"):
            exams.resume(candidate.study(), sitting_id)


def test_a_session_expires_at_its_deadline_and_not_before(candidate: Candidate) -> None:
    session = candidate.start()
    candidate.world.clock.wait(seconds=40 * 60 - 0.001)
    assert (session.end_if_expired(), session.left()) == (False, 1)
    candidate.world.clock.wait(seconds=0.001)
    assert session.end_if_expired()
    assert session.finished is not None
    assert (session.finished.end_reason, session.finished.ended) == ("time", session.exam.deadline)
    assert candidate.stored().exam.end_reason == "time"


def test_a_move_after_the_deadline_only_ends_the_exam(candidate: Candidate) -> None:
    session = candidate.start()
    candidate.world.clock.wait(days=1)
    session.do(AnswerItem(0, (session.exam.paper.items[0].order[0],)))
    assert (session.exam.end_reason, session.exam.sheet[0].response) == ("time", ())


def test_exams_whose_time_ran_out_are_closed_and_named(candidate: Candidate) -> None:
    session = candidate.start()
    assert exams.close_expired(candidate.study()) == []
    candidate.world.clock.wait(days=1)
    assert exams.close_expired(candidate.study()) == [session.id]
    assert exams.close_expired(candidate.study()) == []
    assert exams.find_finished(candidate.study(), session.id).ended == session.exam.deadline


def test_an_abandoned_exam_has_no_score(candidate: Candidate) -> None:
    session = candidate.start()
    with pytest.raises(UsageError, match="is still open"):
        exams.find_finished(candidate.study(), session.id)
    assert exams.abandon(candidate.study()) == session.id
    assert not list(candidate.study().journal.entries("answer"))
    with pytest.raises(UsageError, match="is abandoned"):
        exams.find_finished(candidate.study(), session.id)
    with pytest.raises(UsageError, match="none to abandon"):
        exams.abandon(candidate.study())


def test_an_exam_that_runs_in_another_terminal_cannot_be_abandoned(candidate: Candidate) -> None:
    session = candidate.start()
    with exams.lock(session.study), pytest.raises(UsageError, match="running in another terminal"):
        exams.abandon(candidate.study())
    with Lock(candidate.world.home / "journal.db"), pytest.raises(UsageError, match="running in another terminal"):
        exams.abandon(candidate.study())
    assert candidate.stored().exam.ended is None


def test_the_list_shows_every_exam_with_its_state(candidate: Candidate) -> None:
    assert exams.list_exams(candidate.study()) == []
    first = candidate.hand_in(number=2)
    candidate.start(number=2)
    exams.abandon(candidate.study())
    candidate.world.clock.wait(seconds=1)
    third = candidate.start(number=2)
    candidate.world.clock.wait(seconds=60)
    rows = exams.list_exams(candidate.study())
    assert [row.state for row in rows] == ["open", "abandoned", "submitted"]
    assert (rows[0].id, rows[0].left_ms, rows[0].right) == (third.id, 3 * MINUTE, None)
    assert (rows[2].id, rows[2].right, rows[2].items) == (first.id, 0, 2)
    candidate.world.clock.wait(days=1)
    assert exams.list_exams(candidate.study())[0].state == "time is over"
    exams.close_expired(candidate.study())
    assert exams.list_exams(candidate.study())[0].state == "time"


def test_a_file_answers_a_paper_and_names_the_gaps(candidate: Candidate, tmp_path: Path) -> None:
    drawn = draw_paper(candidate.study(), ExamOptions(), "0").paper
    right = {item.id: ["alpha", "beta"] if item.choose == 2 else "alpha" for item in drawn.items[1:]}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(right))
    session, gaps = exams.answer_from_file(candidate.study(), ExamOptions(), path)
    assert gaps == [drawn.items[0].id]
    assert session.finished is not None
    assert [sat.id for sat in session.finished.missed] == gaps


def test_a_file_with_too_many_options_starts_no_exam(candidate: Candidate, tmp_path: Path) -> None:
    item = next(one for one in draw_paper(candidate.study(), ExamOptions(), "0").paper.items if one.choose == 2)
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({item.id: ["alpha", "beta", "gamma"]}))
    with pytest.raises(UsageError, match=f"{item.id}: 3 options are given, and it takes 2"):
        exams.answer_from_file(candidate.study(), ExamOptions(), path)
    assert exams.list_exams(candidate.study()) == []


def test_answers_of_an_exam_reach_the_history_of_the_same_study(candidate: Candidate) -> None:
    session = candidate.start()
    assert session.study.history.answers == {}
    session.do(Submit())
    history = session.study.history
    assert history.answers == {session.exam.paper.items[0].id: (False,)}
    assert (history.answers_today, history.exam_answers_today) == (1, 1)


def test_results_count_and_make_one_card_due_for_each_miss(candidate: Candidate) -> None:
    session = candidate.hand_in(number=4)
    assert session.finished is not None
    result = finish_exam(session.study, session.finished)
    assert result.as_json()["review"] == [item.id for item in session.exam.paper.items]
    assert (result.report.whole.right, result.report.whole.items) == (0, 4)
    assert list(result.titles.values()) == ["Secure", "Resilient", "High-Performing", "Cost-Optimized"]
    forced = session.study.history.forced_due
    assert len(forced) == 4
    assert {card.partition("/")[0] for card in forced} == {
        item.id.partition("/")[0] for item in session.exam.paper.items
    }
    marks = list(session.study.journal.entries("mark"))
    finish_exam(candidate.study(), session.finished)
    assert list(session.study.journal.entries("mark")) == marks


def test_an_exam_without_its_pack_is_neither_resumed_nor_scored_but_can_be_abandoned(candidate: Candidate) -> None:
    candidate.start(number=4)
    candidate.world.clock.wait(days=1)
    study = candidate.study(has_pack=False)
    assert exams.close_expired(study) == []
    with pytest.raises(UsageError, match=r"the paper is of the pack generated, which is not here; add it with --pack"):
        exams.resume(study)
    assert candidate.stored().exam.ended is None
    assert not exams.start(study, ExamOptions(2)).is_started
    exams.abandon(study)
    assert candidate.stored().exam.end_reason == "abandoned"


def test_results_without_the_pack_are_a_usage_error_and_change_no_card(candidate: Candidate) -> None:
    session = candidate.hand_in(number=4)
    assert session.finished is not None
    study = candidate.study(has_pack=False)
    with pytest.raises(UsageError, match="the pack generated, which is not here"):
        finish_exam(study, session.finished)
    assert list(study.journal.entries("mark")) == []


def test_misses_are_reviewed_five_a_day_with_their_causes(candidate: Candidate) -> None:
    session = candidate.hand_in(number=7)
    study, missed = session.study, [item.id for item in session.exam.paper.items]
    assert misses_left(study, missed, session.id).today == 5
    for item, cause in zip(missed[:3], ("misread", None, "time"), strict=True):
        mark_reviewed(study, item, session.id, cause)
    left = misses_left(study, missed, session.id)
    assert (left.ids, left.done, left.today) == (tuple(missed[3:]), 3, 2)
    assert causes(study.journal, session.id) == {missed[0]: "misread", missed[2]: "ran out of time"}


def test_open_reviews_are_offered_as_values(candidate: Candidate) -> None:
    assert open_reviews(candidate.study()) == []
    done = candidate.hand_in(number=7)
    retest = StartExam(ExamOptions(15, missed=True), 15)
    assert open_reviews(candidate.study()) == [ReviewMisses(done.id, 7, 5)]
    candidate.world.clock.wait(days=2)
    assert open_reviews(candidate.study()) == [ReviewMisses(done.id, 7, 5), retest]
    for item in done.exam.paper.items:
        mark_reviewed(candidate.study(), item.id, done.id, None)
    assert open_reviews(candidate.study()) == [retest]
    candidate.world.clock.wait(days=13)
    assert open_reviews(candidate.study()) == []
    paper = candidate.start(number=2)
    candidate.world.clock.wait(seconds=60)
    assert open_reviews(candidate.study()) == [ResumeExam(paper.id, 3 * MINUTE)]


def test_reserved_items_are_free_after_a_whole_mock_exam(candidate: Candidate) -> None:
    study = candidate.study()
    reserved = reserved_items(study)
    assert len(reserved) == 36
    assert reserved < {item.id for item in exam_items(study.library, "generated")}
    candidate.hand_in(number=5)
    assert reserved_items(candidate.study()) == reserved
    candidate.hand_in()
    assert reserved_items(candidate.study()) == frozenset()


def test_the_pack_of_an_exam_is_that_of_its_topics_or_the_one_added_last(candidate: Candidate) -> None:
    study = candidate.study()
    little = next(name for name in study.library.packs if name != "generated")
    topic = next(name for name in study.library.topic_ids() if study.library.pack_of(name).id == little)
    assert exam_pack(study).id == "generated"
    assert exam_pack(study, [topic]).id == little
    assert exam_pack(candidate.world.study()).id == little
