"""The places of files: journal, settings, cache, own packs and shipped packs. It makes no folder.

The light commands use it, so it imports almost nothing. The places are those of platformdirs.
"""

import os
import sys

NAME = "studykit"


def folder(kind: str) -> str:
    """Returns the folder for `data`, `config` or `cache`. `STUDYKIT_HOME` replaces all of them."""
    home = os.environ.get("STUDYKIT_HOME")
    if home:
        return os.path.abspath(os.path.expanduser(home))
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        return os.path.join(base, NAME, NAME, *(["Cache"] if kind == "cache" else []))
    if sys.platform == "darwin":
        place = "Caches" if kind == "cache" else "Application Support"
        return os.path.expanduser(f"~/Library/{place}/{NAME}")
    variable, usual = {
        "data": ("XDG_DATA_HOME", "~/.local/share"),
        "config": ("XDG_CONFIG_HOME", "~/.config"),
        "cache": ("XDG_CACHE_HOME", "~/.cache"),
    }[kind]
    base = os.environ.get(variable, "").strip() or os.path.expanduser(usual)
    return os.path.join(base, NAME)


def journal() -> str:
    """Returns the file of the journal."""
    return os.path.join(folder("data"), "journal.db")


def index() -> str:
    """Returns the file of the index, which may be deleted at any time."""
    return os.path.join(folder("cache"), "index.db")


def settings() -> str:
    """Returns the file of the settings (JSON)."""
    return os.path.join(folder("config"), "config.json")


def own_packs() -> str:
    """Returns the folder of the learner's own packs."""
    return os.path.join(folder("data"), "packs")


def content() -> str:
    """Returns the folder of the shipped packs: that of the checkout, or the one that the wheel installed."""
    here = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.join(os.path.dirname(here), "content")
    if os.path.isfile(os.path.join(os.path.dirname(here), "pyproject.toml")) and os.path.isdir(checkout):
        return checkout
    return os.path.join(here, "content")


def roots() -> list[str]:
    """Returns the folders that hold packs and exist."""
    return [place for place in (content(), own_packs()) if os.path.isdir(place)]
