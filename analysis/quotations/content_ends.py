"""Find the end of reported content: the same source, another source or the writer follows."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.following_reports import (
    has_other_source,
    introduces_new_report,
    is_comment_appositive,
    is_new_report,
    is_trailing_report,
    returns_to_source,
)
from analysis.syntax.adverbials import skip_adverbials
from analysis.syntax.clauses import (
    TokenRange,
    has_finite_verb,
    has_predicate,
    is_verb,
    opens_clause,
    strip_punctuation,
)
from analysis.syntax.cues import verb_cue
from analysis.syntax.noun_phrases import NOUNS, base_phrase_end
from analysis.syntax.quoted_words import has_quote, last_inner_character, starts_with_capital
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    NARRATIVE_TAGS,
    PREPOSITION_TAGS,
    RELATIVE_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import QUOTE, Token, is_comma, skip_tags

_FIRST_CLAUSE = frozenset({"although", "though", "while", "whereas", "where"})
_FIRST_TIMES = lexicon.words("subordinators", "time_clause")
_MEASURES = frozenset({"CD", "DT", "JJ", "NN", "NNS", "RB"})
_LEAVING = lexicon.words("subordinators", "content_end")
_LEAVING_OR_SO = _LEAVING | {"so"}
_SUBORDINATING = lexicon.words("subordinators", "content_start")
_BEFORE_NOUNS = frozenset({"DT", "PRP$", "JJ", "CC", "RB"})


def clause_end(
    tokens: Sequence[Token], start: int, tense: str = "VBD", from_quote: bool = False
) -> int:
    """Return the end of a reported clause that starts at token `start`.

    It ends with its segment, at a semicolon, or where the sentence returns to the source:
    ", adding that …", "and called for …", ", but she also said …", ", according to …". `tense`
    is the tag of the cue; further verbs of the same subject have it too.
    """
    if (
        from_quote
        and start < len(tokens)
        and last_inner_character(tokens[start - 1]) == ","
        and _ends_content(tokens, start, tense)
    ):
        return start
    if (
        from_quote
        and start + 2 < len(tokens)
        and tokens[start].tag == "CC"
        and tokens[start + 1 + (tokens[start + 1].tag in ADVERB_TAGS)].tag in FINITE_TAGS
    ):
        return start  # "saying “maybe” and left"
    if (
        from_quote
        and start + 2 < len(tokens)
        and tokens[start].lower in ("and", "but")
        and tokens[start - 1].is_finite
        and last_inner_character(tokens[start - 1]) == ","
        and opens_clause(tokens, start + 1)
    ):
        return start  # said “We lost,” and the town …
    inserted = start
    verb = next((at for at in range(start, len(tokens)) if is_verb(tokens[at])), len(tokens))
    subordinate = _is_in_subordinate_clause(tokens, start)
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.lower == ";" or (index > inserted and _is_dash(tokens, index)):
            closing = _second_dash(tokens, index)
            if closing == index and not _continues_after_dash(tokens, index, verb):
                return index
            inserted = closing
        if index + 1 == len(tokens):
            break
        if index < inserted:
            continue
        if index == inserted and index > start and is_new_report(tokens, index + 1):
            return index
        if subordinate and verb <= index and _starts_main_clause(tokens, index):
            return index + (token.tag == QUOTE)
        if start < index <= verb and _leaves_object(tokens, start, index):
            return index
        if token.tag == QUOTE and last_inner_character(token) == "," and index > start - from_quote:
            if (
                _ends_content(tokens, index + 1, tense)
                and verb <= index
                and not _is_first_part(tokens, start, index)
                and not _continues_list(tokens, index + 1)
            ):
                return index + 1
        elif is_comma(token):
            if from_quote and tokens[index + 1].tag != QUOTE and not _quote_follows(tokens, index):
                return index
            if _closes_insertion(tokens, start, index):
                continue
            if has_other_source(tokens, index + 1) or (
                returns_to_source(tokens, index + 1, tense)
                and not (index <= verb and _is_own_predicate(tokens, start, index))
            ):
                return index
            if (
                _is_relative(tokens, index + 1)
                and verb < index
                and _is_writers_relative(tokens, index)
                and not _clause_continues(tokens, index + 1)
                and not _is_cleft(tokens, start)
            ):
                return index
            if (
                is_trailing_report(tokens, index + 1)
                or (verb < index and _is_next_action(tokens, index, tense))
                or is_comment_appositive(tokens, index + 1)
                or is_new_report(tokens, index + 1)
            ):
                return index
        elif (
            introduces_new_report(tokens, index)
            or (
                token.lower in ("and", "but")
                and token.tag == "CC"
                and not (index <= verb and _joins_subjects(tokens, index))
                and returns_to_source(tokens, index, tense)
            )
            or (token.lower in ("while", "whereas") and is_new_report(tokens, index))
            or (verb < index and _is_colon_before_report(tokens, index))
            or (from_quote and index == start and not _can_continue(token))
        ):
            return index
    return len(tokens)


def quote_end(tokens: Sequence[Token], quote: int) -> int:
    """Return the token after a quoted span and the words that finish its clause."""
    return clause_end(tokens, quote + 1, from_quote=True)


def object_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return the end of an object: before "and" and a verb that can only be the subject's."""
    nested = False
    for index in range(start, end - 1):
        token = tokens[index]
        if token.tag in FINITE_TAGS or token.tag in RELATIVE_TAGS or token.tag == "WRB":
            nested = True
        if token.lower in ("while", "whilst") and tokens[index + 1].tag == "VBG":
            return index
        if token.lower == "by" and tokens[index + 1].tag == "VBG":
            cue = verb_cue(tokens[index + 1].lower)
            if cue is not None and cue.takes_clause:
                return index
        joins = token.lower in ("and", "but") and token.tag == "CC"
        if joins and not nested:
            following = index + 1
            following = skip_tags(tokens, following, ADVERB_TAGS, end - 1)
            subject = base_phrase_end(tokens, following)
            if subject is not None and subject < end:
                following = subject
            if tokens[following].tag in FINITE_TAGS:
                return index
    return end


