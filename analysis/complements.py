"""Find what is said: the complement to the right of a cue, or the words to its left."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.cues import Cue, verb_cue
from analysis.frames import QUOTE, Item
from analysis.phrases import (
    DASHES,
    FINITE,
    NOUNS,
    REACH,
    VERBS,
    base_end,
    is_comma,
    is_noun,
    is_time,
    phrase_end,
)

Range = tuple[int, int]
_TRIM = frozenset({",", ".", ":", ";", "-", "--", "–", "—", "(", ")", "…", "...", "*"})
_OPENING = frozenset(
    ["if", "when", "because", "although", "though", "unless", "whether", "how", "what", "why", "where", "who", "which"]
)
_JOINING = frozenset(["and", "but", "or", "so", "yet"])
_QUESTION = frozenset(["whether", "if", "how", "what", "why", "where", "who", "which", "when"])


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cue reports: its `piece` of items, the `kind` of clause, and who was told."""

    piece: Range | None
    kind: str
    addressee: Range | None = None
    cue_end: int | None = None


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


def left_content(
    items: Sequence[Item], end: int, after: int, anything: bool = False
) -> Range | None:
    """The words before a source and cue, from `end` to the left, that they report.

    `after` is the item after source and cue. Quoted words that stand right before count, and a
    clause that a comma parts from them, where nothing but adverbials follows. With `anything`,
    neither quoted words nor a comma is needed.
    """
    last = end
    while last and items[last - 1].tag in ("RB",) and last > end - 2:
        last -= 1
    if last == 0:
        return None
    comma = is_comma(items[last - 1]) or items[last - 1].lower in DASHES
    final = last - 1 if comma else last
    if final < 1:
        return None
    quote = items[final - 1].tag == QUOTE
    start = _left_edge(items, final)
    if quote:
        if items[start].tag in ("CC",) and start + 1 == final - 1:
            start += 1
        before = trimmed(items, start, final)
        if before is None:
            return None
        # "Smith, the 'king', said": a word in marks that belongs to the subject's phrase
        if (
            is_noun(items[final - 1])
            and not comma
            and final - 1 > start
            and items[final - 1].text.rstrip("\"”’'")[-1:] not in ",?!"
        ):
            return None
        return before
    if not anything and not comma:
        return None
    if not anything and not _only_adverbials(items, after):
        return None
    if not any(item.tag in FINITE for item in items[start:final]):
        return None
    if (
        items[start].tag == "IN"
        and not anything
        and items[start].lower in ("as", "after", "while", "since", "before")
    ):
        if after < len(items) and not is_comma(items[after]) and items[after].lower != ".":
            return None
    if items[start].lower in ("and", "but") and items[start].tag == "CC":
        start += 1
    return trimmed(items, start, final)


def _left_edge(items: Sequence[Item], end: int) -> int:
    """Where the clause before item `end` starts: after a semicolon, or an attribution."""
    for index in range(end - 1, -1, -1):
        if items[index].lower in (";", ":"):
            return index + 1
    return 0


def _only_adverbials(items: Sequence[Item], after: int) -> bool:
    """Whether nothing but time, place and listener stand between a cue and the next stop."""
    index = skip_adverbials(items, after)
    return (
        index >= len(items)
        or is_comma(items[index])
        or items[index].lower in (".", "!", "?", ";", ":")
        or items[index].lower in DASHES
        or (items[index].tag == "IN" and items[index].lower != "that")
        or items[index].tag in ("WP", "VBG", QUOTE)
    )


def skip_adverbials(items: Sequence[Item], index: int) -> int:
    """The item after adverbs, times and prepositional phrases from an item on."""
    limit = min(len(items), index + REACH)
    while index < limit:
        item = items[index]
        if (item.tag in ("RB", "RP", "RBR") and item.lower not in ("not", "n't", "n’t")) or (is_time(item) and item.tag != "CD"):
            index += 1
        elif (
            item.tag in ("DT", "JJ")
            and index + 1 < limit
            and is_time(items[index + 1])
            and item.lower
            in ("this", "last", "next", "late", "early", "earlier", "that", "the", "same")
        ):
            index += 2
        elif item.tag in ("IN", "TO") and item.lower not in ("that", *_OPENING):
            end = phrase_end(items, index + 1)
            if end is None:
                break
            index = _over_participle(items, end)
        else:
            break
    return index


