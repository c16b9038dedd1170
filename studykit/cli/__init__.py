"""The command line: one command per file. A command reads its options, calls the screen, and returns the exit code."""
