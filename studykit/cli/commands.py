"""The list of commands, each with its line of help. The file of a command has its name and is imported when called."""

from __future__ import annotations

COMMANDS = {
    "due": "Say in one line what is due.",
    "drill": "Drill flashcards: one key flips, one key rates.",
    "quiz": "Answer questions, each with its reasons and its replay.",
    "exam": "Sit a timed practice paper, as in the test centre.",
    "plan": "Plan backwards from the exam: what each day holds.",
    "stats": "See recall, the load to come, weak topics, readiness.",
    "explain": "Read a topic, predict, and watch it happen.",
    "simulate": "Play a scenario with parameters of your own.",
    "topics": "List what there is, with what is due.",
    "search": "Find topics, facts, cards, questions and scenarios.",
    "compare": "Set two neighbours side by side, then answer five questions.",
    "sheet": "Print the numbers and the traps, a page each.",
    "undo": "Take back the last review, answer or mark.",
    "edit": "Open a card, question, scenario or topic in your editor.",
    "fit": "Fit the memory model to your own reviews.",
    "config": "Show or change settings, such as the date of your exam.",
    "doctor": "Look whether everything is in order.",
    "check": "Check packs: schema, references, proofs, writing rules.",
    "families": "Propose families of questions that a scenario carries.",
    "schema": "Print the JSON Schema of the pack format.",
}
