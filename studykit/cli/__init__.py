"""The command line: one command per file. Reads arguments, wires the floors together, gives the exit code."""
