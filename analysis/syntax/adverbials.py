"""Skip adverbs, times and prepositional phrases."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.noun_phrases import REACH, is_noun, is_time, phrase_end
from analysis.syntax.tag_sets import PARTICIPLE_TAGS, PREPOSITION_TAGS, SUPERLATIVE_TAGS
from analysis.syntax.tokens import Token

CLAUSE_OPENERS = lexicon.words("subordinators", "clause_opener")
_COUNTED = frozenset({"ago", "earlier", "later", "before"})
_YEAR = 4  # digits
_MONTHS = lexicon.words("months")
_TIME_STARTS = lexicon.words("modifiers", "time_phrase")


def skip_adverbials(tokens: Sequence[Token], index: int) -> int:
    """Return the token after the adverbs, times and prepositional phrases at `index`."""
    limit = min(len(tokens), index + REACH)
    while index < limit:
        token = tokens[index]
        if token.lower in ("more", "less") and tokens[min(index + 1, limit - 1)].lower == "than":
            break  # "said more than six planes had left"
        if (token.tag in ("RB", "RP", "RBR") and token.lower not in ("not", "n't", "n’t")) or (
            is_time(token) and (token.tag != "CD" or _is_day_of_month(tokens, index))
        ):
            index += 1
        elif _is_year(tokens, index) or is_time_phrase(tokens, index):
            index += 2
        elif (ago := _ago(tokens, index)) is not None:
            index = ago
        elif token.tag in PREPOSITION_TAGS and token.lower not in ("that", *CLAUSE_OPENERS):
            if index + 1 < limit and tokens[index + 1].tag in SUPERLATIVE_TAGS:
                break  # "reported at least six planes had left"
            is_infinitive = (
                token.tag == "TO" and index + 1 < limit and tokens[index + 1].first_tag == "VB"
            )
            end = phrase_end(tokens, index + 1) if not is_infinitive else None
            if end is None:
                break
            index = skip_participle(tokens, end)
        else:
            break
    return index


def _is_day_of_month(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number follows a month, and no unit it: on June *11* the city voted."""
    month = index > 0 and tokens[index - 1].lower in _MONTHS
    return month and index + 1 < len(tokens) and not is_noun(tokens[index + 1])


def _is_year(tokens: Sequence[Token], comma: int) -> bool:
    """Return whether a comma and a year follow a day: on June 11*, 2022* that …."""
    if comma < 2 or comma + 1 >= len(tokens) or tokens[comma].lower != ",":
        return False
    year = tokens[comma + 1].lower
    day = tokens[comma - 1].tag == "CD" and tokens[comma - 2].lower in _MONTHS
    return day and year.isdigit() and len(year) == _YEAR


def _ago(tokens: Sequence[Token], index: int) -> int | None:
    """Return the token after "two days ago" or "a few years earlier" at a token, or None."""
    if tokens[index].tag not in ("CD", "DT", "JJ"):
        return None
    for position in range(index + 1, min(len(tokens) - 1, index + 4)):
        if is_time(tokens[position]) and tokens[position + 1].lower in _COUNTED:
            return position + 2
    return None


def is_time_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Return whether two tokens form a time ("last week") that is not part of a name."""
    return (
        tokens[index].lower in _TIME_STARTS
        and index + 1 < len(tokens)
        and is_time(tokens[index + 1])
        and tokens[index + 1].tag != "CD"
        and not (index + 2 < len(tokens) and tokens[index + 2].tag in ("NN", "NNS", "POS"))
    )


def skip_participle(tokens: Sequence[Token], index: int) -> int:
    """Skip a participle and its phrase after a noun: "hosted by the fund"."""
    if (
        index + 1 < len(tokens)
        and tokens[index].tag in PARTICIPLE_TAGS
        and tokens[index + 1].tag in PREPOSITION_TAGS
    ):
        end = phrase_end(tokens, index + 2)
        if end is not None:
            return end
    return index
