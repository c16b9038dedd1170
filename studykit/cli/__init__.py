"""The command line: one command per file. Reads arguments, wires the floors together, gives the exit code.

Imports make no garbage, and looking for it among them is a twentieth of a short command, so the collector is told to
wait.
"""

import gc

gc.set_threshold(200_000)
