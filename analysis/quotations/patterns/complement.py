"""Build an attribution whose content follows its cue."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.quotations.content import Complement, find_complement
from analysis.quotations.content_ends import (
    clause_end,
    cut_before_main_clause,
    cut_before_main_verb,
    object_end,
)
from analysis.quotations.following_reports import is_comment_appositive
from analysis.quotations.occasions import cut_object_occasion, cut_occasion
from analysis.syntax.adverbials import skip_adverbials
from analysis.syntax.clauses import TokenRange, is_clause, strip_punctuation
from analysis.syntax.cues import Cue, verb_cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import base_phrase_end, is_time, phrase_end
from analysis.syntax.quoted_words import has_quote
from analysis.syntax.subjects import is_negative_source
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma, skip_tags
from analysis.syntax.verb_groups import VerbGroup

_OCCASIONS = lexicon.words("reporting_nouns", "occasion")
_QUANTITIES = lexicon.words("modifiers", "quantity")
_SUBORDINATORS = lexicon.words("subordinators", "attribution")
# The addressee of these is no part of a content with words in marks: told him *to “go”*.
_TELLING = frozenset({"encourage", "tell"})
_LINKS = frozenset({"CC", "RB", ","})  # tags before a source that opens its sentence
_NO_CONTENT = frozenset({"CC", "TO", "VBG", "VBN", QUOTE, *FINITE_TAGS, *RELATIVE_TAGS})


class Attribution(Struct, frozen=True):
    """The attribution of one cue, in ranges of a segment's tokens; `pattern` is a name.

    `is_thought` is true for a belief or an intention.
    """

    content_spans: tuple[TokenRange, ...]
    cue: TokenRange
    source: Subject | None
    pattern: str
    addressee: TokenRange | None = None
    negated: bool = False
    is_thought: bool = False


def match_complement(
    tokens: Sequence[Token],
    group: VerbGroup,
    cue: Cue,
    source: Subject | None,
    rule: str,
    after: int | None = None,
) -> Attribution | None:
    """Return the attribution whose content follows its cue, or None."""
    start = group.end if after is None else after
    tense = _tense(tokens, group)
    that = _find_that_behind_duration(tokens, start, cue)
    complement = _find_quantity(tokens, start, cue, tense) or find_complement(
        tokens, start if that is None else that, cue, tense, group.is_negated
    )
    if complement is None and cue.takes_gerund:
        complement = _find_gerund(tokens, start, tense)
    if complement is None and cue.takes_addressee:
        complement = _find_topic(tokens, start, cue, tense)
    if complement is None and source is not None and rule == "subject":
        complement = _find_clause_behind_comma(tokens, source, start, cue, tense)
    if complement is None or complement.content_span is None:
        return None
    kind = complement.kind
    piece = complement.content_span
    addressee = complement.addressee
    if (
        kind == "to do"
        and addressee is not None
        and (cue.lemma not in _TELLING or not has_quote(tokens[slice(*piece)]))
    ):
        piece, addressee = (addressee[0], piece[1]), None  # urged *him to leave*
    if source is None:
        impersonal = rule == "passive" and kind == "question"
        if (kind not in ("quote", "that") and not impersonal) or cue.is_naming:
            return None
        rule = rule if rule == "passive" else "no source"
        kind = "that" if impersonal else kind
    if kind != "colon":
        cut = cut_object_occasion if kind in ("object", "about") else cut_occasion
        piece = cut(tokens, piece)
    if _is_subordinate(tokens, min(group.start, source.start) if source else group.start):
        piece = cut_before_main_clause(tokens, piece)
    if source is not None and source.relative is not None:
        piece = cut_before_main_verb(tokens, piece)
    return Attribution(
        (piece,),
        (group.start, complement.cue_end or group.end),
        source,
        f"{rule}, {kind}" if kind != "to do" else "to do",
        addressee,
        group.is_negated
        or cue.is_withholding
        or (source is not None and is_negative_source(tokens, source)),
    )


def _find_that_behind_duration(tokens: Sequence[Token], start: int, cue: Cue) -> int | None:
    """Return the "that" behind a duration that looks like a topic: argued *for years* that …."""
    if start + 2 >= len(tokens) or tokens[start].lower not in cue.prepositions:
        return None
    end = base_phrase_end(tokens, start + 1)
    if end is None or end >= len(tokens) or tokens[end].lower != "that":
        return None
    last = tokens[end - 1]
    partner = tokens[start].lower == "with" and last.tag in ("NNP", "PRP")  # "agreed with Lee that"
    return end if partner or is_time(last) or last.lower in _OCCASIONS else None


def _find_topic(tokens: Sequence[Token], start: int, cue: Cue, tense: str) -> Complement | None:
    """Return a topic behind an addressee: asked *Lee* about the deal."""
    end = base_phrase_end(tokens, start) if start < len(tokens) else None
    if end is None or end + 1 >= len(tokens) or tokens[end].lower not in cue.prepositions:
        return None
    if tokens[end].lower == "of":
        return None  # "told members of the board"
    last = object_end(tokens, end + 1, clause_end(tokens, end + 1, tense))
    piece = strip_punctuation(tokens, end + 1, last)
    return Complement(piece, "about", (start, end)) if piece is not None else None


def _find_quantity(tokens: Sequence[Token], start: int, cue: Cue, tense: str) -> Complement | None:
    """Return a clause that opens with a quantity: said *more than four ships* had left."""
    if not cue.has_bare_clause or start + 1 >= len(tokens):
        return None
    if tokens[start].lower in ("yes", "no") and _ends_answer(tokens[start + 1]):
        return Complement((start, start + 1), "clause")
    if tokens[start].lower not in _QUANTITIES:
        return None
    number = next(
        (at for at in range(start + 1, min(len(tokens), start + 4)) if tokens[at].tag == "CD"), None
    )
    end = phrase_end(tokens, number) if number is not None else None
    if number is None or end is None or is_time(tokens[end - 1]):
        return None
    end = skip_tags(tokens, end, ADVERB_TAGS)
    if end >= len(tokens) or tokens[end].tag not in FINITE_TAGS:
        return None
    piece = strip_punctuation(tokens, start, clause_end(tokens, end, tense))
    return Complement(piece, "clause") if piece is not None else None


def _ends_answer(token: Token) -> bool:
    return token.tag in (",", ".", "CC", "IN", "TO")


def _find_gerund(tokens: Sequence[Token], start: int, tense: str) -> Complement | None:
    """Return a content clause with a participle: denied *taking bribes*, proposed *waiting*."""
    here = skip_adverbials(tokens, start)
    if here >= len(tokens) or tokens[here].tag != "VBG":
        return None
    end = object_end(tokens, here, clause_end(tokens, here + 1, tense))
    piece = strip_punctuation(tokens, here, end)
    return Complement(piece, "object") if piece is not None and end > here + 1 else None


def _find_clause_behind_comma(
    tokens: Sequence[Token], source: Subject, start: int, cue: Cue, tense: str
) -> Complement | None:
    """Return a clause that only a comma parts from its cue: *He said, the* dam would hold.

    No other content may precede the source.
    """
    if not (cue.is_speech and cue.has_bare_clause) or tokens[source.head].tag == "DT":
        return None  # "That said, we are late"
    if any(token.tag not in _LINKS for token in tokens[: source.start]):
        return None
    comma = skip_adverbials(tokens, start)
    if comma + 1 >= len(tokens) or not is_comma(tokens[comma]):
        return None
    first = tokens[comma + 1]
    if first.tag in _NO_CONTENT or verb_cue(first.lower) is not None:
        return None
    if is_comment_appositive(tokens, comma + 1) or not is_clause(tokens, comma + 1):
        return None
    piece = strip_punctuation(tokens, comma + 1, clause_end(tokens, comma + 1, tense))
    return Complement(piece, "clause") if piece is not None else None


def _tense(tokens: Sequence[Token], group: VerbGroup) -> str:
    """Return the tag that a further finite verb of the same subject would have."""
    if tokens[group.main].tag == "VBG":
        return "VBG"
    for token in tokens[group.start : group.main + 1]:
        if token.tag in FINITE_TAGS:
            return token.tag if token.tag != "MD" else "VB"
    return "VBD"


def _is_subordinate(tokens: Sequence[Token], start: int) -> bool:
    """Return whether the clause that starts at a token is subordinate: *when* he says …."""
    before = start - 1
    return (
        before >= 0
        and tokens[before].lower in _SUBORDINATORS
        and (
            before <= 1
            or is_comma(tokens[before - 1])
            or tokens[before - 1].tag == "CC"
            or tokens[before - 1].lower in ("even", "just")
        )
    )
