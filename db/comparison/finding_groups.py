"""Groups of findings of two texts that are linked by pairs or by keys."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

Group = tuple[list[int], list[int]]
"""The indexes of linked findings in the first and in the second text."""


def group_pairs(first: int, second: int, pairs: Iterable[tuple[int, int]]) -> list[Group]:
    """Return the groups of `first` and `second` findings that pairs link, and those left alone.

    They are in the order of the first text; those of the second text alone are the last.
    """
    parents = list(range(first + second))

    def find_root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for left, right in pairs:
        low, high = sorted((find_root(left), find_root(first + right)))
        parents[high] = low
    groups: dict[int, Group] = {}
    for at in range(first + second):
        group = groups.setdefault(find_root(at), ([], []))
        group[at >= first].append(at if at < first else at - first)
    return list(groups.values())


def pair_by_keys(
    first: Sequence[Iterable[Hashable]], second: Sequence[Iterable[Hashable]]
) -> Iterator[tuple[int, int]]:
    """Yield pairs that link all findings of both texts with a common key.

    Their number is that of the keys: of n findings on each side, not all n² pairs are listed.
    """
    indexes = _index_by_key(first), _index_by_key(second)
    for key in indexes[0].keys() & indexes[1].keys():
        yield from link_all(indexes[0][key], indexes[1][key])


def link_all(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs that link all findings of both sides, without each of one with each other."""
    if left and right:
        yield from ((left[0], at) for at in right)
        yield from ((at, right[0]) for at in left[1:])


def _index_by_key(keys: Sequence[Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    index: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, found in enumerate(keys):
        for key in found:
            index[key].append(at)
    return index
