"""Plays scenarios with the values that a learner sets, and records what the learner predicts of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.sim.engine.params import parse
from studykit.sim.engine.scenario import Predict, Scenario
from studykit.sim.engine.trace import Trace, tidy


@dataclass(frozen=True)
class SimulateOptions:
    """The options of `simulate`.

    `sets` and `versus` are texts `name=value`: the values of the run, and what a second run beside it has instead.
    `sweep` is `name=a..b`, and `measure` is what a sweep draws (else the measure that the scenario asks to predict).
    """

    scenario: str
    sets: Sequence[str] = ()
    versus: Sequence[str] = ()
    sweep: str = ""
    measure: str = ""
    seed: int = 0


@dataclass(frozen=True)
class RunSetup:
    """Everything that decides a run: a scenario, the values that replace its defaults, and the seed."""

    name: str
    scenario: Scenario
    values: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    def with_values(self, values: Mapping[str, Any]) -> RunSetup:
        """Returns the setup with further values."""
        return replace(self, values={**self.values, **values})


class ReplayPrediction(NamedTuple):
    """A value that the learner predicts for a measure."""

    value: Any


def set_up(study: Study, options: SimulateOptions) -> tuple[RunSetup, RunSetup | None]:
    """Returns the run that is asked for, and the one to play beside it (None: there is only one).

    Nothing is played here. Raises UsageError for a name or a value that is wrong.
    """
    _, scenario = study.library.scenario(options.scenario)
    first = RunSetup(options.scenario, scenario, _values(scenario, options.sets), options.seed)
    second = first.with_values(_values(scenario, options.versus)) if options.versus else None
    if options.measure and not options.sweep:
        raise UsageError("--measure is for --sweep; without it every measure is shown")
    return first, second


def _values(scenario: Scenario, texts: Sequence[str]) -> dict[str, Any]:
    """Reads `name=value` texts. Raises UsageError for the first that is wrong."""
    values: dict[str, Any] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r} is not name=value; the parameters are {', '.join(scenario.params) or 'none'}")
        values[name.strip()] = parse(scenario, name.strip(), value)
    return values


def play_run(study: Study, setup: RunSetup) -> Trace:
    """Returns the trace of a run. A run on the defaults is kept in the index after the first time."""
    if not (setup.values or setup.seed) and (kept := study.library.trace(setup.name)) is not None:
        return kept
    from studykit.sim.play import play

    trace = play(setup.name, setup.scenario, setup.values, setup.seed)
    if not (setup.values or setup.seed):
        study.library.keep_trace(trace)
    return trace


def record_prediction(study: Study, setup: RunSetup, predict: Predict, value: Any) -> ReplayPrediction:
    """Writes a prediction of a run. It is on disk before the replay begins."""
    data = {"measure": predict.measure, "said": tidy(value), "params": tidy(setup.values)}
    study.append("prediction", setup.name, data)
    return ReplayPrediction(value)
