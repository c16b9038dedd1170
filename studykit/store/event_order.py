"""What events are ordered by: their turn, then their id. It is the same on every machine, whatever merged first."""

ORDER_MS = "coalesce(data ->> '$.turn', at)"
"""SQL: the moment of an event (ms); or the turn that was written beside it, where by its clock it would have stood
before what its machine wrote earlier, or before what was known of its subject."""
