"""Leeches, practice and what quizzes lead to, played through the commands."""

from __future__ import annotations

from studykit.cli.history import History, history
from studykit.cli.settings import read
from studykit.store.journal import Journal
from tests.cli.world import World

CARD = "hiding/default"


def past(world: World) -> History:
    """What the journal says now."""
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        return history(log, desk, read(desk.settings))


def lapsed(world: World, times: int) -> None:
    """A card that was forgotten so often, each time on a day of its own."""
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        for rating in (4, *(1, 3) * times)[: 2 * times + 1]:
            log.append("review", CARD, {"rating": rating, "took": 1}, world.clock(), desk.day())
            world.clock.wait(days=30)


def test_the_eighth_lapse_shows_the_note_and_puts_the_card_aside(world: World) -> None:
    lapsed(world, 7)
    done = world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    assert "A leech: forgotten 8 times" in done.out
    assert "Receiving a message does not remove it" in done.out
    assert past(world).leeches == past(world).aside == {CARD}
    assert "Leeches put aside: 1" in world.run().out


def test_a_leech_is_brought_back_by_its_option_or_by_undo(world: World) -> None:
    lapsed(world, 7)
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    world.run("undo")
    assert not past(world).aside
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n3\n")
    lapsed(world, 3)
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    assert past(world).leeches == {CARD}
    world.run("drill", "--leeches", "--plain", typed="q\n")
    assert not past(world).aside


def test_practice_changes_no_state_and_is_kept(world: World) -> None:
    world.run("drill", "--new", "2", "--limit", "2", "--plain", typed="\n4\n\n4\n")
    before = past(world).states
    for how in ("--ahead", "--cram"):
        done = world.run("drill", how, "--new", "0", "--plain", typed="\n1\n\n3\n\n4\n")
        assert "3 reviews" in done.out
    assert len(before) == 2
    assert past(world).states == before


def test_practice_counts_when_it_is_asked_for(world: World) -> None:
    world.run("drill", "--new", "1", "--limit", "1", "--plain", typed="\n4\n")
    before = past(world).states
    world.run("drill", "--cram", "--counts", "--plain", typed="\n4\n")
    assert past(world).states != before
