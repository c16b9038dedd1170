"""After a paper: its score on the screen, or as JSON. The review of the misses begins here."""

from __future__ import annotations

from typing import Any

from studykit.cli.desk import Desk
from studykit.library.shelf import Shelf
from studykit.session.chance import chance, wilson
from studykit.session.exam import Finished
from studykit.store.journal import Journal


def after(desk: Desk, shelf: Shelf, journal: Journal, done: Finished, as_json: bool) -> int:
    """What follows a paper that was handed in or ran out of time; the exit code."""
    value = result(shelf, done)
    if as_json:
        desk.json(value)
        return 0
    pack = shelf.packs[done.paper.pack]
    how = "Handed in" if done.how == "submitted" else "The time ran out"
    desk.say(f"{how}: paper {done.paper.id}, sitting {done.sitting}. A practice paper of this pack's topics.")
    scored = f"of those that are scored {value['scored_right']} of {value['scored']}"
    desk.say(f"{value['right']} of {value['items']} right; {scored}.")
    for name, part in value["domains"].items():
        low, high = wilson(part["right"], part["items"])
        title = pack.domains[name].title if name in pack.domains else name
        desk.say(f"  {title:<36} {part['right']:2} of {part['items']:2}   {low:.0%} to {high:.0%}")
    fresh = pack.exam.items - pack.exam.unscored
    odds = ", ".join(f"{share:.0%} at {float(cut):.0%}" for cut, share in value["chance"].items())
    desk.say(f"The chance to pass a fresh form of {fresh} of this pack: {odds}.")
    if value["review"]:
        desk.say(f"{len(value['review'])} to review: studykit exam review {done.sitting}")
    return 0


def result(shelf: Shelf, done: Finished) -> dict[str, Any]:
    """The value that `exam --json` prints."""
    exam = shelf.packs[done.paper.pack].exam
    items, scored, domains = len(done.items), done.scored, done.domains()
    order = [*(name for name in shelf.packs[done.paper.pack].domains if name in domains), *domains]
    fresh = exam.items - exam.unscored
    return {
        "paper": done.paper.id,
        "items": items,
        "right": done.right,
        "scored": len(scored),
        "scored_right": sum(sat.right for sat in scored),
        "domains": {name: {"items": domains[name][0], "right": domains[name][1]} for name in order},
        "interval": [round(end, 6) for end in wilson(done.right, items)],
        "chance": {f"{cut:g}": round(chance(done.right, items, cut, fresh), 6) for cut in exam.cut},
        "review": [sat.id for sat in done.missed],
    }
