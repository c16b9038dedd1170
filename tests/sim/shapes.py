"""AWS's own API models as an oracle: requests and responses must match the shapes that botocore ships."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from studykit.sim.engine.service import Parked

PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "blob": (bytes, str),
    "float": (float, int),
    "double": (float, int),
    "timestamp": (float, int),
}
"""Types of responses. A timestamp is a number, as on the wire, not boto3's datetime. A blob can be readable text."""


@cache
def operations(service: str) -> dict[str, Any]:
    """Maps the boto3 names of a service's operations to their models."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


def check_input(service: str, operation: str, request: dict[str, Any]) -> None:
    """Raises AssertionError if boto3 would reject the parameters."""
    report = ParamValidator().validate(request, operations(service)[operation].input_shape)
    assert not report.has_errors(), f"{operation}: {report.generate_report()}"


def check_output(service: str, operation: str, response: Any) -> None:
    """Raises AssertionError if the response is not what the API returns."""
    shape = operations(service)[operation].output_shape
    if shape is None:
        assert response is None, operation
    elif not isinstance(response, Parked):
        check_value(shape, response, operation)


def check_value(shape: Shape, value: Any, path: str) -> None:
    """Raises AssertionError, with the path, at the first part that does not match its shape."""
    if shape.type_name == "structure":
        unknown, missing = set(value) - set(shape.members), set(shape.required_members) - set(value)
        assert not unknown | missing, f"{path}: unknown {unknown}, missing {missing}"
        for name, inner in value.items():
            check_value(shape.members[name], inner, f"{path}.{name}")
    elif shape.type_name == "map":
        for key, inner in value.items():
            check_value(shape.key, key, f"{path} key")
            check_value(shape.value, inner, f"{path}.{key}")
    elif shape.type_name == "list":
        for number, inner in enumerate(value):
            check_value(shape.member, inner, f"{path}[{number}]")
    else:
        assert type(value) in PYTHON[shape.type_name], f"{path}: {value!r} is no {shape.type_name}"
        assert not getattr(shape, "enum", []) or value in shape.enum, f"{path}: {value!r} is none of {shape.enum}"


class Validated:
    """Wraps a service model and checks every request and response."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self.model = model

    def __getattr__(self, operation: str) -> Any:
        if operation not in operations(self.name):
            return getattr(self.model, operation)

        def call(**request: Any) -> Any:
            check_input(self.name, operation, request)
            response = getattr(self.model, operation)(**request)
            check_output(self.name, operation, response)
            return response

        return call
