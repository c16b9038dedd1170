"""Replays on the screen and as files: the player, what-if, sweeps, exports."""
