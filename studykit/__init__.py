"""studykit: an exam-study program for the terminal whose answers run."""

__version__ = "0.1.0"
