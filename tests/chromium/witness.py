"""Plays cases in headless Chromium and gives what it did, in the format of tests/traces/cors.json."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from tests.chromium.servers import MARK, Bench, Case

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120
"""Seconds for all cases; their own pauses take nine."""


def chromium() -> str | None:
    """The browser's program, by the environment variable CHROMIUM or the usual names."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def observed(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Each case with what Chromium showed the page and sent to the servers in place of what was recorded."""
    program = chromium()
    if program is None:
        raise RuntimeError("no Chromium found; install Debian's package chromium, or name the program in CHROMIUM")
    bench = Bench(cases)
    try:
        with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
            command = [program, *FLAGS, f"--user-data-dir={profile}", f"{bench.origin}/"]
            quiet = subprocess.DEVNULL
            browser = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
            try:
                if not bench.over.wait(PATIENCE):
                    raise RuntimeError(f"Chromium did not report within {PATIENCE} s")
            finally:
                browser.terminate()
                browser.wait(20)
    finally:
        bench.close()
    return [
        as_recorded(case, result, bench.saw[number], bench.origin)
        for number, (case, result) in enumerate(zip(cases, bench.results, strict=True))
    ]


def as_recorded(case: Case, result: Mapping[str, Any], saw: Sequence[Mapping[str, Any]], origin: str) -> dict[str, Any]:
    """One observation in the words of the recording."""
    if "broken" in result:
        return {**case, **result}
    if case["kind"] == "preflight-cache":
        return {**case, "steps": steps(case, result["results"], [str(sent["method"]) for sent in saw])}
    if case["kind"] == "embedding":
        return {**case, **result, "server_saw": [f"{sent['method']} {sent['path']}" for sent in saw]}
    if case["kind"] == "same-origin":
        return {**case, **result}
    keys = ("method",) if case["request"].get("same") else ("method", "origin", "acrm", "acrh")
    wire = [{key: "PAGE" if sent[key] == origin else sent[key] for key in keys} for sent in saw]
    return {**case, **result, "server_saw": wire}


def steps(case: Case, results: Sequence[Any], sent: Sequence[str]) -> list[dict[str, Any]]:
    """The steps of a cache case with what went over the wire between two marks."""
    left, wires = list(sent), []
    while MARK in left:
        cut = left.index(MARK)
        wires.append(left[:cut])
        left = left[cut + 1 :]
    played = iter(zip(results, wires, strict=True))
    shown = []
    for step in case["steps"]:
        if "wait" in step:
            shown.append(dict(step))
        else:
            result, wire = next(played)
            shown.append({**step, "result": result, "wire": wire})
    return shown
