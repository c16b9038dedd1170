"""Checks facts against AWS's published API models.

The models are data files (`service-2.json`, as botocore ships them). The caller reads them, so this module needs no
botocore. A check that fails says what the model has now: a person should then check the fact again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from studykit.library.model import ModelCheck

Models = Callable[[str], Mapping[str, Any] | None]
"""Returns the API model of a service, None if there is none."""
INLINE = re.compile(r"</?(?:a|b|i|em|strong|code|note|sup|sub)\b[^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check; `found` says what the model has, for a check that does not hold."""

    holds: bool
    found: str = ""


def check_model(check: ModelCheck, models: Models) -> CheckResult:
    """Checks one statement against the model of its service."""
    if check.kind == "service-absent":
        return CheckResult(models(str(check.expect)) is None, f"there is a service {check.expect}")
    model = models(check.service)
    if model is None:
        return CheckResult(False, f"there is no service {check.service}")
    if check.kind == "operation-exists":
        return CheckResult(check.expect in model.get("operations", {}), f"there is no operation {check.expect}")
    here = _at(model, check.path)
    if here is None:
        return CheckResult(False, f"there is no {check.path}")
    if check.kind == "doc-contains":
        says = here if isinstance(here, str) else str(here.get("documentation", ""))
        return CheckResult(folded(str(check.expect)) in folded(says), "the documentation does not say so any more")
    if check.kind == "enum-has":
        values = here.get("enum", [])
        return CheckResult(str(check.expect) in values, f"the values are {', '.join(values) or 'not listed'}")
    bound = here.get(check.kind.removeprefix("shape-"))
    return CheckResult(bound is not None and float(bound) == float(check.expect), f"it is {bound}")


def _at(model: Mapping[str, Any], path: str) -> Any:
    """Returns the value at a dotted path of a model, the whole model for an empty path, None if there is nothing."""
    here: Any = model
    for part in filter(None, path.split(".")):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def folded(text: str) -> str:
    """Returns documentation as plain text, without tags and repeated white space."""
    text = re.sub(r"<[^>]+>", " ", INLINE.sub("", text))
    text = " ".join(html.unescape(text).replace("\u00a0", " ").split())
    return re.sub(r" ([,.;:])", r"\1", text)


def spoiled(check: ModelCheck) -> ModelCheck:
    """Returns the check with a false expectation, to test that it can fail."""
    if check.kind in ("shape-max", "shape-min"):
        return replace(check, expect=float(check.expect) + 1)
    if check.kind == "service-absent":
        return replace(check, expect="sqs")
    words = str(check.expect).split(" ")
    words[len(words) // 2] = f"zzz{words[len(words) // 2]}"
    return replace(check, expect=" ".join(words))
