"""Find what is said in the words after a cue: its clause, its object, its quotation."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.quotations.adverbials import OPENINGS, is_time_phrase, skip_adverbials
from analysis.quotations.cues import Cue
from analysis.quotations.frames import DASHES, QUOTE, Item, is_title, last_letter
from analysis.quotations.phrases import (
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
from analysis.quotations.reported_clauses import (
    Range,
    clause_end,
    is_clause,
    object_end,
    quote_end,
    trimmed,
)

# Who is asked belongs to what is asked: "urged *the town to wait*".
_ASKING = frozenset({"ask", "urge", "beg", "implore", "exhort", "plead"})
_INQUIRING = _ASKING | {"wonder", "query", "question", "inquire", "say", "specify"}
# What is referred or responded to is said only where it is given words.
_POINTING = frozenset({"refer", "respond", "reply"})
_FEWEST = 4
_SUBJECTS = frozenset({"i", "he", "she", "we", "they"})
_CLAUSE_OPENINGS = frozenset({"VBG", "IN", "RB", "TO", "DT", "JJ", "JJR", "JJS", "RBR", "PDT"})
_QUESTION = frozenset(["whether", "if", "how", "what", "why", "where", "who", "which", "when"])


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cue reports: its `piece` of items, the `kind` of clause, and who was told."""

    piece: Range | None
    kind: str
    addressee: Range | None = None
    cue_end: int | None = None


def complement_of(
    items: Sequence[Item],
    after: int,
    cue: Cue | None,
    tense: str = "VBD",
    negated: bool = False,
) -> Complement | None:
    """What stands to the right of a cue that ends before item `after`."""
    index = after
    addressee: Range | None = None
    if cue is not None and cue.telling and index < len(items):
        end = addressee_end(items, index)
        if end is not None and not (end < len(items) and items[end].tag in FINITE):
            addressee = told(items, index, end)
            index = end
    if cue is not None and index < len(items):
        found = _special(items, index, cue, addressee, tense, negated)
        if found is not None:
            return found
    here = skip_adverbials(items, index)
    if here < len(items) and is_comma(items[here]):
        here = _over_aside(items, here)
    elif here < len(items) and items[here].lower in DASHES:
        here = _over_dashes(items, here)
    if here >= len(items):
        here = index
    if here >= len(items):
        return None
    if is_comma(items[here]) and here + 1 < len(items) and items[here + 1].lower == "that":
        here += 1
    that = _that(items, index, here)
    if that is not None and (
        cue is None
        or cue.saying
        or cue.telling
        or cue.showing
        or (cue.voicing and items[that - 1].tag in ("RB", "RP"))
    ):
        return _piece(items, that, clause_end(items, that + 1, tense), "that", addressee)
    if items[here].lower == ":" or is_comma(items[here]) or items[here].lower in DASHES:
        return _after_mark(items, here, addressee)
    if cue is None or items[here].tag == QUOTE:
        return _quotation(items, here, cue, tense, addressee)
    if addressee is not None and _is_described(items, addressee, here, cue):
        quote = _quote_behind(items, here)
        if quote is None:
            return None
        return _piece(items, quote, quote_end(items, quote), "quote", addressee)
    asked = items[here].lower in _QUESTION and (
        items[here].lower != "when" or cue.lemma in _INQUIRING
    )
    if asked and (cue.saying or cue.telling or cue.addressing):
        return _piece(items, here, clause_end(items, here + 1, tense), "question", addressee)
    bare = cue.bare or (cue.saying and _opens_clause(items, here))
    if bare and (_bare_clause(items, here) or (cue.lemma == "say" and _some_clause(items, here))):
        return _piece(items, here, clause_end(items, here, tense), "clause", addressee)
    return _object(items, index, cue, tense)


def _after_mark(items: Sequence[Item], mark: int, addressee: Range | None) -> Complement | None:
    """What a comma, colon or dash at an item opens: quoted words, behind a colon any."""
    if mark + 1 >= len(items):
        return None
    if items[mark + 1].tag == QUOTE:
        return _piece(items, mark + 1, quote_end(items, mark + 1), "quote", addressee)
    if items[mark].lower == ":":
        return _piece(items, mark + 1, len(items), "colon", addressee)
    return None


