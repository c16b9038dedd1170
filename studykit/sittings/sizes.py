"""How many questions a sitting has when nobody says otherwise."""

from __future__ import annotations

PLACEMENT = 15
"""Of a placement."""
USUAL = 10
"""Of a quiz."""