def cut_before_main_clause(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut a content span at the comma where the main clause begins."""
    for index in range(piece[0], piece[1] - 1):
        token = tokens[index]
        comma = is_comma(token) or (token.tag == QUOTE and last_inner_character(token) == ",")
        if comma and base_phrase_end(tokens, index + 1) is not None:
            if has_finite_verb(tokens[index + 1 : piece[1]]):
                return strip_punctuation(tokens, piece[0], index + (token.tag == QUOTE)) or piece
            break
    return piece


def cut_before_main_verb(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut a content span at the comma before the main verb."""
    for index in range(piece[0] + 1, piece[1] - 1):
        token = tokens[index]
        quoted = token.tag == QUOTE and last_inner_character(token) == ","
        if (is_comma(token) or quoted) and tokens[index + 1].tag in FINITE_TAGS:
            return strip_punctuation(tokens, piece[0], index + quoted) or piece
    return piece


def _continues_after_dash(tokens: Sequence[Token], dash: int, verb: int) -> bool:
    """Return whether a clause goes on after a dash: it fell — *and then* rose, — *to an* end.

    `verb` is the first verb of the clause.
    """
    if dash + 2 >= len(tokens) or tokens[dash].lower == ";":
        return False
    token = tokens[dash + 1]
    if token.tag in ("WDT", "TO") or token.lower in ("whether", "including"):
        return True
    if token.tag == QUOTE:
        return not starts_with_capital(token)
    if verb >= dash:
        return False
    if token.lower == "the":
        return True
    if token.lower == "and":
        return True
    if token.lower == "or":
        return tokens[dash + 2].tag in ("RB", *VERBAL_TAGS)
    if token.tag not in ("RB", "IN", "VBG"):
        return False
    return token.lower == "even" or token.lower not in _LEAVING_OR_SO


def _is_dash(tokens: Sequence[Token], index: int) -> bool:
    sign = tokens[index].lower
    if 0 < index < len(tokens) - 1 and sign in ("—", "–"):
        before, after = tokens[index - 1], tokens[index + 1]
        attached = before.end == tokens[index].start and tokens[index].end == after.start
        if attached and before.text[-1].isdigit() and after.text[0].isdigit():
            return False  # "15–25 percent"
    return sign in ("--", "—", "–", "―") or (
        sign == "-" and index > 0 and tokens[index - 1].end < tokens[index].start
    )


def _second_dash(tokens: Sequence[Token], dash: int) -> int:
    """Return the dash that closes an insertion in a clause, else the opening dash itself."""
    for index in range(dash + 2, min(len(tokens) - 2, dash + 25)):
        if _is_dash(tokens, index):
            return index
    return dash


def _closes_insertion(tokens: Sequence[Token], start: int, comma: int) -> bool:
    """Return whether a comma stands before the verb of a clause: Lee, known to few, *is* ill."""
    if tokens[comma + 1].tag not in FINITE_TAGS:
        return False
    first = next((at for at in range(start, comma) if is_comma(tokens[at])), comma)
    if first + 1 >= comma or has_finite_verb(tokens[start:first]):
        return False
    if base_phrase_end(tokens, start) is None:
        return False
    inserted = tokens[first + 1 : comma]
    return inserted[0].tag in RELATIVE_TAGS or not has_finite_verb(inserted)


def _clause_continues(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a clause continues behind a relative clause: Kim, who runs, *is* ready."""
    if index + 1 < len(tokens) and tokens[index + 1].tag == QUOTE:
        return True
    for position in range(index, min(len(tokens) - 1, index + 40)):
        following = tokens[position + 1]
        if is_comma(tokens[position]) and (
            following.tag in FINITE_TAGS or following.tag == QUOTE or following.lower == "as"
        ):
            return True
    return False


def _leaves_object(tokens: Sequence[Token], start: int, index: int) -> bool:
    """Return whether a new clause starts behind an object or infinitive without a verb.

    claimed *a mandate* and was elected; agreed *to lend money*, and the bank joined in.
    """
    token, following = tokens[index], tokens[index + 1]
    if token.tag == "CC" and token.lower in ("and", "but"):
        return following.tag in FINITE_TAGS
    before = tokens[start - 1] if start else tokens[start]
    if not is_comma(token) or "that" in (tokens[start].lower, before.lower):
        return False
    if before.tag != "TO" and base_phrase_end(tokens, start) is None:
        return False
    joined = following.tag == "CC" and before.tag == "TO"  # not so "Kim, Lee, and Holm agree"
    return opens_clause(tokens, skip_adverbials(tokens, index + 1 + joined))


def _is_next_action(tokens: Sequence[Token], comma: int, tense: str) -> bool:
    """Return whether the source of a clause acts again behind a comma: …, *and left* the room."""
    if comma + 2 >= len(tokens) or tokens[comma + 1].lower not in ("and", "but"):
        return False
    verb = tokens[comma + 2]  # "and had sent help" goes on in the past of the report
    return verb.tag == tense and tense in NARRATIVE_TAGS and verb.lower != "had"


def _is_own_predicate(tokens: Sequence[Token], start: int, comma: int) -> bool:
    """Return whether the verb of a clause with "that" follows a comma: that Kim, the mayor, *said*.

    No verb may precede the comma.
    """
    opens = start > 0 and tokens[start - 1].lower == "that"
    return opens and tokens[comma + 1].tag in FINITE_TAGS


def _is_in_subordinate_clause(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a sentence opens with a reporting subordinate clause: *Although* he said ….

    A participle opens one too: *Having announced* that …, he left.
    """
    first = int(tokens[0].tag == "CC")
    if first >= start or any(map(is_comma, tokens[first:start])):
        return False
    if tokens[first].tag == "VBG":
        return tokens[first].lower == "having" or verb_cue(tokens[first].lower) is not None
    opener = first
    opener = skip_tags(tokens, opener, _MEASURES, start - 1)  # *A few weeks* after he said …
    return tokens[first].lower in _FIRST_CLAUSE or tokens[opener].lower in _FIRST_TIMES


def _starts_main_clause(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a comma at a token precedes a main clause: Although he said so, *he left*."""
    quoted = tokens[index].tag == QUOTE and last_inner_character(tokens[index]) == ","
    if not (quoted or is_comma(tokens[index])):
        return False
    return opens_clause(tokens, skip_adverbials(tokens, index + 1))


def _joins_subjects(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "and" before the verb joins two subjects: said that *he and Kim* agreed."""
    return index + 1 < len(tokens) and tokens[index + 1].tag not in VERBAL_TAGS


def _is_relative(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a relative clause starts at a token: *which* ended, *to which* he agreed."""
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else token
    return token.tag in RELATIVE_TAGS or (
        token.tag in PREPOSITION_TAGS and after.tag in RELATIVE_TAGS
    )


def _is_writers_relative(tokens: Sequence[Token], comma: int) -> bool:
    """Return whether the writer explains a name behind a comma: Acme, *which makes cars*."""
    return tokens[comma - 1].tag in ("NNP", "NNPS") or tokens[comma - 1].tag == QUOTE


def _is_cleft(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a relative clause belongs to "it was": it was Kim, not Lee, *who won*."""
    return tokens[start].lower == "it" and tokens[start + 1].lower in ("is", "was")


def _is_colon_before_report(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a colon precedes words with a source of their own: …: “We won,” Lee said."""
    if tokens[index].lower != ":" or index + 2 >= len(tokens) or tokens[index + 1].tag != QUOTE:
        return False
    return last_inner_character(tokens[index + 1]) == "," and is_trailing_report(tokens, index + 2)


def _ends_content(tokens: Sequence[Token], index: int, tense: str) -> bool:
    """Return whether the content ends at a token after quoted words with a comma."""
    token = tokens[index]
    subject = base_phrase_end(tokens, index)
    if subject is not None and not has_predicate(tokens, subject):
        return is_comment_appositive(tokens, index)  # not so "…,” a reference to the vote"
    return (
        token.tag in ("DT", "PRP", "NNP", "NNPS", "NN", "NNS", "PRP$", "JJ", *RELATIVE_TAGS)
        or (token.tag == "VBG" and token.lower != "including")
        or token.lower in _LEAVING
        or returns_to_source(tokens, index, tense)
    )


def _is_first_part(tokens: Sequence[Token], start: int, index: int) -> bool:
    """Return whether a clause up to a token is only a subordinate one: *although …*, it …."""
    if any(map(is_comma, tokens[start:index])):
        return False
    if tokens[start].tag == "IN" and tokens[start].lower != "that":
        # said that with costs “rising,” *the firm and its owners have* …
        subject = base_phrase_end(tokens, index + 1)
        return subject is not None and has_predicate(tokens, subject)
    return tokens[start].lower in _SUBORDINATING


def _continues_list(tokens: Sequence[Token], index: int) -> bool:
    """Return whether quoted words continue a list: a “liar,” a “loser” and a “whiner”."""
    position = index
    while (
        position < len(tokens) - 1
        and position < index + 3
        and tokens[position].tag in _BEFORE_NOUNS
    ):
        position += 1
    if tokens[index].lower == "such":
        return True
    if tokens[position].tag != QUOTE:
        return False
    if last_inner_character(tokens[position]) == ",":
        return position < index + 2 and not tokens[position].is_finite
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    return after is None


def _can_continue(token: Token) -> bool:
    return token.tag in (
        *NOUNS,
        *FINITE_TAGS,
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


def _quote_follows(tokens: Sequence[Token], index: int) -> bool:
    return has_quote(tokens[index + 1 : index + 12])