def _quotation(
    items: Sequence[Item], here: int, cue: Cue | None, tense: str, addressee: Range | None
) -> Complement | None:
    """Quoted words right behind a cue; a title there is no more than what was sung or written."""
    item = items[here]
    called_out = item.finite or last_letter(item) in ("!", "?")
    if item.tag != QUOTE or (is_title(item.text) and not called_out):
        return None
    if cue is not None and not (
        cue.saying or cue.voicing or cue.telling or cue.addressing or cue.thinking
    ):
        return None
    end = clause_end(items, here + 1, tense, from_quote=True)
    return _piece(items, here, end, "quote", addressee)


def _object(items: Sequence[Item], index: int, cue: Cue, tense: str) -> Complement | None:
    """An object that is reported: praised *the plan*, called *it a scandal*."""
    if not cue.addressing or cue.thinking or index >= len(items):
        return None
    owner = index + 1 < len(items) and items[index + 1].tag == "POS"
    when = is_time(items[index]) or is_time_phrase(items, index)
    if base_end(items, index) is None or (when and not owner):
        return None
    end = object_end(items, index, clause_end(items, index, tense))
    if cue.lemma in ("quote", "cite") and _saying_so(items, index, end):
        return None
    if cue.naming and not _names(items, index, end):
        return None
    return _piece(items, index, end, "object", None)


