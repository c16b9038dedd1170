"""Faults of the browser, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.chromium.more import MORE
from tests.sim.adapters import cors as adapter
from tests.sim.services.browser_checks import CHECKS

CLASS = "Browser"
MODULES = (
    "systems.browser.origins",
    "systems.browser.headers",
    "systems.browser.sites",
    "systems.browser.gateway",
    "systems.browser.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "cors.json"

MUTANTS = (
    ("json-is-simple", '"multipart/form-data",', '"multipart/form-data",\n    "application/json",'),
    ("put-is-simple", 'SAFE_METHODS = ("GET", "HEAD", "POST")', 'SAFE_METHODS = ("GET", "HEAD", "POST", "PUT")'),
    ("patch-is-uppered", 'UPPERED = ("DELETE", ', 'UPPERED = ("PATCH", "DELETE", '),
    ("trace-may-be-sent", "if verb.upper() in NO_METHODS:", "if False:"),
    ("get-with-a-body", 'if body and verb in ("GET", "HEAD"):', "if False:"),
    ("no-cors-puts", 'if mode == "no-cors" and verb not in SAFE_METHODS:', "if False:"),
    ("no-cors-sends-anything", 'if mode == "no-cors" else kept', 'if mode == "never" else kept'),
    ("same-origin-mode-crosses", 'if mode == "same-origin" and not', "if False and not"),
    ("script-writes-its-origin", "if not forbidden(name)}", "}"),
    ("long-values-are-simple", "> LONGEST_SAFE", "> LONGEST_SAFE + 1"),
    ("range-backwards-is-simple", "and (not found[2] or int(found[1]) <= int(found[2]))", ""),
    ("star-with-credentials", 'if allowed == "*" and not include:', 'if allowed == "*":'),
    ("any-origin-will-do", "if allowed != page:", "if False:"),
    ("credentials-are-not-asked", 'if include and answer.get("access-control-allow-credentials") != "true":', "if False:"),
    ("default-age-of-a-minute", "DEFAULT_MAX_AGE = 5", "DEFAULT_MAX_AGE = 60"),
    ("no-cap-on-max-age", "min(int(age), longest)", "int(age)"),
    ("age-0-is-absent", "if age.isdecimal() else", 'if age.isdecimal() and age != "0" else'),
    ("methods-star-with-credentials", 'star_method = "*" in given.methods and not include', 'star_method = "*" in given.methods'),
    ("headers-star-with-credentials", 'star = "*" in given.headers and not include', 'star = "*" in given.headers'),
    ("post-must-be-listed", "if verb not in SAFE_METHODS and verb not in given.methods", "if verb not in given.methods"),
    ("headers-are-not-compared", "if name not in given.headers and", "if False and"),
    ("case-of-headers-counts", "frozenset(name.lower() for name in listed(answer.get(\"access-control-allow-headers\"", "frozenset(name for name in listed(answer.get(\"access-control-allow-headers\""),
    ("everything-is-exposed", "if star or name in named or name in SAFE_RESPONSE}", "}"),
    ("star-exposes-with-credentials", "star = \"*\" in named and not include", 'star = "*" in named'),
    ("preflight-of-any-status", "if not 200 <= reply.status <= 299:", "if False:"),
    ("preflight-of-200-alone", "if not 200 <= reply.status <= 299:", "if reply.status != 200:"),
    ("cache-for-ever", "fresh = known is not None and self.clock() < known.until", "fresh = True"),
    ("cache-a-moment-more", "self.clock() < known.until", "self.clock() <= known.until"),
    ("cache-without-credentials", "and (with_credentials or not include)", ""),
    ("cache-for-all-origins", "self.cache.get((page, url)", 'self.cache.get(("", url)'),
    ("cache-keeps-refusals", "        if not reason:\n            self.cache", "        if True:\n            self.cache"),
    ("preflight-for-everything", "if verb not in SAFE_METHODS or asked:", "if True:"),
    ("no-preflight", "if verb not in SAFE_METHODS or asked:", "if False:"),
    ("answer-is-not-checked", "reason = cors_check(reply.headers, page, include)\n        if reason:\n            return self._blocked", "reason = ''\n        if reason:\n            return self._blocked"),
    ("cookies-always", 'cookie = {"cookie": COOKIE} if include or (same and credentials != "omit") else {}', 'cookie = {"cookie": COOKIE}'),
    ("curl-has-an-origin", 'self._send(by, "curl", method, url, None, sent)', 'self._send(by, "curl", method, url, "https://x", sent)'),
    ("font-needs-nothing", 'reason = "" if same else cors_check(reply.headers, page, False)', 'reason = ""'),
    ("form-is-a-get", '"POST" if posts else "GET"', '"GET"'),
    ("frames-are-open", "if same_origin(url, origin) else", "if True else"),
    ("head-has-a-body", 'body="" if method == "HEAD" else given.body', "body=given.body"),
    ("port-does-not-count", 'return f"{parts.scheme}://{_host(parts.hostname)}{shown}"', 'return f"{parts.scheme}://{_host(parts.hostname)}"'),
    ("default-port-is-written", 'shown = "" if port is None or port == DEFAULT_PORTS.get(parts.scheme)', 'shown = "" if port is None'),
    ("files-share-an-origin", '== origin_of(b) != "null"', "== origin_of(b)"),
    ("custom-maps-nothing", 'if integration == "custom":', "if False:"),
    ("saved-is-deployed", "        if redeployed:\n", "        if True:\n"),
    ("gateway-forgets-options", "        _enable(gateway", "        0 and _enable(gateway"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, further ones, then rules at their boundaries."""
    for case in [*json.loads(TRACES.read_text(encoding="utf-8"))["cases"], *MORE]:
        yield partial(adapter.check, case, model)
    for check in CHECKS:
        yield partial(check, model)
