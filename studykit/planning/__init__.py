"""The plan to an exam date: which cards, questions and mock exams each day holds. Pure functions."""
