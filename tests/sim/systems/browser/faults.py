"""Faults of the browser: CORS, preflight caches, origins."""

from __future__ import annotations

from functools import partial

from studykit.sim.systems.browser.model import Browser
from tests.chromium.more import MORE
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, becomes, compare, drop, literal, never, reads, result, rewrite, uncalled
from tests.sim.systems.browser import checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = Browser
CHECKS = checks_of(checks)
SUSPECTS = (*played_by(recorded), *(partial(recorded.check, case) for case in MORE), *CHECKS)

FAULTS = (
    Fault(
        "json-is-simple",
        "FORM_TYPES",
        becomes(("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain")),
    ),
    Fault("put-is-simple", "SAFE_METHODS", becomes(("GET", "HEAD", "POST", "PUT"))),
    Fault("patch-is-uppered", "UPPERED", becomes(("PATCH", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"))),
    Fault("trace-may-be-sent", "Browser._unusable", never("upper")),
    Fault("get-with-a-body", "Browser._unusable", never("GET")),
    Fault("no-cors-puts", "Browser._unusable", never("SAFE_METHODS")),
    Fault("no-cors-sends-anything", "own_headers", literal("no-cors", "never")),
    Fault("same-origin-mode-crosses", "Browser._unusable", never("same-origin")),
    Fault("script-writes-its-origin", "own_headers", always("forbidden")),
    Fault("long-values-are-simple", "_safe_header", reads("LONGEST_SAFE", Code("LONGEST_SAFE + 1"))),
    Fault(
        "range-backwards-is-simple",
        "_simple_range",
        rewrite("F is not None and (not F[2] or int(F[1]) <= int(F[2]))", "F is not None"),
    ),
    Fault("star-with-credentials", "cors_check", rewrite("A == '*' and (not I)", "A == '*'")),
    Fault("any-origin-allowed", "cors_check", never("page")),
    Fault("credentials-header-not-checked", "cors_check", never("get")),
    Fault("default-age-of-a-minute", "DEFAULT_MAX_AGE", becomes(60)),
    Fault("no-cap-on-max-age", "grant", uncalled("min", keeps=0)),
    Fault("age-0-is-absent", "grant", rewrite("A.isdecimal()", "A.isdecimal() and A != '0'")),
    Fault("methods-star-with-credentials", "refused", rewrite("'*' in G.methods and (not I)", "'*' in G.methods")),
    Fault("headers-star-with-credentials", "refused", rewrite("'*' in G.headers and (not I)", "'*' in G.headers")),
    Fault("post-must-be-listed", "refused", drop("SAFE_METHODS")),
    Fault("headers-are-not-compared", "refused", never("authorization")),
    Fault("case-of-headers-counts", "grant", uncalled("lower")),
    Fault("everything-is-exposed", "exposed", always("SAFE_RESPONSE")),
    Fault("star-exposes-with-credentials", "exposed", drop("include")),
    Fault("preflight-of-any-status", "Browser._preflight", never("status")),
    Fault("preflight-of-200-alone", "Browser._preflight", rewrite("not 200 <= R.status <= 299", "R.status != 200")),
    Fault("preflight-cached-without-end", "Browser._preflight", always("until")),
    Fault("preflight-cached-a-moment-longer", "Browser._preflight", compare("<", "<=")),
    Fault(
        "cache-without-credentials", "Browser._preflight", rewrite("K and F and (W or not I) and B", "K and F and B")
    ),
    Fault("cache-for-all-origins", "Browser._preflight", reads("page", "", "get")),
    Fault("failed-preflights-cached", "Browser._preflight", always("cache")),
    Fault("preflight-for-everything", "Browser._fetch", always("SAFE_METHODS")),
    Fault("no-preflight", "Browser._fetch", never("SAFE_METHODS")),
    Fault("response-is-not-checked", "Browser._fetch", result("cors_check", "")),
    Fault("cookies-always", "Browser._fetch", always("omit")),
    Fault("curl-has-an-origin", "Browser._curl", literal(None, "https://x")),
    Fault("font-needs-nothing", "Browser._embed", always("headers")),
    Fault("form-is-a-get", "Browser._embed", never("POST")),
    Fault("frames-are-open", "Browser.embed", always("same_origin")),
    Fault("head-has-a-body", "Site.answer", never("HEAD")),
    Fault(
        "port-does-not-count",
        "origin_of",
        rewrite("f'{P.scheme}://{_host(P.hostname)}{S}'", "f'{P.scheme}://{_host(P.hostname)}'"),
    ),
    Fault("default-port-is-written", "origin_of", drop("get")),
    Fault("files-share-an-origin", "same_origin", drop("null")),
    Fault("custom-integration-maps-nothing", "rest_api", never("custom")),
    Fault("saved-is-deployed", "rest_api", always("redeployed")),
    Fault("gateway-forgets-options", "rest_api", rewrite("_enable(G, P, M, Q, A)", "0 and _enable(G, P, M, Q, A)")),
)
