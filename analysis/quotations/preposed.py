"""Find content that precedes a source and its cue: "…," she said, "…"."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.content_ends import clause_end, quote_end
from analysis.quotations.following_reports import is_comment_appositive, returns_to_source
from analysis.syntax.adverbials import CLAUSE_OPENERS, skip_adverbials
from analysis.syntax.clauses import TokenRange, has_verb, is_clause, strip_punctuation
from analysis.syntax.cues import verb_cue
from analysis.syntax.noun_phrases import base_phrase_end, is_noun, is_time
from analysis.syntax.quoted_words import is_title, last_inner_character, starts_with_capital
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    FRONTED_TAGS,
    PREPOSITION_TAGS,
    RELATIVE_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma, skip_tags

_ABOUT = frozenset({"at", "about", "around", "over", "under", "nearly"})
_LINKING = frozenset(
    {"still", "however", "meanwhile", "instead", "moreover", "indeed", "conversely"}
)
_SUBORDINATE = lexicon.words("subordinators", "attribution") | {"before", "that", "until"}
_OTHER_SUBORDINATE = _SUBORDINATE - {"that"}
_CONDITIONS = frozenset({"if", "unless", "under", "without"})
_COUNTS = ("CD", "JJS")
_STOPS = frozenset({".", "!", "?", ";", ":", "...", "…"})


def find_preposed_content(
    tokens: Sequence[Token], end: int, after: int, clauses: bool = True
) -> tuple[TokenRange, ...] | None:
    """Return the content before a source and cue, with its continuation after them.

    `end` is the first token of source and cue, `after` the first token behind both. Quoted words
    directly before `end` are content. With `clauses`, so is a clause that a comma separates.
    """
    last = end
    while last > end - 2 and last and tokens[last - 1].tag == "RB":
        if tokens[last - 1].lower == "so":
            return None  # "it failed, so Lee ordered …"
        last -= 1
    if last == 0:
        return None
    parted = is_comma(tokens[last - 1]) or tokens[last - 1].lower in DASHES
    final = last - parted
    if final < 1:
        return None
    start = clause_start(tokens, final)
    if tokens[start].tag == "CC" and start + 1 < final:
        start += 1
    start = _skip_link(tokens, start, final)
    if parted and after + 1 < len(tokens) and tokens[after + 1].tag in FINITE_TAGS:
        start = _interrupted_start(tokens, start, final)
    region = strip_punctuation(tokens, start, final)
    if region is None:
        return None
    here = skip_adverbials(tokens, after)
    stop = here if here < len(tokens) and not is_comma(tokens[after]) else after
    if tokens[final - 1].tag == QUOTE and (parted or not is_noun(tokens[final - 1])):
        return _with_quote(tokens, region, stop)
    if not parted or not clauses:
        return None
    return _with_clause(tokens, region, stop)


def _skip_link(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return the token after a link to the text before: *Still*, …, *As for the mill*, …."""
    after = start + 1
    if tokens[start].lower == "as" and tokens[after].lower == "for":
        after = base_phrase_end(tokens, start + 2) or start
    elif tokens[start].tag != "RB" or tokens[start].lower not in _LINKING:
        return start
    return after + 1 if start < after < end - 1 and is_comma(tokens[after]) else start


