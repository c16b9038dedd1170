"""A quiz on the screen: its loop, its questions, the feedback after an answer."""
