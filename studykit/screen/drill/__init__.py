"""A drill on the screen: its loop and its cards."""
