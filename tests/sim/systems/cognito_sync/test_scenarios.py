"""Scenarios of Cognito Sync: pushes, fetches, convergence."""

from __future__ import annotations

from tests.sim.stories import measures


def test_a_push_carries_no_data_and_each_device_fetches() -> None:
    found = measures("cognito-sync", devices=5, offline=2)
    assert (found["pushes"], found["fetches"], found["converged"]) == (4, 5, True)


def test_without_pushes_a_device_learns_of_the_change_when_its_app_is_opened() -> None:
    assert not measures("cognito-sync", push=False)["converged"]
    assert measures("cognito-sync", push=False, devices=3, offline=2)["converged"]
    assert not measures("cognito-sync", back=False)["converged"]
