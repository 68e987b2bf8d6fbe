"""Correct the tags of cues that the encoder did not tag as verbs, and of verbs in clauses."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.structs import replace
from analysis.syntax.cues import has_past_like_base, verb_cue
from analysis.syntax.noun_phrases import base_phrase_end, base_phrase_start, is_noun
from analysis.syntax.quoted_words import has_quote, last_inner_character
from analysis.syntax.tag_sets import (
    DETERMINER_TAGS,
    FINITE_TAGS,
    NOUN_OR_PRONOUN_TAGS,
    NOUN_TAGS,
    PHRASE_TAGS,
    PRONOUN_TAGS,
    SUBORDINATOR_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import QUOTE, Token, is_comma

_CLAUSE_OPENERS = lexicon.words("subordinators", "content_start")
_MISTAGGED = frozenset(("NN", "NNS", "NNP", "VB", "VBN", "JJ", "IN"))
_SUBJECT_TAGS = PHRASE_TAGS | PRONOUN_TAGS | {"CC"}


def retag_cues(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens with mistagged cues and verbs of clauses tagged as finite verbs."""
    is_quoting = has_quote(tokens)
    for index in range(1, len(tokens)):
        token = tokens[index]
        if token.tag not in _MISTAGGED or (token.tag == "IN" and not is_comma(tokens[index - 1])):
            continue
        if token.tag == "NN" and _is_first_verb(tokens, index):
            tokens = [*tokens[:index], replace(token, tag="VBP"), *tokens[index + 1 :]]
        if token.tag == "VB" and _follows_clause_subject(tokens, index):
            tokens = [*tokens[:index], replace(token, tag="VBP"), *tokens[index + 1 :]]
        if token.tag == "VB" and token.lower == "say" and _is_separated(tokens[index - 1]):
            tokens = [*tokens[:index], replace(token, tag="VBP"), *tokens[index + 1 :]]
        if _is_inverted_cue(tokens, index):
            tokens = [*tokens[:index], replace(token, tag="VBP"), *tokens[index + 1 :]]
        if _is_participle(tokens, index):
            tokens = [*tokens[:index], replace(token, tag="VBG"), *tokens[index + 1 :]]
        if not is_quoting or not is_noun(tokens[index - 1]) or tokens[index - 1].tag == "CD":
            continue
        after = tokens[index + 1 : index + 3]
        opens = len(after) == 2 and after[0].lower in (",", ":") and after[1].tag == QUOTE
        past = opens and token.tag in ("NN", "NNP", "JJ") and _is_past(token)
        participle = token.tag == "VBN" and verb_cue(token.lower) is not None
        if past or (participle and _follows_quote(tokens, index)):
            tokens = [*tokens[:index], replace(token, tag="VBD"), *tokens[index + 1 :]]
        elif token.tag == "NNS" and verb_cue(token.lower):
            closes = not after or after[0].lower in (".", ",")
            if opens or (closes and _follows_quote(tokens, index)):
                tokens = [*tokens[:index], replace(token, tag="VBZ"), *tokens[index + 1 :]]
    return tokens


def _is_first_verb(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a noun is a mistagged main verb: local media *report* one of them is ill.

    A clause follows it, and no other verb of the sentence is finite. A singular noun with a
    determiner has no verb in the base form, unless its past tense is written so.
    """
    cue = verb_cue(tokens[index].lower)
    if cue is None or not cue.is_speech or cue.lemma != tokens[index].lower:
        return False
    if tokens[index - 1].tag not in NOUN_TAGS or base_phrase_start(tokens, index - 1) != 0:
        return False
    if tokens[0].tag in DETERMINER_TAGS and not has_past_like_base(tokens[index].lower):
        return False
    rest = tokens[index + 1 :]
    first = int(bool(rest) and rest[0].lower == "that")
    finite = [number for number, token in enumerate(rest) if token.tag in FINITE_TAGS]
    if len(finite) != 1 or base_phrase_end(rest, first) is None or finite[0] <= first:
        return False
    return not any(
        token.tag in WH_TAGS or is_comma(token) or token.tag == QUOTE
        for token in rest[first : finite[0]]
    )


def _follows_clause_subject(tokens: Sequence[Token], index: int) -> bool:
    """Return whether only a subject parts a verb from a subordinator: if she and Lee *come*."""
    if tokens[index - 1].tag not in NOUN_OR_PRONOUN_TAGS:
        return False
    start = index - 1
    while start and tokens[start].tag in _SUBJECT_TAGS:
        start -= 1
    opener = tokens[start]
    return opener.lower in _CLAUSE_OPENERS and opener.tag in SUBORDINATOR_TAGS


def _is_participle(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an adjective is a mistagged participle: it was safe, *promising* that ….

    A comma precedes it and "that" follows.
    """
    token = tokens[index]
    if token.tag != "JJ" or not token.lower.endswith("ing") or index + 1 >= len(tokens):
        return False
    parted = is_comma(tokens[index - 1]) and tokens[index + 1].lower == "that"
    return parted and verb_cue(token.lower) is not None


def _is_inverted_cue(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a word is a mistagged present with its source behind it: …, *allege* guards.

    The source is plural and ends the sentence.
    """
    token = tokens[index]
    if token.tag not in ("JJ", "NN", "IN") or not is_comma(tokens[index - 1]):
        return False
    cue = verb_cue(token.lower)
    if cue is None or cue.lemma != token.lower or not cue.is_speech:
        return False
    end = base_phrase_end(tokens, index + 1)
    if end is None or tokens[end - 1].tag not in ("NNS", "NNPS"):
        return False
    return end >= len(tokens) or tokens[end].lower == "."


def _follows_quote(tokens: Sequence[Token], index: int) -> bool:
    """Return whether only a subject parts a cue from quoted words with a comma: “Come,” Lee *says*.

    The comma is the last character of the quoted words.
    """
    start = base_phrase_start(tokens, index - 1)
    if not start or tokens[start - 1].tag != QUOTE:
        return False
    return last_inner_character(tokens[start - 1]) == ","


def _is_separated(before: Token) -> bool:
    """Return whether a comma or quoted words precede an inverted cue: …, *say* doctors."""
    return is_comma(before)


def _is_past(token: Token) -> bool:
    """Return whether a word looks like a past tense: demurred."""
    return token.text.islower() and token.lower.endswith("ed")
