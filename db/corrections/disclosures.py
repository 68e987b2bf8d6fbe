"""Correct the disclosures of an article: their kind, those that are none, and those missed."""

from collections.abc import Iterable

from analysis.models import Analysis, Reason
from analysis.sources import Disclosure, find_disclosures
from analysis.structs import replace
from db.corrections.editor import find_closest_span
from db.corrections.models import Correction, SetDisclosure


def list_disclosures(
    analysis: Analysis, corrections: Iterable[Correction]
) -> tuple[Disclosure, ...]:
    """Return the disclosures of an article in text order, with the corrections applied."""
    found = list(find_disclosures(analysis))
    for correction in corrections:
        at = correction.start, correction.end
        is_within = 0 <= at[0] < at[1] <= len(analysis.text)
        change = correction.change
        if correction.damaged or not is_within or not isinstance(change, SetDisclosure):
            continue
        index = find_closest_span([(each.start, each.end) for each in found], at)
        if change.disclosure is None:
            if index is not None:
                del found[index]
            continue
        reason = Reason.of("edit.disclosure", kind=change.disclosure)
        if index is None:
            added = Disclosure(*at, change.disclosure, None, 1.0, reason, "user")
            found.append(added)
        else:
            found[index] = replace(
                found[index], kind=change.disclosure, confidence=1.0, reason=reason, origin="user"
            )
    return tuple(sorted(found, key=lambda each: each.start))
