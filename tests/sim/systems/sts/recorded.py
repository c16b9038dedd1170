"""Plays recorded tokens through the model's verification. PyJWT gave the verdicts; `cryptography` reads the public keys."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from studykit.sim import jwt
from tests.sim.traces import FOLDER

FILE = "jwt.json"


def check(case: Mapping[str, Any], model: object = None) -> None:
    """Verifies a token at its time with the module as it is loaded. Raises AssertionError if the verdict differs."""
    module: Any = sys.modules[jwt.__name__]
    expect = case.get("expect") or _file()["expect"]
    try:
        module.verify(case["token"], case["now"], _keys(), expect["iss"], expect["aud"])
        verdict = "ok"
    except module.InvalidToken as refused:
        verdict = refused.verdict
    assert verdict == case["verdict"], case["id"]


@cache
def _file() -> Any:
    return json.loads((FOLDER / FILE).read_text(encoding="utf-8"))


@cache
def _keys() -> dict[str, tuple[int, int]]:
    keys = {}
    for kid, pem in _file()["keys"].items():
        key = load_pem_public_key(pem.encode())
        assert isinstance(key, RSAPublicKey)
        keys[kid] = (key.public_numbers().n, key.public_numbers().e)
    return keys
