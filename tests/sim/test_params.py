"""Parameters of scenarios: accepted values, rejected values, and error messages."""

from __future__ import annotations

import pytest

from studykit.sim.engine.params import BadParam, effective, filled, parse, resolved
from studykit.sim.engine.scenario import Param, Scenario

SCENARIO = Scenario(
    caption="",
    last="",
    params={
        "timeout": Param(default=30, least=0, most=43200, whole=True, unit="s"),
        "fifo": Param(default=False, type="flag"),
        "mode": Param(default="works", type="choice", choices=("works", "ignored")),
        "kinds": Param(default=["a"], type="list"),
        "word": Param(default="x", type="text"),
    },
)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("timeout", "60", 60),
        ("fifo", "yes", True),
        ("fifo", "false", False),
        ("mode", "ignored", "ignored"),
        ("kinds", "a, b", ["a", "b"]),
        ("kinds", '["a", 2]', ["a", 2]),
        ("word", "12", "12"),
    ],
)
def test_typed_values_are_read_by_their_kind(name: str, text: str, value: object) -> None:
    assert parse(SCENARIO, name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("timeout", "43201", "timeout is 43201; it takes a number from 0 to 43200 s"),
        ("timeout", "-1", "timeout is -1; it takes a number from 0 to 43200 s"),
        ("timeout", "1.5", "timeout is 1.5; it takes a whole number from 0 to 43200 s"),
        ("timeout", "soon", 'timeout is "soon"; it takes a number from 0 to 43200 s'),
        ("timeout", "NaN", "timeout is nan; it takes a number from 0 to 43200 s"),
        ("timeout", "1e999", "timeout is inf; it takes a number from 0 to 43200 s"),
        ("timeout", "-Infinity", "timeout is -inf; it takes a number from 0 to 43200 s"),
        ("fifo", "maybe", 'fifo is "maybe"; it takes yes or no'),
        ("mode", "work", 'mode is "work"; it takes one of works, ignored'),
        ("timout", "3", "no parameter named 'timout'; did you mean 'timeout'?"),
    ],
)
def test_an_invalid_value_is_rejected_with_the_valid_range(name: str, text: str, says: str) -> None:
    with pytest.raises(BadParam) as told:
        parse(SCENARIO, name, text)
    assert str(told.value) == says


def test_json_nested_too_deeply_is_not_a_number() -> None:
    with pytest.raises(BadParam, match="it takes a number from 0 to 43200 s"):
        parse(SCENARIO, "timeout", "[" * 100_000)


def test_a_bad_parameter_is_also_a_value_error() -> None:
    with pytest.raises(ValueError, match="timeout is 43201"):
        effective(SCENARIO, {"timeout": 43_201})


def test_an_unknown_parameter_name_in_a_scenario_is_rejected() -> None:
    with pytest.raises(BadParam, match="no parameter named 'timout'; did you mean 'timeout'"):
        resolved({"a": ["$timout"]}, {"timeout": 3})


def test_the_text_of_a_parameter_is_never_read_as_a_name() -> None:
    assert resolved("$word", {"word": "$other"}) == "$other"


def test_a_parameter_that_is_not_given_has_its_default() -> None:
    assert effective(SCENARIO, {"timeout": 5})["mode"] == "works"


def test_a_parameter_name_replaces_a_whole_value_and_is_not_an_expression() -> None:
    assert filled({"a": "$x", "b": ["$x", "$x+1"], "c": "$y"}, {"x": 3}) == {"a": 3, "b": [3, "$x+1"], "c": "$y"}
