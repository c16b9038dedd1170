"""`due` without the command framework: counts from the journal's and the index's own tables.

Imports the standard library alone and as little of it as it can. None as an answer means that the slow way is
needed: a pack has changed, or there is no index yet.
"""

import json
import os
import sqlite3

from studykit.store.event_order import ORDER_MS

NOTHING: dict[str, object] = {
    "due": 0,
    "new": 0,
    "learning": 0,
    "overdue": 0,
    "next_due": None,
    "exam_date": None,
    "days_left": None,
}

UNDONE = "(select subject from event where kind = 'undo')"
NEW_TODAY = (  # `+kind`: one reading from begin to end; by the index each of a million reviews would be looked up
    "select count(*) from (select distinct subject from event where +kind = 'review' and day = ? "  # noqa: S608 -- constants; values are bound
    f"and id not in {UNDONE}) as met where not exists (select 1 from event as before where before.kind = 'review' "
    f"and before.subject = met.subject and before.day < ? and before.id not in {UNDONE})"
)

LAST = (  # the place of a card's last review
    f"select {ORDER_MS} as turn, id from event where kind = 'review' and subject = ? and id not in {UNDONE} "  # noqa: S608 -- constants; values are bound
    "order by turn desc, id desc limit 1"
)
MOVED = "select 1 from event where kind = 'mark' and day = ? and data ->> '$.what' in ('suspend', 'resume') limit 1"


