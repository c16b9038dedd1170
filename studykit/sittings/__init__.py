"""Sittings as machines without a terminal or a clock: drill, quiz, exam."""
