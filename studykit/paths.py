"""The paths of the journal, the settings, the cache and the packs. No folder is made here.

The light commands import this file, so it imports almost nothing. The folders are those that platformdirs returns; the
tests compare them.
"""

import os
import sys

NAME = "studykit"


def folder(kind: str) -> str:
    """Returns the folder for `data`, `config` or `cache`; `STUDYKIT_HOME` moves all of them into one."""
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
    """Returns the file of the index, which can be deleted at any time."""
    return os.path.join(folder("cache"), "index.db")


def settings() -> str:
    """Returns the file of the settings (JSON)."""
    return os.path.join(folder("config"), "config.json")


def own_packs() -> str:
    """Returns the folder for packs that the learner adds."""
    return os.path.join(folder("data"), "packs")


def content() -> str:
    """Returns the packs that come with the program: in a checkout its own folder, else those of the wheel."""
    here = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.join(os.path.dirname(here), "content")
    if os.path.isfile(os.path.join(os.path.dirname(here), "pyproject.toml")) and os.path.isdir(checkout):
        return checkout
    return os.path.join(here, "content")


def roots() -> list[str]:
    """Returns the folders that hold packs, if they exist."""
    return [place for place in (content(), own_packs()) if os.path.isdir(place)]
