"""Plays runs on the screen, and writes them to files."""
