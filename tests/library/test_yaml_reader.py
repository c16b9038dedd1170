"""The YAML reader: scalars stay text, and every value has its place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studykit.library.index import to_data, to_node
from studykit.library.yaml_reader import MappingNode, Node, ScalarNode, SequenceNode, parse

WORDS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), max_size=12)
DATA = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS.filter(bool), inner, max_size=4),
    max_leaves=12,
)


def value(found: Node | None) -> Any:
    if isinstance(found, ScalarNode):
        return found.text
    if isinstance(found, SequenceNode):
        return [value(item) for item in found.items]
    assert isinstance(found, MappingNode)
    return {name: value(inner) for name, (_, inner) in found.items.items()}


def read(text: str) -> Any:
    found, problems = parse(text.encode(), "x.yaml")
    assert problems == []
    return value(found)


@pytest.mark.parametrize("word", ["no", "on", "yes", "12:30", "0777", "1e3", "null", "~", "2026-11-23", "1_000"])
def test_plain_scalars_stay_text(word: str) -> None:
    assert read(f"key: {word}") == {"key": word}


@given(data=DATA)
def test_dumped_yaml_is_read_back(data: Any) -> None:
    assert read(yaml.safe_dump(data, allow_unicode=True)) == data


@given(data=DATA)
def test_nodes_survive_the_way_through_the_index(data: Any) -> None:
    found, _ = parse(yaml.safe_dump(data).encode(), "x.yaml")
    assert found is not None
    assert to_data(to_node(to_data(found))) == to_data(found)


def test_lines_and_columns_count_from_one() -> None:
    found, _ = parse(b"a: 1\nb:\n  - two\n  - {c: three}\n", "x.yaml")
    assert isinstance(found, MappingNode)
    items = found.items["b"][1]
    assert isinstance(items, SequenceNode)
    inner = items.items[1]
    assert isinstance(inner, MappingNode)
    three = inner.items["c"][1]
    assert (three.line, three.column) == (4, 9)
