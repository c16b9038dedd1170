"""A scenario as its author wrote it: parameters, services, actors with roles, measures, laws. Data, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from studykit.sim.engine.condition import Condition

if TYPE_CHECKING:  # a question holds scenarios, and needs no trace
    from studykit.sim.engine.trace import Value

ParamType = Literal["number", "flag", "choice", "text", "list"]
MeasureType = Literal["number", "time", "flag", "text", "list"]
View = Literal["lanes", "sequence", "chart"]
Law = Literal["V", "L", "O", "D", "H", "R", "T", "C"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One thing that a learner may set. `least` and `most` bound a number; `whole` allows no fraction, `none` allows
    none at all."""

    default: Any
    type: ParamType = "number"
    least: float | None = None
    most: float | None = None
    whole: bool = False
    none: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""
    says: str = ""
    open: bool = False
    """AWS leaves it open. A proof must hold for each of its values, unless the proof's `given` sets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One timed act: at second `at` actor `by` calls operation `do` with `with_`; its result is kept as `as_`."""

    at: Any = field(metadata={"key": "at"})
    by: str
    do: str
    on: str = ""
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"key": "with"})
    as_: str = field(default="", metadata={"key": "as"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Predict:
    """The question asked before a replay: what will `measure` be? `because` explains the outcome afterwards."""

    ask: str
    measure: str
    because: str
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole simulation. In `services`, `links`, `actors` and `steps` a text `$name` stands for a parameter."""

    caption: str
    params: Mapping[str, Param] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    links: tuple[Mapping[str, Any], ...] = ()
    actors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    until: Any = None
    """Seconds, `$parameter` or `{hours: $parameter}`; None: the run ends when nothing is left to happen."""
    measures: Mapping[str, MeasureType] = field(default_factory=dict)
    laws: tuple[Law, ...] = ()
    view: View = "lanes"
    predict: Predict | None = None
    expect: Mapping[str, Condition] = field(default_factory=dict)
    last: str
    chart: str = ""
    """The series that the chart view draws (`depth`, `throttled`)."""

    def defaults(self) -> dict[str, Value]:
        """Returns every parameter with its default."""
        return {name: param.default for name, param in self.params.items()}
