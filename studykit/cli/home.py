"""`studykit` alone: what today brings, and a menu."""

from __future__ import annotations

from studykit.cli.desk import DESK
from studykit.cli.due import counts
from studykit.store.due import in_words


def home() -> int:
    """Today in a few lines; on a terminal, what to do next."""
    answer = counts()
    DESK.write(f"Today: {in_words(answer)}")
    rows = DESK.shelf().rows()
    items = sum(row.items for row in rows)
    DESK.write(f"{len(rows)} topics, {items} questions, {sum(row.scenarios for row in rows)} replays")
    if not DESK.interactive():
        DESK.write("next: studykit drill, studykit quiz, studykit explain TOPIC")
        return 0
    from studykit.screen.ask import menu

    chosen = menu(
        "What next?",
        [
            ("drill", "Drill the cards of today"),
            ("quiz", "Answer five questions"),
            ("explain", "Read a topic"),
            ("", "Enough"),
        ],
    )
    if chosen == "drill":
        from studykit.cli.drill import drill

        return drill()
    if chosen == "quiz":
        from studykit.cli.quiz import quiz

        return quiz(number=5)
    if chosen == "explain":
        from studykit.cli.explain import explain

        return explain(menu("Which topic?", [(row.id, row.title) for row in rows]))
    return 0
