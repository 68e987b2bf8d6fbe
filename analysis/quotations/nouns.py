"""Find what a noun reports: her claim that …, his promise to “stay”, their call for “a ban”."""

from collections.abc import Sequence

from analysis.quotations.complements import complement_of
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import FINITE, RELATIVE, is_noun, phrase_end
from analysis.quotations.reported_clauses import Range, clause_end, trimmed
from analysis.quotations.reports import Attribution
from analysis.quotations.subjects import Subject
from analysis.word_sets import word_set

_OPENING = word_set("that if because although though while unless since as after before whether")
_CRIES = word_set("chant chants cheer cheers chorus choruses cries cry scream screams shout shouts")
# Nouns of what somebody will do or wants done.
_WILLS = word_set("""
appeal appeals call calls demand demands offer offers plea pleas pledge pledges promise promises
proposal proposals request requests threat threats vow vows
""")


def by_noun(items: Sequence[Item], index: int) -> Attribution | None:
    """The attribution of a noun at an item that tells whose words they are."""
    start = index
    while start and items[start - 1].tag in ("JJ", "NN", "VBN", "JJS", "RBS"):
        start -= 1
    source = _owner(items, start)
    if items[index].lower in _CRIES:
        return _cried(items, index, source)
    if source is None:
        return None
    piece = _told(items, index)
    rule = "noun, that"
    if piece is None and items[index].lower in _WILLS:
        piece, rule = _willed(items, index), "noun, to do"
    return Attribution((piece,), (start, index + 1), source, rule) if piece is not None else None


def _cried(items: Sequence[Item], index: int, source: Subject | None) -> Attribution | None:
    """The quoted words behind a noun that tells how they were called out: *chants of* "Out!"."""
    if index + 2 >= len(items) or items[index + 1].lower != "of" or items[index + 2].tag != QUOTE:
        return None
    return Attribution(((index + 2, index + 3),), (index, index + 2), source, "noun, quote")


def _owner(items: Sequence[Item], start: int) -> Subject | None:
    """Whose the noun phrase at an item is: *her*, *the mayor's*."""
    if start and items[start - 1].tag == "PRP$":
        return Subject(start - 1, start, start - 1)
    if start > 1 and items[start - 1].tag == "POS" and is_noun(items[start - 2]):
        first = start - 2
        while first and items[first - 1].tag in ("NNP", "NN", "JJ", "DT", "NNS"):
            first -= 1
        return Subject(first, start - 1, start - 2)
    return None


def _told(items: Sequence[Item], index: int) -> Range | None:
    """The clause with "that" behind a noun at an item."""
    that = index + 1
    if that < len(items) and items[that].lower in ("is", "was"):
        that += 1
    elif that < len(items) and items[that].lower in ("in", "on", "during", "at"):
        that = phrase_end(items, that + 1) or that
    if that + 1 >= len(items) or items[that].lower != "that" or items[that].tag != "IN":
        return None
    complement = complement_of(items, that, None)
    if complement is None or complement.piece is None:
        return None
    if any(item.tag in FINITE for item in items[:index]) or that > index + 1:
        return complement.piece
    return _before_verb(items, complement.piece)


def _before_verb(items: Sequence[Item], piece: Range) -> Range:
    """A clause up to the verb that the noun it hangs on is subject of: her claim that … *fell*."""
    clauses = verbs = 0
    for index in range(*piece):
        item = items[index]
        opens = item.tag in RELATIVE or item.tag == "WRB" or item.lower in _OPENING
        clauses += opens or item.tag == "CC"
        verbs += item.tag in FINITE or (item.tag == QUOTE and item.finite)
        if verbs > clauses:
            return trimmed(items, piece[0], index) or piece
    return piece


def _willed(items: Sequence[Item], index: int) -> Range | None:
    """Words partly in marks behind "to" or "for", up to the verb that the noun is subject of."""
    if index + 2 >= len(items) or items[index + 1].lower not in ("to", "for"):
        return None
    start = index + 1 if items[index + 1].tag == "TO" else index + 2
    end = clause_end(items, start + 1)
    if not any(item.tag in FINITE for item in items[:index]):
        verbs = (place for place in range(start + 1, end) if items[place].tag in FINITE)
        end = next(verbs, end)
    piece = trimmed(items, start, end)
    if piece is None or not any(item.tag == QUOTE for item in items[slice(*piece)]):
        return None
    return piece
