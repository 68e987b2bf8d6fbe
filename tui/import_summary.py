"""The summary of an import: what it added, proposed, accepted and left out, with counts."""

from typing import TYPE_CHECKING

from msgspec import Struct

from analysis.structs import replace
from tui.article_remarks import proposals_remark
from tui.display_text import format_count

if TYPE_CHECKING:
    from db.tasks import TaskResult


class ImportCounts(Struct, frozen=True):
    """The numbers of an import: notes added to new articles, and changes of stored ones.

    `waiting` changes were proposed before, `rejected` are those that the reader rejected.
    `recomputed` articles came with findings, which were computed here instead.
    """

    notes: int = 0
    proposed: int = 0
    waiting: int = 0
    rejected: int = 0
    recomputed: int = 0
    accepted: int = 0

    def add(self, result: "TaskResult") -> "ImportCounts":
        """Return the counts with those of a result."""
        return ImportCounts(
            self.notes + result.notes_added,
            self.proposed + result.proposals,
            self.waiting + result.waiting,
            self.rejected + result.rejected,
            self.recomputed + result.recomputed,
            self.accepted,
        )

    def accept(self, number: int) -> "ImportCounts":
        """Return the counts after proposals were accepted, the new ones before the others."""
        return replace(
            self,
            accepted=self.accepted + number,
            proposed=max(self.proposed - number, 0),
            waiting=max(self.waiting - max(number - self.proposed, 0), 0),
        )

    def leave_out_proposals(self) -> "ImportCounts":
        """Return the counts without the changes that are not accepted."""
        return replace(self, proposed=0, waiting=0, rejected=0)


def describe_import(counts: ImportCounts) -> str:
    """Report what an import added and proposed: "12 notes added; 3 changes are proposed"."""
    parts = []
    if counts.notes:
        parts.append(f"{format_count(counts.notes, 'note')} added")
    if counts.accepted:
        accepted = format_count(counts.accepted, "change")
        parts.append(f"{accepted} accepted (`onrecord undo` takes them back)")
    if counts.recomputed:
        articles = format_count(counts.recomputed, "article")
        parts.append(f"findings of {articles} computed here, not taken from the file")
    parts.append(proposals_remark(counts.proposed, counts.waiting, counts.rejected))
    return "; ".join(filter(None, parts))
