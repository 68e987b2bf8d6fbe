"""Tell where a sentence leaves what is reported: for who reports it, another, or the writer."""

from collections.abc import Sequence

from analysis.quotations.cues import Cue, verb_cue
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import FINITE, VERBS, base_end
from analysis.quotations.verbs import main_verb
from analysis.word_sets import word_set

_LINKS = frozenset({"too", "however", "though"})
_SUMMARIES = word_set("""
accusation admission allegation approach argument assertion assessment call charge claim comment
comparison concession contention contrast decision demand description idea
message move notion plan point position prediction promise proportion proposal question remark
reference requirement result reversal sentiment sign stance statement suggestion theme theory
turnaround view warning
""")
_JOINING = frozenset({"and", "but", "while", "though", "although", "whereas"})


def goes_back(items: Sequence[Item], index: int, tense: str) -> bool:
    """Whether the sentence goes back, at an item, to the one who reports."""
    joined = items[index].lower in ("and", "but", "while", "although", "though")
    index += joined
    while index < len(items) and items[index].tag in ("RB", "RBR"):
        index += 1
    if index >= len(items):
        return False
    item = items[index]
    if item.lower in ("according", "citing", "referring", "compared"):
        return True
    if not joined and item.tag == tense and item.tag in ("VBD", "VBZ"):
        cue = verb_cue(item.lower)
        return cue is not None and (cue.saying or cue.addressing or cue.promising)
    if item.tag == "VBG" and not joined:
        cue = verb_cue(item.lower)
        return cue is not None and not cue.thinking and (_takes_words(cue) or cue.telling)
    if joined and item.tag in ("PRP", "NNP", "NNPS") and item.lower not in ("it", "they"):
        end = base_end(items, index)
        if end is None:
            return False
        index = end
        while index < len(items) and items[index].tag == "RB":
            index += 1
        cue = verb_cue(items[index].lower) if index < len(items) else None
        return cue is not None and items[index].tag == tense and cue.speech
    if joined and tense == "VBG" and (item.tag == "VBG" or _with_participle(items, index)):
        return True
    if joined and item.lower in ("did", "does", "has", "had") and item.tag == tense:
        index += 1
        while index < len(items) - 1 and items[index].tag == "RB":
            index += 1
        if index == len(items):
            return False  # "said it would win and did"
        cue = verb_cue(items[index].lower) if items[index].tag in ("VB", "VBN") else None
        return cue is not None and cue.speech
    if joined and item.tag in (tense, "VBD", "VBN"):
        cue = verb_cue(item.lower)
        told = cue is not None and cue.telling and _told_to(items, index + 1)
        return cue is not None and not cue.thinking and (_takes_words(cue) or told)
    return False


def ends_with_report(items: Sequence[Item], index: int) -> bool:
    """Whether only a source and its cue follow a comma: …, *the court was told*."""
    end = base_end(items, index)
    if end is None or end >= len(items) or items[index].tag == QUOTE:
        return False
    if items[end].lower in ("was", "were"):
        end += 1
    cue = verb_cue(items[end].lower) if end < len(items) and items[end].tag in VERBS else None
    last = end + 1 >= len(items) or items[end + 1].lower == "."
    return cue is not None and cue.speech and last


def is_remark(items: Sequence[Item], index: int) -> bool:
    """Whether the writer's own word for what was said follows a comma: …, *a claim* Lee denied."""
    if items[index].lower in _LINKS:
        return index + 1 >= len(items) or items[index + 1].lower in (".", ",", ":")
    if items[index].lower not in ("a", "an"):
        return False
    end = base_end(items, index)
    return end is not None and items[end - 1].lower in _SUMMARIES


def new_report(items: Sequence[Item], index: int) -> bool:
    """Whether another source and cue start at an item: …, Lee *concluded* that …."""
    joined = items[index].lower in _JOINING
    index += joined
    end = base_end(items, index) if index < len(items) else None
    if end is None or items[index].tag == QUOTE:
        return False
    while end < len(items) and items[end].tag == "RB":
        end += 1
    if end + 1 >= len(items) or items[end].tag not in ("VBD", "VBZ"):
        return False
    cue = verb_cue(items[main_verb(items, end)].lower)
    return cue is not None and cue.speech and (joined or items[end + 1].lower == "that")


def turns_to(items: Sequence[Item], index: int) -> bool:
    """Whether the one who reports goes on to report more: *before adding* that …."""
    if items[index].lower not in ("before", "after", "while") or items[index + 1].tag != "VBG":
        return False
    cue = verb_cue(items[index + 1].lower)
    return cue is not None and cue.speech


def others_report(items: Sequence[Item], index: int) -> bool:
    """Whether ", with" opens what somebody else reports: with *Lee saying* …."""
    if items[index].lower != "with" or index + 1 >= len(items):
        return False
    end = base_end(items, index + 1)
    cue = verb_cue(items[end].lower) if end is not None and end < len(items) else None
    return cue is not None and cue.speech


def _with_participle(items: Sequence[Item], index: int) -> bool:
    """Whether a subject and its participle stand at an item: Lee saying … and *Kim calling*."""
    end = base_end(items, index)
    return end is not None and end < len(items) and items[end].tag == "VBG"


def new_clause(items: Sequence[Item], index: int) -> bool:
    """Whether ", and" or ", but" opens a clause with a subject of its own at an item."""
    if items[index].lower not in ("and", "but") or index + 2 >= len(items):
        return False
    first = index + 1 + (items[index + 1].tag == "RB")
    if items[first].tag not in ("PRP", "EX"):
        return False
    return items[index].lower == "but" or any(
        item.tag in FINITE for item in items[index + 2 : index + 8]
    )


def _takes_words(cue: Cue) -> bool:
    return cue.saying or cue.addressing or bool(cue.prepositions)


def _told_to(items: Sequence[Item], index: int) -> bool:
    """Whether somebody is told to do something at an item: and encouraged *them to* leave."""
    end = base_end(items, index) if index < len(items) else None
    return end is not None and end < len(items) and items[end].tag == "TO"
