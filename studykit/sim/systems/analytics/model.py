"""Analysis inside a stream: a standing query that counts, sums or filters records in windows of time.

Windows belong to queries; the API has no call for them. A tumbling window starts at `time // size * size` and emits
when it ends. A sliding one covers the preceding seconds of each record, both ends included, and emits with each record
(SQL: `range between n preceding and current row`). A window without records emits nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option

Row = tuple[Any, ...]
COMPUTE: dict[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "sum": sum,
    "max": max,
    "min": min,
    "avg": lambda values: sum(values) / len(values),
}
"""Functions over the values of a window."""


@dataclass(slots=True, eq=False)
class Query:
    """A standing query. Times are in seconds. It groups records by the fields `by` and computes over the field `of`."""

    kind: str = "tumbling"
    window: float = 60
    by: tuple[str, ...] = ()
    compute: tuple[str, ...] = ("count",)
    of: str = "price"
    above: float | None = None
    """Only rows whose last value is above it are emitted. A filter query compares the field `of` itself."""
    shows: tuple[str, ...] = ()
    """Fields of the record that a sliding query adds to its rows."""
    open: dict[float, dict[Row, list[Any]]] = field(default_factory=dict)
    recent: dict[Row, deque[tuple[float, Any]]] = field(default_factory=dict)
    records: int = 0
    counted: int = 0
    windows: int = 0
    rows: list[Row] = field(default_factory=list)

    def add(self, at: float, record: Mapping[str, Any]) -> list[Row]:
        """Adds a record at second `at`; returns the rows that are emitted at once."""
        self.records += 1
        if self.kind == "filter":
            return self._emit([(at, *self._group(record), record[self.of])])
        if self.kind == "sliding":
            return self._slide(at, record)
        groups = self.open.setdefault(at // self.window * self.window, {})
        groups.setdefault(self._group(record), []).append(record.get(self.of))
        return []

    def close(self, now: float) -> list[Row]:
        """Ends the windows that are over; returns their rows, oldest first."""
        ended = sorted(start for start in self.open if start + self.window <= now)
        rows: list[Row] = []
        for start in ended:
            self.windows += 1
            for group, values in sorted(self.open.pop(start).items()):
                self.counted += len(values)
                rows.append((start, *group, *self._computed(values)))
        return self._emit(rows)

    def next_close(self) -> float | None:
        """Returns when the oldest open window ends (s)."""
        return min(self.open) + self.window if self.open else None

    def _slide(self, at: float, record: Mapping[str, Any]) -> list[Row]:
        group = self._group(record)
        line = self.recent.setdefault(group, deque())
        line.append((at, record.get(self.of)))
        while line[0][0] < at - self.window:
            line.popleft()
        self.windows += 1
        self.counted += len(line)
        own = tuple(record[name] for name in self.shows)
        return self._emit([(at, *group, *own, *self._computed([value for _, value in line]))])

    def _group(self, record: Mapping[str, Any]) -> Row:
        return tuple(record[name] for name in self.by)

    def _computed(self, values: list[Any]) -> Row:
        return tuple(COMPUTE[name](values) for name in self.compute)

    def _emit(self, rows: Iterable[Row]) -> list[Row]:
        kept = [row for row in rows if self.above is None or row[-1] > self.above]
        self.rows += kept
        return kept


class Analytics(Service):
    """The standing queries of one application. The time of a record is its arrival."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.queries: dict[str, Query] = {}
        self.sinks: dict[str, str] = {}
        self.story: list[CallStory] = []

    def provision(self, name: str, kind: str = "tumbling", window: float = 60, **options: Any) -> None:
        """Starts a query; `options` are the other fields of `Query`."""
        if kind not in ("tumbling", "sliding", "filter") or window <= 0:
            raise ServiceError("InvalidArgumentException", f"a {kind} window of {window} s does not exist")
        self.queries[name] = Query(kind, window, **options)

    def link(self, source: str, target: str, **options: Any) -> None:
        """Sets where the rows of a query go."""
        self.sinks[source] = target

    def take(self, *, Query: str, Record: Mapping[str, Any]) -> dict[str, Any]:
        """Adds a record; returns the rows that are emitted at once."""
        query = self._find(Query)
        rows = query.add(self.clock() / 1000, Record)
        self.story = [CallStory(str(Record.get("name", "record")), {"target": Query})]
        self.story += [self._story(Query, query, row) for row in rows]
        return {"Rows": [list(row) for row in rows]}

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story

    def next_change(self) -> int | None:
        """Returns when the next tumbling window ends (ms)."""
        ends = [end for query in self.queries.values() if (end := query.next_close()) is not None]
        return round(min(ends) * 1000) if ends else None

    def drain_changes(self) -> list[ServiceChange]:
        now, news = self.clock(), []
        for name, query in self.queries.items():
            for row in query.close(now / 1000):
                story = self._story(name, query, row)
                news.append(ServiceChange(now, "emit", str(story.subject), story.detail, name))
        return news

    def _story(self, name: str, query: Query, row: Row) -> CallStory:
        where = self.sinks.get(name, name)
        span = f"{row[0]:g}-{row[0] + query.window:g} s" if query.kind == "tumbling" else f"up to {row[0]:g} s"
        names = (query.of,) if query.kind == "filter" else query.compute
        computed = ", ".join(f"{what} {value:g}" for what, value in zip(names, row[-len(names) :], strict=True))
        return CallStory(f"window {span}", {"target": where, "row": True, "carries": computed, "value": row[-1]})

    def _find(self, name: str) -> Query:
        if name not in self.queries:
            raise ServiceError("ResourceNotFoundException", f"query {name} not found")
        return self.queries[name]
