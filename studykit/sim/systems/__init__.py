"""Simulated systems, a folder each. Found by listing this folder."""
