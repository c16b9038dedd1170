"""The command line with the little pack, for tests that need a whole process: `python -m tests.cli.driver WORDS`."""

from __future__ import annotations

import sys

from studykit.app.environment import Environment
from studykit.cli.main import run
from tests.shipped import LITTLE

if __name__ == "__main__":
    environment = Environment.real()
    environment.roots = (LITTLE,)
    raise SystemExit(run(sys.argv[1:], environment))