def _over_participle(items: Sequence[Item], index: int) -> int:
    """Over "hosted by the fund" after a noun."""
    if (
        index + 1 < len(items)
        and items[index].tag in ("VBN", "VBG")
        and items[index + 1].tag in ("IN", "TO")
    ):
        end = phrase_end(items, index + 2)
        if end is not None:
            return end
    return index


def complement_of(
    items: Sequence[Item], after: int, cue: Cue | None, parenthetical: bool = False
) -> Complement | None:
    """What stands to the right of a cue that ends before item `after`.

    A `parenthetical` cue has its content on the left; what follows a comma only goes on with it.
    """
    index = after
    addressee: Range | None = None
    if cue is not None and cue.telling and index < len(items):
        end = _addressee_end(items, index)
        if end is not None:
            addressee = (index, end)
            index = end
    if parenthetical:
        return Complement(_continuation(items, index), "continued", addressee)
    if cue is not None and index < len(items):
        found = _special(items, index, cue, addressee)
        if found is not None:
            return found
    here = skip_adverbials(items, index)
    if here < len(items) and is_comma(items[here]):
        here = _over_insertion(items, here)
    if here >= len(items):
        here = index
    that = _that(items, index, here)
    if that is not None:
        return _piece(items, that, clause_end(items, that + 1), "that", addressee)
    if here < len(items) and (
        items[here].lower == ":" or is_comma(items[here]) or items[here].lower in DASHES
    ):
        if here + 1 < len(items) and items[here + 1].tag == QUOTE:
            return _piece(items, here + 1, _quote_end(items, here + 1), "quote", addressee)
        if items[here].lower == ":" and here + 1 < len(items):
            return _piece(items, here + 1, len(items), "colon", addressee)
        if is_comma(items[here]) and cue is not None and cue.saying and not parenthetical:
            return None
        return None
    if here < len(items) and items[here].tag == QUOTE:
        return _piece(items, here, clause_end(items, here + 1, from_quote=True), "quote", addressee)
    if cue is None:
        return None
    if (
        here < len(items)
        and items[here].lower in _QUESTION
        and (cue.saying or cue.telling or cue.addressing)
    ):
        return _piece(items, here, clause_end(items, here + 1), "question", addressee)
    if cue.saying and here < len(items) and _bare_clause(items, here):
        return _piece(items, here, clause_end(items, here), "clause", addressee)
    if (
        cue.addressing
        and index < len(items)
        and base_end(items, index) is not None
        and not cue.thinking
    ):
        return _piece(items, index, clause_end(items, index), "object", None)
    return None


def _special(
    items: Sequence[Item], index: int, cue: Cue, addressee: Range | None
) -> Complement | None:
    """A thing to do ("vowed to fight") or what a preposition opens ("called for a vote")."""
    here = index
    while here < len(items) and items[here].tag in ("RB", "RP") and here < index + 2:
        here += 1
    if here < len(items) and items[here].tag == "TO" and (cue.promising or addressee is not None):
        return _piece(items, here, clause_end(items, here + 1), "to do", addressee)
    place = here if here < len(items) and items[here].lower in cue.prepositions else index
    if place < len(items) and items[place].lower in cue.prepositions and place + 1 < len(items):
        following = items[place + 1]
        if items[place].lower == "out" or (following.lower == "that" and following.tag == "IN"):
            return None
        if items[place].tag == "RP":
            return None
        if items[place].lower == "of" and cue.lemma == "say":
            return None
        return _piece(items, place + 1, clause_end(items, place + 1), "about", addressee, place + 1)
    return None


def _addressee_end(items: Sequence[Item], index: int) -> int | None:
    """The item after who is told, where something told can follow."""
    if items[index].tag in ("DT", "JJ") and index + 1 < len(items) and is_time(items[index + 1]):
        return None
    if items[index].tag == QUOTE:
        return None
    end = phrase_end(items, index)
    if end is None:
        return None
    # "told the committee he was ready": the pronoun opens the clause
    return end


def _that(items: Sequence[Item], index: int, here: int) -> int | None:
    """The "that" that opens the clause, at `here` or later if only phrases lie between."""
    for position in range(index, min(len(items), max(here + 1, index + 30))):
        item = items[position]
        if item.lower == "that" and item.tag in ("IN", "WDT", "DT"):
            if item.tag == "IN" or position == here:
                if item.tag == "DT" and not is_clause(items, position + 1):
                    return None
                return position
            continue
        if item.tag in FINITE or item.tag == QUOTE or item.lower in (":", ";", "."):
            return None
        if is_comma(item) and position >= here:
            return None
    return None


