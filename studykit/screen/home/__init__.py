"""The first screen and its menu; the one place from which the other activities are started."""
