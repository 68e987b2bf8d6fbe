"""Find what is said: the complement to the right of a cue, or the words to its left."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.cues import Cue, verb_cue
from analysis.frames import DASHES, QUOTE, Item, last_letter
from analysis.phrases import (
    FINITE,
    NOUNS,
    REACH,
    RELATIVE,
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
    [
        "if",
        "when",
        "because",
        "although",
        "though",
        "unless",
        "whether",
        "how",
        "what",
        "why",
        "where",
        "who",
        "which",
    ]
)
# Who is asked belongs to what is asked: "urged *the town to wait*".
_ASKING = frozenset({"ask", "urge", "beg", "implore", "exhort", "plead"})
_CLAUSE_OPENINGS = frozenset(
    {"VBG", "IN", "RB", "TO", "DT", "JJ", "JJR", "JJS", "RBR", "PDT"}
)
_LEAVING = frozenset(
    {"as", "after", "while", "although", "though", "before", "even", "despite", "according"}
)
_TIME_OPENINGS = frozenset(
    {"this", "last", "next", "late", "early", "earlier", "that", "the", "same", "on"}
)
_STOPS = frozenset({".", "!", "?", ";", ":", "...", "…"})
_JOINING = frozenset({"and", "but", "while", "though", "although", "whereas"})
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


def has_verb(items: Sequence[Item], region: Range) -> bool:
    """Whether a range holds a finite verb, or quoted words that can hold one."""
    return any(
        item.tag in FINITE or (item.tag == QUOTE and not is_noun(item))
        for item in items[slice(*region)]
    )


def left_content(
    items: Sequence[Item], end: int, after: int, inverted: bool = False, clauses: bool = True
) -> tuple[Range, ...] | None:
    """The words before a source and cue that they report, with what goes on after them.

    `end` is the first item of source and cue, `after` the item behind both. Quoted words that
    stand right before count, and, with `clauses`, a clause that a comma parts from them.
    """
    last = end
    while last > end - 2 and last and items[last - 1].tag == "RB":
        last -= 1
    if last == 0:
        return None
    parted = is_comma(items[last - 1]) or items[last - 1].lower in DASHES
    final = last - parted
    if final < 1:
        return None
    start = left_edge(items, final)
    if items[start].tag == "CC" and start + 1 < final:
        start += 1
    region = trimmed(items, start, final)
    if region is None:
        return None
    here = skip_adverbials(items, after)
    stop = here if here < len(items) and not is_comma(items[after]) else after
    if items[final - 1].tag == QUOTE and (parted or not is_noun(items[final - 1])):
        return _with_quote(items, region, stop, inverted)
    if not parted or not clauses:
        return None
    return _with_clause(items, region, stop, inverted)


def _with_quote(
    items: Sequence[Item], region: Range, stop: int, inverted: bool
) -> tuple[Range, ...] | None:
    more = _continuation(items, stop, inverted, quoted=True)
    if all(item.tag == QUOTE or not item.lower.isalnum() for item in items[slice(*region)]):
        return (region, more) if more else (region,)
    follows = items[stop] if stop < len(items) else None
    if follows is not None and (
        follows.lower == "that" or follows.tag in ("PRP", "EX", QUOTE) or follows.lower in _OPENING
    ):
        return None  # "On the show "Today," he said that …"
    if _is_introduction(items, region[0]) and more is not None:
        return None
    return (region, more) if more else (region,)


def _with_clause(
    items: Sequence[Item], region: Range, stop: int, inverted: bool
) -> tuple[Range, ...] | None:
    finite = has_verb(items, region)
    introduction = _is_introduction(items, region[0])
    follows = items[stop] if stop < len(items) else None
    if follows is not None and is_comma(follows) and _is_mere_link(items, region):
        more = _continuation(items, stop, inverted, quoted=False)
        return (more,) if more is not None and is_clause(items, more[0]) else None
    if follows is None or follows.lower in _STOPS or follows.lower in DASHES:
        if not finite or (introduction and not _main_clause_after_comma(items, region)):
            return None
        return (region,)
    if is_comma(follows):
        more = _continuation(items, stop, inverted, quoted=False)
        if more is None:
            return (region,) if finite and not introduction else None
        first = items[more[0]]
        if finite and not introduction:
            return (region, more)
        if first.tag in FINITE or first.tag == "TO":
            return (region, more)
        if first.tag == QUOTE:
            return None if introduction or first.text[1:2].isupper() else (region, more)
        return (region, more) if introduction and is_clause(items, more[0]) else None
    if follows.tag in ("IN", "WP", "VBG") and finite and not introduction:
        return (region,)
    return None


def _is_mere_link(items: Sequence[Item], region: Range) -> bool:
    """Whether words only link to what was before: *But ultimately*, she said, …."""
    return all(item.tag in ("CC", "RB", "UH") for item in items[slice(*region)])


def _is_introduction(items: Sequence[Item], start: int) -> bool:
    """Whether an item opens an adverbial: "asked why, …", "after the vote, …", "in May, …"."""
    item = items[start]
    return (
        item.tag in ("IN", "VBN", "VBG", "TO", "WRB")
        or is_time(item)
        or (item.lower in ("asked", "pressed", "even", "just", "only"))
    )


def _main_clause_after_comma(items: Sequence[Item], region: Range) -> bool:
    comma = next((index for index in range(*region) if is_comma(items[index])), None)
    return comma is not None and has_verb(items, (comma, region[1]))


def left_edge(items: Sequence[Item], end: int) -> int:
    """Where the clause before item `end` starts: after a semicolon or colon, or at 0."""
    for index in range(end - 1, -1, -1):
        if items[index].lower in (";", ":"):
            return index + 1
    return 0


def skip_adverbials(items: Sequence[Item], index: int) -> int:
    """The item after adverbs, times and prepositional phrases from an item on."""
    limit = min(len(items), index + REACH)
    while index < limit:
        item = items[index]
        if item.tag in ("RB", "RP", "RBR") and item.lower not in ("not", "n't", "n’t"):
            index += 1
        elif is_time(item) and item.tag != "CD":
            index += 1
        elif _is_time_phrase(items, index):
            index += 2
        elif (
            item.tag == "CD"
            and index + 2 < limit
            and is_time(items[index + 1])
            and items[index + 2].lower in ("ago", "earlier", "later", "before")
        ):
            index += 3
        elif item.tag in ("IN", "TO") and item.lower not in ("that", *_OPENING):
            end = phrase_end(items, index + 1)
            if end is None:
                break
            index = _over_participle(items, end)
        else:
            break
    return index


def _is_time_phrase(items: Sequence[Item], index: int) -> bool:
    """Whether two items are "last week", "this morning" and the like, and no part of a name."""
    return (
        items[index].lower in _TIME_OPENINGS
        and index + 1 < len(items)
        and is_time(items[index + 1])
        and items[index + 1].tag != "CD"
        and not (index + 2 < len(items) and items[index + 2].tag in ("NN", "NNS", "POS"))
    )


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
    items: Sequence[Item],
    after: int,
    cue: Cue | None,
    tense: str = "VBD",
) -> Complement | None:
    """What stands to the right of a cue that ends before item `after`."""
    index = after
    addressee: Range | None = None
    if cue is not None and cue.telling and index < len(items):
        end = addressee_end(items, index)
        if end is not None:
            addressee = (index, base_end(items, index) or end)
            index = end
    if cue is not None and index < len(items):
        found = _special(items, index, cue, addressee, tense)
        if found is not None:
            return found
    here = skip_adverbials(items, index)
    if here < len(items) and is_comma(items[here]):
        here = _over_insertion(items, here)
    if here >= len(items):
        here = index
    that = _that(items, index, here)
    if that is not None and (
        cue is None
        or cue.saying
        or cue.telling
        or (cue.voicing and items[that - 1].tag in ("RB", "RP"))
    ):
        return _piece(items, that, clause_end(items, that + 1, tense), "that", addressee)
    if here < len(items) and (
        items[here].lower == ":" or is_comma(items[here]) or items[here].lower in DASHES
    ):
        if here + 1 < len(items) and items[here + 1].tag == QUOTE:
            return _piece(items, here + 1, _quote_end(items, here + 1), "quote", addressee)
        if items[here].lower == ":" and here + 1 < len(items):
            return _piece(items, here + 1, len(items), "colon", addressee)
        if is_comma(items[here]) and cue is not None and cue.saying:
            return None
        return None
    if here < len(items) and items[here].tag == QUOTE:
        return _piece(
            items, here, clause_end(items, here + 1, tense, from_quote=True), "quote", addressee
        )
    if cue is None:
        return None
    if (
        here < len(items)
        and items[here].lower in _QUESTION
        and (cue.saying or cue.telling or cue.addressing)
    ):
        return _piece(items, here, clause_end(items, here + 1, tense), "question", addressee)
    if cue.bare and here < len(items) and _bare_clause(items, here):
        return _piece(items, here, clause_end(items, here, tense), "clause", addressee)
    if (
        cue.addressing
        and index < len(items)
        and base_end(items, index) is not None
        and not cue.thinking
    ):
        if is_time(items[index]) or _is_time_phrase(items, index):
            return None
        end = _object_end(items, index, clause_end(items, index, tense))
        if cue.naming and not _names(items, index, end):
            return None
        return _piece(items, index, end, "object", None)
    return None


def _special(
    items: Sequence[Item], index: int, cue: Cue, addressee: Range | None, tense: str
) -> Complement | None:
    """A thing to do ("vowed to fight") or what a preposition opens ("called for a vote")."""
    here = index
    while here < len(items) and items[here].tag in ("RB", "RP") and here < index + 2:
        here += 1
    if (
        here < len(items)
        and items[here].tag == "TO"
        and (cue.promising or addressee is not None)
        and not cue.bidding
    ):
        end = _object_end(items, here, clause_end(items, here + 1, tense))
        whole = addressee is not None and cue.lemma in _ASKING
        start = addressee[0] if addressee is not None and whole else here
        return _piece(items, start, end, "to do", None if whole else addressee)
    place = here if here < len(items) and items[here].lower in cue.prepositions else index
    if place < len(items) and items[place].lower in cue.prepositions and place + 1 < len(items):
        following = items[place + 1]
        if items[place].lower == "out" or (following.lower == "that" and following.tag == "IN"):
            return None
        if items[place].tag == "RP":
            return None
        if items[place].lower == "of" and cue.lemma == "say":
            return None
        end = _object_end(items, place + 1, clause_end(items, place + 1, tense))
        return _piece(items, place + 1, end, "about", addressee, place + 1)
    return None


def _names(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether an object is followed by what it is called: called *it* a scandal."""
    base = base_end(items, start)
    if base is None or any(item.tag == QUOTE for item in items[start:end]):
        return True
    return base < end and (items[base].lower == "as" or items[base].tag not in ("IN", "RP", "TO"))


