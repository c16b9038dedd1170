"""The first screen is right: about the cards of a drill, what the plan has left, and what tomorrow brings."""

from __future__ import annotations

import json
import re
from contextlib import closing

import pytest

from studykit.app.options import DrillOptions, QuizOptions
from tests.app.work import drill, plan_exam, quiz
from tests.cli.person import Person

pytestmark = pytest.mark.usefixtures("quick_search")

EASY = "\n4\n" * 200


def offered(person: Person) -> int:
    """Returns how many cards the first screen offers to drill."""
    found = re.search(r"Drill (\d+) card", person.run().out)
    return int(found[1]) if found else 0


def drilled(person: Person, new: int | None = None) -> int:
    """Drills; returns how many cards were asked today."""
    with closing(person.study()) as study:
        drill(study, DrillOptions(new=new))
    return person.asked_today().total()


def planned(person: Person, days: int, minutes: int = 30) -> None:
    with closing(person.study()) as study:
        plan_exam(study, days, minutes)


def facts_of(person: Person) -> list[str]:
    """Returns the fact of each card that was reviewed today."""
    study = person.study()
    siblings = study.library.siblings()
    cards = {entry.subject for entry in person.events("review") if entry.day == study.day()}
    return [siblings[card] for card in sorted(cards) if card in siblings]


@pytest.mark.parametrize("plan", [False, True])
def test_a_drill_asks_as_many_cards_as_the_first_screen_offers(person: Person, plan: bool) -> None:
    if plan:
        planned(person, 20)
    for wait in (0, 1, 1, 3, 9):
        person.clock.wait(days=wait)
        cards = offered(person)
        assert cards == drilled(person)
        assert offered(person) == 0


def test_a_day_that_is_done_names_the_two_topics_that_tomorrow_has_most_of(person: Person) -> None:
    for _ in range(6):
        drilled(person, new=12)
        said = person.run().out
        assert "Done for today; tomorrow: " in said
        person.clock.wait(days=1)
        drilled(person)
        counted = person.asked_today()
        titles = {row.title: row.id for row in person.study().library.rows()}
        names = " ".join(said.split("tomorrow: ")[1].split("Next")[0].split()).removesuffix(".")
        first, second = next((titles[a], titles[b]) for a in titles for b in titles if names == f'"{a}" and "{b}"')
        assert [counted[first], counted[second]] == [number for _, number in counted.most_common(2)]


def test_a_drill_that_ends_the_day_says_so(person: Person) -> None:
    assert "Done for today" not in person.run("drill", "--limit", "3", typed=EASY).out
    assert "Done for today; tomorrow: " in person.run("drill", typed=EASY).out
    assert "Done for today; tomorrow: " in person.run("drill").out


def test_a_card_that_comes_back_in_ten_minutes_keeps_the_day_open(person: Person) -> None:
    person.run("drill", "--limit", "10", typed="\n4\n" * 9 + "\n3\n")
    assert "Done for today" not in person.run().out
    assert "The next comes in 10 min." in person.run().out


def test_a_day_without_study_is_not_done(person: Person) -> None:
    person.run("config", "new_per_day", "0")
    assert "Done" not in person.run().out


def test_siblings_wait_for_another_day_if_the_days_before_the_final_pass_can_take_all_cards(person: Person) -> None:
    planned(person, 16)
    apart = together = 0
    for _ in range(16):
        drilled(person)
        facts, targets = facts_of(person), person.study().stored_settings.targets
        assert targets
        if len(facts) == len(set(facts)):
            apart += 1
        else:
            together += 1
            assert not targets.spread_siblings or person.study().day() >= targets.final_pass_start
        person.clock.wait(days=1)
    assert apart
    assert together


def test_a_drill_with_only_siblings_left_says_so(person: Person) -> None:
    person.run("drill", "sqs-visibility", "--new", "99", typed=EASY)
    person.clock.wait(days=1)
    person.run("drill", "sqs-visibility", "--new", "99", typed=EASY)
    person.clock.wait(days=60)
    person.run("drill", "sqs-visibility", "--new", "0", typed=EASY)
    assert "sibling" in person.run("drill", "sqs-visibility", "--new", "0").out
    assert re.search(r"\d+ (more )?waits? for another day", person.run().out)


def test_the_questions_of_the_plan_are_offered_until_they_are_answered(person: Person) -> None:
    planned(person, 20)
    said = re.search(r"studykit quiz (\S+) -n (\d+)", person.run().out)
    assert said
    service, number = said[1], int(said[2])
    person.run("quiz", service, "-n", "2", typed="AB\na\n-\n\n" * 2)
    assert f"studykit quiz {service} -n {number - 2}" in person.run().out
    drilled(person)
    assert "Done for today" not in person.run().out
    person.run("quiz", service, "-n", str(number - 2), typed="AB\na\n-\n\n" * number)
    assert f"studykit quiz {service} -n" not in person.run().out
    assert "Done for today" in person.run().out


