"""A page that uses something of another server: an image, a script, a font, a form, a beacon, or a fetch."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.web_page import judge
from studykit.sim.turns import Act


def embedder(me: Actor, url: str, origin: str, kind: str = "fetch") -> Act:
    """Uses `url` as `kind` says; counts whether that works, and whether its script may look inside."""
    if kind == "fetch":
        seen = yield from me.call("browser", "fetch", url=url, origin=origin, by=me.name)
        judge(me, seen)
        me.count("used", int("error" not in seen))
        return
    seen = yield from me.call("browser", "embed", what=kind, url=url, origin=origin, by=me.name)
    inside = me.knows("browser", "embed", what="frame-read", url=url, origin=origin)
    me.count("used", int("error" not in seen))
    me.count("readable", int("error" not in seen and "error" not in inside))
