"""Parse verb groups: a main verb with its auxiliaries, negation and governing verbs."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.syntax.cues import is_governing_verb, lemma, verb_cue
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    PREPOSITION_TAGS,
    TENSED_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Token, is_comma, skip_tags

_FORMS_OF_BE = lexicon.words("auxiliaries", "be")
_CLITICS = lexicon.words("auxiliaries", "clitic")
AUXILIARIES = lexicon.words("auxiliaries", "verb_group")
_HABIT = frozenset({"take", "takes", "took", "taken"})
_DEGREES = (("more", "than"), ("less", "than"), ("all", "but"))  # "has more than doubled"
_NEGATIONS = frozenset(["not", "n't", "n’t", "never", "nor", "neither"])


class VerbGroup(Struct, frozen=True):
    """A verb group: tokens `start` to `end` (half-open) with its main verb at `main`."""

    start: int
    main: int
    end: int
    is_finite: bool
    is_passive: bool
    is_negated: bool
    is_infinitive: bool


def find_verb_group(tokens: Sequence[Token], main: int) -> VerbGroup:
    """Return the verb group of a main verb, with its governing verbs: *has declined to* say."""
    start = main
    negated = passive = infinitive = False
    finite = tokens[main].tag in TENSED_TAGS
    be = False
    while start > max(0, main - 15):
        left = tokens[start - 1]
        if left.lower in _NEGATIONS:
            negated = True
        elif left.tag in ADVERB_TAGS or left.lower in ("also", "then"):
            pass
        elif is_comma(left) and start > 3 and _is_interpolated(tokens, start - 1):
            start -= 2
        elif (phrase := _adverbial_start(tokens, start)) is not None:
            start = phrase  # "have in particular noted"
            continue
        elif left.tag == "MD" or (left.lower in AUXILIARIES and left.tag in (*VERBAL_TAGS, "POS")):
            finite = finite or left.tag in FINITE_TAGS or left.lower in _CLITICS
            be = be or is_form_of_be(left.lower)
            if start == main or not infinitive:
                passive = passive or (
                    tokens[main].tag == "VBN" and _is_passive(tokens, start, main)
                )
        elif left.tag == "TO" and tokens[start].tag == "VB":
            governed = _governor(tokens, start - 1)
            infinitive = True
            if governed is None:
                start -= 1
                break
            yet = tokens[start - 2].lower == "yet"  # "has yet to say"
            negated = negated or yet or _withholds(tokens, governed)
            finite = finite or tokens[governed].tag in FINITE_TAGS
            start = governed
            continue
        elif tokens[start].tag == "VBG" and left.tag == "VBD" and is_governing_verb(left.lower):
            finite = True  # "began shouting"
        elif (
            tokens[start].tag == "VBG" and left.lower == "to" and _governs_gerund(tokens, start - 2)
        ):
            finite = finite or tokens[start - 2].tag in FINITE_TAGS  # "have taken to saying"
            start -= 2
            continue
        elif left.tag in ("VBD", "VBZ", "VBP", "VB", "VBN") and left.lower in (
            "go",
            "goes",
            "went",
            "gone",
            "kept",
            "keeps",
        ):
            finite = finite or left.tag in FINITE_TAGS
        elif left.tag == "RP" and start > 1 and tokens[start - 2].lower in ("went", "goes", "go"):
            pass
        else:
            break
        start -= 1
    while (
        start < main
        and (
            tokens[start].tag in ("RB", "RBR", "RBS", "RP")
            or tokens[start].lower in ("also", "then")
        )
        and tokens[start].lower not in _NEGATIONS
    ):
        start += 1
    end = main + 1
    end = skip_tags(tokens, end, ("RP",))
    return VerbGroup(
        start, main, end, finite, passive and tokens[main].tag == "VBN", negated, infinitive
    )


def _is_passive(tokens: Sequence[Token], after: int, main: int) -> bool:
    """Return whether the auxiliary before token `after` makes a passive; "he 's said" does not."""
    auxiliary = tokens[after - 1].lower
    is_perfect_form = tokens[main].lower in ("said", "called", "told") and auxiliary in ("'s", "’s")
    return is_form_of_be(auxiliary) and not (
        is_perfect_form and main + 1 < len(tokens) and tokens[main + 1].tag not in PREPOSITION_TAGS
    )


def _adverbial_start(tokens: Sequence[Token], end: int) -> int | None:
    """Return the start of a prepositional phrase behind an auxiliary: has *for years* said."""
    if tokens[end - 1].tag not in ("NN", "NNS", "JJ"):
        return None
    for index in range(end - 2, max(0, end - 5), -1):
        if tokens[index].tag == "IN":
            auxiliary = tokens[index - 1]
            return (
                index if auxiliary.lower in AUXILIARIES and auxiliary.tag in VERBAL_TAGS else None
            )
        if tokens[index].tag not in ("JJ", "CD", "DT", "NN", "NNS"):
            return None
    return None


def _governs_gerund(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token is the verb of a habit: have *taken* to saying."""
    return index >= 0 and tokens[index].lower in _HABIT and tokens[index].tag in VERBAL_TAGS


def _is_interpolated(tokens: Sequence[Token], comma: int) -> bool:
    """Return whether a comma closes an adverb inside a verb group: has, *however*, said."""
    return (
        tokens[comma - 1].tag == "RB"
        and is_comma(tokens[comma - 2])
        and tokens[comma - 3].lower in AUXILIARIES
    )


def is_form_of_be(form: str) -> bool:
    """Return whether a lower-case form belongs to *to be*, clitics included."""
    return form in _FORMS_OF_BE


def _governor(tokens: Sequence[Token], to: int) -> int | None:
    """Return the verb that governs an infinitive: *declined* to say, *went on* to say."""
    index = to - 1
    while index > 0 and tokens[index].tag in ("RB", "RP", "IN") and index > to - 3:
        index -= 1
    if (
        index >= 0
        and tokens[index].tag in VERBAL_TAGS
        and (
            is_governing_verb(tokens[index].lower)
            or is_form_of_be(tokens[index].lower)
            or tokens[index].lower in ("have", "has", "had")
        )
    ):
        return index
    if index > 1 and tokens[index].tag in ("JJ", "VBN"):
        be = index - 1 - (tokens[index - 1].tag in ADVERB_TAGS)
        if is_form_of_be(tokens[be].lower):
            return be
    return None


def _withholds(tokens: Sequence[Token], index: int) -> bool:
    cue = verb_cue(tokens[index].lower)
    return bool((cue and cue.is_withholding) or lemma(tokens[index].lower) == "fail")


def find_main_verb(tokens: Sequence[Token], index: int, stop: int | None = None) -> int:
    """Return the last verb of the group that a finite verb opens: *has* not been → *arrested*."""
    limit = len(tokens) if stop is None else stop
    main = index
    at = index + 1
    while at < limit:
        token = tokens[at]
        pair = (token.lower, tokens[at + 1].lower) if at + 1 < limit else ()
        if pair in _DEGREES:
            at += 1
        elif token.tag in VERB_TAGS and is_auxiliary(tokens[main]):
            main = at
        elif token.tag not in ADVERB_TAGS and token.lower not in _NEGATIONS:
            break
        at += 1
    return main


def is_auxiliary(token: Token) -> bool:
    """Return whether a verb can be followed by another verb of its group."""
    return token.tag == "MD" or token.lower in AUXILIARIES
