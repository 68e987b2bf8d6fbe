"""Recognize words after reported content: the same source, another source or the writer speaks."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.cues import Cue, verb_cue
from analysis.syntax.noun_phrases import base_phrase_end
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    NAME_OR_PRONOUN_TAGS,
    NARRATIVE_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import QUOTE, Token, skip_tags
from analysis.syntax.verb_groups import find_main_verb

_ORDINALS = frozenset({"first", "second", "third", "last", "latest", "only"})
_PROOF = frozenset({"evidence", "proof", "details", "elaborating", "explanation", "basis"})
_LINKS = frozenset({"too", "however", "though"})
_SUMMARIES = lexicon.words("reporting_nouns", "summary")
_JOINING = frozenset({"and", "but", "while", "though", "although", "whereas"})


def returns_to_source(tokens: Sequence[Token], index: int, tense: str) -> bool:
    """Return whether the sentence returns to the source of the report at a token."""
    joined = tokens[index].lower in ("and", "but", "while", "although", "though")
    index += joined
    index = skip_tags(tokens, index, ADVERB_TAGS)
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.lower in ("according", "citing", "referring", "compared"):
        return True
    if not joined and token.tag == tense and token.tag in NARRATIVE_TAGS:
        cue = verb_cue(token.lower)
        return cue is not None and (cue.takes_clause or cue.takes_object or cue.takes_infinitive)
    if token.tag == "VBG" and not joined:
        cue = verb_cue(token.lower)
        return (
            cue is not None
            and not cue.is_thought
            and (_can_have_content(cue) or cue.takes_addressee)
        )
    if joined and token.tag in NAME_OR_PRONOUN_TAGS and token.lower not in ("it", "they"):
        end = base_phrase_end(tokens, index)
        if end is None:
            return False
        index = end
        index = skip_tags(tokens, index, ADVERB_TAGS)
        cue = verb_cue(tokens[index].lower) if index < len(tokens) else None
        return cue is not None and tokens[index].tag == tense and cue.is_speech
    if joined and tense == "VBG" and (token.tag == "VBG" or _is_participle_clause(tokens, index)):
        return True
    if joined and token.lower in ("did", "does", "has", "had") and token.tag == tense:
        index += 1
        index = skip_tags(tokens, index, ADVERB_TAGS, len(tokens) - 1)
        if index == len(tokens):
            return False  # "said it would win and did"
        cue = verb_cue(tokens[index].lower) if tokens[index].tag in ("VB", "VBN") else None
        return cue is not None and cue.is_speech
    if joined and token.tag in (tense, "VBD", "VBN"):
        cue = verb_cue(token.lower)
        addressed = cue is not None and cue.takes_addressee and _has_addressee(tokens, index + 1)
        return cue is not None and not cue.is_thought and (_can_have_content(cue) or addressed)
    return False


def is_trailing_report(tokens: Sequence[Token], index: int) -> bool:
    """Return whether only a source and its cue follow a comma: …, *the police said*."""
    end = base_phrase_end(tokens, index)
    if end is None or end >= len(tokens) or tokens[index].tag == QUOTE:
        return False
    if tokens[end].lower in ("was", "were"):
        end += 1
    cue = (
        verb_cue(tokens[end].lower)
        if end < len(tokens) and tokens[end].tag in VERBAL_TAGS
        else None
    )
    last = end + 1 >= len(tokens) or tokens[end + 1].lower == "."
    return cue is not None and cue.is_speech and last


def is_comment_appositive(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the writer's comment follows a comma: …, *a claim* Lee denied.

    Other comments: …, *the first time* that he admitted it; …, *without evidence*.
    """
    if tokens[index].lower in _LINKS:
        return index + 1 >= len(tokens) or tokens[index + 1].lower in (".", ",", ":")
    if tokens[index].lower == "without":
        return any(token.lower in _PROOF for token in tokens[index + 1 : index + 4])
    if tokens[index].lower == "the" and index + 2 < len(tokens):
        return tokens[index + 1].lower in _ORDINALS and tokens[index + 2].lower == "time"
    if tokens[index].lower not in ("a", "an"):
        return False
    end = base_phrase_end(tokens, index)
    if end is None or tokens[end - 1].tag in NAME_OR_PRONOUN_TAGS:
        return False
    judged = (
        end + 1 < len(tokens) and tokens[end].tag == "WDT" and tokens[end + 1].tag in FINITE_TAGS
    )
    return judged or tokens[end - 1].lower in _SUMMARIES


def is_new_report(tokens: Sequence[Token], index: int) -> bool:
    """Return whether another source and cue start at a token: …, Lee *concluded* that …."""
    joined = tokens[index].lower in _JOINING
    index += joined
    end = base_phrase_end(tokens, index) if index < len(tokens) else None
    if end is None or tokens[index].tag == QUOTE:
        return False
    end = skip_tags(tokens, end, ADVERB_TAGS)
    limits = joined and tokens[index - 1].lower in ("although", "though")
    if end + 1 >= len(tokens) or not (
        tokens[end].tag in NARRATIVE_TAGS or (limits and tokens[end].tag == "VBP")
    ):
        return False
    cue = verb_cue(tokens[find_main_verb(tokens, end)].lower)
    return cue is not None and cue.is_speech and (joined or tokens[end + 1].lower == "that")


def introduces_new_report(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the source starts a further report at a token: *before adding* that …."""
    if tokens[index].lower == "citing":
        return True
    if tokens[index].tag == "VBG" and tokens[index + 1].lower == "that":
        cue = verb_cue(tokens[index].lower)
        return cue is not None and cue.is_speech  # "it was a party adding that …"
    if tokens[index].lower not in ("before", "after", "while") or tokens[index + 1].tag != "VBG":
        return False
    cue = verb_cue(tokens[index + 1].lower)
    return cue is not None and cue.is_speech


def has_other_source(tokens: Sequence[Token], index: int) -> bool:
    """Return whether ", with" opens a report by another source: with *Lee saying* …."""
    if tokens[index].lower != "with" or index + 1 >= len(tokens):
        return False
    end = base_phrase_end(tokens, index + 1)
    cue = verb_cue(tokens[end].lower) if end is not None and end < len(tokens) else None
    if cue is None or end is None:
        return False
    calls = tokens[end].tag == "VBG" and cue.takes_object and not cue.is_thought
    return cue.is_speech or calls  # with *Lee calling* it a “mess”


def _is_participle_clause(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a subject and its participle start at a token: … and *Kim calling*."""
    end = base_phrase_end(tokens, index)
    return end is not None and end < len(tokens) and tokens[end].tag == "VBG"


def _can_have_content(cue: Cue) -> bool:
    return cue.takes_clause or cue.takes_object or bool(cue.prepositions)


def _has_addressee(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an addressee and an infinitive start at a token: encouraged *them to* go."""
    end = base_phrase_end(tokens, index) if index < len(tokens) else None
    return end is not None and end < len(tokens) and tokens[end].tag == "TO"
