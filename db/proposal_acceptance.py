"""Acceptance of several proposals: one edit, apart from new versions of texts."""

from collections.abc import Collection

from db.edits.models import Origin
from db.progress import ReportDone, report_nothing
from db.repositories.proposals import AcceptedProposals
from db.store import Store


def accept_proposals(
    store: Store,
    proposals: Collection[int],
    origin: Origin,
    description: str = "",
    report: ReportDone = report_nothing,
) -> AcceptedProposals:
    """Accept proposals; what can be undone is one edit, also of several files.

    A new version of a text cannot be undone. Proposals that cannot be accepted still wait.
    """
    versions = store.proposals.versions(proposals)
    first = store.proposals.accept_all(versions, report)
    with store.edits.record("proposal", origin=origin, description=description):
        others = store.proposals.accept_all(set(proposals).difference(versions), report)
    pending = dict.fromkeys((*first.pending, *others.pending))
    return AcceptedProposals(
        first.accepted + others.accepted, tuple(pending), (*first.failed, *others.failed)
    )
