"""A social identity provider, as a neighbor."""
