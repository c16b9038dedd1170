"""Default numbers of questions of a sitting."""

from __future__ import annotations

PLACEMENT = 15
"""Questions of a placement."""
USUAL = 10
"""Questions of a quiz."""
RETEST = 15
"""Questions of the retest of a mock exam's misses."""
