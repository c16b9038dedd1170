"""Faults of the providers that issue tokens.

The checks of STS and of identity pools catch them: these exchange the tokens."""

from __future__ import annotations

from studykit.sim.systems.cognito_identity.model import CognitoIdentity
from tests.sim.faults import Code, Fault, becomes, compare, item, never, result
from tests.sim.systems.sts.faults import SUSPECTS as SUSPECTS_OF_STS

MODEL = CognitoIdentity
CHECKS = ()
SUSPECTS = SUSPECTS_OF_STS

FAULTS = (
    Fault("app-forgotten", "Social.redeem", item("aud", "my-app")),
    Fault("provider-s-token-for-two-hours", "HOUR", becomes(7200)),
    Fault("code-used-again", "Social.redeem", result("pop", Code("self.codes[code]"))),
    Fault("opaque-for-ever", "Social.claims", never("exp")),
    Fault("opaque-a-second-more", "Social.claims", compare(">=", ">")),
)
