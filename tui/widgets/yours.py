"""Find the findings of an article that the user has corrected."""

from analysis import Analysis
from db.corrections import is_yours
from tui.widgets.finding_index import Corrected


def corrected(analysis: Analysis) -> frozenset[Corrected]:
    """Return the corrected entities by their ids, and the other corrected findings by index."""
    found: list[Corrected] = [
        ("entity", entity.id) for entity in analysis.entities if is_yours(entity.because)
    ]
    for index, quotation in enumerate(analysis.quotations):
        if is_yours(quotation.because):
            found.append(("quotation", index))
    for index, event in enumerate(analysis.events):
        if is_yours(event.because):
            found.append(("event", index))
    for index, time in enumerate(analysis.times):
        if is_yours(time.because):
            found.append(("time", index))
    return frozenset(found)
