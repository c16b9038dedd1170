"""SQL that the queries over events share: the order of events, and which of them were undone.

Light: `due` imports it, so it imports nothing.
"""

ORDER_MS = "coalesce(data ->> '$.turn', at)"
"""The time by which events are ordered (ms since 1970); their ids break ties. Every device reads the same order.

It is the time of the event, except where the clock was set back: an event must not come before what its device wrote
earlier, nor before an event of its subject that was already known. Its data then holds a later time as `turn`.
"""

NOT_UNDONE_BULK = "id not in (select subject from main.event where kind = 'undo')"
"""True of an event that was not undone, for a query that reads many events: SQLite collects the undone ids once."""

NOT_UNDONE_FEW = "not exists (select 1 from main.event as later where later.kind = 'undo' and later.subject = event.id)"
"""The same for a query that reads few events: one index lookup for each, instead of a pass over all undone ids."""

LATEST_ORDER = (
    f"select {ORDER_MS} as order_ms, id from event where kind = ? and subject = ? and day < ? and {NOT_UNDONE_FEW} "  # noqa: S608 -- constants; values are bound
    "order by order_ms desc, id desc limit 1"
)
"""The sort key of the last event of a kind and subject on the learning days before one."""