def _object_end(items: Sequence[Item], start: int, end: int) -> int:
    """Where an object ends: before "and" with a verb that can only be the subject's."""
    nested = False
    for index in range(start, end - 1):
        item = items[index]
        if item.tag in FINITE or item.tag in RELATIVE or item.tag == "WRB":
            nested = True
        joins = item.lower in ("and", "but") and item.tag == "CC"
        if joins and not nested:
            following = index + 1
            while following < end - 1 and items[following].tag == "RB":
                following += 1
            if items[following].tag in FINITE:
                return index
    return end


def addressee_end(items: Sequence[Item], index: int) -> int | None:
    """The item after who is told, where something told can follow."""
    if items[index].tag in ("DT", "JJ") and index + 1 < len(items) and is_time(items[index + 1]):
        return None
    if items[index].tag == QUOTE:
        return None
    end = phrase_end(items, index)
    if end is not None and end + 1 < len(items) and items[end].tag == "JJ":
        if items[end + 1].tag in ("IN", "TO"):  # "one person close to her"
            return phrase_end(items, end + 2) or end
    return end


def _that(items: Sequence[Item], index: int, here: int) -> int | None:
    """The "that" that opens the clause: at `here`, or later where only adverbials lie between."""
    if here < len(items) and items[here].lower == "that":
        if items[here].tag == "IN" or is_clause(items, here + 1):
            return here
        return None
    if index >= len(items) or not (items[index].tag in ("IN", "TO", "RB") or is_time(items[index])):
        return None
    for position in range(index, min(len(items), index + 30)):
        item = items[position]
        if item.lower == "that" and item.tag == "IN":
            return position
        if item.tag in FINITE or item.tag == QUOTE or item.lower in (":", ";", "."):
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
    """Whether a clause without "that" starts at an item: its subject and then a finite verb."""
    item = items[here]
    if item.lower in _OPENING or item.tag in ("EX", "WP", "WRB"):
        return is_clause(items, here)
    end = phrase_end(items, here)
    if end is None:
        if item.tag not in _CLAUSE_OPENINGS:
            return False
        end = here + 1
    verbs = 0
    for index in range(end, min(len(items), here + REACH)):
        item = items[index]
        before = items[index - 1]
        if item.tag in FINITE or (item.tag == QUOTE and not is_noun(item)):
            verbs += 1
            if verbs > 0:
                return True
        elif item.tag in RELATIVE or (item.tag == "IN" and item.lower == "that"):
            verbs -= 1  # the next finite verb is the relative clause's
        elif (
            (item.tag in ("PRP", "EX") or item.tag == "DT")
            and before.tag in NOUNS
            and not (is_time(items[index + 1]) or items[index + 1].lower == "time")
        ):
            verbs -= 1
        elif item.lower in (";", ":", "."):
            return False
        elif is_comma(item) and index + 1 < len(items) and items[index + 1].tag in ("CC", "VBG"):
            return False
    return False


