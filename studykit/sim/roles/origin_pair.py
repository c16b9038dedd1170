"""A page that compares another address with its own, part by part, and then tries to read it."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.web_page import judge
from studykit.sim.services._browser_origin import parts_of, path_of, same_origin
from studykit.sim.turns import Act


def origin_pair(me: Actor, a: str, b: str) -> Act:
    """The page at `a` looks at `b`; a second for each part."""
    mine, theirs = parts_of(a), parts_of(b)
    for part, value in mine.items():
        alike = value == theirs[part]
        me.count(f"same {part}", int(alike))
        me.say("compare", part, carries=f"{value} and {theirs[part]}", says="the same" if alike else "different")
        yield from me.sleep(1)
    if path_of(a) != path_of(b):
        me.say("compare", "path", carries=f"{path_of(a)} and {path_of(b)}", says="does not count")
        yield from me.sleep(1)
    me.count("same origin", int(same_origin(a, b)))
    seen = yield from me.call("browser", "fetch", url=b, origin=a, by=me.name)
    judge(me, seen)
