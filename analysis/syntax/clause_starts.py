"""Split a sentence into clauses by its punctuation, subordinators and verbs."""

from collections.abc import Container
from itertools import pairwise

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.syntax.clauses import has_predicate, opens_clause
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import RELATIVE_TAGS, VERB_TAGS, VERBAL_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, Sentence, Token

_STOPS = word_set("; : — – -- ( ) … ...")
_SUBORDINATORS = lexicon.words("subordinators", "event_clause")
_COORDINATORS = word_set("and but or nor yet")
_JOINING = _COORDINATORS | _SUBORDINATORS
_DURATIONS = lexicon.words("time_words", "duration")
_UNITS = lexicon.words("time_words", "unit")
# Words of a date between "said" and its content: "said on Friday he would go".
_TEMPORAL = lexicon.words("time_words", "after_say") | lexicon.words("weekdays", "full")
_NO_SUBJECT = RELATIVE_TAGS | {"VB", "VBG"}
_BREAKS = _STOPS | {","}
_OPENERS = _JOINING | {"that"}
_BEFORE_CLAUSES = _BREAKS | REPORTING_VERBS | _TEMPORAL
_SUBJECT_OPENERS = word_set("PRP DT NNP NNPS NNS PRP$ EX CD JJ NN IN")
_OBJECT_OPENERS = _SUBJECT_OPENERS - {"IN"}


def find_clause_starts(words: Doc, sentence: Sentence, timed: Container[int] = ()) -> list[int]:
    """Return the token indexes at which the clauses of a sentence start, in order.

    The first is the start of the sentence. `timed` are the token indexes of time expressions:
    "after" before one opens no clause.

    Words between punctuation marks that include no verb belong to the clause before them. At the
    start of the sentence they belong to the clause after them ("On Friday, …").
    """
    tokens = words.tokens
    cuts = [sentence.first]
    for at in range(sentence.first + 1, sentence.last):
        if _may_start(tokens, at, sentence, timed):
            start = _duration_start(tokens, at, cuts[-1])
            if start > cuts[-1]:
                cuts.append(start)
    cuts.append(sentence.last)
    starts = [sentence.first]
    open_verbs = _has_verb_form(tokens, cuts[0], cuts[1])
    opening: int | None = None  # start of "…, when in June, …" until its verb is found
    for left, right in pairwise(cuts[1:]):
        if not _has_verb_form(tokens, left, right):
            following = tokens[right].lower if right < sentence.last else ""
            joined = following == "and" and tokens[left - 1].lower in _STOPS
            if opening is None and (joined or tokens[left].lower in _JOINING):
                opening = left
            continue
        if open_verbs:
            starts.append(left if opening is None else opening)
        open_verbs, opening = True, None
    return starts


def _may_start(
    tokens: tuple[Token, ...], at: int, sentence: Sentence, timed: Container[int]
) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if token.lower not in _OPENERS and before.lower not in _BEFORE_CLAUSES:
        return False
    if before.lower in _BREAKS:
        return before.lower not in ("(", ")") or _is_long_aside(tokens, at - 1, sentence)
    if token.lower == "that" and before.lower in REPORTING_VERBS:
        return True
    if token.lower in _SUBORDINATORS:
        return token.tag in WH_TAGS or (
            token.tag == "IN"
            and at + 1 not in timed
            and has_predicate(tokens, at + 1, min(at + 9, sentence.last))
        )
    if token.lower in _COORDINATORS:
        if at - 1 in timed and at + 1 in timed:
            return False  # "on 3 May and 4 May, the union said"
        adverb = at + 1 < sentence.last and tokens[at + 1].tag == "RB"
        first = _after_opening_date(tokens, at + 1 + adverb, sentence, timed)
        return _opens_subject(tokens, first, sentence.last)
    if token.tag in _OBJECT_OPENERS and token.lower not in _TEMPORAL:
        back = at - 1
        while back > at - 5 and back > sentence.first and tokens[back].lower in _TEMPORAL:
            back -= 1
        if tokens[back].lower not in REPORTING_VERBS:
            return False
        if tokens[back].tag == "VBN" and tokens[back - 1].tag in ("DT", "JJ", "RB", "PRP$"):
            return False  # "the recently announced phone sold out"
        return opens_clause(tokens, at, complements=True)
    return False


def _after_opening_date(
    tokens: tuple[Token, ...], first: int, sentence: Sentence, timed: Container[int]
) -> int:
    """Return the token after a date and its comma: "and on Monday, | the firm said"."""
    at = first + (tokens[min(first, sentence.last - 1)].tag == "IN")
    if at not in timed:
        return first
    while at < sentence.last and at in timed:
        at += 1
    return at + 1 if at < sentence.last and tokens[at].text == "," else first


def _duration_start(tokens: tuple[Token, ...], at: int, floor: int) -> int:
    """Return the start of the duration before "after" or "before": "hours after he left"."""
    if tokens[at].lower not in ("after", "before"):
        return at
    single = tokens[at - 1].lower in _UNITS and tokens[at - 2].lower in ("a", "an", "one", "the")
    first = at - (single or tokens[at - 1].lower in _DURATIONS)
    while floor < first < at and tokens[first - 1].tag in ("CD", "DT", "JJ", "RB"):
        first -= 1
    return first


def _is_long_aside(tokens: tuple[Token, ...], mark: int, sentence: Sentence) -> bool:
    """Return whether a parenthesis contains a verb, unlike "(UN)"."""
    step = 1 if tokens[mark].lower == "(" else -1
    at = mark + step
    while sentence.first <= at < sentence.last and abs(at - mark) <= 12:
        if tokens[at].lower in ("(", ")"):
            return False
        if tokens[at].tag in VERB_TAGS:
            return True
        at += step
    return True


def _opens_subject(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Return whether a subject with its phrases and a finite verb may start at a token."""
    if first >= last or tokens[first].tag not in _SUBJECT_OPENERS:
        return False
    return has_predicate(tokens, first + 1, min(first + 10, last), _NO_SUBJECT)


def _has_verb_form(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    return any(token.tag in VERBAL_TAGS for token in tokens[first:last])
