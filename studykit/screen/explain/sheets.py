"""The sheets, wired: topics of a service or of all, their numbers and their traps, as pages or as one value."""

from __future__ import annotations

from studykit.app.environment import Desk
from studykit.app.study import library
from studykit.errors import unknown
from studykit.library import sheets


def show(desk: Desk, service: str = "", numbers: bool = False, traps: bool = False, as_json: bool = False) -> int:
    """Shows both pages, or the one that is asked for. UsageError for a service that does not exist."""
    found = library(desk)
    services = dict.fromkeys(row.service for row in found.rows())
    if service and service not in services:
        raise unknown("service", service, services)
    topics = [found.topic(row.id) for row in found.rows() if service in ("", row.service)]
    pages = {
        "numbers": list(sheets.numbers(topics)) if numbers or not traps else None,
        "traps": list(sheets.traps(topics)) if traps or not numbers else None,
    }
    if as_json:
        shown = {name: page for name, page in pages.items() if page is not None}
        desk.json(
            {n: [{"topic": e.topic, "left": e.left, "right": e.right} for e in page] for n, page in shown.items()}
        )
        return 0
    from studykit.screen.explain.sheet import number_lines, trap_lines

    if pages["numbers"] is not None:
        desk.show(number_lines(pages["numbers"], desk.measure, desk.ascii))
    if pages["traps"] is not None:
        desk.say("" if pages["numbers"] is None else "\n")
        desk.show(trap_lines(pages["traps"], desk.measure, desk.ascii))
    return 0
