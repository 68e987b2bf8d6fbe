"""Find the content after a cue.

It is a clause with or without "that", a question, an object, an infinitive or quoted words.
"""

from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.quotations.content_ends import clause_end, object_end, quote_end
from analysis.syntax.adverbials import CLAUSE_OPENERS, is_time_phrase, skip_adverbials
from analysis.syntax.clauses import (
    TokenRange,
    has_predicate,
    has_verb,
    is_clause,
    opens_clause,
    strip_punctuation,
)
from analysis.syntax.cues import Cue
from analysis.syntax.noun_phrases import NOUNS, REACH, base_phrase_end, is_noun, is_time, phrase_end
from analysis.syntax.quoted_words import has_quote, is_title, last_inner_character
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    PREPOSITION_TAGS,
    PRONOUN_TAGS,
    RELATIVE_TAGS,
    SINGULAR_NOUN_TAGS,
    SUBORDINATOR_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma

# The addressee of these is part of the content: "urged *the town to wait*".
_ASKING = lexicon.words("reporting_verbs", "asking")
_INQUIRING = _ASKING | {"wonder", "query", "question", "inquire", "say", "specify"}
# A clause in the subjunctive follows these: demanded *the city act*.
_DEMANDING = frozenset({"demand", "insist", "recommend", "request"})
# The object of these is content only if it holds quoted words or "as".
_POINTING = frozenset({"refer", "respond", "reply"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_FEWEST = 4
_MARKS = frozenset({";", ":"})
_VOICING = frozenset({"express", "reiterate", "voice"})  # a feeling, and what it is about
_SUBJECTS = frozenset({"i", "he", "she", "we", "they"})
_CLAUSE_OPENINGS = frozenset({"VBG", "IN", "RB", "TO", "DT", "JJ", "JJR", "JJS", "RBR", "PDT"})
_QUESTION = lexicon.words("subordinators", "question")


class Complement(Struct, frozen=True):
    """The content of a cue: its `content_span` of tokens, the `kind` of clause, and the addressee.

    `cue_end` is the token after a preposition that belongs to the cue, if there is one.
    """

    content_span: TokenRange | None
    kind: str
    addressee: TokenRange | None = None
    cue_end: int | None = None


def find_complement(
    tokens: Sequence[Token], after: int, cue: Cue | None, tense: str = "VBD", negated: bool = False
) -> Complement | None:
    """Return the complement to the right of a cue that ends before token `after`, or None."""
    index = after
    addressee: TokenRange | None = None
    if cue is not None and cue.takes_addressee and index < len(tokens):
        end = addressee_end(tokens, index)
        if end is not None and not (end < len(tokens) and tokens[end].tag in FINITE_TAGS):
            addressee = addressee_span(tokens, index, end)
            index = end
    if cue is not None and index < len(tokens):
        found = _match_infinitive_or_preposition(tokens, index, cue, addressee, tense, negated)
        if found is not None:
            return found
    here = skip_adverbials(tokens, index)
    if here < len(tokens) and is_comma(tokens[here]):
        here = _skip_aside(tokens, here)
    elif here < len(tokens) and tokens[here].lower in DASHES:
        here = _skip_dashes(tokens, here)
    if here >= len(tokens):
        here = index
    if here >= len(tokens):
        return None
    if is_comma(tokens[here]) and here + 1 < len(tokens) and tokens[here + 1].lower == "that":
        here += 1
    that = _find_that(tokens, index, here)
    if that is not None and (
        cue is None
        or cue.takes_clause
        or cue.takes_that
        or cue.takes_addressee
        or cue.is_document
        or (cue.takes_quote and tokens[that - 1].tag in ("RB", "RP"))
    ):
        marked = that + 2  # "states that; “the dam …”"
        if (
            marked < len(tokens)
            and tokens[marked].tag == QUOTE
            and tokens[that + 1].lower in _MARKS
        ):
            return _piece(tokens, marked, quote_end(tokens, marked), "quote", addressee)
        inserted = that + 1 < len(tokens) and is_comma(tokens[that + 1])
        start = that + 2 if inserted else that  # "said that, in May, it …"
        return _piece(tokens, start, clause_end(tokens, that + 1, tense), "that", addressee)
    if tokens[here].lower == ":" or is_comma(tokens[here]) or tokens[here].lower in DASHES:
        return _match_mark(tokens, here, addressee)
    if cue is None or tokens[here].tag == QUOTE:
        return _match_quotation(tokens, here, cue, tense, addressee)
    if addressee is not None and _is_described(tokens, addressee, here, cue):
        quote = _find_later_quote(tokens, here)
        if quote is None:
            return None
        return _piece(tokens, quote, quote_end(tokens, quote), "quote", addressee)
    if tokens[here].lower == "when" and (that := _find_that_behind_time(tokens, here)) is not None:
        return _piece(tokens, that, clause_end(tokens, that + 1, tense), "that", addressee)
    question = tokens[here].lower in _QUESTION and (
        tokens[here].lower != "when" or cue.lemma in _INQUIRING
    )
    if question and (cue.takes_clause or cue.takes_addressee or cue.takes_object):
        return _piece(tokens, here, clause_end(tokens, here + 1, tense), "question", addressee)
    if cue.lemma in _VOICING and (that := _find_that_behind_feeling(tokens, here)) is not None:
        return _piece(tokens, that, clause_end(tokens, that + 1, tense), "that", addressee)
    if cue.lemma in _DEMANDING and _is_subjunctive(tokens, here):
        return _piece(tokens, here, clause_end(tokens, here, tense), "clause", addressee)
    if tokens[here].lower == "when" and not question and cue.is_document:
        return None  # "ruled until 1972 when he died"
    bare = cue.has_bare_clause or (cue.takes_clause and _opens_subject(tokens, here))
    if bare and (
        _is_bare_clause(tokens, here) or (cue.lemma == "say" and _is_unclear_clause(tokens, here))
    ):
        end = clause_end(tokens, here, tense)
        kind = "clause" if has_verb(tokens, (here, end)) or not cue.takes_object else "object"
        return _piece(tokens, here, end, kind, addressee)
    if (cue.takes_clause or cue.is_naming) and _has_infinitive(tokens, here):
        end = object_end(tokens, here, clause_end(tokens, here, tense))
        return _piece(tokens, here, end, "clause", addressee)
    return _match_object(tokens, index, cue, tense)


def _has_infinitive(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a noun phrase has an infinitive of a state: found *the ban to be void*."""
    end = base_phrase_end(tokens, here)
    if end is None or end + 2 >= len(tokens) or tokens[end].tag != "TO":
        return False
    if tokens[end + 1].lower == "be":
        return tokens[end + 2].tag != "VBN"  # not "a vote to be held"
    return tokens[end + 1].lower == "have"


def _match_mark(
    tokens: Sequence[Token], mark: int, addressee: TokenRange | None
) -> Complement | None:
    """Return the content behind a comma, colon or dash at a token, or None.

    Only a colon introduces words that are not quoted.
    """
    if mark + 1 >= len(tokens):
        return None
    if tokens[mark + 1].tag == QUOTE:
        return _piece(tokens, mark + 1, quote_end(tokens, mark + 1), "quote", addressee)
    if tokens[mark].lower == ":":
        return _piece(tokens, mark + 1, len(tokens), "colon", addressee)
    return None


def _match_quotation(
    tokens: Sequence[Token], here: int, cue: Cue | None, tense: str, addressee: TokenRange | None
) -> Complement | None:
    """Return quoted words right behind a cue, or None if they are the title of a work."""
    token = tokens[here]
    called_out = token.is_finite or last_inner_character(token) in ("!", "?")
    if token.tag != QUOTE or (is_title(token.text) and not called_out):
        return None
    if cue is not None and not (
        cue.takes_clause
        or cue.takes_quote
        or cue.takes_addressee
        or cue.takes_object
        or cue.is_thought
    ):
        return None
    end = clause_end(tokens, here + 1, tense, from_quote=True)
    return _piece(tokens, here, end, "quote", addressee)


def _match_object(tokens: Sequence[Token], index: int, cue: Cue, tense: str) -> Complement | None:
    """Return a reported object: praised *the plan*, called *it a scandal*."""
    if not cue.takes_object or cue.is_thought or index >= len(tokens):
        return None
    owner = index + 1 < len(tokens) and tokens[index + 1].tag == "POS"
    when = is_time(tokens[index]) or is_time_phrase(tokens, index)
    if _object_end(tokens, index) is None or (when and not owner):
        return None
    end = object_end(tokens, index, clause_end(tokens, index, tense))
    if cue.lemma in ("quote", "cite") and _is_quoted_as(tokens, index, end):
        return None
    if cue.is_naming and not _has_label_after(tokens, index, end):
        return None
    return _piece(tokens, index, end, "object", None)


def _object_end(tokens: Sequence[Token], start: int) -> int | None:
    """Return the token after an object at a token: *the plan*, *this* as a mistake; or None."""
    following = tokens[start + 1] if start + 1 < len(tokens) else tokens[start]
    labels = following.tag in ("DT", QUOTE) or following.lower == "as"
    if tokens[start].lower in _DEMONSTRATIVES and following is not tokens[start] and labels:
        return start + 1
    return base_phrase_end(tokens, start)


def _is_quoted_as(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether an object is a person quoted "as saying"; the participle is its own cue."""
    return any(
        tokens[position].lower == "as" and tokens[position + 1].tag == "VBG"
        for position in range(start, min(end, len(tokens) - 1))
    )


def _match_infinitive_or_preposition(
    tokens: Sequence[Token],
    index: int,
    cue: Cue,
    addressee: TokenRange | None,
    tense: str,
    negated: bool,
) -> Complement | None:
    """Match an infinitive ("vowed to fight") or a preposition ("called for a vote")."""
    here = index
    while here < len(tokens) and tokens[here].tag in ("RB", "RP") and here < index + 2:
        here += 1
    later = skip_adverbials(tokens, index) if cue.takes_infinitive else here
    if later < len(tokens) and tokens[later].tag == "TO":
        here = later
    if (
        here < len(tokens)
        and tokens[here].tag == "TO"
        and (cue.takes_infinitive or addressee is not None)
        and not (cue.is_command and not _has_quoted_command(tokens, here))
    ):
        if here > index and cue.lemma in _ASKING and addressee is None:
            return None  # "asked not to be named" reports nothing
        if cue.is_withholding and _withholds_name(tokens, here):
            return None
        end = object_end(tokens, here, clause_end(tokens, here + 1, tense))
        return _piece(tokens, here, end, "to do", addressee)
    preposition = here if here < len(tokens) and tokens[here].lower in cue.prepositions else index
    if (
        preposition < len(tokens)
        and tokens[preposition].lower in cue.prepositions
        and preposition + 1 < len(tokens)
    ):
        if tokens[preposition].lower == "out":
            return None
        if tokens[preposition].lower == "of" and cue.lemma == "say":
            return None
        end = object_end(tokens, preposition + 1, clause_end(tokens, preposition + 1, tense))
        if cue.lemma in _POINTING and not negated:
            quote = _find_answer(tokens, preposition + 1)
            if quote is not None:
                end = quote_end(tokens, quote)
                return _piece(tokens, quote, end, "quote", addressee)
        if (
            cue.lemma in _POINTING
            and not negated
            and not any(
                token.tag == QUOTE or token.lower == "as" for token in tokens[preposition + 1 : end]
            )
        ):
            return None
        return _piece(tokens, preposition + 1, end, "about", addressee, preposition + 1)
    return None


def _find_answer(tokens: Sequence[Token], start: int) -> int | None:
    """Return the quoted words of a response: responded to Lee with a note, *“No.”*."""
    answers = False
    for position in range(start, min(len(tokens) - 1, start + REACH)):
        token = tokens[position]
        if token.tag in FINITE_TAGS or token.tag == QUOTE:
            return None
        answers = answers or token.lower == "with"
        opens = is_comma(token) or token.lower == ":"
        if answers and opens and tokens[position + 1].tag == QUOTE:
            return position + 1
    return None


def _withholds_name(tokens: Sequence[Token], to: int) -> bool:
    """Return whether an infinitive only withholds the source's name: declined *to be named*."""
    words = [token.lower for token in tokens[to + 1 : to + 3]]
    return words[:1] == ["be"] and words[1:] in (["named"], ["identified"], ["quoted"])


def _has_quoted_command(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a command holds words in marks, which make it a report."""
    end = clause_end(tokens, here + 1)
    return has_quote(tokens[here:end])


def _has_label_after(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether a name or label follows an object: called *it* a scandal."""
    base = _object_end(tokens, start)
    if base is None or has_quote(tokens[start:end]):
        return True
    named = base < end and tokens[base].lower not in (",", ".", "(", ")")
    return named and (
        tokens[base].lower == "as" or tokens[base].tag not in ("IN", "RP", "TO", "CC")
    )


def addressee_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the token after an addressee that content can follow, or None."""
    if tokens[index].tag == QUOTE or is_time(tokens[index]) or is_time_phrase(tokens, index):
        return None
    end = phrase_end(tokens, index)
    if (
        end is not None
        and end + 1 < len(tokens)
        and tokens[end].tag == "JJ"
        and tokens[end + 1].tag in PREPOSITION_TAGS
    ):
        return phrase_end(tokens, end + 2) or end  # "one person close to her"
    return end


def _is_described(tokens: Sequence[Token], addressee: TokenRange, here: int, cue: Cue) -> bool:
    """Return whether "who" only describes the addressee: told voters *who* came."""
    noun = tokens[addressee[1] - 1].tag in ("NN", "NNS", "DT")
    return noun and tokens[here].lower in ("who", "which") and cue.lemma not in _INQUIRING


def _find_later_quote(tokens: Sequence[Token], start: int) -> int | None:
    """Return the quoted words behind the comma that closes a relative clause, or None."""
    for position in range(start, min(len(tokens) - 1, start + REACH)):
        if is_comma(tokens[position]) and tokens[position + 1].tag == QUOTE:
            return position + 1
    return None


def addressee_span(tokens: Sequence[Token], index: int, end: int) -> TokenRange:
    """Return the addressee without a time: *reporters* on Monday, *reporters* Monday."""
    last = base_phrase_end(tokens, index) or end
    while last > index + 1 and is_time(tokens[last - 1]):
        last -= 1
    return index, last


def _find_that(tokens: Sequence[Token], index: int, here: int) -> int | None:
    """Return the "that" that opens a clause: at `here`, or later behind adverbials only."""
    if here < len(tokens) and tokens[here].lower == "that":
        if tokens[here].tag == "IN":
            return here
        return here if is_clause(tokens, here + 1) and not _is_demonstrative(tokens, here) else None
    if index >= len(tokens) or not (
        tokens[index].tag in ("IN", "TO", "RB") or is_time(tokens[index]) or is_comma(tokens[index])
    ):
        return None
    for position in range(index, min(len(tokens), index + 30)):
        token = tokens[position]
        if token.lower == "that" and token.tag == "IN":
            return position
        if token.tag in FINITE_TAGS or token.tag == QUOTE or token.lower in (":", ";", "."):
            return None
    return None


def _find_that_behind_time(tokens: Sequence[Token], when: int) -> int | None:
    """Return the "that" behind a clause of time: said *when it opened* that …."""
    for position in range(when + 1, min(len(tokens), when + REACH)):
        token = tokens[position]
        if is_comma(token) or token.tag == QUOTE:
            return None
        if token.lower == "that" and token.tag == "IN" and not is_noun(tokens[position - 1]):
            return position
    return None


def _find_that_behind_feeling(tokens: Sequence[Token], here: int) -> int | None:
    """Return the "that" of the clause behind a feeling: expressed *hope that* it ends; or None."""
    end = base_phrase_end(tokens, here)
    if end is None or end >= len(tokens) or (tokens[end].lower, tokens[end].tag) != ("that", "IN"):
        return None
    return end if is_clause(tokens, end + 1) and tokens[end + 1].tag not in FINITE_TAGS else None


def _is_demonstrative(tokens: Sequence[Token], here: int) -> bool:
    """Return whether "that" is part of an object: repeated *that offer* on Monday."""
    end = base_phrase_end(tokens, here)
    return tokens[here].tag == "DT" and end is not None and not has_predicate(tokens, end)


def _skip_aside(tokens: Sequence[Token], comma: int) -> int:
    """Skip ", without proof," between a cue and its content; else return the comma itself."""
    clause = False
    for position in range(comma + 1, min(len(tokens) - 1, comma + 20)):
        clause = clause or tokens[position].tag in FINITE_TAGS
        if tokens[position].tag == QUOTE:
            return comma
        if is_comma(tokens[position]):
            opens = tokens[position + 1].tag == QUOTE and tokens[comma + 1].tag in SUBORDINATOR_TAGS
            return position + 1 if opens or not clause else comma
    return comma


def _skip_dashes(tokens: Sequence[Token], dash: int) -> int:
    """Skip " – on Monday, for once – " before "that"; else return the dash itself."""
    for position in range(dash + 1, min(len(tokens) - 1, dash + 15)):
        if tokens[position].lower in DASHES and tokens[position + 1].lower == "that":
            return position + 1
    return dash


def _is_unclear_clause(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a clause without a recognized finite verb may follow "say".

    It needs some form of a verb and more than a few words.
    """
    first = tokens[here]
    if base_phrase_end(tokens, here) is None and first.tag not in ("VBG", "JJR", "RB"):
        return False
    return len(tokens) > here + _FEWEST and any(
        token.tag in VERBAL_TAGS for token in tokens[here + 1 :]
    )


def _is_subjunctive(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a clause in the subjunctive starts: demanded *the city act*."""
    end = base_phrase_end(tokens, here)
    if end is None or end + 1 >= len(tokens) or tokens[here].tag in ("CD", *PREPOSITION_TAGS):
        return False
    singular = tokens[end].tag == "VBP" and tokens[end - 1].tag in SINGULAR_NOUN_TAGS
    return singular or tokens[end].tag == "VB"


def _opens_subject(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a token opens a subject, not an object: wrote *they* may, wrote *Lee* has."""
    pronoun = tokens[here].lower in _SUBJECTS and tokens[here].tag == "PRP"
    return pronoun or opens_clause(tokens, here)


def _is_bare_clause(tokens: Sequence[Token], here: int) -> bool:
    """Return whether a clause without "that" starts at a token: a subject, then a finite verb."""
    token = tokens[here]
    if token.lower in CLAUSE_OPENERS or token.tag in ("EX", "WP", "WRB"):
        return is_clause(tokens, here)
    end = phrase_end(tokens, here)
    if end is None:
        if token.tag not in _CLAUSE_OPENINGS:
            return False
        end = here + 1
    verbs = 0
    for index in range(end, min(len(tokens), here + REACH)):
        token = tokens[index]
        before = tokens[index - 1]
        if token.tag in FINITE_TAGS or (token.tag == QUOTE and not is_noun(token)):
            verbs += 1
            if verbs > 0:
                return True
        elif token.tag in RELATIVE_TAGS or (token.tag == "IN" and token.lower == "that"):
            verbs -= 1  # the next finite verb is the relative clause's
        elif (
            (token.tag in PRONOUN_TAGS or token.tag == "DT")
            and before.tag in NOUNS
            and index + 1 < len(tokens)
            and not (is_time(tokens[index + 1]) or tokens[index + 1].lower == "time")
        ):
            verbs -= 1
        elif token.lower in (";", ":", ".") or (
            is_comma(token) and index + 1 < len(tokens) and tokens[index + 1].tag in ("CC", "VBG")
        ):
            return False
    return False


def _piece(
    tokens: Sequence[Token],
    start: int,
    end: int,
    kind: str,
    addressee: TokenRange | None,
    cue_end: int | None = None,
) -> Complement | None:
    piece = strip_punctuation(tokens, start, end)
    return Complement(piece, kind, addressee, cue_end) if piece else None