def _continuation(items: Sequence[Item], stop: int, inverted: bool, quoted: bool) -> Range | None:
    """What goes on after "…, he said, …"; after quoted words, only where it is quoted too."""
    if stop < len(items) and items[stop].tag == QUOTE:
        return trimmed(items, stop, _quote_end(items, stop))
    if stop + 1 < len(items) and (is_comma(items[stop]) or items[stop].lower in (":", *DASHES)):
        following = items[stop + 1]
        if following.tag == QUOTE:
            return trimmed(items, stop + 1, _quote_end(items, stop + 1))
        if following.tag == "CC" and stop + 2 < len(items) and items[stop + 2].tag == QUOTE:
            return trimmed(items, stop + 1, _quote_end(items, stop + 2))
        if quoted and not (following.tag in ("IN", "TO") and following.lower == "that"):
            return _later_quote(items, stop)
        if is_comma(items[stop]) and following.tag not in ("VBG", "WP", "WDT"):
            if following.tag not in FINITE and _returns(items, stop + 1, "VBD"):
                return None
            return trimmed(items, stop + 1, clause_end(items, stop + 1))
    return _later_quote(items, stop) if quoted else None


def _later_quote(items: Sequence[Item], index: int) -> Range | None:
    """Quoted words that go on behind an aside: "…," she said as she rose, "…"."""
    for place in range(index, min(len(items), index + 40)):
        if items[place].tag == "VBG" and verb_cue(items[place].lower):
            return None
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


