"""A transcoding job, whose outputs are made one after another in the order of the request.

Sources: the withdrawn API model elastictranscoder 2012-09-25 (`Job`, `JobOutput.Status`, `CreateJobOutput.Key`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SUBMITTED, PROGRESSING, COMPLETE, CANCELED, ERROR = "Submitted", "Progressing", "Complete", "Canceled", "Error"
HD_FROM = 720
"""Lines of picture from which an output is billed as HD (AWS's launch post of 2013)."""
SD_MINUTE, HD_MINUTE = 0.015, 0.03
"""USD for a minute of output in us-east-1 (the same post)."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The settings of an output: the lines of its picture, and its bit rate in kbit/s."""

    id: str
    name: str
    height: int
    rate: int
    system: bool = True

    @property
    def minute(self) -> float:
        """Returns the USD for a minute of output, which depends on the resolution and not on the bit rate."""
        return HD_MINUTE if self.height >= HD_FROM else SD_MINUTE

    def size(self, minutes: float) -> int:
        """Returns the bytes of an output."""
        return round(minutes * 60 * self.rate * 1000 / 8)

    def shown(self) -> dict[str, Any]:
        """Returns the preset as the API shows it."""
        video = {"Codec": "H.264", "BitRate": str(self.rate), "MaxHeight": str(self.height)}
        kind = "System" if self.system else "Custom"
        return {"Id": self.id, "Name": self.name, "Container": "mp4", "Video": video, "Type": kind}


@dataclass(slots=True)
class Output:
    """One file that a job makes; `key` is its full name in the output bucket."""

    key: str
    preset: Preset
    short: str
    status: str = SUBMITTED
    says: str = ""
    minutes: float = 0


@dataclass(slots=True, eq=False)
class Job:
    """One CreateJob call: inputs that are joined, and the outputs made of them."""

    id: str
    pipeline: str
    inputs: tuple[str, ...]
    prefix: str
    outputs: tuple[Output, ...]
    submitted: int
    status: str = SUBMITTED
    minutes: float = 0
    due: int | None = None
    """When the current output will be done (ms)."""
    started: int | None = None
    finished: int | None = None
    making: list[Output] = field(default_factory=list)
    """The outputs that are not done, the current one first."""

    @property
    def ended(self) -> bool:
        return self.status in (COMPLETE, CANCELED, ERROR)

    def close(self, at: int) -> None:
        """Closes the job when no output is left: complete only if each of them is."""
        self.status = COMPLETE if all(output.status == COMPLETE for output in self.outputs) else ERROR
        self.finished, self.due = at, None

    def shown(self) -> dict[str, Any]:
        """Returns the job as the API shows it."""
        timing: dict[str, int] = {"SubmitTimeMillis": self.submitted}
        if self.started is not None:
            timing["StartTimeMillis"] = self.started
        if self.finished is not None:
            timing["FinishTimeMillis"] = self.finished
        outputs = [_output(number, output) for number, output in enumerate(self.outputs, start=1)]
        inputs = [{"Key": key} for key in self.inputs]
        prefix = {"OutputKeyPrefix": self.prefix} if self.prefix else {}
        return {
            "Id": self.id,
            "PipelineId": self.pipeline,
            "Input": inputs[0],
            "Inputs": inputs,
            "Output": outputs[0],
            "Outputs": outputs,
            **prefix,
            "Status": self.status,
            "Timing": timing,
        }


def _output(number: int, output: Output) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "Id": str(number),
        "Key": output.short,
        "PresetId": output.preset.id,
        "Status": output.status,
    }
    if output.says:
        shown["StatusDetail"] = output.says
    if output.status == COMPLETE:
        shown |= {"Duration": round(output.minutes * 60), "Height": output.preset.height}
        shown |= {"FileSize": output.preset.size(output.minutes)}
    return shown
