"""YAML with places, decoded into packs; the index; check."""
