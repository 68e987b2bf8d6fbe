"""The source of a statement, and what an article discloses about its sources."""

from msgspec import Struct

from analysis.models import (
    NO_REASON,
    Basis,
    DisclosureKind,
    FindingOrigin,
    Reason,
    SourceType,
    Span,
)
from analysis.reasons import name_value
from analysis.structs import Share, WholeNumber


class StatementSource(Struct, frozen=True):
    """The type of a statement's source, and how the statement was got.

    `channel` is the span of the outlet, the occasion or the text through which it came. It may be
    beside another statement of the same speaker. `anonymity` is the span of the reason for
    which a source is not named. `confidence` and `reason` are those of the type.
    """

    type: SourceType | None = None
    basis: Basis = "unknown"
    channel: Span | None = None
    anonymity: Span | None = None
    confidence: Share = 1.0
    basis_confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"

    @property
    def is_plain(self) -> bool:
        """True for a person with a name without a known basis, as most sources are."""
        return self.type == "person" and self.basis == "unknown" and self.origin == "machine"


def describe_statement_source(source: StatementSource) -> str:
    """Describe the type and the basis of a source: "a person without a name, said in public"."""
    kind = name_value("source_type", source.type) if source.type else ""
    basis = name_value("basis", source.basis) if source.basis != "unknown" else ""
    return ", ".join(filter(None, (kind, basis)))


class Disclosure(Struct, frozen=True):
    """A passage that says that a source did not answer, did not comment, or is not named.

    `entity` is the entity that it is about, None if the passage does not name it.
    """

    start: WholeNumber
    end: WholeNumber
    kind: DisclosureKind
    entity: WholeNumber | None = None
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"
