"""The files of packs. Their stamps tell whether an index is current.

Light: `due` imports it, so it uses `os` alone.
"""

import os
from collections.abc import Iterable

HEAD = "pack.yaml"
"""The file that makes a folder a pack."""


def pack_folders(roots: Iterable[str]) -> list[str]:
    """Returns the packs at or directly below some folders, each once, in the order of their names."""
    found: list[str] = []
    for root in roots:
        if os.path.exists(os.path.join(root, HEAD)):
            inside = [root]
        else:
            inside = [folder for folder in _children(root) if os.path.exists(os.path.join(folder, HEAD))]
        found += [folder for folder in inside if folder not in found]
    return found


def _children(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    except OSError:
        return []


def yaml_files(pack: str) -> list[str]:
    """Returns the YAML files of a pack, sorted folder by folder, without hidden files and hidden folders.

    A folder with the name of a YAML file is included: reading it reports the mistake.
    """
    found = []
    for folder, folders, files in os.walk(pack):
        folders[:] = [name for name in folders if not name.startswith(".")]
        names = [name for name in (*files, *folders) if name.endswith(".yaml") and not name.startswith(".")]
        found += [os.path.join(folder, name) for name in names]
    return sorted(found, key=lambda path: path.split(os.sep))


def stamps(packs: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Returns the time of the last change (ns) and the size (bytes) of every YAML file of some packs, by path."""
    found = {}
    for pack in packs:
        for path in yaml_files(pack):
            try:
                about = os.stat(path)
            except OSError:
                continue
            found[path] = (about.st_mtime_ns, about.st_size)
    return found
