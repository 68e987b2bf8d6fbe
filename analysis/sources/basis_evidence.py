"""The evidence for how a statement was got: its channel, the type of its source, its cue."""

from collections import Counter
from collections.abc import Sequence

from analysis.models import Analysis, Basis, Mention, Quotation
from analysis.quotations.confidence import name_cue
from analysis.sources.channels import Channel
from analysis.sources.source_features import find_inside
from analysis.sources.source_phrases import read_source_phrase

BASES: tuple[Basis, ...] = ("said to us", "public", "written", "other outlet", "unknown")


def list_basis_evidence(
    analysis: Analysis,
    quotation: Quotation,
    names: Sequence[Mention],
    channel: Channel | None,
    source_type: str,
    usual: str,
) -> list[str]:
    """Return the evidence for how a statement was got.

    `names` are the names of the article, and `usual` is its most frequent channel.
    """
    kind = "none" if channel is None else channel.kind
    origin = "none" if channel is None else channel.origin
    inside = find_inside(names, quotation)
    form = read_source_phrase(analysis.text, quotation.source, inside).form
    cue = name_cue(analysis.text, quotation.cue)
    return [
        f"channel {kind}",
        f"channel {kind}, {origin}",
        f"type {source_type}",
        f"type {source_type}, channel {kind}",
        f"cue {cue}",
        f"pattern {quotation.reason.id}",
        f"usual {usual}",
        f"usual {usual}, channel {kind}",
        f"form {form}, {'no channel' if channel is None else 'channel'}",
    ]


def find_usual(channels: Sequence[Channel | None]) -> str:
    """Return the most frequent kind of channel in an article, "none" without any."""
    counts = Counter(each.kind for each in channels if each is not None and each.origin == "own")
    return counts.most_common(1)[0][0] if counts else "none"