def test_the_eve_names_the_exam_and_the_exam_day_has_only_the_warm_up(person: Person) -> None:
    planned(person, 4)
    for _ in range(4):
        drilled(person)
        eve = person.run().out
        while said := re.search(r"studykit quiz (\S+) -n (\d+)", eve):
            with closing(person.study()) as study:
                quiz(study, QuizOptions((said[1],), int(said[2])))
            eve = person.run().out
        person.clock.wait(days=1)
    assert "Done for today; tomorrow: 10 cards to warm up, then the exam." in eve
    assert offered(person) == 0
    assert person.run("due").out.startswith("0 due, 0 new")
    assert "exam today" in person.run("due").out
    day = person.run().out
    assert "Cards: only the warm-up today." in day
    assert day.index("--cram --limit 10") < day.index("studykit quiz")
    person.clock.wait(days=1)
    assert "exam 1 day ago" in person.run("due").out
    assert offered(person) >= 10


@pytest.mark.parametrize("words", [("config", "minutes", "5"), ("plan", "--minutes", "5"), ("config", "target", "0.7")])
def test_a_changed_setting_changes_the_next_drill(person: Person, words: tuple[str, ...]) -> None:
    planned(person, 20, 60)
    before = json.loads(person.run("due", "--json").out)["new"]
    person.run(*words)
    after = json.loads(person.run("due", "--json").out)["new"]
    assert after == drilled(person)
    assert after < before or words[1] == "target"


def test_the_warm_up_changes_nothing(person: Person) -> None:
    planned(person, 2)
    drilled(person)
    person.clock.wait(days=2)
    assert "studykit drill --cram --limit 10" in person.run().out
    before = len(person.events("review"))
    person.run("drill", "--cram", "--limit", "10", typed=EASY)
    assert len(person.events("review")) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("config", "exam_date", "2020-01-01"), "takes a date from today"),
        (("plan", "--date", "2020-01-01"), "takes a date from today"),
        (("plan", "--minutes", "0"), "from 1 to 600"),
        (("drill", "--minutes", "0"), "from 0.05 to 1440"),
        (("config", "retention", "0.6"), "from 0.7 to 0.99"),
        (("config", "retention", "1"), "from 0.7 to 0.99"),
        (("plan", "--target", "0.5"), "from 0.7 to 0.99"),
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_with_the_allowed_range_and_changes_nothing(
    person: Person, words: tuple[str, ...], says: str
) -> None:
    done = person.run(*words)
    assert (done.code, says in done.err, done.out) == (2, True, "")
    assert not (person.home / "config.json").exists()


def test_a_card_made_due_by_a_wrong_answer_is_not_overdue(person: Person) -> None:
    person.run("drill", "sqs-basics", "--new", "99", typed=EASY)
    person.run("quiz", "sqs-basics", "--seed", "1", "-n", "9", typed="AB\na\n-\n\n" * 9)
    assert any(mark.data["what"] == "due" for mark in person.events("mark"))
    person.clock.wait(days=2)
    due = json.loads(person.run("due", "--json").out)
    assert due["due"] > 0
    assert due["overdue"] == 0
    person.clock.wait(days=60)
    assert json.loads(person.run("due", "--json").out)["overdue"] > 0


def test_marked_cards_and_questions_are_counted_with_their_commands(person: Person) -> None:
    person.run("drill", "sqs-basics", typed="m\n\n3\nm\nq\n")
    person.run("quiz", "sqs-basics", "-n", "1", typed="*\nq\n")
    said = " ".join(person.run().out.split())
    assert "Marked: 2 cards (studykit drill --marked), 1 question (studykit quiz --marked)" in said
    person.run("undo")
    assert "Marked: 2 cards (studykit drill --marked) " in " ".join(person.run().out.split())


def test_the_studied_days_are_those_of_the_statistics(person: Person) -> None:
    assert "Studied" not in person.run().out
    for wait in (0, 1, 3, 1):
        person.clock.wait(days=wait)
        drilled(person)
        study = json.loads(person.run("stats", "--json").out)["study"]
        row = f", {study['streak']} in a row" if study["streak"] > 1 else ""
        assert f"Studied: {study['days']} day{'s' if study['days'] != 1 else ''}{row}\n" in person.run().out


def test_the_reviews_of_a_backlog_are_limited_by_the_setting(person: Person) -> None:
    drilled(person, new=30)
    person.clock.wait(days=90)
    person.run("config", "reviews_per_day", "7")
    person.run("config", "new_per_day", "0")
    assert offered(person) == drilled(person) == 7
    person.clock.wait(days=1)
    assert offered(person) == 7
