"""`python -m studykit`: handles `due` and `--version` itself and passes everything else to the command line.

The command line takes several times as long to start as Python itself, so these two commands do without it.
"""

import sys


def main() -> int:
    """Runs one command and returns its exit code."""
    _open_closed_streams()
    words = sys.argv[1:]
    if words == ["--version"]:
        from studykit import __version__

        sys.stdout.write(f"studykit {__version__}\n")
        return 0
    if words in (["due"], ["due", "--json"]) and _print_due("--json" in words):
        return 0
    import gc

    # Imports make no garbage, and looking for it among them is a twentieth of a short command.
    gc.set_threshold(200_000)
    from studykit.cli.main import run

    return run(words)


def _open_closed_streams() -> None:
    """Opens the standard streams that the caller has closed (`<&-`), so that no file of ours takes their place."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        import os

        for name in ("stdin", "stdout", "stderr"):
            if getattr(sys, name) is None:
                setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115 -- to the end


def _print_due(as_json: bool) -> bool:
    """Prints what is due, the quick way. Returns False, having printed nothing, if the command line must do it."""
    import time
    from datetime import datetime, timedelta

    from studykit import paths
    from studykit.library.index_reader import cards_if_current
    from studykit.store.due import due, in_words, settings_of

    cut_off = settings_of(paths.settings()).get("cut_off", 4)
    # The light path's only look at the clock (TID251): it does not import the environment. A learner's day is local.
    local = datetime.fromtimestamp(time.time())  # noqa: TID251, DTZ006 -- as said above
    day = (local - timedelta(hours=cut_off if isinstance(cut_off, int) else 4)).toordinal()
    now = int(local.timestamp() * 1000)
    try:
        known = cards_if_current(paths.index(), paths.roots())
        counts = due(paths.journal(), paths.settings(), *known, now, day) if known else None
    except Exception:  # a strange file, journal or clock: the command line meets it too, and reports it
        return False
    if counts is None:
        return False
    text = in_words(counts)
    if as_json:
        import json

        text = json.dumps(counts.as_json())
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:  # a full disk, a closed pipe: the command line reports it
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
