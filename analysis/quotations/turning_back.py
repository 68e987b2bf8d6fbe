"""Find the end of reported content: the same source, another source or the writer follows."""

from collections.abc import Sequence

from analysis.lexicon import word_set
from analysis.quotations.cues import Cue, verb_cue
from analysis.quotations.noun_phrases import FINITE, VERBS, base_end
from analysis.quotations.segments import QUOTE, Item
from analysis.quotations.verb_groups import main_verb

_LINKS = frozenset({"too", "however", "though"})
_SUMMARIES = word_set("""
accusation admission allegation approach argument assertion assessment call charge claim comment
comparison concession contention contrast decision demand description idea
message move notion plan point position prediction promise proportion proposal question remark
reference requirement result reversal sentiment sign stance statement suggestion theme theory
turnaround view warning
""")
_JOINING = frozenset({"and", "but", "while", "though", "although", "whereas"})


def goes_back(tokens: Sequence[Item], index: int, tense: str) -> bool:
    """Return whether the sentence returns to the source of the report at a token."""
    joined = tokens[index].lower in ("and", "but", "while", "although", "though")
    index += joined
    while index < len(tokens) and tokens[index].tag in ("RB", "RBR"):
        index += 1
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.lower in ("according", "citing", "referring", "compared"):
        return True
    if not joined and token.tag == tense and token.tag in ("VBD", "VBZ"):
        cue = verb_cue(token.lower)
        return cue is not None and (cue.saying or cue.addressing or cue.promising)
    if token.tag == "VBG" and not joined:
        cue = verb_cue(token.lower)
        return cue is not None and not cue.thinking and (_can_have_content(cue) or cue.telling)
    if joined and token.tag in ("PRP", "NNP", "NNPS") and token.lower not in ("it", "they"):
        end = base_end(tokens, index)
        if end is None:
            return False
        index = end
        while index < len(tokens) and tokens[index].tag == "RB":
            index += 1
        cue = verb_cue(tokens[index].lower) if index < len(tokens) else None
        return cue is not None and tokens[index].tag == tense and cue.speech
    if joined and tense == "VBG" and (token.tag == "VBG" or _is_participle_clause(tokens, index)):
        return True
    if joined and token.lower in ("did", "does", "has", "had") and token.tag == tense:
        index += 1
        while index < len(tokens) - 1 and tokens[index].tag == "RB":
            index += 1
        if index == len(tokens):
            return False  # "said it would win and did"
        cue = verb_cue(tokens[index].lower) if tokens[index].tag in ("VB", "VBN") else None
        return cue is not None and cue.speech
    if joined and token.tag in (tense, "VBD", "VBN"):
        cue = verb_cue(token.lower)
        addressed = cue is not None and cue.telling and _has_addressee(tokens, index + 1)
        return cue is not None and not cue.thinking and (_can_have_content(cue) or addressed)
    return False


def ends_with_report(tokens: Sequence[Item], index: int) -> bool:
    """Return whether only a source and its cue follow a comma: …, *the police said*."""
    end = base_end(tokens, index)
    if end is None or end >= len(tokens) or tokens[index].tag == QUOTE:
        return False
    if tokens[end].lower in ("was", "were"):
        end += 1
    cue = verb_cue(tokens[end].lower) if end < len(tokens) and tokens[end].tag in VERBS else None
    last = end + 1 >= len(tokens) or tokens[end + 1].lower == "."
    return cue is not None and cue.speech and last


def is_remark(tokens: Sequence[Item], index: int) -> bool:
    """Return whether the writer's noun for the content follows a comma: …, *a claim* Lee denied."""
    if tokens[index].lower in _LINKS:
        return index + 1 >= len(tokens) or tokens[index + 1].lower in (".", ",", ":")
    if tokens[index].lower not in ("a", "an"):
        return False
    end = base_end(tokens, index)
    return end is not None and tokens[end - 1].lower in _SUMMARIES


def new_report(tokens: Sequence[Item], index: int) -> bool:
    """Return whether another source and cue start at a token: …, Lee *concluded* that …."""
    joined = tokens[index].lower in _JOINING
    index += joined
    end = base_end(tokens, index) if index < len(tokens) else None
    if end is None or tokens[index].tag == QUOTE:
        return False
    while end < len(tokens) and tokens[end].tag == "RB":
        end += 1
    if end + 1 >= len(tokens) or tokens[end].tag not in ("VBD", "VBZ"):
        return False
    cue = verb_cue(tokens[main_verb(tokens, end)].lower)
    return cue is not None and cue.speech and (joined or tokens[end + 1].lower == "that")


def turns_to(tokens: Sequence[Item], index: int) -> bool:
    """Return whether the source starts a further report at a token: *before adding* that …."""
    if tokens[index].lower not in ("before", "after", "while") or tokens[index + 1].tag != "VBG":
        return False
    cue = verb_cue(tokens[index + 1].lower)
    return cue is not None and cue.speech


def others_report(tokens: Sequence[Item], index: int) -> bool:
    """Return whether ", with" opens a report by another source: with *Lee saying* …."""
    if tokens[index].lower != "with" or index + 1 >= len(tokens):
        return False
    end = base_end(tokens, index + 1)
    cue = verb_cue(tokens[end].lower) if end is not None and end < len(tokens) else None
    return cue is not None and cue.speech


def _is_participle_clause(tokens: Sequence[Item], index: int) -> bool:
    """Return whether a subject and its participle start at a token: … and *Kim calling*."""
    end = base_end(tokens, index)
    return end is not None and end < len(tokens) and tokens[end].tag == "VBG"


def new_clause(tokens: Sequence[Item], index: int) -> bool:
    """Return whether ", and" or ", but" opens a clause with its own subject at a token."""
    if tokens[index].lower not in ("and", "but") or index + 2 >= len(tokens):
        return False
    first = index + 1 + (tokens[index + 1].tag == "RB")
    if tokens[first].tag not in ("PRP", "EX"):
        return False
    return tokens[index].lower == "but" or any(
        token.tag in FINITE for token in tokens[index + 2 : index + 8]
    )


def _can_have_content(cue: Cue) -> bool:
    return cue.saying or cue.addressing or bool(cue.prepositions)


def _has_addressee(tokens: Sequence[Item], index: int) -> bool:
    """Return whether an addressee and an infinitive start at a token: encouraged *them to* go."""
    end = base_end(tokens, index) if index < len(tokens) else None
    return end is not None and end < len(tokens) and tokens[end].tag == "TO"
