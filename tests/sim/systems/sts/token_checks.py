"""Rules of tokens: when they are good, for whom, and in which form.

A check ignores its model: tokens are verified by the module as it is loaded, perhaps with a fault.
"""

from __future__ import annotations

import sys
from typing import Any

from studykit.sim import jwt
from tests.sim.checks import Model


def verdict(token: str, audience: str | None = "app", now: int = 100) -> str:
    """Returns the verdict on a token of the token module as it is loaded now."""
    module: Any = sys.modules[jwt.__name__]
    try:
        module.verify(token, now, {"demo": module.DEMONSTRATION}, "pool", audience)
    except module.InvalidToken as refused:
        return str(refused.verdict)
    return "ok"


def signed(kid: str = "demo", **claims: Any) -> str:
    known = {"iss": "pool", "aud": "app", "iat": 50, "exp": 200, **claims}
    module: Any = sys.modules[jwt.__name__]
    return str(module.sign({name: value for name, value in known.items() if value is not None}, kid))


def a_token_is_valid_from_its_start_to_before_its_end(model: Model) -> None:
    found = [verdict(signed(nbf=60), now=now) for now in (49, 59, 60, 199, 200)]
    assert found == ["ImmatureSignatureError"] * 2 + ["ok", "ok", "ExpiredSignatureError"]


def a_token_must_name_its_issuer_and_the_audience(model: Model) -> None:
    assert verdict(signed(iss=None)) == verdict(signed(aud=None)) == "MissingRequiredClaimError"
    assert (verdict(signed(iss="x")), verdict(signed(aud="x"))) == ("InvalidIssuerError", "InvalidAudienceError")
    assert verdict(signed(aud=["x", "app"])) == verdict(signed(aud=None), audience=None) == "ok"
    assert verdict(signed(kid="another")) == "UnknownKid"


def a_signature_has_only_one_valid_form(model: Model) -> None:
    head, body, signature = signed().split(".")
    module: Any = sys.modules[jwt.__name__]
    raw = module._decoded(signature)
    doubled = (int.from_bytes(raw, "big") + module.MODULUS).to_bytes(len(raw) + 1, "big")
    for other in (b"\0" + raw, doubled):
        assert verdict(f"{head}.{body}.{module._coded(other)}") == "InvalidSignatureError"
    assert verdict(f"{head}.{body}.") == "InvalidSignatureError"


def a_token_must_have_three_parts_of_json(model: Model) -> None:
    head, body, signature = signed().split(".")
    found = {verdict(text) for text in ("", "a.b", f"{head}.{body}", f"{body}.W10.{signature}", f"!.{body}.x")}
    assert found == {"DecodeError"}
