"""Faults of API Gateway: throttling, caching, stages, routes."""

from __future__ import annotations

from studykit.sim.systems.apigateway.model import ApiGateway
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    becomes,
    compare,
    drop,
    literal,
    never,
    reads,
    result,
    returns,
    rewrite,
    skip,
    uncalled,
    use,
)
from tests.sim.systems.apigateway import checks, limit_checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = ApiGateway
CHECKS = checks_of(checks, limit_checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    Fault("burst-without-limit", "Bucket.level", use("max", "min")),
    Fault("no-new-tokens", "Bucket.level", reads("rate", 0)),
    Fault("bucket-starts-empty", "Bucket.level", returns(0, nth=1)),
    Fault("half-a-token-is-enough", "admit", reads("TOKEN", Code("TOKEN // 2"))),
    Fault(
        "throttled-request-takes-tokens",
        "admit",
        result("any", Code("[b.take(now) for b in buckets if b.level(now) >= TOKEN] != [None] * len(buckets)")),
    ),
    Fault(
        "one-bucket-for-all-keys",
        "UsagePlan.join",
        result(
            "Bucket",
            Code(
                "next(iter(self.buckets.values()), None) or Bucket(self.rate or ACCOUNT_RATE, self.burst or ACCOUNT_BURST)"
            ),
        ),
    ),
    Fault("quota-allows-one-more", "UsagePlan.spend", compare(">=", ">")),
    Fault("quota-never-renewed", "UsagePlan.spend", rewrite("N // PERIODS[self.period]", "0")),
    Fault("quota-of-the-plan", "UsagePlan.spend", reads("key", "")),
    Fault("smaller-account", "ACCOUNT_BURST", becomes(4000)),
    Fault("slower-account", "ACCOUNT_RATE", becomes(1000)),
    Fault("account-limit-ignored", "ApiGateway._refusal", drop("account")),
    Fault("longer-timeout", "DEFAULT_TIMEOUT", becomes(30000)),
    Fault("timeout-of-nothing", "SHORTEST_TIMEOUT", becomes(0)),
    Fault("any-method", "Route.fit", never("ANY")),
    Fault("any-method-not-matched", "Route.fit", drop("ANY")),
    Fault("proxy-beats-parameter", "Route.fit", literal(1, 4)),
    Fault("parameter-beats-literal", "Route.fit", literal(2, 4)),
    Fault("prefix-is-enough", "Route.fit", compare("==", "<=", "len")),
    Fault("method-not-in-the-key", "Route.cache_key", drop("method")),
    Fault("whole-path-is-the-key", "Route.cache_key", rewrite("(self.path, A, *B)", "(path, A, *B)")),
    Fault("no-keys-at-all", "Route.cache_key", rewrite("(G.get(N, G.get(N.lower(), '')) for N in A)", "()")),
    Fault("cached-two-hours", "LONGEST_TTL", becomes(7200)),
    Fault("cached-a-minute", "DEFAULT_TTL", becomes(60)),
    Fault("large-answers-cached", "LARGEST_CACHED", becomes(10485760)),
    Fault("posts-cached", "Stage.ttl", drop("CACHED_METHOD")),
    Fault("method-cache-setting-ignored", "Stage.ttl", drop("true")),
    Fault("cache-without-cluster", "Stage.ttl", drop("cache_on")),
    Fault("kept-a-moment-longer", "Cache.find", compare("<", "<=")),
    Fault("cached-before-the-response-arrived", "Cache.find", rewrite("E.ready <= N", "E.at <= N")),
    Fault(
        "pending-response-replaces-another",
        "Cache.keep",
        rewrite("self.entries.setdefault(K, []).append(M)", "self.entries[K] = [M]"),
    ),
    Fault("cached-without-end", "Cache.keep", literal(1000, 1000000)),
    Fault(
        "hit-extends-the-entry",
        "ApiGateway.request",
        rewrite(
            "None if not T or A else P.cache.find(K, N)",
            "None if not T or A else (lambda hit: hit and (P.cache.keep(K, N, T, hit.response) or hit))(P.cache.find(K, N))",
        ),
    ),
    Fault("failures-cached", "ApiGateway.request", always("FAILED")),
    Fault("refresh-never-allowed", "ApiGateway.request", literal("max-age=0", "max-age=1")),
    Fault("refresh-always-allowed", "ApiGateway._may_refresh", always("authorization")),
    Fault("unauthorized-refresh-not-rejected", "ApiGateway.request", never("setting")),
    Fault("cache-shared-by-deployments", "ApiGateway.request", reads("id", "")),
    Fault("flush-flushes-nothing", "ControlPlane.flush_stage_cache", use("copy", "clear")),
    Fault(
        "stage-before-method",
        "Stage.throttles",
        rewrite("A or self.buckets.get(EVERYWHERE)", "self.buckets.get(EVERYWHERE) or A"),
    ),
    Fault("saved-is-deployed", "ControlPlane.create_deployment", uncalled("tuple", keeps=0)),
    Fault(
        "canary-replaces-the-deployment",
        "ControlPlane.create_deployment",
        rewrite("self._canary(S, M, C or {})", "S.deployment = M"),
    ),
    Fault(
        "canary-at-zero-percent-serves",
        "ApiGateway._to_canary",
        rewrite("S.canary is None or not S.canary_percent", "S.canary is None"),
    ),
    Fault("canary-stays", "ControlPlane.update_stage", skip(0.0)),
    Fault("promotion-does-nothing", "ControlPlane.update_stage", skip("deployment", "canary")),
    Fault("stage-variables-ignored", "ApiGateway._invoke", result("get", "", "found")),
    Fault("no-key-needed", "ApiGateway._refusal", never(None)),
    Fault("key-valid-at-any-stage", "ApiGateway._plan", drop("stages")),
    Fault("same-key-twice", "ControlPlane.create_api_key", never("keys")),
    Fault("timeout-at-the-limit", "ApiGateway._invoke", compare(">", ">=")),
    Fault("proxy-gets-headers", "ApiGateway._invoke", never("endswith")),
    Fault("mock-calls", "ApiGateway._invoke", never("MOCK")),
    Fault("larger-body", "LARGEST_BODY", becomes(Code("10 * 2 ** 20 + 1"))),
)
