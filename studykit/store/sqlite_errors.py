"""Explains why the journal cannot be used."""

from __future__ import annotations

import os
from pathlib import Path


def explain(path: Path, failed: Exception) -> str:
    """Returns one line with the cause of a failure and the way out."""
    said = str(failed).lower()
    if "locked" in said or "busy" in said:
        return f"the journal {path} is locked by another program; close the other studykit and try again"
    shut = "unable to open" in said and path.parent.is_dir() and not os.access(path.parent, os.W_OK)
    if shut or "readonly" in said or "read-only" in said or isinstance(failed, PermissionError):
        return f"the journal {path} is read-only; make the file and its folder writable, or set STUDYKIT_HOME"
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return f"the journal {path} is damaged; move it away or put a backup in its place"
    if "full" in said:
        return f"the journal {path} cannot grow: the disk is full"
    if path.is_dir() or isinstance(failed, (IsADirectoryError, NotADirectoryError, FileExistsError)):
        return f"the journal {path} is a folder or lies in a file; move it away, or set STUDYKIT_HOME"
    return f"the journal {path} cannot be used ({said}); see that its folder exists and is writable"
