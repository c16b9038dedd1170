"""Packs: read from YAML, stored in an index, and checked."""
