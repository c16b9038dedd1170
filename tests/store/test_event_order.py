"""The order of events is the same on every device, and keeps the order of writing of each, whatever their clocks say."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.memory.schedule import CardState, Review, after, fold
from studykit.store.journal import Entry, Journal

SUBJECTS = ("a/1", "a/2")
devices, moments = st.integers(0, 2), st.integers(0, 9)
writes = st.tuples(st.just("write"), devices, moments, st.sampled_from(SUBJECTS))
syncs = st.tuples(st.just("sync"), devices, st.integers(0, 2), st.just(""))
Step = tuple[str, int, int, str]


class Devices:
    """Three journals with clocks that may be wrong; a sync merges one journal into another."""

    def __init__(self, folder: Path, steps: list[Step]) -> None:
        self.paths = [folder / f"{number}.db" for number in range(3)]
        self.journals = [Journal.open(path) for path in self.paths]
        self.wrote: list[list[str]] = [[], [], []]
        self.known: list[tuple[set[str], str]] = []
        for journal in self.journals:
            journal.db.execute("pragma synchronous = off")
        for what, device, number, subject in steps:
            if what == "sync":
                self.merge(number, device)
                continue
            journal = self.journals[device]
            before = {entry.id for entry in journal.entries("review", subject)}
            written = journal.append("review", subject, {"rating": 3}, number, number)
            self.wrote[device].append(written.id)
            self.known.append((before, written.id))

    def __enter__(self) -> Devices:
        return self

    def __exit__(self, *failure: object) -> None:
        for journal in self.journals:
            journal.db.close()

    def merge(self, into: int, of: int) -> None:
        if into != of:
            self.journals[of].db.execute("pragma wal_checkpoint")
            self.journals[into].merge(self.paths[of])

    def union(self, order: list[tuple[int, int]]) -> list[list[Entry]]:
        """Merges all journals in an order until each has every event; returns what each one reads."""
        for into, of in (*order, *order):
            self.merge(into, of)
        return [list(journal.entries()) for journal in self.journals]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(writes, writes, syncs), max_size=14), st.randoms(use_true_random=False))
def test_all_devices_read_one_order_and_each_keeps_its_own_order_of_writing(
    steps: list[Step], rng: random.Random
) -> None:
    order = [(into, of) for into in range(3) for of in range(3) if into != of]
    rng.shuffle(order)
    with TemporaryDirectory() as folder, Devices(Path(folder), steps) as devices:
        first, *others = devices.union(order)
        assert all(other == first for other in others)
        read = [entry.id for entry in first]
        for wrote in devices.wrote:
            assert [name for name in read if name in wrote] == wrote
        for before, name in devices.known:
            assert all(read.index(earlier) < read.index(name) for earlier in before)


@given(st.lists(st.tuples(devices, st.sampled_from(SUBJECTS)), max_size=10))
@settings(max_examples=30, deadline=None)
def test_with_correct_clocks_events_are_ordered_by_time(written: list[tuple[int, str]]) -> None:
    steps = [("write", device, at, subject) for at, (device, subject) in enumerate(written)]
    with TemporaryDirectory() as folder, Devices(Path(folder), steps) as devices:
        read = devices.union([(0, 1), (0, 2)])[0]
        assert all(one.at < next_one.at for one, next_one in pairwise(read))
        assert all(entry.data == {"rating": 3} for entry in read)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_reviews_are_read_in_the_order_of_rating_after_the_clock_was_set_back(
    rated: list[tuple[int, int]],
) -> None:
    state = CardState()
    with TemporaryDirectory() as folder, Journal.open(Path(folder) / "j.db") as journal:
        journal.db.execute("pragma synchronous = off")
        for day, rating in rated:
            state = after(state, Review(rating, day * 86_400_000, day), "a/1")
            journal.append("review", "a/1", {"rating": rating}, day * 86_400_000, day)
        assert fold((row[1:] for row in journal.stream("review", "rating")), "a/1") == state
