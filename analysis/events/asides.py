"""Recognise dates that date no event: those of a comparison, a record or a thing's name."""

from collections.abc import Sequence

from analysis.events.nouns import is_event_noun
from analysis.lexicon import word_set
from analysis.models import TimeExpression
from analysis.words import Sentence, Words

_COMPARING = word_set("than compared versus vs against comparison")
_PARTS = word_set("rest end remainder course part half beginning bulk start month week day most")
_DATING = word_set("on at in during after before by")
_REACH = 6  # tokens between "compared" and the date, as in "than in the same month of last year"


def is_compared_with(words: Words, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date is only the base of a comparison: "up from 14% a year ago"."""
    between: list[str] = []
    for at in range(tokens.start - 1, max(sentence.first, tokens.start - _REACH) - 1, -1):
        token = words.tokens[at]
        if token.lower in _COMPARING:
            return True
        if token.lower == "from":
            looks_back = (time.relative or "").startswith("-") or (
                words.tokens[tokens.start].lower == "earlier"
            )
            counted = [token.tag for token in words.tokens[max(sentence.first, at - 3) : at]]
            return at > sentence.first and (looks_back or "CD" in [*between, *counted])
        if token.lower in (",", ";") or (token.tag.startswith("VB") and token.tag != "VBG"):
            return False
        between.append(token.tag)
    return False


def is_attribute(words: Words, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date modifies a non-event noun: "its May 3 low", "cars of tomorrow"."""
    preposition = words.tokens[tokens.start - 1].lower if tokens.start - 1 > sentence.first else ""
    if preposition == "of" or (preposition == "from" and time.relative is None):
        noun = words.tokens[tokens.start - 2]
        return noun.tag in ("NN", "NNS") and noun.lower not in _PARTS and not is_event_noun(noun)
    if tokens.stop < sentence.last and words.tokens[tokens.stop].tag == "POS":
        # "On Tuesday's show he said …" dates what he said, "he read Friday's tweets" nothing.
        at = tokens.start - 1
        while at >= sentence.first and words.tokens[at].tag in ("DT", "JJ", ","):
            at -= 1
        return at >= sentence.first and words.tokens[at].lower not in _DATING
    before = words.tokens[tokens.start - 1].tag if tokens.start > sentence.first else ""
    after = words.tokens[tokens.stop].tag if tokens.stop < sentence.last else ""
    opens = words.tokens[tokens.start].tag
    inside = before in ("DT", "PRP$", "POS") and opens not in ("DT", "PRP$")
    return inside and after in ("NN", "NNS", "JJ")


def only_bounds_a_record(words: Words, first: int, last: int, tokens: range) -> bool:
    """Return whether a date only bounds a record: "the worst loss since 1992"."""
    at = tokens.start - 1
    while at > first and words.tokens[at].tag[:2] in ("DT", "NN", "JJ", "PR", "PO"):
        at -= 1
    if at <= first or words.tokens[at].lower != "since":
        return False
    return any(
        token.tag in ("JJS", "RBS") or token.lower in ("first", "last", "not", "n't", "n’t")
        for token in words.tokens[first:last]
    )


def repeats_a_date(times: Sequence[TimeExpression], index: int, sentence: Sentence) -> bool:
    """Return whether an expression repeats a date of its sentence: "the 91st day of the siege"."""
    time = times[index]
    if time.anchor is None or time.relative not in ("+0D", "."):
        return False
    return time.type == "DATE" and sentence.start <= times[time.anchor].start < sentence.end


def only_bounds_another(
    words: Words, times: Sequence[TimeExpression], index: int, sentence: Sentence
) -> bool:
    """Return whether "until" and its date precede the verb's own: "signed until 2027 on Monday"."""
    tokens = words.indexes(times[index].start, times[index].end)
    if times[index].anchor == index + 1:
        return False  # "until 10 a.m. on Friday"
    if index + 1 == len(times) or words.tokens[tokens.start - 1].lower not in ("until", "till"):
        return False
    following = words.indexes(times[index + 1].start, times[index + 1].end)
    between = words.tokens[tokens.stop : following.start]
    inside = following.start < sentence.last and times[index + 1].type in ("DATE", "TIME")
    return inside and not any(token.tag.startswith(("VB", "MD")) for token in between)


def is_in_another_zone(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether a time of day only repeats the one before it: "12:30 EST (17:30 UTC)"."""
    if index == 0 or times[index].type != "TIME" or times[index - 1].type != "TIME":
        return False
    return text[times[index - 1].end : times[index].start].strip() in ("(", "/")
