"""Seeded faults name exactly one place, and no reformatting, renaming or moving of a model changes which."""

from __future__ import annotations

import ast
import builtins
from functools import cache

import pytest

from tests.sim import rebuild
from tests.sim.faults import (
    Change,
    Fault,
    Trees,
    Unclear,
    always,
    applied,
    argument,
    becomes,
    compare,
    default,
    drop,
    item,
    literal,
    never,
    place,
    reads,
    result,
    returns,
    rewrite,
    skip,
    uncalled,
    unset,
    use,
)
from tests.sim.systems import parts
from tests.sim.trees import Code

MODEL = """
LIMIT = 30
LOW, HIGH = 1, 2


class Queue:
    delay: int = 0

    def take(self, most, wait=5):
        now, self.news = self.clock(), []
        if most > LIMIT and not self.fifo or self.closed:
            raise Refused("TooMany")
        found = [message for message in self.messages if message.due < now and message.visible]
        for message in found:
            message.count += 1
            self.say(message.body.lower(), message, at=now)
        self.news = {"count": len(found), "limit": max(LIMIT, 10)}
        return found
"""
TAKE = "Queue.take"
CHANGES = {
    "LIMIT = 31": ("LIMIT", becomes(31)),
    "LOW, HIGH = (1, 9)": ("HIGH", becomes(9)),
    "delay: int = LIMIT": ("Queue.delay", becomes(Code("LIMIT"))),
    "wait=6": (TAKE, default("wait", 6)),
    "most >= LIMIT": (TAKE, compare(">", ">=")),
    "message.due <= now": (TAKE, compare("<", "<=", "due")),
    "if False:": (TAKE, never("fifo", "closed")),
    "if True:": (TAKE, always("TooMany")),
    "if most > LIMIT or self.closed:": (TAKE, drop("fifo")),
    "if most > LIMIT and (not self.fifo):": (TAKE, drop("closed")),
    "if message.due < now]": (TAKE, drop("visible")),
    "say(message.body.lower(), message)": (TAKE, drop("at")),
    "{'count': len(found)}": (TAKE, drop("limit", "max")),
    "now = self.clock()\n": (TAKE, unset("news", nth=0)),
    "return None": (TAKE, returns(None)),
    "'limit': max(LIMIT, 11)": (TAKE, literal(10, 11)),
    "min(LIMIT, 10)": (TAKE, use("min", "max")),
    "message.visible < now": (TAKE, use("visible", "due")),
    "and (not False)": (TAKE, reads("fifo", False)),
    "'count': 7": (TAKE, result("len", 7)),
    "max(LIMIT, LOW)": (TAKE, argument("max", 1, Code("LOW"))),
    "at=None": (TAKE, argument("say", "at", None)),
    "'count': 0": (TAKE, item("count", 0)),
    "say(message.body, ": (TAKE, uncalled("lower")),
    "'limit': 10": (TAKE, uncalled("max", keeps=1)),
    "message.count = 1": (TAKE, rewrite("M.count += 1", "M.count = 1")),
    "self.say(message.body.lower(), message, at=now)\n            message.told = True": (
        TAKE,
        rewrite("self.say(A, M, at=N)", "self.say(A, M, at=N)\nM.told = True"),
    ),
}
FAULTS = [(system, fault) for system, faults in parts("faults").items() for fault in faults.FAULTS]


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_does_what_it_says_in_one_place(text: str) -> None:
    where, change = CHANGES[text]
    tree = ast.parse(MODEL)
    before, after = (ast.unparse(each) for each in (tree, applied(Fault("x", where, change), {"m": tree})[1]))
    assert text not in before
    assert text in after


def test_a_statement_that_is_left_out_leaves_a_body() -> None:
    tree = ast.parse("def f():\n    g()\n")
    assert ast.unparse(applied(Fault("x", "f", skip("g")), {"m": tree})[1]) == "def f():\n    pass"


