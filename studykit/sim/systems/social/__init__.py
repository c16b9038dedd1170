"""A social identity provider."""