def clause_end(
    items: Sequence[Item], start: int, tense: str = "VBD", from_quote: bool = False
) -> int:
    """Where a reported clause that runs from item `start` ends.

    It ends with its frame, at a semicolon, or where the sentence goes back to who reports:
    ", adding that …", "and called for …", ", but she also said …", ", according to …". `tense`
    is the tag of the cue, which a further verb of its subject shares.
    """
    inserted = start
    for index in range(start, len(items)):
        item = items[index]
        if item.lower == ";" or (_is_dash(items, index) and index >= inserted):
            inserted = _second_dash(items, index)
            if inserted == index:
                return index
        if index + 1 == len(items):
            break
        if index < inserted:
            continue
        if item.tag == QUOTE and last_letter(item) == "," and index > start - from_quote:
            if _leaves(items, index + 1, tense) and has_verb(items, (start, index + 1)):
                return index + 1
        elif is_comma(item):
            if from_quote and items[index + 1].tag != QUOTE and not _quote_later(items, index):
                return index
            if _returns(items, index + 1, tense):
                return index
            if items[index + 1].tag in RELATIVE and not _goes_on_after(items, index + 1):
                return index
            if _new_clause(items, index + 1) or _new_report(items, index + 1):
                return index
        elif item.lower in ("and", "but") and item.tag == "CC" and _returns(items, index, tense):
            return index
        elif from_quote and index == start and not _goes_on(item):
            return index
    return len(items)


