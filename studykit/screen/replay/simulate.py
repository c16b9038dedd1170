"""Shows what `simulate` plays: one run, two runs beside each other, or a sweep; on the screen, as JSON, or in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studykit.app.simulate import RunSetup, SimulateOptions, play_run, set_up
from studykit.app.study import Study
from studykit.errors import file_error
from studykit.screen.console.console import Console
from studykit.screen.replay.loop import explore, print_timeline, watch_two
from studykit.sim.engine.params import shown
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.sim.engine.trace import as_json as trace_data
from studykit.text.lines import Segment


def run(
    console: Console, study: Study, options: SimulateOptions, files: Mapping[str, Path], as_json: bool = False
) -> int:
    """Plays what the options ask for, and shows it. `files` are to be written, by kind (`svg`, `html`, `cast`)."""
    first, second = set_up(study, options)
    if options.sweep:
        _show_sweep(console, study, first, options, as_json)
    elif second is None and not as_json and not files and console.can_read_keys:
        explore(console, study, first)
    else:
        with console.working("Playing ..."):
            trace = play_run(study, first)
            other = play_run(study, second) if second else None
        for kind, path in files.items():
            _export(console, kind, path, first.scenario, trace, other, quiet=as_json)
        if as_json:
            console.json({**trace_data(trace), **({"versus": trace_data(other)} if other else {})})
        elif not files:
            _show(console, first.scenario, trace, other)
    return 0


def _show_sweep(console: Console, study: Study, setup: RunSetup, options: SimulateOptions, as_json: bool) -> None:
    from studykit.app.sweep import run_sweep
    from studykit.screen.replay.sweep import sweep_lines

    with console.working("Playing every step ..."):
        sweep = run_sweep(setup, options.sweep, options.measure)
    if as_json:
        console.json({**trace_data(play_run(study, setup)), "sweep": sweep.as_data()})
    else:
        console.lines(sweep_lines(sweep, setup.scenario, console.text_width, console.ascii))


def _show(console: Console, scenario: Scenario, trace: Trace, other: Trace | None) -> None:
    """Writes one run, or plays or writes two."""
    if other is None:
        print_timeline(console, scenario, trace)
    elif console.can_read_keys:
        watch_two(console, scenario, trace, other, ("first", "second"))
    else:
        console.lines([(Segment(f"first: {_differences(trace, other)}", "title"),), ()])
        print_timeline(console, scenario, trace, other)
        console.lines([(), (Segment(f"second: {_differences(other, trace)}", "title"),), ()])
        print_timeline(console, scenario, other, trace)
        console.lines([(), (Segment("* happens in one of the two runs alone", "dim"),)])


def _differences(trace: Trace, other: Trace) -> str:
    """Returns the values in which a run differs from another, as `--set` takes them."""
    pairs = [f"{name}={shown(value)}" for name, value in trace.params.items() if other.params.get(name) != value]
    return " ".join(pairs) or "the same parameters"


def _export(
    console: Console, kind: str, path: Path, scenario: Scenario, trace: Trace, other: Trace | None, quiet: bool
) -> None:
    """Writes a file of one kind."""
    from studykit.screen.replay.export import render

    try:
        path.write_text(render(kind, scenario, trace, other), encoding="utf-8")
    except OSError as failed:
        raise file_error(str(path), "written", failed) from None
    if not quiet:
        console.line(f"wrote {path}")
