"""Faults of API Gateway, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import apigateway as adapter
from tests.sim.services import apigateway_checks, apigateway_limits_checks

CLASS = "ApiGateway"
MODULES = (
    "systems.apigateway.limits",
    "systems.apigateway.routes",
    "systems.apigateway.stage",
    "systems.apigateway.targets",
    "systems.apigateway.control",
    "systems.apigateway.backends",
    "systems.apigateway.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "apigateway.json"

MUTANTS = (
    ("burst-for-ever", "return min(full, self.tokens +", "return max(full, self.tokens +"),
    ("no-new-tokens", "(now - self.at) * self.rate", "(now - self.at) * 0"),
    ("bucket-starts-empty", "return full\n", "return 0\n"),
    ("half-a-token-is-enough", "if any(bucket.level(now) < TOKEN for", "if any(bucket.level(now) < TOKEN // 2 for"),
    ("refusal-takes-tokens", "    if any(bucket.level(now) < TOKEN for bucket in buckets):\n", "    if [b.take(now) for b in buckets if b.level(now) >= TOKEN] != [None] * len(buckets):\n"),
    ("one-bucket-for-all-keys", "self.buckets[key] = Bucket(", "self.buckets[key] = next(iter(self.buckets.values()), None) or Bucket("),
    ("quota-one-more", "self.used.get(slot, 0) >= self.quota", "self.used.get(slot, 0) > self.quota"),
    ("quota-never-renewed", "slot = (key, now // PERIODS[self.period])", "slot = (key, 0)"),
    ("quota-of-the-plan", "slot = (key, now", 'slot = ("", now'),
    ("smaller-account", "ACCOUNT_BURST = 5_000", "ACCOUNT_BURST = 4_000"),
    ("slower-account", "ACCOUNT_RATE = 10_000", "ACCOUNT_RATE = 1_000"),
    ("account-not-asked", ", self.account], now)", "], now)"),
    ("longer-timeout", "DEFAULT_TIMEOUT = 29_000", "DEFAULT_TIMEOUT = 30_000"),
    ("timeout-of-nothing", "SHORTEST_TIMEOUT = 50", "SHORTEST_TIMEOUT = 0"),
    ("any-method", 'if self.method not in (method, "ANY"):', "if False:"),
    ("no-any", '(method, "ANY")', "(method,)"),
    ("proxy-beats-parameter", "return (*kinds, 1), self.method", "return (*kinds, 4), self.method"),
    ("parameter-beats-literal", 'kinds.append(2 if part', 'kinds.append(4 if part'),
    ("prefix-is-enough", "if len(mine) == len(theirs) else None", "if len(mine) <= len(theirs) else None"),
    ("method-not-in-the-key", "return (self.path, method, *values)", "return (self.path, *values)"),
    ("whole-path-is-the-key", "return (self.path, method, *values)", "return (path, method, *values)"),
    ("no-keys-at-all", "(given.get(name, given.get(name.lower(), \"\")) for name in named)", "()"),
    ("cached-two-hours", "LONGEST_TTL = 3_600", "LONGEST_TTL = 7_200"),
    ("cached-a-minute", "DEFAULT_TTL = 300", "DEFAULT_TTL = 60"),
    ("large-answers-cached", "LARGEST_CACHED = 1_048_576", "LARGEST_CACHED = 10_485_760"),
    ("posts-cached", "or method != CACHED_METHOD)", "or False)"),
    ("method-s-own-cache-unheard", 'alone != "true" and (alone', "True and (alone"),
    ("cache-without-cluster", "if not self.cache_on or", "if False or"),
    ("kept-a-moment-longer", "if now < latest.until", "if now <= latest.until"),
    ("there-before-it-came", "if entry.ready <= now]", "if entry.at <= now]"),
    ("one-on-its-way-undoes-another", "self.entries.setdefault(key, []).append(made)", "self.entries[key] = [made]"),
    ("kept-for-ever", "now + ttl * 1000, response", "now + ttl * 1_000_000, response"),
    ("hit-renews", "            return self._answer(api, path, \"cache\"", "            place.cache.keep(key, now, ttl, kept.response)\n            return self._answer(api, path, \"cache\""),
    ("failures-cached", 'if given["status"] < FAILED:', "if True:"),
    ("nobody-may-refresh", '"max-age=0" in sent', '"max-age=1" in sent'),
    ("anybody-may-refresh", 'return not needs or "authorization" in sent', "return True"),
    ("refresh-refused-politely", "if fresh and not may and", "if False and"),
    ("cache-outlives-a-deployment", "key = (deployment.id, *route", "key = (\"\", *route"),
    ("flush-flushes-nothing", ".cache.entries.clear()", ".cache.entries.copy()"),
    ("stage-before-method", "self.buckets.get((route.path, route.method)) or self.buckets.get(EVERYWHERE)", "self.buckets.get(EVERYWHERE) or self.buckets.get((route.path, route.method))"),
    ("saved-is-deployed", "routes=tuple(api.routes.values()))", "routes=api.routes.values())"),
    ("canary-is-all", "            self._canary(stage, made, canarySettings or {})\n", "            stage.deployment = made\n"),
    ("canary-of-nothing", "stage.canary is None or not stage.canary_percent", "stage.canary is None"),
    ("canary-stays", 'stage.canary, stage.canary_percent = None, 0.0', "pass"),
    ("promotion-does-nothing", "                stage.deployment = stage.canary\n", "                pass\n"),
    ("variables-unread", "variables.get(found[1], \"\")", '""'),
    ("no-key-needed", "if route.api_key_required and plan is None:", "if False:"),
    ("key-of-any-stage", "key.id in p.buckets and where in p.stages", "key.id in p.buckets"),
    ("same-key-twice", "if made.value in self.keys:", "if False:"),
    ("timeout-at-the-limit", "> route.timeout:", ">= route.timeout:"),
    ("proxy-gets-headers", 'if route.type.endswith("_PROXY") else route.headers', 'if False else route.headers'),
    ("mock-calls", 'if route.type == "MOCK":', "if False:"),
    ("larger-body", "LARGEST_BODY = 10 * 2**20", "LARGEST_BODY = 10 * 2**20 + 1"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for check in (*apigateway_checks.CHECKS, *apigateway_limits_checks.CHECKS):
        yield partial(check, model)
