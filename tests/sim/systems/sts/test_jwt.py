"""Compares the model with PyJWT: it accepts the model's tokens, and both reject a token for the same reason."""

from __future__ import annotations

from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim import jwt as _jwt

KEY = RSAPublicNumbers(_jwt.EXPONENT, _jwt.MODULUS).public_key()
NOW = _jwt.START
TEXTS = st.text(max_size=20)
CLAIMS = st.dictionaries(
    TEXTS.filter(lambda name: name not in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")), TEXTS
)


def claims(**more: Any) -> dict[str, Any]:
    return {"sub": "u1", "iss": "https://pool", "aud": "app", "iat": NOW, "exp": NOW + 3600, **more}


def verdict(token: str, now: int = NOW, issuer: str = "https://pool", audience: str = "app") -> str:
    try:
        _jwt.verify(token, now, {"demo": _jwt.DEMONSTRATION}, issuer, audience)
    except _jwt.InvalidToken as refused:
        return refused.verdict
    return "ok"


@settings(max_examples=25)
@given(CLAIMS)
def test_pyjwt_accepts_what_the_model_signs(more: dict[str, str]) -> None:
    token = _jwt.sign({**claims(), **more})
    options: Any = {"verify_exp": False, "verify_iat": False}
    assert jwt.decode(token, KEY, algorithms=["RS256"], audience="app", options=options) == {**claims(), **more}


@settings(max_examples=25)
@given(CLAIMS)
def test_reading_a_token_returns_the_signed_claims(more: dict[str, str]) -> None:
    assert _jwt.read(_jwt.sign({**claims(), **more})) == {**claims(), **more}


@settings(max_examples=50)
@given(st.data())
def test_a_changed_character_is_never_accepted(data: st.DataObject) -> None:
    token = _jwt.sign(claims())
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHabcdefgh0123"))
    changed = token[:place] + other + token[place + 1 :]
    same = jwt.utils.base64url_decode(changed.split(".")[-1].encode()) == jwt.utils.base64url_decode(
        token.split(".")[-1].encode()
    )
    if changed != token and not (same and changed.rpartition(".")[0] == token.rpartition(".")[0]):
        assert verdict(changed) != "ok"


def test_a_token_ends_at_the_second_that_it_names() -> None:
    token = _jwt.sign(claims())
    assert [verdict(token, NOW + seconds) for seconds in (3599, 3600)] == ["ok", "ExpiredSignatureError"]


def test_a_token_is_valid_only_for_its_issuer_and_audience() -> None:
    token = _jwt.sign(claims())
    assert verdict(token, issuer="https://other") == "InvalidIssuerError"
    assert verdict(token, audience="another") == "InvalidAudienceError"


def test_the_same_claims_give_the_same_token() -> None:
    assert _jwt.sign(claims()) == _jwt.sign(claims())
    assert _jwt.sign(claims()) != _jwt.sign(claims(sub="u2"))


def test_an_edited_token_keeps_its_signature_and_is_rejected() -> None:
    token = _jwt.edited(_jwt.sign(claims()), sub="admin")
    assert _jwt.read(token)["sub"] == "admin"
    assert verdict(token) == "InvalidSignatureError"
