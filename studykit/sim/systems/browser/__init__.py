"""A web browser and its same-origin policy."""
