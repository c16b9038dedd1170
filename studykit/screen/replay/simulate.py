"""A run on demand: its value, its pictures, its timeline, or the player; alone, beside another, or over a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studykit.app.environment import Desk
from studykit.app.study import library
from studykit.errors import UsageError
from studykit.screen.replay.loop import explore, run, tell, watch_two
from studykit.sim.engine.params import parse, shown
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, as_json
from studykit.text.lines import Segment


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line; `sets` and `versus` are `name=value` texts, `files` go by kind."""

    scenario: str
    sets: Sequence[str] = ()
    versus: Sequence[str] = ()
    sweep: str = ""
    measure: str = ""
    seed: int = 0
    json: bool = False
    files: Mapping[str, Path] = field(default_factory=dict)


def simulated(desk: Desk, wish: Wish) -> None:
    """Does what was wished; every name and value is looked at before anything is played."""
    found = library(desk)
    _, scenario = found.scenario(wish.scenario)
    params = typed(scenario, wish.sets)
    other = {**params, **typed(scenario, wish.versus)} if wish.versus else None
    if wish.measure and not wish.sweep:
        raise UsageError("--measure is for --sweep; without it every measure is shown")
    if wish.sweep:
        from studykit.screen.replay.sweep import sweep, sweep_lines

        with desk.working("Playing every step ..."):
            swept = sweep(wish.scenario, scenario, params, wish.sweep, wish.measure, wish.seed)
        if wish.json:
            trace = run(found, wish.scenario, scenario, params, wish.seed)
            desk.json({**as_json(trace), "sweep": swept.as_json()})
        else:
            desk.show(sweep_lines(swept, scenario, desk.measure, desk.ascii))
        return
    if other is None and not wish.json and not wish.files and desk.interactive:
        explore(desk, found, wish.scenario, scenario, params, wish.seed)
        return
    with desk.working("Playing ..."):
        trace = run(found, wish.scenario, scenario, params, wish.seed)
        second = None if other is None else run(found, wish.scenario, scenario, other, wish.seed)
    _export(desk, scenario, trace, second, wish.files, quiet=wish.json)
    if wish.json:
        desk.json({**as_json(trace), **({"versus": as_json(second)} if second else {})})
    elif not wish.files:
        _show(desk, scenario, trace, second)


def _show(desk: Desk, scenario: Scenario, trace: Trace, second: Trace | None) -> None:
    if second is None:
        tell(desk, scenario, trace)
        return
    names = (differing(trace, second), differing(second, trace))
    if desk.interactive:
        watch_two(desk, scenario, trace, second, ("first", "second"))
        return
    for place, (name, one) in enumerate(zip(names, (trace, second), strict=True)):
        desk.show([*([()] if place else []), (Segment(f"{'second' if place else 'first'}: {name}", "title"),), ()])
        tell(desk, scenario, one, second if one is trace else trace)
    desk.show([(), (Segment("* happens in one of the two runs alone", "dim"),)])


def differing(trace: Trace, other: Trace) -> str:
    """The parameters in which a run differs from another, as one would set them."""
    pairs = [f"{k}={shown(v)}" for k, v in trace.params.items() if other.params.get(k) != v]
    return " ".join(pairs) or "the same parameters"


def typed(scenario: Scenario, sets: Sequence[str]) -> dict[str, Any]:
    """`name=value` texts as parameters; UsageError for the first that cannot be meant."""
    values: dict[str, Any] = {}
    for text in sets:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r} is not name=value; the parameters are {', '.join(scenario.params) or 'none'}")
        values[name.strip()] = parse(scenario, name.strip(), value)
    return values


def _export(
    desk: Desk, scenario: Scenario, trace: Trace, second: Trace | None, files: Mapping[str, Path], quiet: bool
) -> None:
    """Writes pictures: of the last moment, or of every moment; of two runs where there are two."""
    if not files:
        return
    from studykit.screen.replay.pictures import picture

    for kind, path in files.items():
        text = picture(kind, scenario, trace, second)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as failed:
            raise UsageError(f"{path} cannot be written: {failed.strerror}") from None
        if not quiet:
            desk.say(f"wrote {path}")