def _saying_so(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether an object is somebody who is quoted "as saying" more, which is found by itself."""
    return any(
        items[place].lower == "as" and items[place + 1].tag == "VBG"
        for place in range(start, min(end, len(items) - 1))
    )


def _special(
    items: Sequence[Item],
    index: int,
    cue: Cue,
    addressee: Range | None,
    tense: str,
    negated: bool,
) -> Complement | None:
    """A thing to do ("vowed to fight") or what a preposition opens ("called for a vote")."""
    here = index
    while here < len(items) and items[here].tag in ("RB", "RP") and here < index + 2:
        here += 1
    later = skip_adverbials(items, index) if cue.promising else here
    if later < len(items) and items[later].tag == "TO":
        here = later
    if (
        here < len(items)
        and items[here].tag == "TO"
        and (cue.promising or addressee is not None)
        and not (cue.bidding and not _quoted_soon(items, here))
    ):
        if here > index and cue.lemma in _ASKING and addressee is None:
            return None  # "asked not to be named" is about the report, and reports nothing
        if cue.withholding and _unnamed(items, here):
            return None
        end = object_end(items, here, clause_end(items, here + 1, tense))
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
        end = object_end(items, place + 1, clause_end(items, place + 1, tense))
        if (
            cue.lemma in _POINTING
            and not negated
            and not any(item.tag == QUOTE or item.lower == "as" for item in items[place + 1 : end])
        ):
            return None
        return _piece(items, place + 1, end, "about", addressee, place + 1)
    return None


def _unnamed(items: Sequence[Item], to: int) -> bool:
    """Whether it is only their name that somebody keeps back: declined *to be named*."""
    words = [item.lower for item in items[to + 1 : to + 3]]
    return words[:1] == ["be"] and words[1:] in (["named"], ["identified"], ["quoted"])


def _quoted_soon(items: Sequence[Item], here: int) -> bool:
    """Whether words in marks are part of a bidding, which make it a report."""
    end = clause_end(items, here + 1)
    return any(item.tag == QUOTE for item in items[here:end])


def _names(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether an object is followed by what it is called: called *it* a scandal."""
    base = base_end(items, start)
    if base is None or any(item.tag == QUOTE for item in items[start:end]):
        return True
    named = base < end and items[base].lower not in (",", ".", "(", ")")
    return named and (items[base].lower == "as" or items[base].tag not in ("IN", "RP", "TO", "CC"))


def addressee_end(items: Sequence[Item], index: int) -> int | None:
    """The item after who is told, where something told can follow."""
    if items[index].tag == QUOTE or is_time(items[index]) or is_time_phrase(items, index):
        return None
    end = phrase_end(items, index)
    if (
        end is not None
        and end + 1 < len(items)
        and items[end].tag == "JJ"
        and items[end + 1].tag in ("IN", "TO")
    ):
        return phrase_end(items, end + 2) or end  # "one person close to her"
    return end


def _is_described(items: Sequence[Item], addressee: Range, here: int, cue: Cue) -> bool:
    """Whether "who" behind those who are told only tells who they are: told voters *who* came."""
    noun = items[addressee[1] - 1].tag in ("NN", "NNS", "DT")
    return noun and items[here].lower in ("who", "which") and cue.lemma not in _INQUIRING


def _quote_behind(items: Sequence[Item], start: int) -> int | None:
    """The quoted words behind the comma that closes a relative clause."""
    for position in range(start, min(len(items) - 1, start + REACH)):
        if is_comma(items[position]) and items[position + 1].tag == QUOTE:
            return position + 1
    return None


def told(items: Sequence[Item], index: int, end: int) -> Range:
    """Who is told, of the words up to an item: *reporters* on Monday, *reporters* Monday."""
    last = base_end(items, index) or end
    while last > index + 1 and is_time(items[last - 1]):
        last -= 1
    return index, last


def _that(items: Sequence[Item], index: int, here: int) -> int | None:
    """The "that" that opens the clause: at `here`, or later where only adverbials lie between."""
    if here < len(items) and items[here].lower == "that":
        if items[here].tag == "IN" or is_clause(items, here + 1):
            return here
        return None
    if index >= len(items) or not (
        items[index].tag in ("IN", "TO", "RB") or is_time(items[index]) or is_comma(items[index])
    ):
        return None
    for position in range(index, min(len(items), index + 30)):
        item = items[position]
        if item.lower == "that" and item.tag == "IN":
            return position
        if item.tag in FINITE or item.tag == QUOTE or item.lower in (":", ";", "."):
            return None
    return None


def _over_aside(items: Sequence[Item], comma: int) -> int:
    """Over ", without proof," between a cue and what is said; else the comma itself."""
    clause = False
    for position in range(comma + 1, min(len(items) - 1, comma + 20)):
        clause = clause or items[position].tag in FINITE
        if items[position].tag == QUOTE:
            return comma
        if is_comma(items[position]):
            opens = items[position + 1].tag == QUOTE and items[comma + 1].tag in ("IN", "WRB")
            return position + 1 if opens or not clause else comma
    return comma


def _over_dashes(items: Sequence[Item], dash: int) -> int:
    """Over " – on Monday, for once – " before "that"; else the dash itself."""
    for position in range(dash + 1, min(len(items) - 1, dash + 15)):
        if items[position].lower in DASHES and items[position + 1].lower == "that":
            return position + 1
    return dash


def _some_clause(items: Sequence[Item], here: int) -> bool:
    """Whether a clause may follow "say" whose verb is hard to see: more than a word or two."""
    first = items[here]
    if base_end(items, here) is None and first.tag not in ("VBG", "JJR", "RB"):
        return False
    return len(items) > here + _FEWEST and any(
        item.tag in VERBS or item.opening in VERBS for item in items[here + 1 :]
    )


def _opens_clause(items: Sequence[Item], here: int) -> bool:
    """Whether a subject stands at an item that is no object: wrote *they* may, wrote *Lee* has."""
    end = base_end(items, here)
    if items[here].lower in _SUBJECTS and items[here].tag == "PRP":
        return True
    return end is not None and end < len(items) and items[end].tag in FINITE


def _bare_clause(items: Sequence[Item], here: int) -> bool:
    """Whether a clause without "that" starts at an item: its subject and then a finite verb."""
    item = items[here]
    if item.lower in OPENINGS or item.tag in ("EX", "WP", "WRB"):
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
            and index + 1 < len(items)
            and not (is_time(items[index + 1]) or items[index + 1].lower == "time")
        ):
            verbs -= 1
        elif item.lower in (";", ":", ".") or (
            is_comma(item) and index + 1 < len(items) and items[index + 1].tag in ("CC", "VBG")
        ):
            return False
    return False


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
