"""Reads the sheets for the last day: the numbers and the traps of a service, or of all services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studykit.app.study import Study
from studykit.errors import unknown
from studykit.library.sheets import SheetLine, numbers, traps


@dataclass(frozen=True)
class Sheets:
    """The two pages; None for a page that was not asked for."""

    numbers: tuple[SheetLine, ...] | None
    traps: tuple[SheetLine, ...] | None

    def as_data(self) -> Mapping[str, Any]:
        """Returns what `sheet --json` prints."""
        pages = {"numbers": self.numbers, "traps": self.traps}
        return {
            name: [{"topic": entry.topic, "left": entry.left, "right": entry.right} for entry in page]
            for name, page in pages.items()
            if page is not None
        }


def read_sheets(study: Study, service: str = "", only_numbers: bool = False, only_traps: bool = False) -> Sheets:
    """Returns both pages, or the one that is asked for. Raises UsageError for a service that does not exist."""
    library = study.library
    services = dict.fromkeys(row.service for row in library.rows())
    if service and service not in services:
        raise unknown("service", service, services)
    topics = [library.topic(row.id) for row in library.rows() if service in ("", row.service)]
    return Sheets(
        tuple(numbers(topics)) if only_numbers or not only_traps else None,
        tuple(traps(topics)) if only_traps or not only_numbers else None,
    )
