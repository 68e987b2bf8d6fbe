"""Find where a reported clause ends."""

from collections.abc import Sequence

from analysis.quotations.cues import verb_cue
from analysis.quotations.frames import DASHES, QUOTE, Item, last_letter
from analysis.quotations.phrases import (
    FINITE,
    NOUNS,
    REACH,
    RELATIVE,
    base_end,
    is_comma,
    is_noun,
)
from analysis.quotations.turning_back import (
    ends_with_report,
    goes_back,
    is_remark,
    new_clause,
    new_report,
    others_report,
    turns_to,
)

Range = tuple[int, int]
_TRIM = frozenset(
    {",", ".", ":", ";", "-", "--", "–", "—", "(", ")", "…", "...", "*", '"', "“", "”", "''", "``"}
)
_LEAVING = frozenset(
    {"as", "after", "while", "although", "though", "before", "even", "despite", "according"}
)
_SUBORDINATING = frozenset(
    {"although", "though", "if", "while", "when", "because", "unless", "once", "since", "even"}
)
_BEFORE_NOUNS = frozenset({"DT", "PRP$", "JJ", "CC", "RB"})


def trimmed(items: Sequence[Item], start: int, end: int) -> Range | None:
    """A range without the marks at its edges, None where nothing is left."""
    while start < end and items[start].lower in _TRIM:
        start += 1
    while end > start and items[end - 1].lower in _TRIM:
        end -= 1
    return (start, end) if start < end else None


def is_clause(items: Sequence[Item], start: int) -> bool:
    """Whether a finite verb, or quoted words, follow before the sentence breaks."""
    for index in range(start, min(len(items), start + REACH)):
        item = items[index]
        if item.tag in FINITE or (item.tag == QUOTE and not is_noun(item)):
            return True
        if item.lower in (";", ":") or item.lower in DASHES:
            return False
    return False


def has_verb(items: Sequence[Item], region: Range) -> bool:
    """Whether a range holds a finite verb, or quoted words that can hold one."""
    return any(
        item.tag in FINITE or (item.tag == QUOTE and not is_noun(item))
        for item in items[slice(*region)]
    )


def clause_end(
    items: Sequence[Item], start: int, tense: str = "VBD", from_quote: bool = False
) -> int:
    """Where a reported clause that runs from item `start` ends.

    It ends with its frame, at a semicolon, or where the sentence goes back to who reports:
    ", adding that …", "and called for …", ", but she also said …", ", according to …". `tense`
    is the tag of the cue, which a further verb of its subject shares.
    """
    if (
        from_quote
        and start < len(items)
        and last_letter(items[start - 1]) == ","
        and _leaves(items, start, tense)
    ):
        return start
    if (
        from_quote
        and start + 2 < len(items)
        and items[start].tag == "CC"
        and items[start + 1 + (items[start + 1].tag in ("RB", "RBR"))].tag in FINITE
    ):
        return start  # "saying “maybe” and left"
    inserted = start
    for index in range(start, len(items)):
        item = items[index]
        if item.lower == ";" or (index > inserted and _breaks(items, index)):
            inserted = _second_dash(items, index)
            if inserted == index:
                return index
        if index + 1 == len(items):
            break
        if index < inserted:
            continue
        if index == inserted and index > start and new_report(items, index + 1):
            return index
        if item.tag == QUOTE and last_letter(item) == "," and index > start - from_quote:
            if (
                _leaves(items, index + 1, tense)
                and has_verb(items, (start, index + 1))
                and not _is_first_part(items, start, index)
                and not _enumerates(items, index + 1)
            ):
                return index + 1
        elif is_comma(item):
            if from_quote and items[index + 1].tag != QUOTE and not _quote_later(items, index):
                return index
            if goes_back(items, index + 1, tense) or others_report(items, index + 1):
                return index
            if items[index + 1].tag in RELATIVE and not _goes_on_after(items, index + 1):
                return index
            if (
                ends_with_report(items, index + 1)
                or is_remark(items, index + 1)
                or new_clause(items, index + 1)
                or new_report(items, index + 1)
            ):
                return index
        elif (
            turns_to(items, index)
            or (
                item.lower in ("and", "but") and item.tag == "CC" and goes_back(items, index, tense)
            )
            or (from_quote and index == start and not _goes_on(item))
        ):
            return index
    return len(items)


def quote_end(items: Sequence[Item], quote: int) -> int:
    """The item after a quoted stretch and the words that finish its clause."""
    return clause_end(items, quote + 1, from_quote=True)


