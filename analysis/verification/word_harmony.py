"""Words that are written differently in a quotation and in its original, but have the same letters.

Captions split words and have no apostrophes, and printed text breaks words at the end of a line.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from analysis.verification.spoken_words import to_american
from analysis.verification.word_records import SpokenWord

_FEWEST_LETTERS = 4  # of a word that is written in two parts

_Group = Sequence[SpokenWord]


def harmonize_words(quoted: Sequence[SpokenWord], spoken: Sequence[SpokenWord]) -> list[SpokenWord]:
    """Return the words of an original with the keys that a quotation has for the same letters.

    "inte rest" becomes "interest", and "interest" becomes "inte", "rest" if it is quoted so.
    """
    keys: dict[str, tuple[str, ...]] = {}
    before: _Group = ()
    for group in _group(quoted):
        keys[to_american(_letters(group))] = tuple(word.key for word in group)
        if before and _is_long_enough(letters := _letters(before) + _letters(group), before):
            both = tuple(word.key for word in (*before, *group))
            keys.setdefault(to_american(letters), both)
        before = group
    groups = _join_parts(list(_group(spoken)), keys)
    return [word for group in groups for word in _use_keys(group, keys)]


def _group(words: Sequence[SpokenWord]) -> Iterator[_Group]:
    """Yield the words of each written word: "don't" gives two."""
    group: list[SpokenWord] = []
    for word in words:
        if group and word.start != group[0].start:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _letters(group: _Group) -> str:
    return _keep_letters(group[0].form)


@lru_cache(maxsize=65_536)
def _keep_letters(form: str) -> str:
    return form if form.isalnum() else "".join(filter(str.isalnum, form))


def _is_long_enough(letters: str, first: _Group) -> bool:
    """Return whether two words can be parts of one; two single letters are an abbreviation."""
    return len(letters) >= _FEWEST_LETTERS or len(letters) == 2 * len(first[0].form) == 2


def _join_parts(groups: Sequence[_Group], wanted: dict[str, tuple[str, ...]]) -> list[_Group]:
    """Join two written words whose letters are those of one wanted word."""
    joined: list[_Group] = []
    at = 0
    while at < len(groups):
        group = groups[at]
        if at + 1 < len(groups):
            following = groups[at + 1]
            letters = to_american(_letters(group) + _letters(following))
            if (
                letters in wanted
                and _is_long_enough(letters, group)
                and not (_letters(group) in wanted and _letters(following) in wanted)
            ):
                whole = replace(
                    group[0], key=letters, end=following[-1].end, form=letters, is_fragment=False
                )
                joined.append((whole,))
                at += 2
                continue
        joined.append(group)
        at += 1
    return joined


def _use_keys(group: _Group, keys: dict[str, tuple[str, ...]]) -> Iterator[SpokenWord]:
    """Yield the words of a group, with the keys of a word that has the same letters."""
    given = keys.get(to_american(_letters(group)))
    if given is None or given == tuple(word.key for word in group):
        yield from group
    else:
        yield from (replace(group[0], key=key) for key in given)
