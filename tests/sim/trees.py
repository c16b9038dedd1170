"""Helpers for reading and changing syntax trees."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

Tree = ast.AST


class Code(str):
    """Source text of an expression, where a change needs more than a literal."""


def expression(new: object) -> ast.expr:
    """Returns the syntax tree of a literal, or of an expression given as Code."""
    return ast.parse(new if isinstance(new, Code) else repr(new), mode="eval").body


def found(scope: Tree, *kinds: type[Any]) -> Iterator[Any]:
    """Yields every node of these kinds in a tree."""
    return (node for node in ast.walk(scope) if isinstance(node, kinds))


def called(call: ast.Call) -> str:
    """Returns the name of the function or method that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def without(items: Sequence[Any], place: int) -> list[Any]:
    """Returns a list without the element at a position."""
    return [*items[:place], *items[place + 1 :]]


def pairs(node: ast.Assign) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """Yields the targets and the values of an assignment to several targets."""
    for target in node.targets:
        match target, node.value:
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                yield targets, values


def assignment(kept: list[tuple[ast.expr, ast.expr]]) -> ast.Assign:
    """Returns an assignment of values to targets."""
    if len(kept) == 1:
        return ast.Assign([kept[0][0]], kept[0][1])
    targets, values = [target for target, _ in kept], [value for _, value in kept]
    return ast.Assign([ast.Tuple(targets, ast.Store())], ast.Tuple(values, ast.Load()))


def leaves(scope: Tree) -> Iterator[tuple[list[Tree], Tree]]:
    """Yields every node of a function or constant with the expressions of its own statement, without those of inner bodies."""
    statements: list[Tree] = [node for node in ast.walk(scope) if isinstance(node, ast.stmt)]
    for statement in statements or [scope]:
        children = ast.iter_child_nodes(statement) if isinstance(statement, ast.stmt) else [statement]
        own = [child for child in children if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)]
        yield from ((own, node) for part in own for node in ast.walk(part))


def value_of(statement: ast.stmt) -> ast.expr:
    """Returns the expression of an expression statement."""
    assert isinstance(statement, ast.Expr)
    return statement.value


def is_letter(node: object) -> bool:
    """True for a single capital letter, which stands for any expression in a pattern."""
    return isinstance(node, ast.Name) and len(node.id) == 1 and node.id.isupper()


def matches(pattern: object, node: object, held: dict[str, Tree]) -> bool:
    """True if a node has a pattern's shape. Notes in `held` what each letter stands for."""
    if isinstance(pattern, ast.Name) and is_letter(pattern):
        if not isinstance(node, ast.expr):
            return False
        known = held.setdefault(pattern.id, node)
        return known is node or ast.dump(loaded(known)) == ast.dump(loaded(node))
    if isinstance(pattern, list):
        return (
            isinstance(node, list)
            and len(pattern) == len(node)
            and all(matches(old, new, held) for old, new in zip(pattern, node, strict=True))
        )
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            matches(getattr(pattern, field, None), getattr(node, field, None), held)
            for field in pattern._fields
            if field not in ("ctx", "type_comment", "kind")
        )
    return type(pattern) is type(node) and pattern == node


def loaded(node: Tree) -> Tree:
    """Returns a copy of an expression that reads its variables."""
    new = copy.deepcopy(node)
    for each in ast.walk(new):
        if hasattr(each, "ctx"):
            each.ctx = ast.Load()
    return new


def filled(pattern: Any, held: Mapping[str, Tree]) -> Any:
    """Returns a pattern with its letters replaced by the expressions that they stand for."""
    if isinstance(pattern, ast.Name) and pattern.id in held:
        new = loaded(held[pattern.id])
        if isinstance(pattern.ctx, ast.Store):
            vars(new)["ctx"] = ast.Store()
        return new
    if isinstance(pattern, list):
        return [filled(each, held) for each in pattern]
    if isinstance(pattern, ast.AST):
        return type(pattern)(**{field: filled(getattr(pattern, field), held) for field in pattern._fields})
    return pattern


def replaced(tree: ast.Module, old: Tree, new: Tree | list[ast.stmt]) -> ast.Module:
    """Returns a tree with one node replaced. It shares what stays the same with the tree that is given."""
    node, value = old, located(new, old)
    while node is not tree:
        parent, field, place = parents(tree)[node]
        above = copy.copy(parent)
        if place is None:
            setattr(above, field, value)
        else:
            siblings = getattr(parent, field)
            fresh = value if isinstance(value, list) else [value]
            setattr(above, field, [*siblings[:place], *fresh, *siblings[place + 1 :]] or [located(ast.Pass(), old)])
        node, value = parent, above
    assert isinstance(value, ast.Module)
    return value


def located(new: Any, old: Tree) -> Any:
    """Gives new nodes the position of an old one, because the compiler needs one. Returns them."""
    for node in new if isinstance(new, list) else [new]:
        ast.fix_missing_locations(ast.copy_location(node, old))
    return new


@cache
def parents(tree: ast.Module) -> Mapping[Tree, tuple[Tree, str, int | None]]:
    """Maps each node to its parent, the parent's field that holds it, and its place if that is a list."""
    found: dict[Tree, tuple[Tree, str, int | None]] = {}
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                found[value] = (parent, field, None)
            elif isinstance(value, list):
                found.update({node: (parent, field, place) for place, node in enumerate(value)})
    return found
