"""Find the places where a headline that is too long may end, and what each end costs."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    MEANING,
    UNITS,
    opens_subordinate_clause,
    takes_infinitive_object,
)
from analysis.lexicon import word_set
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_end
from analysis.syntax.tag_sets import FINITE_TAGS, NOUN_TAGS, PHRASE_TAGS, VERB_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, skip_tags, skip_tags_back

_DANGLING_TAGS = frozenset(("IN", "TO", "DT", "PRP$", "CC"))
_CAUSING = word_set("had has have")
_OPENING_TAGS = frozenset(("IN", "TO", "CC", "VBN", "VBG", "WDT", "WP", "WRB", ",", ":"))
_SUPERLATIVE_PHRASE = PHRASE_TAGS | {"JJS", "RBS"}
_OBJECT_PHRASE = PHRASE_TAGS - {"VBG"}
_BEFORE_SUBJECTS = REPORTING_VERBS | CLAUSE_OPENERS
_NOUN_OR_NUMBER_TAGS = NOUN_TAGS | {"CD"}
_CHANGES = lexicon.words("event_nouns", "change")
_ADJUNCT = lexicon.words("prepositions", "dating", "event") | {"before", "near", "by"}
_CONTRAST = word_set("but so yet though although while whereas")
_NEVER = 9.0
_CLEAN = 0.1  # the most that the end of a whole clause costs
_TELLING = REPORTING_VERBS | {"told", "tells"}
_COST_OF_CONTENT = 2.0  # of what an object is about: "repeated its view | that taxes should fall"
_IN_CLAUSE = 0.4  # of an end within a further clause
_REACH = 14  # tokens between "and" and the verb of a further clause


class HeadlineEnd(Struct, frozen=True):
    """A token before which a headline can end, and the cost of what is lost there.

    A whole clause ends at a cost of 0.1 at most, a phrase without its complement at 1 or more.
    """

    stop: int
    cost: float


def find_ends(words: Doc, spans: Sequence[range], date: range) -> Iterator[HeadlineEnd]:
    """Yield the places where the words of a headline can end after its main verb.

    A further clause, phrase, participle or coordination begins there. Words that change the
    meaning of the part before them ("unless", "than") begin no such phrase. A verb directly before
    the `date` has its complement after it.
    """
    last = spans[-1]
    clean = 0
    after_verb = bool(date) and words.tokens[max(date.start - 1, 0)].tag in VERB_TAGS
    verb = any(words.tokens[at].tag in FINITE_TAGS for span in spans[:-1] for at in span)
    last_verb = next((at for at in reversed(last) if words.tokens[at].tag in FINITE_TAGS), -1)
    for at in last:
        token = words.tokens[at]
        if (
            verb
            and (token.tag in _OPENING_TAGS or token.text in CLOSING_MARKS)
            and at > last.start + (2 if len(spans) == 1 else 1)
            and words.tokens[at - 1].tag not in _DANGLING_TAGS
        ):
            cost = _cost_of_end(words, last.start, at, last.stop)
            if after_verb and at == date.stop and token.text == ",":
                cost = _NEVER  # "was found on Friday, | guilty"
            if cost < _NEVER:
                yield HeadlineEnd(at, cost + _IN_CLAUSE * (clean > 0 and cost > _CLEAN))
            clean += cost <= _CLEAN
        if token.tag in FINITE_TAGS:
            verb = token.lower not in _TELLING or at == last_verb
        elif at < last_verb and opens_subordinate_clause(words, at, last.stop):
            verb = False


def _cost_of_end(words: Doc, first: int, at: int, stop: int) -> float:
    if _begins_clause(words, at, stop):
        return 0.0
    if words.tokens[at].lower == "that" and words.tokens[at].tag == "IN":
        after_object = words.tokens[at - 1].tag in ("NN", "NNS")
        return _COST_OF_CONTENT if after_object else _NEVER
    if _splits_absolute(words, first, at, stop):
        return _NEVER
    if _begins_phrase(words, at, stop):
        return _cost_of_phrase(words, first, at)
    if _begins_weak_phrase(words, at, stop):
        return _cost_of_weak_phrase(words, first, at)
    return _NEVER


def _cost_of_phrase(words: Doc, first: int, at: int) -> float:
    token, following = words.tokens[at], words.tokens[at + 1]
    if not token.text[0].isalnum():
        return {"IN": 0.3, "TO": 0.6}.get(following.tag, 0.1)
    if token.tag in WH_TAGS:
        return 0.6
    noun = skip_tags_back(words.tokens, at, _SUPERLATIVE_PHRASE, first)
    if any(word.tag in ("JJS", "RBS") for word in words.tokens[noun:at]):
        return 1.2  # "the worst flood | in a century"
    if token.lower in CLAUSE_OPENERS and has_finite_verb(words.tokens[at + 1 : at + 9]):
        return 0.3
    if token.lower in _ADJUNCT and following.tag != "VBG":
        return 0.5
    if not _has_object_verb(words, first, at):
        return 0.65
    return _NEVER if token.tag == "TO" else 1.4


def _cost_of_weak_phrase(words: Doc, first: int, at: int) -> float:
    token, following = words.tokens[at], words.tokens[at + 1]
    if token.tag == "TO":
        return _NEVER if _has_object_verb(words, first, at) else 1.0
    if token.tag == "CC":
        before = {words.tokens[i].lower for i in range(first, at)}
        joined = following.tag[:2] in ("VB", "MD", "IN", "TO")
        is_whole = token.lower == "and" and joined and before.isdisjoint(("between", "both"))
        return 0.5 if is_whole else 1.6
    if token.tag == "VBG" and words.tokens[at - 1].tag == "CD":
        return _NEVER  # "the three | winning firms"
    if token.tag in ("VBG", "VBN", "WDT"):
        return 0.8
    if token.lower == "of" or token.lower in MEANING:
        return 3.0
    return 1.2


def _has_object_verb(words: Doc, first: int, at: int) -> bool:
    """Return whether the object of "asked the council | to close" is before an infinitive."""
    noun = at
    for _ in range(3):  # "called on the council of Porto", "appealed for the price"
        noun = skip_tags_back(words.tokens, noun, _OBJECT_PHRASE, first)
        before = words.tokens[noun - 1]
        if before.tag in VERB_TAGS:
            return takes_infinitive_object(before)
        if before.tag != "IN" or noun - 1 <= first:
            return False
        if words.tokens[noun - 2].tag in VERB_TAGS:
            return takes_infinitive_object(words.tokens[noun - 2])
        noun -= 1
    return False


def _begins_clause(words: Doc, at: int, stop: int) -> bool:
    """Return whether a further clause or verb begins: "fell, | but Reis stayed", "| and left"."""
    tokens = words.tokens
    token = tokens[at]
    if token.text == ";" and at + 1 < stop:
        return True
    comma = token.text == ","
    joint = at + comma
    if joint + 2 >= stop or (comma and tokens[at - 1].text == ","):
        return False
    opener = tokens[joint]
    if comma and opener.lower in _CONTRAST and opener.lower != "so":
        return has_finite_verb(tokens[joint + 1 : stop])
    if comma and _begins_source(words, joint, stop):
        return True
    if opener.tag != "CC" and (opener.lower, comma) != ("so", True):
        return False
    if opener.lower in ("or", "nor") or opener.lower == "&":
        return False
    verb = skip_tags(tokens, joint + 1, ("RB",))
    if verb < stop and tokens[verb].tag in FINITE_TAGS:
        return tokens[at - 1].tag not in FINITE_TAGS  # not "has | and will be"
    end = phrase_end(tokens, joint + 1)
    if end is None and tokens[joint + 1].tag == "PRP":
        end = joint + 2
    if end is None or end >= stop:
        return False
    verb = skip_tags(tokens, end, ("RB",))
    is_subject = verb < stop and tokens[verb].tag in FINITE_TAGS
    return is_subject and (comma or not _opens_list_of_subjects(words, at))


def _begins_source(words: Doc, first: int, stop: int) -> bool:
    """Return whether the source of the words before begins: "taxes fell, | the mayor said"."""
    end = phrase_end(words.tokens, first)
    return end is not None and end < stop and words.tokens[end].lower in _TELLING


def _opens_list_of_subjects(words: Doc, at: int) -> bool:
    """Return whether nouns on both sides of "and" share a verb: "said prices | and taxes rose"."""
    before = words.tokens[skip_tags_back(words.tokens, at, PHRASE_TAGS, 0) - 1]
    return before.lower in _BEFORE_SUBJECTS or before.tag in WH_TAGS or before.tag == "CC"


def _splits_absolute(words: Doc, first: int, stop: int, last: int) -> bool:
    """Return whether an end is within ", with shares in the bank falling by half"."""
    at = stop - 1
    while at > first and words.tokens[at].text != ",":
        if words.tokens[at].tag in FINITE_TAGS:
            return False
        at -= 1
    if at == first or words.tokens[at + 1].lower != "with":
        return False
    remaining = {words.tokens[i].tag for i in range(at + 1, stop)}
    return remaining.isdisjoint(("VBG", "VBN")) and any(
        words.tokens[i].tag in ("VBG", "VBN", "VBD", "TO") for i in range(stop, min(stop + 9, last))
    )


def _begins_weak_phrase(words: Doc, at: int, stop: int) -> bool:
    tokens = words.tokens
    carried_out = tokens[at].tag == "TO" and tokens[at - 1].tag == "RP"
    if tokens[at].tag not in _OPENING_TAGS or at >= stop:
        return False
    if tokens[at - 1].tag not in _NOUN_OR_NUMBER_TAGS and not carried_out:
        return False
    if tokens[at].tag == "VBN" and tokens[at - 1].tag == "CD":
        return False  # "ten were killed and 11 | wounded"
    counts = tokens[at - 1].tag == "CD" or tokens[at - 2].text == ","
    if tokens[at].lower == "of" and counts:
        return False  # "with Xavier, one | of the divers"
    noun = skip_tags_back(tokens, at, _OBJECT_PHRASE, 0)
    if tokens[at].tag == "TO":  # "by requiring staff | to undergo a test"
        return tokens[noun - 1].tag not in VERB_TAGS
    # "had their visas | withdrawn"
    return tokens[at].tag != "VBN" or tokens[noun - 1].lower not in _CAUSING


def _begins_phrase(words: Doc, at: int, stop: int) -> bool:
    token, before = words.tokens[at], words.tokens[at - 1]
    if before.tag == "CD" and token.lower == "to":
        return False  # "25 | to 30 jobs"
    quoted = before.tag == "''" and words.tokens[at - 2].tag in NOUN_TAGS and token.tag == "IN"
    if before.tag[:2] not in ("NN", "CD", "PR", "RB", "VB", "JJ", "RP") and not quoted:
        return False
    if before.tag == "PRP$":
        return False
    if token.tag == "IN" and before.lower in UNITS and words.tokens[at - 2].tag in ("CD", "DT"):
        return False  # "two days after the flood"
    if token.lower in MEANING or token.lower in REPORTING_VERBS:
        return False
    if token.lower == "in" and before.lower in _CHANGES:
        return False  # "the rise | in prices"
    following = words.tokens[at + 1] if at + 1 < stop else token
    if token.tag == "IN" and _is_interposed(words, at, stop):
        return False  # "advised the council | on Friday to close the road"
    if token.text in ("—", "–", "--"):
        return True
    if token.text in CLOSING_MARKS:
        return following.tag in ("VBG", "VBN", "IN") or following.tag in WH_TAGS
    if before.tag[:2] in ("VB", "JJ", "RB"):
        return False  # its object or complement: "relied | on the port"
    if token.lower == "from" and following.tag == "VBG":
        return False  # "kept the mayor | from leaving"
    return token.tag in ("IN", "WDT", "WP", "WRB") or (
        token.tag == "TO" and following.tag not in VERB_TAGS
    )


def _is_interposed(words: Doc, at: int, stop: int) -> bool:
    """Return whether the complement of a verb follows a prepositional phrase."""
    end = phrase_end(words.tokens, at + 1) or at + 2
    if end + 1 >= stop:
        return False
    token, following = words.tokens[end], words.tokens[end + 1]
    return (token.tag == "TO" and following.tag == "VB") or token.tag == "``"
