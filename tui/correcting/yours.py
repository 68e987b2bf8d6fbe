"""Which findings of an article are as the reader set them right."""

from analysis import Analysis
from db.correcting import is_yours
from tui.widgets.places import Corrected


def corrected(analysis: Analysis) -> frozenset[Corrected]:
    """The entities, by their ids, and the other findings, by their indexes, that are yours."""
    found: list[Corrected] = [
        ("entity", one.id) for one in analysis.entities if is_yours(one.because)
    ]
    found += [
        ("quotation", i) for i, one in enumerate(analysis.quotations) if is_yours(one.because)
    ]
    found += [("event", i) for i, one in enumerate(analysis.events) if is_yours(one.because)]
    found += [("time", i) for i, one in enumerate(analysis.times) if is_yours(one.because)]
    return frozenset(found)
