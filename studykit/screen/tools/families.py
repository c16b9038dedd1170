"""Shows proposed families as YAML."""

from __future__ import annotations

from studykit.app.families import FoundFamilies
from studykit.errors import Exit
from studykit.screen.console.console import Console


def show(console: Console, found: FoundFamilies) -> int:
    """Prints the proposals. Returns 1 if there are none."""
    if not found.proposals:
        console.warn(
            f"{found.runs} runs of {found.scenario} show no family of this size; "
            "try other values with --vary NAME=V,V, other situations with --given NAME=V, or --size 3"
        )
        return int(Exit.FAILED)
    number = len(found.proposals)
    many = "1 family" if number == 1 else f"{number} families"
    console.line(f'# {many} from {found.runs} runs of {found.scenario}. Replace every "..." in your own words.')
    console.line(found.as_yaml().rstrip())
    return int(Exit.DONE)
