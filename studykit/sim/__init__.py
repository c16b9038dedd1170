"""Small deterministic simulations of real services.

`engine` runs any system, `systems` has a folder for each, `registry` finds them, `play` runs a scenario.
"""