def due(
    journal: str, index: str, settings: str, roots: list[str], now: int, day: int, ordinal: object
) -> dict[str, object] | None:
    """The counts of `due --json`. `now` is ms since 1970, `day` the learning day, `ordinal` makes a day of an ISO
    date."""
    known = _cards(index, roots)
    if known is None:
        return None
    cards, old = known
    chosen = settings_of(settings)
    answer = dict(NOTHING)
    seen, aside, introduced, called = _seen(journal, day)
    if seen is None or old & seen.keys():
        return None
    limit = chosen.get("new_per_day", 10)
    exam = chosen.get("exam_date")
    course = chosen.get("course")
    if course is not None or (isinstance(exam, str) and ordinal(exam) >= day):  # type: ignore[operator] # a function, untyped to stay light
        if not isinstance(course, dict) or course.get("exam_date") != exam or course.get("day") != day:
            return None
        if course.get("reviews") is not None or course.get("exam") == day:
            return None
        if not isinstance(start := course.get("start"), int) or (start <= day and _moved(journal, day)):
            return None
        limit = course.get("new")
    first = {card for card in called.keys() & cards if card not in seen and card not in aside}
    answer["due"] = len(first)
    new = sum(1 for card in cards if card not in seen and card not in aside and card not in first)
    answer["new"] = max(0, min(new, (limit if isinstance(limit, int) else 10) - introduced))
    upcoming = []
    for card in cards & seen.keys() - aside:
        phase, at, due_day = seen[card]
        if phase == "review":
            if due_day <= day:
                answer["due"] = int(str(answer["due"])) + 1
                answer["overdue"] = int(str(answer["overdue"])) + (due_day < day and called.get(card) != due_day)
            else:
                upcoming.append((due_day - day) * 86_400)
        elif at <= now or due_day < day:
            answer["learning"] = int(str(answer["learning"])) + 1
        else:
            upcoming.append((at - now) // 1000)
    answer["next_due"] = min(upcoming) if upcoming else None
    if isinstance(exam, str):
        answer["exam_date"] = exam
        answer["days_left"] = ordinal(exam) - day  # type: ignore[operator] # a function, untyped to stay light
    return answer


def in_words(answer: dict[str, object]) -> str:
    """The one line that a person reads."""
    due_, learning, new = answer["due"], answer["learning"], answer["new"]
    parts = [f"{due_} due" + (f" ({answer['overdue']} overdue)" if answer["overdue"] else "")]
    parts += [f"{learning} learning"] if learning else []
    parts += [f"{new} new"]
    line = ", ".join(parts)
    wait = answer["next_due"]
    if isinstance(wait, int) and not due_ and not learning:
        line += f"; next in {wait // 86_400} d" if wait >= 86_400 else f"; next in {max(1, wait // 60)} min"
    if answer["days_left"] is not None:
        line += f"; exam {_in_days(int(str(answer['days_left'])))}"
    return line


def _in_days(days: int) -> str:
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"


def settings_of(path: str) -> dict[str, object]:
    """The settings that were saved; none when there is no file that can be read."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _cards(index: str, roots: list[str]) -> tuple[set[str], set[str]] | None:
    """The ids of all cards, and those of before, if the index stands and every pack file is as it was."""
    if not os.path.isfile(index):
        return None
    try:
        base = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
        kept = {path: (mtime, size) for path, mtime, size in base.execute("select path, mtime_ns, size from file")}
        if not kept or kept != _stamps(roots):
            return None
        old = {card for (card,) in base.execute("select old from renamed")}
        return {card for (card,) in base.execute("select id from card")}, old
    except sqlite3.Error:
        return None


def _stamps(roots: list[str]) -> dict[str, tuple[int, int]]:
    """Every YAML file of every pack with its mtime (ns) and size, as the index keeps them."""
    found = {}
    for root in roots:
        head = os.path.isfile(os.path.join(root, "pack.yaml"))
        packs = [root] if head else [os.path.join(root, name) for name in sorted(os.listdir(root))]
        for pack in packs:
            if os.path.isfile(os.path.join(pack, "pack.yaml")):
                for folder, folders, names in os.walk(pack):
                    folders[:] = [name for name in folders if not name.startswith(".")]
                    for name in names:
                        if name.endswith(".yaml") and not name.startswith("."):
                            path = os.path.join(folder, name)
                            about = os.stat(path)
                            found[path] = (about.st_mtime_ns, about.st_size)
    return found


def _seen(journal: str, day: int) -> tuple[dict[str, tuple[str, int, int]] | None, set[str], int, dict[str, int]]:
    """What the journal keeps of seen cards, which are put aside, how many were new today, and on which day a miss
    called which, since it was reviewed."""
    if not os.path.exists(journal):
        return {}, set(), 0, {}
    base = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
    try:
        seen = {card: (phase, at, due_day) for card, phase, at, due_day in base.execute("select * from due")}
        live = f"id not in {UNDONE}"
        (reviewed,) = base.execute(
            f"select count(distinct subject) from event where kind = 'review' and {live}"  # noqa: S608 -- constants
        ).fetchone()
        if reviewed != len(seen):
            return None, set(), 0, {}
        (introduced,) = base.execute(NEW_TODAY, (day, day)).fetchone()
        aside: set[str] = set()
        calls: dict[str, list[tuple[int, str, int]]] = {}
        off: set[str] = set()
        marks = base.execute(
            f"select subject, {ORDER_MS}, id, day, data from event where kind = 'mark' and {live} "  # noqa: S608 -- constants; values are bound
            f"order by {ORDER_MS}, id"
        )
        for subject, turn, name, marked, data in marks:
            said = json.loads(data)
            what = said.get("what")
            known = what == "known" and day < int(said.get("until", 0))
            if known:
                off.add(subject)
            if known or what == "suspend" or (what == "bury" and marked == day):
                aside.add(subject)
            elif what == "resume":
                aside.discard(subject)
            elif what == "due":
                calls.setdefault(subject, []).append((turn, name, marked))
                if subject in off:
                    aside.discard(subject)
        called: dict[str, int] = {}
        for card, of in calls.items():
            last = base.execute(LAST, (card,)).fetchone() or (-1, "")
            for turn, name, marked in of:
                if (turn, name) > last:
                    called.setdefault(card, marked)
        return seen, aside, introduced, called
    finally:
        base.close()


def _moved(journal: str, day: int) -> bool:
    """Whether a mark of a day may have moved others in the final pass: cards were put aside, or came back."""
    if not os.path.exists(journal):
        return False
    base = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
    try:
        return base.execute(MOVED, (day,)).fetchone() is not None
    finally:
        base.close()
