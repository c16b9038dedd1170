"""How recorded cases (tests/traces/FORMAT.md) are played against the models: one module for each file of cases.

`adapters/sqs.py` plays the cases of `sqs.json`. It has one function, `check(case)`, which plays a case's steps with the
clock set to each step's time, compares every outcome as the format says, and raises AssertionError at the first that
differs.
"""
