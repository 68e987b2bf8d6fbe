"""Passages that coders marked: marks that overlap are joined, or assigned to parts of the text.

Two spans overlap enough if the characters that they share are at least a given share of the shorter
one.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis.models import Span


class CodedMark(Struct, frozen=True):
    """A span that a coder marked, with its codes; `coder` is 0 or 1, `note` the id of the mark."""

    start: int
    end: int
    coder: int
    codes: tuple[str, ...]
    note: int = 0


class CodedPassage(Struct, frozen=True):
    """A part of a text with the marks of all coders on it."""

    start: int
    end: int
    marks: tuple[CodedMark, ...] = ()


def overlap_share(first: Span, second: Span) -> float:
    """Return the characters that two spans share, as a share of the shorter one."""
    shared = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return shared / shorter if shared > 0 else 0.0


def join_marks(marks: Iterable[CodedMark], least_overlap: float) -> list[CodedPassage]:
    """Join marks that overlap enough, also by others between them, to passages in text order."""
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.coder, mark.note))
    groups = list(range(len(ordered)))

    def find_group(number: int) -> int:
        while groups[number] != number:
            groups[number] = number = groups[groups[number]]
        return number

    open_marks: list[int] = []
    for number, mark in enumerate(ordered):
        open_marks = [before for before in open_marks if ordered[before].end > mark.start]
        for before in open_marks:
            span = ordered[before].start, ordered[before].end
            if overlap_share(span, (mark.start, mark.end)) >= least_overlap:
                groups[find_group(number)] = find_group(before)
        open_marks.append(number)
    joined: dict[int, list[CodedMark]] = {}
    for number, mark in enumerate(ordered):
        joined.setdefault(find_group(number), []).append(mark)
    passages = [
        CodedPassage(found[0].start, max(mark.end for mark in found), tuple(found))
        for found in joined.values()
    ]
    return sorted(passages, key=lambda passage: (passage.start, passage.end))


def assign_marks(
    parts: Sequence[Span], marks: Iterable[CodedMark], least_overlap: float
) -> list[CodedPassage]:
    """Assign marks to the parts of a text, such as its sentences, that they overlap enough.

    A mark that overlaps no part enough belongs to the one with which it shares the most.
    """
    assigned: list[list[CodedMark]] = [[] for _ in parts]
    for mark in marks:
        span = mark.start, mark.end
        shares = [overlap_share(part, span) for part in parts]
        chosen = [number for number, share in enumerate(shares) if share >= least_overlap]
        if not chosen and any(shares):
            chosen = [max(range(len(parts)), key=lambda number: shares[number])]
        for number in chosen:
            assigned[number].append(mark)
    return [
        CodedPassage(start, end, tuple(found))
        for (start, end), found in zip(parts, assigned, strict=True)
    ]
