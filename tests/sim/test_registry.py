"""Systems are found by listing: a new folder is a whole system, and every part of every system is found."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from studykit.replay.timeline import timeline
from studykit.sim import registry, systems
from studykit.sim.engine import captions as engine_captions
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.run import Run
from studykit.sim.engine.scenario import Param, Scenario
from studykit.sim.engine.trace import Event
from studykit.sim.play import play
from studykit.text.lines import Canvas, text_of

FOLDER = Path(systems.__path__[0])
PARTS = {
    "model.py": """
from collections import Counter

from studykit.sim.engine.service import CallStory, Service, ServiceError


class CoffeeMachine(Service):
    def provision(self, name, beans=1):
        self.name, self.beans = name, beans

    def brew(self, *, Cup):
        if not self.beans:
            raise ServiceError("NoBeansException", "The hopper is empty.")
        self.beans -= 1
        return {"Cup": Cup}

    def describe_call(self, operation, request, response):
        return [CallStory(request["Cup"], {"target": self.name})]
""",
    "roles.py": """
from studykit.sim.engine.actor import Actor, role


@role
def guest(me: Actor, cups: int = 1):
    for number in range(cups):
        yield from me.sleep(1)
        yield from me.call("coffee-machine", "brew", Cup=f"cup-{number + 1}")
        me.narrate("drink", f"cup-{number + 1}")
""",
    "measures.py": """
def cups(run):
    return sum(1 for _ in run.of("brew"))
""",
    "laws.py": """
from studykit.sim.engine.laws import Law


class Beans(Law):
    letter = "B"

    def end(self, run):
        return "beans are left" if run.services["coffee-machine"].beans else None
""",
    "captions.py": """
def brew(event):
    return f"{event.target} fills {event.subject}."


def brew_error(event):
    return f"{event.actor} gets no coffee: {event.detail['error']}."


def drink(event):
    return f"{event.actor} drinks {event.subject}."
""",
}
SCENARIO = Scenario(
    caption="Coffee.",
    params={"beans": Param(default=2, least=0, most=9), "cups": Param(default=2, least=0, most=9)},
    services={"kitchen": {"service": "coffee-machine", "beans": "$beans"}},
    actors={"ann": {"role": "guest", "cups": "$cups"}},
    measures={"cups": "number"},
    laws=("B",),  # type: ignore[arg-type] # a letter that no shipped system has
    last="Beans are finite.",
)


@pytest.fixture
def coffee_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A system in a folder of its own, elsewhere on the path of the systems."""
    folder = tmp_path / "coffee_machine"
    folder.mkdir()
    for name, text in {"__init__.py": "", **PARTS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(systems, "__path__", [*systems.__path__, str(tmp_path)])
    forget()
    yield "coffee-machine"
    for name in [name for name in sys.modules if name.startswith(f"{systems.__name__}.coffee_machine")]:
        del sys.modules[name]
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Clears what the registry has found."""
    for found in vars(registry).values():
        if hasattr(found, "cache_clear"):
            found.cache_clear()


def told(params: dict[str, int]) -> str:
    trace = play("coffee", SCENARIO, params)
    return "\n".join(text_of(line) for line in timeline(SCENARIO, trace, Canvas(100)))


def test_a_new_system_is_played_judged_and_told_from_its_folder_alone(coffee_machine: str) -> None:
    trace = play("coffee", SCENARIO)
    assert trace.measures == {"cups": 2}
    assert trace.broken == ()
    assert [event.system for event in trace.events] == [coffee_machine] * 4
    assert "kitchen fills cup-1." in told({})
    assert "ann drinks cup-2." in told({})


def test_the_law_of_a_new_system_is_judged(coffee_machine: str) -> None:
    (broken,) = play("coffee", SCENARIO, {"beans": 3}).broken
    assert (broken.law, broken.says) == ("B", "beans are left")


def test_a_new_system_words_its_own_refusal(coffee_machine: str) -> None:
    assert "ann gets no coffee: NoBeansException." in told({"beans": 0})


def test_a_system_that_is_gone_is_unknown() -> None:
    with pytest.raises(BadParam, match="coffee-machine"):
        play("coffee", SCENARIO)


# Every part of every system is found


def defined(name: str, *files: str) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yields what the files of a system's folder define, read as text."""
    for pattern in files:
        for path in sorted((FOLDER / registry.folder(name)).glob(pattern)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def is_role(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "role" for mark in node.decorator_list)


def test_every_folder_is_a_system_with_one_model() -> None:
    assert {registry.folder(name) for name in registry.names()} == {
        path.parent.name for path in FOLDER.glob("*/model.py")
    }
    assert len({registry.model(name) for name in registry.names()}) == len(registry.names())


@pytest.mark.parametrize("name", registry.names())
def test_every_role_of_a_system_is_found(name: str) -> None:
    for node in filter(is_role, defined(name, "*.py")):
        system, function = registry.role(node.name.replace("_", "-"))
        assert (system, function.__name__) == (name, node.name)


@pytest.mark.parametrize("name", registry.names())
def test_every_measure_of_a_system_is_found(name: str) -> None:
    written = {node.name for node in defined(name, "measures.py") if not node.name.startswith("_")}
    assert written <= set(registry.measures(name))


@pytest.mark.parametrize("name", registry.names())
def test_every_law_of_a_system_is_found(name: str) -> None:
    for node in defined(name, "laws.py"):
        judges = [law for letter in "VLODHRTC" for law in registry.laws(letter)]
        places = {(type(law).__name__, type(law).__module__.split(".")[-2]) for law in judges}
        assert not isinstance(node, ast.ClassDef) or (node.name, registry.folder(name)) in places


@pytest.mark.parametrize("name", registry.names())
def test_every_caption_of_a_system_is_found(name: str) -> None:
    written = {node.name for node in defined(name, "captions.py") if not node.name.startswith("_")}
    assert written == set(registry.captions(name))


def test_a_role_belongs_to_one_system() -> None:
    roles = [node.name for name in registry.names() for node in defined(name, "*.py") if is_role(node)]
    assert [role for role, number in Counter(roles).items() if number > 1] == []
    assert len(roles) == len(registry.roles())


def test_the_caption_of_a_system_comes_before_that_of_the_engine() -> None:
    event = Event(0, "order", "failed", "run-1", {"says": "no money"}, "step-functions")
    own, engines = registry.caption("step-functions", "failed"), registry.caption("sqs", "failed")
    assert own is not None
    assert own(event) == "Execution run-1 has failed: no money."
    assert engines is engine_captions.failed
    assert registry.caption("sqs", "nothing-like-it") is None


def test_a_measure_of_the_engine_gives_way_to_one_of_the_run(coffee_machine: str) -> None:
    events = (Event(0, "ann", "brew", "cup-1"),)
    run = Run(events, {}, Counter({"lost": 3}), {}, 0, (coffee_machine,))
    assert (registry.measure("cups", run), registry.measure("lost", run)) == (1, 3)
