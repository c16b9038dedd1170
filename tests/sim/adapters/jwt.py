"""Plays recorded tokens through the model's verification: PyJWT's verdicts, public keys read by `cryptography`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from studykit.sim import jwt as _jwt

RECORDED = Path(__file__).parents[2] / "traces" / "jwt.json"


def check(case: Mapping[str, Any], model: ModuleType | Any = _jwt) -> None:
    """Verifies a token at its second; raises AssertionError where the verdict is not the recorded one."""
    expect = case.get("expect") or _file()["expect"]
    try:
        model.verify(case["token"], case["now"], _keys(), expect["iss"], expect["aud"])
        verdict = "ok"
    except model.InvalidToken as refused:
        verdict = refused.verdict
    assert verdict == case["verdict"], case["id"]


@cache
def _file() -> Any:
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@cache
def _keys() -> dict[str, tuple[int, int]]:
    keys = {}
    for kid, pem in _file()["keys"].items():
        key = load_pem_public_key(pem.encode())
        assert isinstance(key, RSAPublicKey)
        keys[kid] = (key.public_numbers().n, key.public_numbers().e)
    return keys
