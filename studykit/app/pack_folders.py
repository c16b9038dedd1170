"""Finds the folders of packs: below a folder, and above a file."""

from __future__ import annotations

from pathlib import Path

from studykit.library.pack_files import HEAD


def holds_packs(folder: Path) -> bool:
    """True if a folder is a pack, or if packs are directly below it."""
    return (folder / HEAD).is_file() or any(folder.glob(f"*/{HEAD}"))


def pack_above(path: Path) -> Path | None:
    """Returns the pack that a file is in; None if no folder above it is a pack."""
    return next((folder for folder in path.parents if (folder / HEAD).exists()), None)
