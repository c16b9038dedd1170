"""The plan to an exam date, as pure functions: which cards, questions and papers each day holds."""