def _is_dash(items: Sequence[Item], index: int) -> bool:
    sign = items[index].lower
    return sign in ("--", "—", "–") or (
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


def _new_report(items: Sequence[Item], index: int) -> bool:
    """Whether another source and cue start at an item: …, Lee *concluded* that …."""
    joined = items[index].lower in _JOINING
    index += joined
    end = base_end(items, index) if index < len(items) else None
    if end is None or items[index].tag == QUOTE:
        return False
    while end < len(items) and items[end].tag == "RB":
        end += 1
    if end + 1 >= len(items) or items[end].tag not in ("VBD", "VBZ"):
        return False
    cue = verb_cue(items[end].lower)
    return cue is not None and cue.speech and (joined or items[end + 1].lower == "that")


def _leaves(items: Sequence[Item], index: int, tense: str) -> bool:
    """Whether the sentence leaves what is reported at an item after quoted words with a comma."""
    item = items[index]
    return (
        item.tag in ("DT", "VBG", "PRP", "NNP", "NNPS", "NN", "NNS", "PRP$", "JJ", *RELATIVE)
        or item.lower in _LEAVING
        or _returns(items, index, tense)
        or _new_clause(items, index)
    )


def _new_clause(items: Sequence[Item], index: int) -> bool:
    """Whether ", and" or ", but" opens a clause with a subject of its own at an item."""
    if items[index].lower not in ("and", "but") or index + 2 >= len(items):
        return False
    first = index + 1 + (items[index + 1].tag == "RB")
    if items[first].tag not in ("PRP", "NNP", "DT", "PRP$", "NN", "NNS", "EX"):
        return False
    return items[index].lower == "but" or any(
        item.tag in FINITE for item in items[index + 2 : index + 8]
    )


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


def _returns(items: Sequence[Item], index: int, tense: str) -> bool:
    """Whether the sentence goes back, at an item, to the one who reports."""
    joined = items[index].lower in ("and", "but", "while", "although", "though")
    index += joined
    while index < len(items) and items[index].tag in ("RB", "RBR"):
        index += 1
    if index >= len(items):
        return False
    item = items[index]
    if item.lower in ("according", "citing", "referring", "compared"):
        return True
    if not joined and item.tag == tense and item.tag in ("VBD", "VBZ"):
        cue = verb_cue(item.lower)
        return cue is not None and (cue.saying or cue.addressing or cue.promising)
    if item.tag == "VBG" and not joined:
        cue = verb_cue(item.lower)
        return cue is not None and not cue.thinking and (cue.saying or cue.addressing)
    if joined and item.tag in ("PRP", "NNP", "NNPS") and item.lower not in ("it", "they"):
        end = base_end(items, index)
        if end is None:
            return False
        index = end
        while index < len(items) and items[index].tag == "RB":
            index += 1
        cue = verb_cue(items[index].lower) if index < len(items) else None
        return cue is not None and items[index].tag == tense and cue.speech
    if joined and item.tag in (tense, "VBD"):
        cue = verb_cue(item.lower)
        return (
            cue is not None
            and not cue.thinking
            and (cue.saying or cue.addressing or bool(cue.prepositions))
        )
    return False
