"""Evidence for a name's type from its context: "the town of X", "X district", "president of X"."""

import re
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.lexicon import fold_name, is_town
from analysis.names.given_names import gender_of_given_name
from analysis.names.titles import role_noun, singular
from analysis.ner.types import BODY_NOUNS, EVENT_WORDS, TYPE_WORDS, has_type_word, is_demonym
from analysis.syntax.tag_sets import FINITE_TAGS, NARRATIVE_TAGS
from analysis.syntax.tokens import Doc, Token

# The weight of a context word; the encoder's probability is at most 1 for a mention.
_CONTEXT_WEIGHT = 2.0
_LONG = 4  # words from which a name is more than a place

_PLACE_NOUNS = lexicon.words("place_nouns", "apposed")
_HEADS = lexicon.words("person_nouns", "organization_head")
_RANKS = lexicon.words("person_nouns", "title") - {"secretary"}
# Heads of a state or of an organization, but never of a person.
_LEADERS = lexicon.words("person_nouns", "leader")
_PLACE_COMPANIONS = lexicon.words("person_nouns", "of_place")
_OF_PLACES = _PLACE_NOUNS | _PLACE_COMPANIONS
# Members and supporters of an organization, never of a person: "the Umbra striker".
_STAFF = lexicon.words("person_nouns", "staff")
_FAMILIES = lexicon.words("person_nouns", "relatives")
_PERSON_NOUNS = lexicon.words("person_nouns", "group")
# First words of a part of a country: "Northern Ireland".
_PARTS_OF_COUNTRIES = lexicon.words("place_nouns", "part_of_country")
_WELL_KNOWN = lexicon.words("organizations") | lexicon.words("outlets", "name")
# Words for organizations in other languages.
_FOREIGN_BODIES = lexicon.words("foreign_organization_nouns")
_IN = lexicon.words("prepositions", "place")
_GIVEN_NAME = 1.0
_SAINTS = frozenset({"san", "santa", "santo", "sant", "st", "saint", "sao"})
_PERSONS_PLACE, _PLACED, _LONG_TOWN = 0.5, 1.5, 0.8
_NATIONAL_BODY = _WELL_KNOWN_BODY = 1.0
_NOUN_TAGS = ("NN", "JJ", "PO", "HY", "CD", "CC", "VBG")
_OBJECT_TAGS = ("DT", "PRP", "NN", "CD", "JJ", "VBN", "VBG")
_VESSELS = lexicon.words("place_nouns", "vessel")
_STORMS = lexicon.words("event_nouns", "storm")
# First words of places' names in other languages: "Hacienda", "Klong".
_FOREIGN_PLACES = lexicon.words("place_nouns", "foreign")
_MOTION = frozenset({"returned", "traveled", "travelled", "flew", "drove", "moved", "headed"})
_MATCH_VERBS = lexicon.words("match_verbs")
_BE_PHRASES, _ARTICLE_PHRASES = (["is"], ["was"]), (["a"], ["an"])
_AGE = re.compile(r"[1-9]\d")
_OF_BODIES = frozenset({"member", "partner", "leader", "maker", "producer", "owner", "ally"})
_DESCRIPTION = 5  # tokens after a name
_SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}")
_MARKS = frozenset("\"“”‘’'`(,")
_OTHER_MARKS = _MARKS - {",", "("}