def object_end(items: Sequence[Item], start: int, end: int) -> int:
    """Where an object ends: before "and" with a verb that can only be the subject's."""
    nested = False
    for index in range(start, end - 1):
        item = items[index]
        if item.tag in FINITE or item.tag in RELATIVE or item.tag == "WRB":
            nested = True
        if item.lower in ("while", "whilst") and items[index + 1].tag == "VBG":
            return index
        if item.lower == "by" and items[index + 1].tag == "VBG":
            cue = verb_cue(items[index + 1].lower)
            if cue is not None and cue.saying:
                return index
        joins = item.lower in ("and", "but") and item.tag == "CC"
        if joins and not nested:
            following = index + 1
            while following < end - 1 and items[following].tag == "RB":
                following += 1
            subject = base_end(items, following)
            if subject is not None and subject < end:
                following = subject
            if items[following].tag in FINITE:
                return index
    return end


def before_main_clause(items: Sequence[Item], piece: Range) -> Range:
    """The part of a content before the comma where the main clause begins."""
    for index in range(piece[0], piece[1] - 1):
        item = items[index]
        comma = is_comma(item) or (item.tag == QUOTE and last_letter(item) == ",")
        if comma and base_end(items, index + 1) is not None:
            if any(item.tag in FINITE for item in items[index + 1 : piece[1]]):
                return trimmed(items, piece[0], index + (item.tag == QUOTE)) or piece
            break
    return piece


def before_main_verb(items: Sequence[Item], piece: Range) -> Range:
    """The part of a content before the comma behind which the main verb goes on."""
    for index in range(piece[0] + 1, piece[1] - 1):
        item = items[index]
        quoted = item.tag == QUOTE and last_letter(item) == ","
        if (is_comma(item) or quoted) and items[index + 1].tag in FINITE:
            return trimmed(items, piece[0], index + quoted) or piece
    return piece


def _breaks(items: Sequence[Item], index: int) -> bool:
    """Whether a dash at an item breaks a clause off; one before "which" lets it go on."""
    which = index + 1 < len(items) and items[index + 1].tag == "WDT"
    return _is_dash(items, index) and not which


def _is_dash(items: Sequence[Item], index: int) -> bool:
    sign = items[index].lower
    return sign in ("--", "—", "–", "―") or (
        sign == "-" and index > 0 and items[index - 1].end < items[index].start
    )


def _second_dash(items: Sequence[Item], dash: int) -> int:
    """The dash that closes what one opens in the middle of a clause, else the dash itself."""
    for index in range(dash + 2, min(len(items) - 2, dash + 25)):
        if _is_dash(items, index):
            return index
    return dash


def _goes_on_after(items: Sequence[Item], index: int) -> bool:
    """Whether the clause goes on behind a relative clause: Kim, who runs for it, *is* ready."""
    if index + 1 < len(items) and items[index + 1].tag == QUOTE:
        return True
    for position in range(index, min(len(items) - 1, index + 40)):
        following = items[position + 1]
        if is_comma(items[position]) and (
            following.tag in FINITE or following.tag == QUOTE or following.lower == "as"
        ):
            return True
    return False


def _leaves(items: Sequence[Item], index: int, tense: str) -> bool:
    """Whether the sentence leaves what is reported at an item after quoted words with a comma."""
    item = items[index]
    return (
        item.tag in ("DT", "VBG", "PRP", "NNP", "NNPS", "NN", "NNS", "PRP$", "JJ", *RELATIVE)
        or item.lower in _LEAVING
        or goes_back(items, index, tense)
        or new_clause(items, index)
    )


def _is_first_part(items: Sequence[Item], start: int, index: int) -> bool:
    """Whether a clause starts with a subordinate one that ends at an item: *although …*, it …."""
    return items[start].lower in _SUBORDINATING and not any(map(is_comma, items[start:index]))


def _enumerates(items: Sequence[Item], index: int) -> bool:
    """Whether more quoted words of an enumeration follow: a “liar,” a “loser” and a “whiner”."""
    place = index
    while place < len(items) - 1 and place < index + 3 and items[place].tag in _BEFORE_NOUNS:
        place += 1
    if items[index].lower == "such":
        return True
    if items[place].tag != QUOTE:
        return False
    if last_letter(items[place]) == ",":
        return place < index + 2 and not items[place].finite
    after = items[place + 1] if place + 1 < len(items) else None
    return after is None or after.tag == "CC" or after.lower in (",", ".")


def _goes_on(item: Item) -> bool:
    return item.tag in (
        *NOUNS,
        *FINITE,
        QUOTE,
        "IN",
        "CC",
        "TO",
        "JJ",
        "VB",
        "VBN",
        "VBG",
        "DT",
        "RB",
    )


def _quote_later(items: Sequence[Item], index: int) -> bool:
    return any(item.tag == QUOTE for item in items[index + 1 : index + 12])
