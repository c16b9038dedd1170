"""The first screen says what is true: what a drill would ask, what the plan has left, and what tomorrow brings."""

from __future__ import annotations

import re
from datetime import date

import pytest

from studykit.cli.opening import shelf
from studykit.cli.settings import read
from tests.cli.person import Person

EASY = "\n4\n" * 200


def offered(person: Person) -> int:
    """The cards that the first screen offers to drill."""
    found = re.search(r"Drill (\d+) card", person.run().out)
    return int(found[1]) if found else 0


def drilled(person: Person, *words: str) -> int:
    person.run("drill", *words, typed=EASY)
    return person.asked_today().total()


def planned(person: Person, days: int, minutes: int = 30) -> None:
    exam = date.fromordinal(person.desk().day() + days)
    person.run("plan", "--date", exam.isoformat(), "--minutes", str(minutes))


def facts_of(person: Person) -> list[str]:
    """The fact of each card that was reviewed today."""
    found, day = shelf(person.desk()), person.desk().day()
    cards = {entry.subject for entry in person.events("review") if entry.day == day}
    marks = [(card.partition("/")[0], found.card(card).fact) for card in sorted(cards)]
    return [f"{topic}/{fact}" for topic, fact in marks if fact]


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
        drilled(person, "--new", "12")
        said = person.run().out
        assert "Done for today; tomorrow: " in said
        person.clock.wait(days=1)
        drilled(person)
        counted = person.asked_today()
        titles = {row.title: row.id for row in shelf(person.desk()).rows()}
        line = " ".join(said.split("tomorrow: ")[1].split("Next")[0].split()).removesuffix(" in all.")
        names, cards = line.rsplit(", ", 1)
        assert cards == f"{counted.total()} cards"
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


def test_nobody_is_done_who_has_not_begun(person: Person) -> None:
    person.run("config", "new_per_day", "0")
    assert "Done" not in person.run().out


def test_siblings_wait_for_another_day_until_the_plans_final_pass_begins(person: Person) -> None:
    planned(person, 16)
    apart = together = 0
    for _ in range(16):
        drilled(person)
        facts, course = facts_of(person), read(person.home / "config.json").course
        assert course
        if len(facts) == len(set(facts)):
            apart += 1
        else:
            together += 1
            assert person.desk().day() >= course.start
        person.clock.wait(days=1)
    assert apart
    assert together


def test_only_siblings_left_is_said_and_not_called_nothing(person: Person) -> None:
    person.run("drill", "sqs-visibility", "--new", "99", typed=EASY)
    person.clock.wait(days=1)
    person.run("drill", "sqs-visibility", "--new", "99", typed=EASY)
    person.clock.wait(days=60)
    person.run("drill", "sqs-visibility", "--new", "0", typed=EASY)
    assert "sibling" in person.run("drill", "sqs-visibility", "--new", "0").out
    assert re.search(r"\d+ (more )?waits? for another day", person.run().out)


def test_the_plans_questions_are_offered_until_they_are_answered(person: Person) -> None:
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


def test_the_day_of_the_exam_begins_with_ten_cards_that_change_nothing(person: Person) -> None:
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
        (("drill", "--minutes", "0"), "0.05<=x<=1440"),
        (("config", "retention", "0.6"), "from 0.7 to 0.99"),
        (("config", "retention", "1"), "from 0.7 to 0.99"),
        (("plan", "--target", "95"), "from 0.7 to 0.99"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_its_range_and_changes_nothing(
    person: Person, words: tuple[str, ...], says: str
) -> None:
    done = person.run(*words)
    assert (done.code, says in done.err, done.out) == (2, True, "")
    assert not (person.home / "config.json").exists()
