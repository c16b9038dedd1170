"""Runs and sweeps without a terminal: values are checked first, defaults are played once, thresholds are exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from studykit.app.simulate import RunSetup, SimulateOptions, play_run, record_prediction, set_up
from studykit.app.study import Study
from studykit.app.sweep import Threshold, run_sweep
from studykit.errors import UsageError
from tests.cli.world import World


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return World(tmp_path).study()


def hidden(study: Study, *sets: str) -> RunSetup:
    """Returns the setup of the little pack's scenario: a worker needs 45 s, a message is hidden for 30 s."""
    return set_up(study, SimulateOptions("hidden", sets))[0]


def test_a_second_run_differs_from_the_first_only_in_the_values_after_versus(study: Study) -> None:
    options = SimulateOptions("hidden", ["processing=20"], ["visibility_timeout=10"], seed=3)
    first, second = set_up(study, options)
    assert second is not None
    assert (first.values, first.seed) == ({"processing": 20}, 3)
    assert (second.values, second.seed) == ({"processing": 20, "visibility_timeout": 10}, 3)
    assert [play_run(study, one).measures["deliveries"] for one in (first, second)] == [1, 2]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (SimulateOptions("hiden"), "did you mean 'hidden'"),
        (SimulateOptions("hidden", ["processing"]), "is not name=value"),
        (SimulateOptions("hidden", ["procesing=3"]), "did you mean 'processing'"),
        (SimulateOptions("hidden", versus=["processing=0"]), "from 1 to 43200 s"),
        (SimulateOptions("hidden", measure="deliveries"), "--measure is for --sweep"),
    ],
    ids=str,
)
def test_a_wrong_name_or_value_is_a_usage_error(study: Study, options: SimulateOptions, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        set_up(study, options)


def test_only_a_run_on_the_defaults_is_kept_in_the_index(study: Study) -> None:
    for setup in (hidden(study, "processing=20"), hidden(study)):
        assert study.library.trace("hidden") is None
        trace = play_run(study, setup)
    assert study.library.trace("hidden") == trace


def test_a_prediction_is_in_the_journal_with_the_values_of_its_run(study: Study) -> None:
    setup = hidden(study, "processing=20")
    predict = setup.scenario.predict
    assert predict is not None
    said = record_prediction(study, setup, predict, 3)
    (entry,) = study.journal.entries("prediction", "hidden")
    assert entry.data == {"measure": "deliveries", "said": said.value, "params": {"processing": 20}}


def test_a_whole_numbered_sweep_finds_the_exact_threshold(study: Study) -> None:
    sweep = run_sweep(hidden(study), "visibility_timeout=1..120")
    assert (sweep.measure, sweep.thresholds) == ("deliveries", (Threshold(45, 2, 1),))
    assert [at for at, value in sweep.points if value == 1] == [at for at, _ in sweep.points if at >= 45]


def test_a_sweep_of_fractions_finds_the_threshold_within_a_thousandth_of_the_range(study: Study) -> None:
    (threshold,) = run_sweep(hidden(study), "processing=10.5..60.5", "deliveries").thresholds
    assert (threshold.before, threshold.after) == (1, 2)
    assert 30 < threshold.at <= 30.05


def test_a_measure_that_changes_at_every_step_has_a_slope_and_no_threshold(study: Study) -> None:
    sweep = run_sweep(hidden(study), "visibility_timeout=1..40", "redelivered_at")
    assert len({value for _, value in sweep.points}) == 40
    assert sweep.thresholds == ()


@pytest.mark.parametrize(
    ("span", "measure", "says"),
    [
        ("processing", "", "is not name=a..b"),
        ("processing=1", "", "is not name=a..b"),
        ("procesing=1..9", "", "did you mean 'processing'"),
        ("processing=a..9", "", "'a' is no number"),
        ("processing=9..9", "", "the smaller end comes first"),
        ("processing=0..9", "", "from 1 to 43200 s"),
        ("crash=0..1", "", "is a flag and cannot be swept"),
        ("processing=1..9", "delivery", "did you mean 'deliveries'"),
    ],
)
def test_a_wrong_span_or_measure_is_a_usage_error(study: Study, span: str, measure: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        run_sweep(hidden(study), span, measure)
