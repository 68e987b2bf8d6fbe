"""Find the verb group around a verb: its auxiliaries, its negation and the verbs that govern it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.quotations.cues import governs, lemma, verb_cue
from analysis.quotations.frames import Item
from analysis.quotations.phrases import FINITE, VERBS, is_comma

_CLITICS = frozenset({"'s", "’s", "'d", "’d", "'re", "’re", "'ve", "’ve", "'ll", "’ll"})
_AUXILIARIES_TEXT = """
be am is are was were been being have has had having do does did 's ’s 'd ’d 're ’re 've ’ve 'm ’m
'll ’ll wo ca ai
"""
AUXILIARIES = frozenset(_AUXILIARIES_TEXT.split())
_NEGATIONS = frozenset(["not", "n't", "n’t", "never", "nor", "neither"])


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: items `start` to `end` (half-open) with its main verb at `main`."""

    start: int
    main: int
    end: int
    finite: bool
    passive: bool
    negated: bool
    infinitive: bool


def verb_group(items: Sequence[Item], main: int) -> Group:
    """The verb group around a main verb, with the verbs that govern it: *has declined to* say."""
    start = main
    negated = passive = infinitive = False
    finite = items[main].tag in ("VBD", "VBZ", "VBP")
    be = False
    while start > max(0, main - 15):
        left = items[start - 1]
        if left.lower in _NEGATIONS:
            negated = True
        elif left.tag in ("RB", "RBR", "RBS") or left.lower in ("also", "then"):
            pass
        elif is_comma(left) and start > 3 and _is_interpolated(items, start - 1):
            start -= 2
        elif left.tag == "MD" or (left.lower in AUXILIARIES and left.tag in (*VERBS, "POS")):
            finite = finite or left.tag in FINITE or left.lower in _CLITICS
            be = be or is_be(left.lower)
            if start == main or not infinitive:
                passive = passive or (items[main].tag == "VBN" and _is_passive(items, start, main))
        elif left.tag == "TO" and items[start].tag == "VB":
            governed = _governor(items, start - 1)
            infinitive = True
            if governed is None:
                start -= 1
                break
            negated = negated or _withholds(items, governed)
            finite = finite or items[governed].tag in FINITE
            start = governed
            continue
        elif items[start].tag == "VBG" and left.tag == "VBD" and governs(left.lower):
            finite = True  # "began shouting"
        elif left.tag in ("VBD", "VBZ", "VBP", "VB", "VBN") and left.lower in (
            "go",
            "goes",
            "went",
            "gone",
            "kept",
            "keeps",
        ):
            finite = finite or left.tag in FINITE
        elif left.tag == "RP" and start > 1 and items[start - 2].lower in ("went", "goes", "go"):
            pass
        else:
            break
        start -= 1
    while (
        start < main
        and (
            items[start].tag in ("RB", "RBR", "RBS", "RP") or items[start].lower in ("also", "then")
        )
        and items[start].lower not in _NEGATIONS
    ):
        start += 1
    end = main + 1
    while end < len(items) and items[end].tag == "RP":
        end += 1
    return Group(
        start, main, end, finite, passive and items[main].tag == "VBN", negated, infinitive
    )


def _is_passive(items: Sequence[Item], after: int, main: int) -> bool:
    """Whether the auxiliary before item `after` makes a passive: "he 's said" is a perfect."""
    auxiliary = items[after - 1].lower
    told = items[main].lower in ("said", "called", "told") and auxiliary in ("'s", "’s")
    return is_be(auxiliary) and not (
        told and main + 1 < len(items) and items[main + 1].tag not in ("TO", "IN")
    )


def _is_interpolated(items: Sequence[Item], comma: int) -> bool:
    """Whether a comma closes an adverb inside a verb group: has, *however*, said."""
    return (
        items[comma - 1].tag == "RB"
        and is_comma(items[comma - 2])
        and items[comma - 3].lower in AUXILIARIES
    )


def is_be(form: str) -> bool:
    """Whether a lower-case form is one of *to be* (a clitic 's counts)."""
    return form in (
        "be",
        "am",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "'s",
        "’s",
        "'re",
        "’re",
        "'m",
        "’m",
    )


def _governor(items: Sequence[Item], to: int) -> int | None:
    """The verb that governs an infinitive: *declined* to say, *went on* to say, *is* to say."""
    index = to - 1
    while index > 0 and items[index].tag in ("RB", "RP", "IN") and index > to - 3:
        index -= 1
    if (
        index >= 0
        and items[index].tag in VERBS
        and (
            governs(items[index].lower)
            or is_be(items[index].lower)
            or items[index].lower in ("have", "has", "had")
        )
    ):
        return index
    if index > 1 and items[index].tag in ("JJ", "VBN"):
        be = index - 1 - (items[index - 1].tag in ("RBR", "RB"))
        if is_be(items[be].lower):
            return be
    return None


def _withholds(items: Sequence[Item], index: int) -> bool:
    cue = verb_cue(items[index].lower)
    return bool((cue and cue.withholding) or lemma(items[index].lower) == "fail")


def main_verb(items: Sequence[Item], index: int) -> int:
    """The verb that a finite auxiliary goes with, else the finite verb itself."""
    following = index + 1
    while following < len(items) and items[following].tag == "RB":
        following += 1
    if (
        following < len(items)
        and items[following].tag in ("VB", "VBN", "VBG")
        and items[index].lower in AUXILIARIES
    ):
        return following
    return index