def type_evidence(words: Doc, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the types that the context of a name supports, each with its weight.

    `first` to `last` (half-open) are the name's tokens, `kind` is its type so far. Types are the
    encoder's: LOC, ORG, PERSON.
    """
    tokens = words.tokens
    name = tokens[first:last]
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if kind == "NORP":
        if len(name) > 1 and is_town(" ".join(token.text for token in name)):
            yield "LOC", _LONG_TOWN
        return
    if after is not None:
        yield from _after_evidence(name, after, kind)
    described = _read_description(tokens, last) if kind in ("LOC", "ORG") else ""
    if described and (kind, described) != ("ORG", "LOC"):
        yield described, _CONTEXT_WEIGHT
    if kind == "PERSON" and len(name) > 1 and name[0].lower in EVENT_WORDS:
        yield "EVENT", _CONTEXT_WEIGHT
    if kind == "LOC" and _is_full_name(name, before, after):
        yield "PERSON", _GIVEN_NAME
    if kind == "PERSON" and _is_long_form(name, tokens[last : last + 3]):
        yield "ORG", _CONTEXT_WEIGHT
    if before is not None:
        yield from _before_evidence(words, first, last, kind)
    if kind == "PERSON" and len(name) > 1 and name[0].lower in _FOREIGN_PLACES:
        yield "LOC", _CONTEXT_WEIGHT
    if kind != "ORG" and len(name) > 1 and any(token.lower in _FOREIGN_BODIES for token in name):
        yield "ORG", _CONTEXT_WEIGHT
    if kind != "ORG" and fold_name(" ".join(token.text for token in name)) in _WELL_KNOWN:
        yield "ORG", _WELL_KNOWN_BODY
    if kind == "LOC" and _is_team(words, first, last):
        yield "ORG", _CONTEXT_WEIGHT
    if kind == "LOC" and _is_national_body(name):
        yield "ORG", _NATIONAL_BODY
    if is_town(" ".join(token.text for token in name)):
        if before is not None and before.lower in _IN:
            yield "LOC", _PLACED
        elif kind == "PERSON":
            yield "LOC", _LONG_TOWN if len(name) > 1 else _PERSONS_PLACE


def _after_evidence(name: Sequence[Token], after: Token, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the next word supports: "Umbra striker", "Lind family"."""
    if after.text in _PLACE_NOUNS and not name[-1].text.isupper():
        yield "LOC", _CONTEXT_WEIGHT
    elif after.text in _STAFF and kind == "PERSON":
        yield "ORG", _CONTEXT_WEIGHT
    elif after.text in _FAMILIES and kind == "ORG":
        yield "PERSON", _CONTEXT_WEIGHT
    elif after.text in _PERSON_NOUNS and kind == "PERSON":
        yield "NORP", _CONTEXT_WEIGHT


def _before_evidence(words: Doc, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the previous words support: "the town of Umbra", "the bank Umbra"."""
    tokens = words.tokens
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if before is None:
        return
    if before.lower == "of" and first > 1:
        noun = tokens[first - 2].lower
        possessive = after is not None and after.tag == "POS"
        if noun in _OF_PLACES and last - first < _LONG:
            yield "LOC", _CONTEXT_WEIGHT
        elif (noun in _HEADS or (noun in _LEADERS and kind == "PERSON")) and not possessive:
            yield "ORG", _CONTEXT_WEIGHT
    elif last - first == 1 and _is_personal_title(before, after):
        yield "PERSON", _CONTEXT_WEIGHT
    elif kind == "PERSON" and before.lower in _STORMS:
        yield "EVENT", _CONTEXT_WEIGHT
    elif kind in ("PERSON", "LOC", "ORG") and before.lower in _VESSELS:
        yield "PRODUCT", _CONTEXT_WEIGHT
    elif kind == "PERSON" and before.lower == "to" and tokens[first - 2].lower in _MOTION:
        yield "LOC", _CONTEXT_WEIGHT
    elif (_is_body_noun(before) and not _is_before_verb(tokens, last)) or (
        kind == "LOC" and before.lower.endswith("-based")
    ):
        yield "ORG", _CONTEXT_WEIGHT
    elif before.lower == "the" and kind == "PERSON" and _is_noun_phrase(tokens[first:last], after):
        yield ("NORP" if after and after.tag == "VBP" else "MISC"), _CONTEXT_WEIGHT


def _read_description(tokens: Sequence[Token], last: int) -> str:
    """Return the type that an age, a role or a kind of place after a name states, or "".

    Examples: "Reis, 34, …", "Reis was a student", "Lund is a town".
    """
    following = tokens[last : last + _DESCRIPTION]
    words = [token.lower for token in following]
    if len(words) > 2 and words[0] == "," and words[2] in (",", "and", "."):
        return "PERSON" if _AGE.fullmatch(words[1]) else ""
    if words[:1] not in _BE_PHRASES or words[1:2] not in _ARTICLE_PHRASES:
        return ""
    head = next((token.lower for token in following[2:] if token.tag == "NN"), "")
    if head in _PLACE_NOUNS:
        return "LOC"
    return "PERSON" if head and head not in _OF_BODIES and role_noun(head) else ""


def _is_personal_title(before: Token, after: Token | None) -> bool:
    """Return True for a title before a last name: "General Reis", but not "General Reis Bank"."""
    is_title = before.text[0].isupper() and before.lower.rstrip(".") in _RANKS
    return is_title and (after is None or not after.text[0].isupper())


def _is_full_name(name: Sequence[Token], before: Token | None, after: Token | None) -> bool:
    """Return True if a subject of several words begins with a given name: "Ana Lund flew"."""
    words = [token.lower for token in name]
    return (
        len(name) > 1
        and after is not None
        and after.tag in NARRATIVE_TAGS
        and (before is None or (before.lower != "the" and before.lower not in _IN))
        and gender_of_given_name(words[0]) is not None
        and words[0] not in _SAINTS
        and not has_type_word(words)
        and not is_town(" ".join(words))
    )


def _is_national_body(name: Sequence[Token]) -> bool:
    """Return True if a name ends with a country and has no other sign of a place: "Umbra Ghana".

    Signs are a part of a country ("Northern Ireland"), a town ("Lagos Nigeria"), a people ("French
    Guiana") and a small word ("Republic of Congo").
    """
    folded = [fold_name(token.text) for token in name]
    return (
        len(name) > 1
        and folded[-1] in lexicon.countries()
        and " ".join(folded) not in lexicon.countries()
        and folded[0] not in TYPE_WORDS | _PARTS_OF_COUNTRIES
        and all(token.text[0].isupper() for token in name)
        and not is_demonym(folded[0])
        and not is_town(" ".join(folded[:-1]))
    )


def _is_team(words: Doc, first: int, last: int) -> bool:
    """Return whether a place plays a match: "Boston beat Toronto 3-2".

    A country is not meant: it is one by its players too.
    """
    tokens = words.tokens
    after, before = tokens[last : last + 1], tokens[max(first - 1, 0) : first]
    if not any(token.text in _MATCH_VERBS for token in (*before, *after)):
        return False
    if fold_name(" ".join(token.text for token in tokens[first:last])) in lexicon.countries():
        return False
    sentence = words.sentences[words.sentence_of(first)]
    return any(_SCORE.fullmatch(token.text) for token in words.tokens_of(sentence))


def _is_long_form(name: Sequence[Token], after: Sequence[Token]) -> bool:
    """Return True if an acronym of a name of three words or more follows in brackets.

    A person whose initials are used has a known given name: "Ana Maria Reis (AMR)".
    """
    if len(name) < _LEAST_ACRONYM or len(after) < _LEAST_ACRONYM or after[0].text != "(":
        return False
    initials = "".join(token.text[0] for token in name if token.text[0].isupper())
    is_acronym = after[1].text == initials and after[2].text == ")"
    return is_acronym and gender_of_given_name(name[0].text) is None


_LEAST_ACRONYM = 3


def _is_body_noun(word: Token) -> bool:
    """Return True for a noun such as "newspaper", also in the plural: "two newspapers"."""
    return word.text in BODY_NOUNS or (word.tag == "NNS" and singular(word.text) in BODY_NOUNS)


def _is_noun_phrase(name: Sequence[Token], after: Token | None) -> bool:
    """Return True if a word after "the" is a complete noun phrase, which a person's name is not."""
    if len(name) > 1 or name[0].tag == "NNPS":
        return False
    return after is None or not (after.tag.startswith(_NOUN_TAGS) or after.text[0].isupper())


def _word_before(tokens: Sequence[Token], first: int) -> Token | None:
    at = first - 1
    if at > 0 and tokens[at].text in _OTHER_MARKS:
        at -= 1
    return tokens[at] if at >= 0 else None


def _word_after(tokens: Sequence[Token], last: int) -> Token | None:
    return tokens[last] if last < len(tokens) else None


def _is_before_verb(tokens: Sequence[Token], last: int) -> bool:
    """Return True if a verb without an object follows.

    In "the company Reis runs", Reis is a person, but in "the newspaper Umbra reported the strike",
    Umbra is the newspaper.
    """
    if last >= len(tokens) or tokens[last].tag not in FINITE_TAGS:
        return False
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    return after is None or not (after.tag.startswith(_OBJECT_TAGS) or after.lower == "that")
