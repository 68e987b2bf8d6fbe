"""The findings of an article that the user has corrected."""

from typing import Literal

from analysis import Analysis

CorrectedFinding = tuple[Literal["entity", "quotation", "event", "time"], int]
"""A corrected finding: an entity by its id, any other finding by its index in `Analysis`."""
CORRECTED = ("entity", "quotation", "event", "time")


def edited_findings(analysis: Analysis) -> frozenset[CorrectedFinding]:
    """Return the corrected entities by their ids, and the other corrected findings by index."""
    found: list[CorrectedFinding] = [
        ("entity", entity.id) for entity in analysis.entities if entity.origin != "machine"
    ]
    for index, quotation in enumerate(analysis.quotations):
        if quotation.origin != "machine":
            found.append(("quotation", index))
    for index, event in enumerate(analysis.events):
        if event.origin != "machine":
            found.append(("event", index))
    for index, time in enumerate(analysis.times):
        if time.origin != "machine":
            found.append(("time", index))
    return frozenset(found)
