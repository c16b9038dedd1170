"""Roles that actors play: one generator function a file, given an Actor and the options of the scenario."""
