"""Faults of the providers that issue tokens.

The checks of STS and of identity pools catch them, because these exchange the tokens."""

from __future__ import annotations

from studykit.sim.systems.cognito_identity.model import CognitoIdentity
from tests.sim.faults import Fault, becomes, compare, item, never, result
from tests.sim.systems.sts.faults import SUSPECTS as SUSPECTS_OF_STS
from tests.sim.trees import Code

MODEL = CognitoIdentity
CHECKS = ()
SUSPECTS = SUSPECTS_OF_STS

FAULTS = (
    Fault("app-forgotten", "Social.redeem", item("aud", "my-app")),
    Fault("provider-token-for-two-hours", "HOUR", becomes(7200)),
    Fault("code-used-again", "Social.redeem", result("pop", Code("self.codes[code]"))),
    Fault("opaque-token-never-expires", "Social.claims", never("exp")),
    Fault("opaque-token-a-second-longer", "Social.claims", compare(">=", ">")),
)
