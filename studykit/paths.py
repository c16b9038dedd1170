"""Where things are: journal, settings, cache, own packs, the content that is shipped. No folder is made by asking.

The light commands use this file, so it imports next to nothing; the places are those of platformdirs.
"""

import os
import sys

NAME = "studykit"


def folder(kind: str) -> str:
    """The folder for `data`, `config` or `cache`; `STUDYKIT_HOME` moves all of them into one."""
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
    """The journal's file."""
    return os.path.join(folder("data"), "journal.db")


def index() -> str:
    """The index's file, which may be deleted at any time."""
    return os.path.join(folder("cache"), "index.db")


def settings() -> str:
    """The file of settings (JSON)."""
    return os.path.join(folder("config"), "config.json")


def own_packs() -> str:
    """The folder of a person's own packs."""
    return os.path.join(folder("data"), "packs")


def content() -> str:
    """The packs that come with the program: a checkout's own folder, else what the wheel brought."""
    here = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.join(os.path.dirname(here), "content")
    if os.path.isfile(os.path.join(os.path.dirname(here), "pyproject.toml")) and os.path.isdir(checkout):
        return checkout
    return os.path.join(here, "content")


def roots() -> list[str]:
    """The folders that hold packs, as far as they exist."""
    return [place for place in (content(), own_packs()) if os.path.isdir(place)]
