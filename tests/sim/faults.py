"""Seeded faults: small changes to a model, each named by the function it is in and by what it does to the syntax tree.

`Fault("token-a-moment-longer", "Control.confirm_subscription", compare("<", "<="))` names a function by its qualified
name. A module-level constant or a class attribute is named the same way. The function is looked for in all files of the
system's folder, so moving it breaks no fault. Neither does reformatting it or renaming a local variable.

A change names one place. `marks` tell places apart: attributes, functions, constants, parameters of calls, and literals
that the place mentions. Of several nested places that mention all marks, the innermost is meant. `nth` counts from 0 and
is the last resort. `Unclear` is raised if no place or more than one remains.
"""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tests.sim.trees import (
    Tree,
    assignment,
    called,
    expression,
    filled,
    found,
    leaves,
    matches,
    pairs,
    replaced,
    value_of,
    without,
)

Mark = str | int | float | bool | None
Trees = Mapping[str, ast.Module]
"""Syntax trees by module name."""
OPERATORS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "!=": ast.NotEq,
    "in": ast.In,
    "is": ast.Is,
    "is not": ast.IsNot,
}


class Unclear(Exception):
    """A fault names no place, or several."""


@dataclass(frozen=True)
class Spot:
    """A place that can change: `old` becomes `new`; an empty list leaves a statement out.

    Marks are looked for in `parts`. If no spot mentions them there, they are looked for in `around` too.
    """

    parts: Sequence[Tree]
    old: Tree
    new: Tree | list[ast.stmt]
    around: Sequence[Tree] = ()


@dataclass(frozen=True)
class Change:
    """One operation: it lists the spots in a function or constant, and the marks choose one of them."""

    spots: Callable[[Tree], Iterator[Spot]]
    marks: tuple[Mark, ...] = ()
    nth: int | None = None


class Fault:
    """One seeded fault: `where` is the qualified name of the function, constant or class attribute that changes."""

    def __init__(self, name: str, where: str, *changes: Change) -> None:
        self.name = name
        self.where = where
        self.changes = changes


# What a fault can change


def becomes(new: object) -> Change:
    """Gives the named constant or class attribute another value."""

    def spots(scope: Tree) -> Iterator[Spot]:
        if isinstance(scope, ast.expr):
            yield Spot([scope], scope, expression(new))

    return Change(spots)


def default(parameter: str, new: object) -> Change:
    """Gives a parameter of the function another default."""

    def spots(scope: Tree) -> Iterator[Spot]:
        given = scope.args if isinstance(scope, ast.FunctionDef) else ast.arguments([], [], None, [], [], None, [])
        some = [*given.posonlyargs, *given.args]
        pairs = [*zip(some[len(some) - len(given.defaults) :], given.defaults, strict=True)]
        for name, value in [*pairs, *zip(given.kwonlyargs, given.kw_defaults, strict=True)]:
            if name.arg == parameter and value is not None:
                yield Spot([value], value, expression(new))

    return Change(spots)


