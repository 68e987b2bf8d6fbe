"""Remarks on a verified quotation: its differences from the original, and its edits."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from analysis.verification import WordDifference
from db.verified_drafts import VerifiedQuotation

RemarkRole = Literal["text", "original", "quoted", "sentence", "concern"]
_MOST_SEARCHED = 5  # names of originals in a remark


class RemarkPart(Struct, frozen=True):
    """A piece of a remark, and whose words it has; a concern names a class of words."""

    text: str
    role: RemarkRole = "text"


class Remark(Struct, frozen=True):
    """A label, as `left out`, and the pieces after it in order."""

    label: str
    parts: tuple[RemarkPart, ...] = ()


def list_remarks(result: VerifiedQuotation) -> Iterator[Remark]:
    """Yield the differences of a quotation, then the other remarks on it."""
    verdict = result.verdict
    yield from map(_describe_difference, verdict.differences)
    if verdict.kind == "misattributed" and result.matches:
        speaker = RemarkPart(verdict.quotation.speaker, "quoted")
        original = RemarkPart(result.matches[0].speaker, "original")
        yield Remark("the draft names", (speaker, RemarkPart("; the original: "), original))
    if verdict.frame:
        yield Remark("the sentence is", (RemarkPart(verdict.frame, "sentence"),))
    if verdict.is_question:
        yield Remark("the original asks it")
    if verdict.edits and verdict.kind != "not_found":
        yield Remark("edited", (RemarkPart(", ".join(verdict.edits)),))
    if result.forbidden:
        yield Remark("not allowed", (RemarkPart(", ".join(result.forbidden)),))
    if verdict.kind == "near":
        yield Remark("these statements are near in meaning and prove nothing")
    if verdict.kind == "not_found":
        names = ", ".join(result.searched[:_MOST_SEARCHED])
        more = len(result.searched) - _MOST_SEARCHED
        yield Remark(f"looked for in {names}{f' and {more:,} more' if more > 0 else ''}")


def _describe_difference(difference: WordDifference) -> Remark:
    """Return a difference: `replaced: 12 → 20 (number)`."""
    original = RemarkPart(difference.spoken, "original")
    quoted = RemarkPart(difference.quoted, "quoted")
    if difference.kind == "moved":
        return Remark("moved", (quoted if difference.quoted else original,))
    concern: tuple[RemarkPart, ...] = ()
    if difference.concern not in ("", "word"):
        concern = (RemarkPart(difference.concern, "concern"),)
    if difference.kind == "replaced":
        return Remark("replaced", (original, RemarkPart(" → "), quoted, *concern))
    if difference.kind == "added":
        return Remark("added", (quoted, *concern))
    label = "left out at an ellipsis" if difference.is_marked else "left out"
    return Remark(label, (original, *concern))
