"""Distinguish topics from statements: criticized *the plan*, but accused him *of lying*.

A topic is a bare noun phrase as the object of a verb of speech. It is a statement if it says
something about what it names.
"""

from collections.abc import Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.quotations.content_spans import find_colon_before_quote
from analysis.quotations.patterns.complement import Attribution
from analysis.structs import replace
from analysis.syntax.clauses import TokenRange
from analysis.syntax.cues import Cue, verb_cue
from analysis.syntax.noun_phrases import base_phrase_end
from analysis.syntax.quoted_words import has_quote
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS
from analysis.syntax.tokens import Token

_PHRASES = ("object", "about")  # kinds of content that can be a bare noun phrase
_QUESTION_WORDS = lexicon.words("subordinators", "question")
_CHARGES = frozenset({"of", "for", "with", "over"})
_ASKING = lexicon.words("reporting_verbs", "asking") | {"appeal", "call", "demand"}
_DESCRIBING = frozenset({"characterize", "denounce", "depict", "describe", "dismiss", "portray"})
_EMPTY = _QUESTION_WORDS | {"is", "'s", "’s"}
_CIRCUMSTANCES = lexicon.words("subordinators", "adverbial") | {"while", "during", "in", "at", "on"}
_PRONOUNS = lexicon.words("pronouns") | {"so"}
_CLAUSE_OPENERS = _QUESTION_WORDS | {"that", "whether", "if"}


def is_topic(tokens: Sequence[Token], attribution: Attribution) -> bool:
    """Return whether the content of an attribution is a topic, not a statement."""
    content = attribution.content_spans[0]
    inside = tokens[slice(*content)]
    if any(has_quote(tokens[slice(*span)]) for span in attribution.content_spans):
        return False
    cue = _find_cue(tokens, attribution.cue)
    if cue is None:
        return False
    if attribution.pattern == "to do":
        return cue.is_withholding  # "declined to comment"
    if attribution.pattern in ("asked", "infinitive, question"):
        return True  # "asked how he felt, Lee said …"
    if attribution.pattern == "passive, that" and attribution.source is None:
        # hearsay about a subject: two men *were said to have fled*
        return inside[0].lower not in _CLAUSE_OPENERS
    if attribution.pattern == "passive, charge":
        return attribution.source is None
    if attribution.pattern.endswith("question"):
        return attribution.negated  # "did not mention who came"
    if not attribution.pattern.endswith(_PHRASES):
        return False
    if cue.is_naming and attribution.pattern.endswith("object"):
        return False  # called it *a scandal*
    return not (_has_judgment(inside, cue) or _has_request(inside, cue))


def leave_out_topic(tokens: tuple[Token, ...], attribution: Attribution) -> Attribution:
    """Return an attribution without the topic that quoted sentences follow behind a colon.

    spoke about *the flood*: “We lost it all.”
    """
    [*earlier, (start, end)] = attribution.content_spans
    colon = None if earlier else find_colon_before_quote(tokens, (start, end))
    rule, _, kind = attribution.pattern.rpartition(", ")
    if colon is None or kind not in _PHRASES:
        return attribution
    if not is_topic(tokens, replace(attribution, content_spans=((start, colon),))):
        return attribution
    return replace(attribution, content_spans=((colon + 1, end),), pattern=f"{rule}, quote")


def has_no_report(tokens: Sequence[Token], attribution: Attribution) -> bool:
    """Return whether an attribution reports nothing: its content is a pronoun, or it has no source.

    "It is important to note that …" has the voice of the writer.
    """
    return (
        _is_empty_content(tokens, attribution)
        or _is_relative_clause(tokens, attribution)
        or _is_impersonal(tokens, attribution)
    )


def _is_impersonal(tokens: Sequence[Token], attribution: Attribution) -> bool:
    """Return whether "it" stands for the content: it is *worth* noting, it is *fair to* say."""
    source = attribution.source
    if source is None or [token.lower for token in tokens[source.start : source.end]] != ["it"]:
        return False
    cue = tokens[source.end : attribution.cue[1]]
    return any(token.tag == "JJ" or token.lower == "worth" for token in cue) and any(
        token.tag in ("TO", "VBG") for token in cue
    )


def _is_empty_content(tokens: Sequence[Token], attribution: Attribution) -> bool:
    """Return whether the content is only a pronoun, which reports nothing: rejected *it*."""
    content = [token for a, b in attribution.content_spans for token in tokens[a:b]]
    words = [token.lower for token in content if any(map(str.isalnum, token.text))]
    if not words or has_quote(content):
        return False
    if words[0] in ("this", "so") and len(words) > 1 and words[1] in _CIRCUMSTANCES:
        return True  # "he said this while opening a school"
    return words[0] in _PRONOUNS | _QUESTION_WORDS and set(words[1:]) <= _EMPTY


def _is_relative_clause(tokens: Sequence[Token], attribution: Attribution) -> bool:
    """Return whether "that" opens a relative clause: replied to letters *that came late*.

    A reported clause has a subject between "that" and its verb.
    """
    first, last = attribution.content_spans[0]
    verb = first + 1
    while verb < last and tokens[verb].tag in ADVERB_TAGS:
        verb += 1
    opener = tokens[first]
    return (
        opener.lower == "that"
        and opener.tag in ("IN", "WDT")
        and verb < last
        and tokens[verb].tag in FINITE_TAGS
    )


def _find_cue(tokens: Sequence[Token], cue: TokenRange) -> Cue | None:
    """Return the last reporting verb of a cue: *has rejected*, *went on to praise*."""
    found = (verb_cue(token.lower) for token in reversed(tokens[slice(*cue)]))
    return next((verb for verb in found if verb is not None), None)


def _has_judgment(inside: Sequence[Token], cue: Cue) -> bool:
    """Return whether an object is a clause without a subject, a charge, or has a label.

    denied *doing wrong*; accused him *of lying*; described her *as loud*
    """
    if inside[0].tag == "VBG":
        return True
    end = base_phrase_end(inside, 0)
    labels = cue.lemma in _DESCRIBING and end is not None and end + 1 < len(inside)
    if labels and end is not None and inside[end].lower == "as":
        return inside[end + 1].tag in ("JJ", "DT")  # described her *as loud*
    return any(
        token.lower in _CHARGES and (following.tag == "VBG" or _is_charge(token, cue))
        for token, following in pairwise(inside)
    )


def _is_charge(preposition: Token, cue: Cue) -> bool:
    """Return whether a preposition opens a charge: accused them *of waste*."""
    return preposition.lower == "of" and cue.lemma == "accuse"


def _has_request(inside: Sequence[Token], cue: Cue) -> bool:
    """Return whether an infinitive says what is asked of an object: demanded the city *to act*."""
    if cue.lemma not in _ASKING:
        return False
    end = base_phrase_end(inside, 0) or 1 + (inside[0].tag == "DT")  # *the public* to act
    while end < len(inside) and inside[end].tag == "IN":
        end = base_phrase_end(inside, end + 1) or end + 1
    return end < len(inside) and inside[end].tag == "TO"
