"""The shipped pack and the little pack, which the tests share: a run of the tests reads each of them once.

Their indexes are in a folder that the controller of the run makes and removes (`conftest.py`). The first worker that
needs an index builds it; the others, and child processes, get copies. `tests/library` tests what an index holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from studykit.library.library import Library, load

if TYPE_CHECKING:  # child processes import this file, and most of them play nothing
    from studykit.library.proof_runs import RunCache

CONTENT = Path(__file__).parents[1] / "content"
LITTLE = Path(__file__).parent / "cli" / "little"
FOLDER = "STUDYKIT_TEST_INDEXES"
"""The environment variable that names the folder of the indexes."""


@cache
def _index(root: Path) -> Path:
    """Returns the index of the packs below a folder. Tests open only copies of it."""
    folder = Path(os.environ[FOLDER])
    path = folder / f"{root.name}.db"
    with (folder / f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            making = path.with_suffix(".new")
            load([root], making).close()
            making.rename(path)
    return path


def copy_index(home: Path, root: Path = CONTENT) -> None:
    """Puts an index of the packs below a folder into the folder of a learner."""
    shutil.copyfile(_index(root), home / "index.db")


@cache
def shipped() -> Library:
    """Returns the library of the shipped pack; each process has one, so what it decodes is decoded once."""
    own = Path(os.environ[FOLDER]) / str(os.getpid())
    own.mkdir()
    copy_index(own)
    return load([CONTENT], own / "index.db")


@cache
def runs() -> RunCache:
    """Returns the runs of shipped scenarios that proofs have needed so far in this process."""
    from studykit.library.proof_runs import RunCache

    return RunCache()