def _over_insertion(items: Sequence[Item], comma: int) -> int:
    """Over ", without proof," between a cue and what is said; else the comma itself."""
    for position in range(comma + 1, min(len(items), comma + 15)):
        if items[position].tag == QUOTE or items[position].tag in FINITE:
            return comma
        if is_comma(items[position]):
            return position + 1 if position + 1 < len(items) else comma
    return comma


def _bare_clause(items: Sequence[Item], here: int) -> bool:
    item = items[here]
    if item.lower in _OPENING or item.tag in ("EX", "PRP", "WP", "WRB"):
        return is_clause(items, here)
    if base_end(items, here) is None and item.tag not in ("VBG", "IN", "RB", "TO"):
        return False
    for index in range(here, min(len(items), here + REACH)):
        tag = items[index].tag
        if tag in FINITE:
            return index > here
        if items[index].lower in (";", ":", "."):
            return False
        if (
            is_comma(items[index])
            and index + 1 < len(items)
            and items[index + 1].tag in ("CC", "VBG")
        ):
            return False
    return False


def _continuation(items: Sequence[Item], index: int) -> Range | None:
    """What goes on after "…, he said, …"."""
    here = skip_adverbials(items, index)
    for place in (here, index):
        if place + 1 < len(items) and (
            is_comma(items[place]) or items[place].lower in (":", "--", "—", "–")
        ):
            following = items[place + 1]
            if following.tag == QUOTE:
                return trimmed(items, place + 1, _quote_end(items, place + 1))
            if following.tag == "CC" and place + 2 < len(items) and items[place + 2].tag == QUOTE:
                return trimmed(items, place + 1, _quote_end(items, place + 2))
    if here < len(items) and items[here].tag == QUOTE:
        return trimmed(items, here, _quote_end(items, here))
    for place in range(index, min(len(items), index + 40)):
        if (
            is_comma(items[place])
            and place + 1 < len(items)
            and items[place + 1].tag == QUOTE
            and not is_noun(items[place + 1])
        ):
            return trimmed(items, place + 1, _quote_end(items, place + 1))
    return None


def _quote_end(items: Sequence[Item], quote: int) -> int:
    """The item after a quoted stretch and the words that finish its clause."""
    return clause_end(items, quote + 1, from_quote=True)


def _piece(
    items: Sequence[Item],
    start: int,
    end: int,
    kind: str,
    addressee: Range | None,
    cue_end: int | None = None,
) -> Complement | None:
    piece = trimmed(items, start, end)
    return Complement(piece, kind, addressee, cue_end) if piece else None


def clause_end(items: Sequence[Item], start: int, from_quote: bool = False) -> int:
    """Where a reported clause that runs from item `start` ends.

    It ends with its frame, at a semicolon, or where the sentence goes back to who reports:
    ", adding that …", "and called for …", ", according to …".
    """
    for index in range(start, len(items)):
        item = items[index]
        if item.lower == ";" or (item.lower in ("--", "—", "–")):
            return index
        following = items[index + 1] if index + 1 < len(items) else None
        if following is None:
            break
        if is_comma(item):
            if from_quote and following.tag != QUOTE and not _quote_later(items, index):
                return index
            if _returns(items, index + 1):
                return index
        elif (item.tag == "CC" and item.lower in ("and", "but") and _returns(items, index)) or (from_quote and index == start and item.tag != QUOTE and not _goes_on(item)):
            return index
    return len(items)


def _goes_on(item: Item) -> bool:
    return item.tag in (*NOUNS, "IN", "CC", "TO", "JJ", "VB", "VBN", "VBG", "DT", "RB", *FINITE)


def _quote_later(items: Sequence[Item], index: int) -> bool:
    return any(item.tag == QUOTE for item in items[index + 1 : index + 12])


def _returns(items: Sequence[Item], index: int) -> bool:
    """Whether the sentence goes back, at an item, to the one who reports."""
    item = items[index]
    if item.tag == "CC":
        index += 1
    while index < len(items) and items[index].tag == "RB":
        index += 1
    if index >= len(items):
        return False
    item = items[index]
    if item.lower in ("according", "citing", "compared", "referring"):
        return True
    if item.tag not in VERBS:
        return False
    cue = verb_cue(item.lower)
    if cue is None or cue.thinking:
        return False
    return item.tag in ("VBD", "VBG") and (cue.saying or cue.addressing or bool(cue.prepositions))