@pytest.mark.parametrize(
    ("where", "change", "says"),
    [
        ("Queue.tike", never("fifo"), "x: there is no Queue.tike; perhaps Queue.take"),
        (TAKE, never("deduplication"), "x: 0 of 2 places in Queue.take fit"),
        (TAKE, skip("self"), "x: 4 of 6 places in Queue.take fit"),
        (TAKE, compare("==", "!="), "x: 0 of 0 places in Queue.take fit"),
    ],
)
def test_a_fault_that_names_no_place_or_several_is_unclear(where: str, change: Change, says: str) -> None:
    with pytest.raises(Unclear) as told:
        applied(Fault("x", where, change), {"m": ast.parse(MODEL)})
    assert str(told.value) == says


def test_a_fault_leaves_the_tree_that_it_is_given_as_it_is() -> None:
    tree = ast.parse(MODEL)
    applied(Fault("x", TAKE, never("fifo", "closed"), skip("say")), {"m": tree})
    assert ast.unparse(tree) == ast.unparse(ast.parse(MODEL))


def test_each_fault_of_a_system_has_its_own_name_and_change() -> None:
    assert len({(system, fault.name) for system, fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("system", parts("faults"))
def test_faults_survive_reformatting_renamed_variables_and_moved_functions(system: str) -> None:
    trees = rebuild.trees(system)
    moved = ast.Module([node for tree in trees.values() for node in ast.parse(ast.unparse(tree)).body], [])
    rename_variables(moved)
    for fault in (fault for name, fault in FAULTS if name == system):
        for (old, _), (found, new) in zip(places(fault, trees), places(fault, {"all in one": moved}), strict=True):
            assert shape(found) == shape(old), fault.name
            assert [name for name in names(new) if f"{name}_" in names(found)] == [], fault.name


@pytest.mark.parametrize("system", parts("faults"))
def test_a_fault_uses_only_names_that_exist(system: str) -> None:
    trees = rebuild.trees(system)
    attributes = {*dir(str), *dir(list), *dir(dict), *(name for tree in trees.values() for name in identifiers(tree))}
    for fault in (fault for name, fault in FAULTS if name == system):
        for change in fault.changes:
            module, spot = place(fault, change, trees)
            new: ast.AST = ast.Module(spot.new, []) if isinstance(spot.new, list) else spot.new
            bound = {
                node.id for node in ast.walk(new) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            bound |= {node.arg for node in ast.walk(new) if isinstance(node, ast.arg)}
            assert names(new) <= {*dir(builtins), *identifiers(trees[module]), *bound}, fault.name
            assert identifiers(new) <= {*dir(builtins), *attributes, *bound}, fault.name


def places(fault: Fault, trees: Trees) -> list[tuple[ast.AST, ast.AST | list[ast.stmt]]]:
    """Returns what each change of a fault replaces, and by what."""
    spots = [place(fault, change, trees)[1] for change in fault.changes]
    return [(spot.old, spot.new) for spot in spots]


def shape(node: ast.AST) -> str:
    """Returns a tree as text, without the underscores at the end of its names."""
    return ast.dump(node).replace("_'", "'")


def names(tree: ast.AST | list[ast.stmt]) -> set[str]:
    """Returns the names of variables in a tree."""
    nodes = [node for root in (tree if isinstance(tree, list) else [tree]) for node in ast.walk(root)]
    return {node.id for node in nodes if isinstance(node, ast.Name)}


@cache
def identifiers(tree: ast.AST) -> set[str]:
    """Returns every identifier in a tree: of variables, attributes, arguments, definitions and imports."""
    fields = ("id", "attr", "arg", "name", "asname")
    found = (getattr(node, field, None) for node in ast.walk(tree) for field in fields)
    return {name for name in found if isinstance(name, str)}


def rename_variables(tree: ast.Module) -> None:
    """Adds an underscore to the name of every local variable of a module's functions."""
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        inside = [*ast.walk(function)]
        given = {node.arg for node in inside if isinstance(node, ast.arg)}
        stored = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in inside:
            if isinstance(node, ast.Name) and node.id in stored - given and not node.id.endswith("_"):
                node.id += "_"
