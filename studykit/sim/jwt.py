"""JSON Web Tokens as Cognito signs them: RS256 in integer arithmetic. A model for learners, not security code.

Sources: RFC 7515 (compact form), RFC 7519 (claims), RFC 8017 section 8.2 (RSASSA-PKCS1-v1_5). Verdicts have the names
of PyJWT's exceptions, except `UnknownKid`.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

EXPONENT = 65_537
PRIMES = (
    int(
        "f5b0f9f70d6ceb10631101406277b381f29cc04a13c8e819ee43adf57c8ac29a7d0f412ad76a65f2d501c7b974a4f6bbc139"
        "8be891080b4b4dac6eb6b3c7357227705772f39ece8b746a3a059c909f3e3cd9530328fa5c4e43ff7bf55bc5965e390b768b"
        "e9342f3413b754a97251e7529d8bcbfc705bfca6c146243917d9ac0b",
        16,
    ),
    int(
        "e726c1d88fb98013c3d34a6d68d33149d0830e9520fc561342389e715f9b2c36191667e774e55505f98adb4c2fc070b7a500"
        "b10ab220d4c9ba1afb282575b30c5be3be75c06ae476a6dd6b0e1bf8e6fd0058416b25d9ac27a77ab3ad061ee3a8d0387cd6"
        "c9ed1e41de134e568123ce0e182bd4a285c1193f71dfecfed1cedc81",
        16,
    ),
)
"""A key for demonstration only. It is public."""
MODULUS = PRIMES[0] * PRIMES[1]
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""The prefix that PKCS #1 puts before a SHA-256 digest (RFC 8017 section 9.2, note 1)."""
START = 1_767_225_600
"""Second 0 of every run for tokens: 2026-01-01 00:00 UTC, in seconds since 1970."""

Key = tuple[int, int]
"""Modulus and public exponent."""
DEMONSTRATION: Key = (MODULUS, EXPONENT)


class InvalidToken(Exception):
    """A token that is not accepted; `verdict` gives the reason."""

    def __init__(self, verdict: str) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def sign(claims: Mapping[str, Any], kid: str = "demo") -> str:
    """Returns a token with these claims, signed with the demonstration key. The same claims give the same token."""
    text = ".".join(_coded(_json(part)) for part in ({"alg": "RS256", "kid": kid, "typ": "JWT"}, claims))
    return f"{text}.{_coded(_signature(text))}"


def read(token: str) -> dict[str, Any]:
    """Returns the claims of a token without verifying it, as anyone can."""
    return dict(_parts(token)[1])


def edited(token: str, **claims: Any) -> str:
    """Returns the token with other claims under the old signature, as a forger without the key can make it."""
    head, _, signature = token.split(".")
    return f"{head}.{_coded(_json({**read(token), **claims}))}.{signature}"


def verify(token: str, now: int, keys: Mapping[str, Key], issuer: str, audience: str | None) -> dict[str, Any]:
    """Returns the claims of a token that is genuine and valid at second `now` (since 1970); raises InvalidToken.

    The checks have PyJWT's order: form, algorithm, key, signature, times, issuer, audience. An access token has no
    audience; None skips that check.
    """
    header, claims, signature = _parts(token)
    if header.get("alg") != "RS256":
        raise InvalidToken("InvalidAlgorithmError")
    if header.get("kid") not in keys:
        raise InvalidToken("UnknownKid")
    modulus, exponent = keys[header["kid"]]
    number = int.from_bytes(signature, "big")
    genuine = len(signature) == _size(modulus) and number < modulus
    if not genuine or pow(number, exponent, modulus) != _padded(token.rpartition(".")[0], modulus):
        raise InvalidToken("InvalidSignatureError")
    if claims.get("iat", now) > now or claims.get("nbf", now) > now:
        raise InvalidToken("ImmatureSignatureError")
    if claims.get("exp", now + 1) <= now:
        raise InvalidToken("ExpiredSignatureError")
    if "iss" not in claims:
        raise InvalidToken("MissingRequiredClaimError")
    if claims["iss"] != issuer:
        raise InvalidToken("InvalidIssuerError")
    if audience is not None:
        _meant_for(claims.get("aud"), audience)
    return dict(claims)


def _meant_for(named: Any, audience: str) -> None:
    """Checks the audience, of which a token names one or several (RFC 7519, 4.1.3); raises InvalidToken."""
    if not named:
        raise InvalidToken("MissingRequiredClaimError")
    if audience not in (named if isinstance(named, list) else [named]):
        raise InvalidToken("InvalidAudienceError")


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Returns header, claims and signature; raises InvalidToken for a text that is not a token."""
    try:
        head, body, signature = (_decoded(part) for part in token.split("."))
        header, claims = json.loads(head), json.loads(body)
    except ValueError:
        raise InvalidToken("DecodeError") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidToken("DecodeError")
    return header, claims, signature


@lru_cache(maxsize=4096)
def _signature(text: str) -> bytes:
    """Signs a text and caches the result. The two primes make it four times faster (RFC 8017, 5.2.1)."""
    first, second = PRIMES
    number, private = _padded(text, MODULUS), pow(EXPONENT, -1, (first - 1) * (second - 1))
    one = pow(number, private % (first - 1), first)
    other = pow(number, private % (second - 1), second)
    rest = (one - other) * pow(second, -1, first) % first
    return (other + rest * second).to_bytes(_size(MODULUS), "big")


def _padded(text: str, modulus: int) -> int:
    """Returns the number that is signed for a text (EMSA-PKCS1-v1_5)."""
    digest = DIGEST_INFO + hashlib.sha256(text.encode()).digest()
    filler = b"\xff" * (_size(modulus) - len(digest) - 3)
    return int.from_bytes(b"\x00\x01" + filler + b"\x00" + digest, "big")


def _size(modulus: int) -> int:
    return (modulus.bit_length() + 7) // 8


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _coded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
