"""`python -m studykit`: answers `due` and `--version` itself, and hands everything else to the command line."""

import sys


def main() -> int:
    """Runs one command; returns the exit code."""
    words = sys.argv[1:]
    if words == ["--version"]:
        from studykit import __version__

        sys.stdout.write(f"studykit {__version__}\n")
        return 0
    if words in (["due"], ["due", "--json"]) and _due("--json" in words):
        return 0
    import gc

    # Imports make no garbage, and looking for it among them is a twentieth of a short command.
    gc.set_threshold(200_000)
    from studykit.cli.main import run

    return run(words)


def _due(as_json: bool) -> bool:
    """Answers `due` from what is kept, or says that it takes the slow way."""
    import time
    from datetime import date, datetime, timedelta

    from studykit import paths as home
    from studykit.store.due import due, in_words, settings_of

    cut_off = settings_of(home.settings()).get("cut_off", 4)
    # The light path's one look at the clock (TID251), for the desk is not imported; a learner's day is local (DTZ006).
    local = datetime.fromtimestamp(time.time())  # noqa: TID251, DTZ006 -- as said above
    day = (local - timedelta(hours=cut_off if isinstance(cut_off, int) else 4)).toordinal()
    try:
        answer = due(
            home.journal(),
            home.index(),
            home.settings(),
            home.roots(),
            int(local.timestamp() * 1000),
            day,
            lambda text: date.fromisoformat(text).toordinal(),
        )
    except Exception:  # a strange file, journal or clock: the slow way meets it too, and says what is wrong
        return False
    if answer is None:
        return False
    text = in_words(answer)
    if as_json:
        import json

        text = json.dumps(answer)
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:  # a full disk, a closed pipe: the command line says it properly
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