def _interrupted_start(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return the start of the clause that a cue interrupts: A fell, but *rents*, he said, rose."""
    if tokens[end - 1].tag in RELATIVE_TAGS:
        return end - 1 - (end - 2 > start and tokens[end - 2].tag in PREPOSITION_TAGS)
    for index in range(end - 2, start, -1):
        if tokens[index].tag in FINITE_TAGS or tokens[index].tag == QUOTE:
            break
        joins = tokens[index].lower in ("and", "but") and is_comma(tokens[index - 1])
        if joins and has_verb(tokens, (start, index)):
            return index + 1
    return start


def _with_quote(
    tokens: Sequence[Token], region: TokenRange, stop: int
) -> tuple[TokenRange, ...] | None:
    more = _continuation(tokens, stop, quoted=True)
    if all(token.tag == QUOTE or not token.lower.isalnum() for token in tokens[slice(*region)]):
        return (region, more) if more else (region,)
    follows = tokens[stop] if stop < len(tokens) else None
    if follows is not None and (
        follows.lower == "that"
        or follows.tag in ("PRP", "EX", QUOTE)
        or follows.lower in CLAUSE_OPENERS
    ):
        return None  # "On the show "Today," he said that …"
    if _is_introduction(tokens, region[0]):
        alone = region[1] - 2 > region[0] and is_comma(tokens[region[1] - 2])
        main = not alone and _main_clause_after_comma(tokens, region)
        if more is None and not main and follows is not None and is_comma(follows):
            clause = _continuation(tokens, stop, quoted=False)
            if clause is not None and has_verb(tokens, clause):
                return region, clause  # "Despite its “age,” Lee said, the bridge is safe"
        if not main and (more is not None or is_clause(tokens, stop)):
            return None
    return (region, more) if more else (region,)


def _with_clause(
    tokens: Sequence[Token], region: TokenRange, stop: int
) -> tuple[TokenRange, ...] | None:
    finite = has_verb(tokens, region) or tokens[region[0]].tag == "VB"
    introduction = _is_introduction(tokens, region[0])
    follows = tokens[stop] if stop < len(tokens) else None
    if tokens[region[0]].lower == "on" and tokens[region[0] + 1].tag in ("WRB", "WP", "WDT"):
        more = _continuation(tokens, stop, quoted=False)
        return (more,) if more is not None else None  # "On how it began, Lee said, it was …"
    if introduction and tokens[min(stop + 1, len(tokens) - 1)].lower == "that":
        return None  # "On Friday, Lee told the paper, that …"
    if follows is not None and is_comma(follows) and _is_mere_link(tokens, region):
        more = _continuation(tokens, stop, quoted=False)
        return (more,) if more is not None and is_clause(tokens, more[0]) else None
    if finite and follows is not None and follows.lower == ":" and not introduction:
        more = _continuation(tokens, stop, quoted=True)
        return (region, more) if more is not None else (region,)
    if follows is None or follows.lower in _STOPS or follows.lower in DASHES:
        if not finite or (introduction and not _main_clause_after_comma(tokens, region)):
            return None
        return (region,)
    if is_comma(follows):
        more = _continuation(tokens, stop, quoted=False)
        if more is None:
            return (region,) if finite and not introduction else None
        first = tokens[more[0]]
        if finite and not introduction:
            return (region, more)
        if first.tag in FINITE_TAGS or first.tag in ("TO", "VB"):
            return (region, more)
        if first.tag == QUOTE:
            return None if starts_with_capital(first) else (region, more)
        clause = (finite or first.tag != "VBG") and _has_verb_form(tokens, more)
        return (region, more) if introduction and clause else None
    if (
        follows.lower != "that"
        and follows.tag in ("IN", "WP", "VBG")
        and finite
        and not introduction
    ):
        return (region,)
    if introduction and tokens[region[0]].lower in _CONDITIONS:
        more = strip_punctuation(tokens, stop, clause_end(tokens, stop))
        return (region, more) if more is not None and has_verb(tokens, more) else None
    return None


def _has_verb_form(tokens: Sequence[Token], piece: TokenRange) -> bool:
    """Return whether a range contains a finite verb, or its subject precedes any verb form."""
    subject = base_phrase_end(tokens, piece[0])
    mistagged = subject is not None and subject < piece[1] and tokens[subject].tag in VERBAL_TAGS
    return mistagged or has_verb(tokens, piece)


def _is_mere_link(tokens: Sequence[Token], region: TokenRange) -> bool:
    """Return whether a range only links to the text before: *But ultimately*, she said, …."""
    return all(token.tag in ("CC", "RB", "UH") for token in tokens[slice(*region)])


def _is_introduction(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a token opens an adverbial: "after the vote, …", "in May, …"."""
    token = tokens[start]
    following = tokens[start + 1] if start + 1 < len(tokens) else token
    if token.lower == "whether" or (
        token.lower in _ABOUT and following.tag == _COUNTS[token.lower == "at"]
    ):
        return False  # "at least six people died", "whether they sleep is unknown"
    if token.tag == "VBG" and _is_gerund_subject(tokens, start):
        return False
    if token.tag == "RB" and following.lower in _OTHER_SUBORDINATE:
        return True  # "soon after the vote, …"
    return (
        token.tag in FRONTED_TAGS
        or is_time(token)
        or (token.lower in ("asked", "pressed", "even", "just", "only"))
    )


def _is_gerund_subject(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a gerund is the subject of a clause: *Raising* taxes would hurt, Lee said."""
    for token in tokens[start + 1 :]:
        if token.tag in FINITE_TAGS:
            return True
        if (
            is_comma(token)
            or token.tag in (*RELATIVE_TAGS, "WRB", QUOTE)
            or token.lower in _SUBORDINATE
        ):
            return False
    return False


def _main_clause_after_comma(tokens: Sequence[Token], region: TokenRange) -> bool:
    comma = next((index for index in range(*region) if is_comma(tokens[index])), None)
    return comma is not None and has_verb(tokens, (comma, region[1]))


def clause_start(tokens: Sequence[Token], end: int) -> int:
    """Return the start of the clause before token `end`, or 0.

    It starts after a semicolon, a colon, or quoted words with a full stop before other ones.
    """
    for index in range(end - 1, -1, -1):
        if tokens[index].lower in (";", ":"):
            return index + 1
        two = index + 1 < end and tokens[index].tag == tokens[index + 1].tag == QUOTE
        if two and last_inner_character(tokens[index]) in (".", "!", "?"):
            return index + 1
    return 0


def _continuation(tokens: Sequence[Token], stop: int, quoted: bool) -> TokenRange | None:
    """Return the content that continues after "…, he said, …", or None.

    With `quoted`, only quoted words continue it.
    """
    if stop < len(tokens) and tokens[stop].tag == QUOTE:
        if _is_work(tokens, stop):
            return None
        return strip_punctuation(tokens, stop, quote_end(tokens, stop))
    if stop + 1 < len(tokens) and (is_comma(tokens[stop]) or tokens[stop].lower in (":", *DASHES)):
        following = tokens[stop + 1]
        if following.tag == QUOTE:
            return strip_punctuation(tokens, stop + 1, quote_end(tokens, stop + 1))
        if following.tag == "CC" and stop + 2 < len(tokens):
            quote = stop + 2
            quote = skip_tags(tokens, quote, ADVERB_TAGS, len(tokens) - 1)
            if tokens[quote].tag == QUOTE:
                return strip_punctuation(tokens, stop + 1, quote_end(tokens, quote))
        if quoted and not (following.tag in PREPOSITION_TAGS and following.lower == "that"):
            return _later_quote(tokens, stop)
        adds = following.tag == "VBG" and verb_cue(following.lower) is not None
        if is_comma(tokens[stop]) and not adds and following.tag not in RELATIVE_TAGS:
            if following.tag not in FINITE_TAGS and returns_to_source(tokens, stop + 1, "VBD"):
                return None
            if is_comment_appositive(tokens, stop + 1) or _is_circumstance(tokens, stop + 1):
                return None
            return strip_punctuation(tokens, stop + 1, clause_end(tokens, stop + 1))
    return _later_quote(tokens, stop) if quoted else None


def _is_circumstance(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a phrase is the manner of a statement: "before leaving", "on condition of"."""
    first, second = tokens[start], tokens[min(start + 1, len(tokens) - 1)]
    if first.lower == "on":
        return "condition" in (second.lower, tokens[min(start + 2, len(tokens) - 1)].lower)
    return first.lower in ("before", "after", "while") and second.tag == "VBG"


def _later_quote(tokens: Sequence[Token], index: int) -> TokenRange | None:
    """Return quoted words that continue behind an aside: "…," she said as she rose, "…"."""
    reports = False
    for position in range(index, min(len(tokens) - 1, index + 40)):
        following = tokens[position + 1]
        if tokens[position].tag == "VBG" and verb_cue(tokens[position].lower):
            if is_comma(following) or following.tag == QUOTE or following.lower == "that":
                return None
            reports = True  # "referring to the vote"
        if is_comma(tokens[position]) and following.tag == QUOTE and not is_noun(following):
            if _is_work(tokens, position + 1):
                return None
            if reports and starts_with_capital(following):
                return None
            return strip_punctuation(tokens, position + 1, quote_end(tokens, position + 1))
    return None


def _is_work(tokens: Sequence[Token], quote: int) -> bool:
    """Return whether quoted words name a work: in her memoir, *“Hard Years”*; on *“Today.”*."""
    before = quote - 1 - is_comma(tokens[quote - 1])
    return is_title(tokens[quote].text) and tokens[before].tag in ("NN", "POS", "IN")