def compare(old: str, new: str, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces a comparison operator. The marks are in its two operands."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Compare):
            sides = [node.left, *node.comparators]
            for place, operator in enumerate(node.ops):
                if type(operator) is OPERATORS[old]:
                    operators = [*node.ops[:place], OPERATORS[new](), *node.ops[place + 1 :]]
                    yield Spot(sides[place : place + 2], node, ast.Compare(node.left, operators, node.comparators))

    return Change(spots, marks, nth)


def never(*marks: Mark, nth: int | None = None) -> Change:
    """Makes a condition false: of `if`, `while`, a conditional expression, a filter, or a truth value that is kept.

    If no condition mentions the marks, the one that decides about code with these marks is meant.
    """
    return Change(lambda scope: forced(scope, False), marks, nth)


def always(*marks: Mark, nth: int | None = None) -> Change:
    """Makes a condition true."""
    return Change(lambda scope: forced(scope, True), marks, nth)


def drop(*marks: Mark, nth: int | None = None) -> Change:
    """Leaves out one part: an operand, an element, an argument, an entry of a dict, a filter of a comprehension."""
    return Change(parts_left_out, marks, nth)


def skip(*marks: Mark, nth: int | None = None) -> Change:
    """Leaves out a simple statement."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise):
            yield Spot([node], node, [])

    return Change(spots, marks, nth)


def unset(attribute: str, nth: int | None = None) -> Change:
    """Leaves one target out of an assignment to several."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Assign):
            for targets, values in pairs(node):
                for place, target in enumerate(targets):
                    kept = [(t, v) for n, (t, v) in enumerate(zip(targets, values, strict=True)) if n != place]
                    yield Spot([target], node, assignment(kept))

    return Change(spots, (attribute,), nth)


def returns(new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces what a `return` returns."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Return):
            if node.value is not None:
                yield Spot([node], node.value, expression(new))

    return Change(spots, marks, nth)


def literal(old: object, new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces a literal. The marks are in the same statement."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for statement, node in leaves(scope):
            if isinstance(node, ast.Constant) and type(node.value) is type(old) and node.value == old:
                yield Spot(statement, node, expression(new))

    return Change(spots, marks, nth)


def use(new: str, instead_of: str, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces a function, a method, an attribute or a constant by another. The marks are in the same statement."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for statement, node in leaves(scope):
            if isinstance(node, ast.Attribute) and node.attr == instead_of:
                yield Spot(statement, node, ast.Attribute(node.value, new, node.ctx))
            elif isinstance(node, ast.Name) and node.id == instead_of:
                yield Spot(statement, node, ast.Name(new, node.ctx))

    return Change(spots, marks, nth)


def reads(name: str, new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces an attribute or a constant, where it is read, by a value. The marks are in the same statement."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for statement, node in leaves(scope):
            if getattr(node, "attr", getattr(node, "id", "")) == name and isinstance(vars(node)["ctx"], ast.Load):
                yield Spot(statement, node, expression(new))

    return Change(spots, marks, nth)


def result(function: str, new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces a call by a value. The marks are in the call."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Call):
            if called(node) == function:
                yield Spot([node], node, expression(new))

    return Change(spots, marks, nth)


def argument(function: str, which: int | str, new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Gives a call another argument: `which` is its position or its name."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Call):
            if called(node) == function:
                named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                given = {**dict(enumerate(node.args)), **named}
                if which in given:
                    yield Spot([node], given[which], expression(new))

    return Change(spots, marks, nth)


def item(key: str, new: object, *marks: Mark, nth: int | None = None) -> Change:
    """Replaces the value that a dict display gives a key."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == key:
                    yield Spot([value], value, expression(new))

    return Change(spots, marks, nth)


def uncalled(function: str, *marks: Mark, keeps: int | None = None, nth: int | None = None) -> Change:
    """Uses what a call is made on (`x.lower()` becomes `x`), or its argument at the position `keeps`, for its result."""

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in found(scope, ast.Call):
            if called(node) == function:
                if keeps is not None:
                    yield Spot([node], node, node.args[keeps])
                elif isinstance(node.func, ast.Attribute):
                    yield Spot([node], node, node.func.value)

    return Change(spots, marks, nth)


def rewrite(pattern: str, new: str, nth: int | None = None) -> Change:
    """Replaces code of a shape. A single capital letter is any expression, the same on both sides."""
    old, by = ast.parse(pattern).body, ast.parse(new).body
    whole = len(old) > 1 or len(by) != 1 or not all(isinstance(node, ast.Expr) for node in (*old, *by))

    def spots(scope: Tree) -> Iterator[Spot]:
        for node in ast.walk(scope):
            held: dict[str, Tree] = {}
            if whole and type(node) is type(old[0]) and matches(old[0], node, held):
                yield Spot([node], node, [filled(statement, held) for statement in by])
            elif not whole and isinstance(node, ast.expr) and matches(value_of(old[0]), node, held):
                yield Spot([node], node, filled(value_of(by[0]), held))

    return Change(spots, (), nth)


# Where a fault is


def applied(fault: Fault, trees: Trees) -> tuple[str, ast.Module]:
    """Returns the module that a fault is in and its syntax tree with the fault. The trees stay as they are.

    Raises Unclear unless each change of the fault names exactly one place.
    """
    for change in fault.changes:
        module, spot = place(fault, change, trees)
        trees = {**trees, module: replaced(trees[module], spot.old, spot.new)}
    return module, trees[module]


def place(fault: Fault, change: Change, trees: Trees) -> tuple[str, Spot]:
    """Returns the one place that a change of a fault names, and the module that it is in. Raises Unclear."""
    scopes = [(module, scope) for module, tree in trees.items() for scope in named(tree).get(fault.where, ())]
    if not scopes:
        near = difflib.get_close_matches(fault.where, [name for tree in trees.values() for name in named(tree)], 1)
        raise Unclear(f"{fault.name}: there is no {fault.where}{f'; perhaps {near[0]}' if near else ''}")
    spots = [(module, spot) for module, scope in scopes for spot in change.spots(scope)]
    fitting = [(module, spot) for module, spot in spots if set(change.marks) <= mentioned(spot.parts)]
    if not fitting:
        spots = [(module, replace(spot, parts=[*spot.parts, *spot.around])) for module, spot in spots]
        fitting = [(module, spot) for module, spot in spots if set(change.marks) <= mentioned(spot.parts)]
    chosen = [(module, spot) for module, spot in fitting if not any(inside(other, spot) for _, other in fitting)]
    if change.nth is not None:
        chosen = chosen[change.nth : change.nth + 1]
    if len(chosen) != 1:
        raise Unclear(f"{fault.name}: {len(chosen)} of {len(spots)} places in {fault.where} fit")
    return chosen[0]


@cache
def named(tree: ast.Module) -> Mapping[str, Sequence[Tree]]:
    """Maps qualified names to the functions and values of a module that have them."""
    found: dict[str, list[Tree]] = {}
    for name, scope in defined(tree):
        found.setdefault(name, []).append(scope)
    return found


def defined(tree: Tree, before: str = "") -> Iterator[tuple[str, Tree]]:
    """Yields every function with its qualified name, and the value of every module-level constant and class attribute."""
    for node in getattr(tree, "body", ()):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield before + node.name, node
            yield from defined(node, f"{before}{node.name}.")
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield before + node.target.id, node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield before + target.id, node.value
            for targets, values in pairs(node):
                for each, value in zip(targets, values, strict=True):
                    if isinstance(each, ast.Name):
                        yield before + each.id, value


def mentioned(parts: Iterable[Tree]) -> set[Mark]:
    """Returns everything that marks can name: attributes, names, parameters of calls, and literals."""
    marks: set[Mark] = set()
    for node in (node for part in parts for node in ast.walk(part)):
        if isinstance(node, ast.Attribute):
            marks.add(node.attr)
        elif isinstance(node, ast.Name):
            marks.add(node.id)
        elif isinstance(node, ast.keyword) and node.arg:
            marks.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
            marks.add(node.value)
    return marks


def inside(inner: Spot, outer: Spot) -> bool:
    """True if a spot is a part of another."""
    below = {id(node) for part in outer.parts for node in ast.walk(part)}
    mine = {id(part) for part in inner.parts}
    return mine <= below and mine != {id(part) for part in outer.parts}


# What can change in many places


def forced(scope: Tree, value: bool) -> Iterator[Spot]:
    """Yields every whole condition, with a constant in its place."""
    parts = {id(part) for node in ast.walk(scope) if is_condition(node) for part in ast.iter_child_nodes(node)}
    tests = {id(node.test) for node in found(scope, ast.If, ast.While, ast.IfExp)}
    filters = {id(each) for node in found(scope, ast.comprehension) for each in node.ifs}
    for node in ast.walk(scope):
        if is_condition(node) and id(node) not in parts | tests | filters:
            yield Spot([node], node, ast.Constant(value))
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            decided = node.body if isinstance(node.body, list) else [node.body, node.orelse]
            yield Spot([node.test], node.test, ast.Constant(value), decided)
        elif isinstance(node, ast.comprehension):
            yield from (Spot([each], each, ast.Constant(value)) for each in node.ifs)


def is_condition(node: Tree) -> bool:
    """True for an `and`, an `or`, a `not` or a comparison."""
    negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return negated or isinstance(node, ast.BoolOp | ast.Compare)


def parts_left_out(scope: Tree) -> Iterator[Spot]:
    """Yields every part of an expression that has several, left out."""
    for node in ast.walk(scope):
        if isinstance(node, ast.BoolOp):
            for place, part in enumerate(node.values):
                rest = without(node.values, place)
                yield Spot([part], node, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))
        elif isinstance(node, ast.BinOp):
            yield Spot([node.left], node, node.right)
            yield Spot([node.right], node, node.left)
        elif isinstance(node, ast.Compare) and len(node.ops) > 1:
            yield Spot([node.left], node, ast.Compare(node.comparators[0], node.ops[1:], node.comparators[1:]))
            last = node.comparators[-1]
            yield Spot([last], node, ast.Compare(node.left, node.ops[:-1], node.comparators[:-1]))
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            for place, part in enumerate(node.elts):
                new = copy.copy(node)
                new.elts = without(node.elts, place)
                yield Spot([part], node, new)
        elif isinstance(node, ast.Dict):
            for place, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
                entry = [part for part in (key, value) if part is not None]
                yield Spot(entry, node, ast.Dict(without(node.keys, place), without(node.values, place)))
        elif isinstance(node, ast.Call):
            for place, part in enumerate(node.args):
                yield Spot([part], node, ast.Call(node.func, without(node.args, place), node.keywords))
            for place, keyword in enumerate(node.keywords):
                yield Spot([keyword], node, ast.Call(node.func, node.args, without(node.keywords, place)))
        elif isinstance(node, ast.comprehension):
            for place, part in enumerate(node.ifs):
                kept = without(node.ifs, place)
                yield Spot([part], node, ast.comprehension(node.target, node.iter, kept, node.is_async))
