"""Names in place of the pronouns of a headline, in brackets since they are inserted."""

from collections.abc import Mapping, Sequence

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import Entity, Mention
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import NOUN_TAGS
from analysis.syntax.tokens import Doc, Token

Names = Mapping[int, Entity]
"""The entities of resolved mentions, by the index of the mention's first token."""

POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
OBJECTS = {"him": "he", "her": "she", "them": "they"}
PRONOUNS = frozenset((*POSSESSIVES, *POSSESSIVES.values(), *OBJECTS))
DESCRIPTIONS = {"he": "[a man]", "she": "[a woman]"}
_DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))
TITLES = frozenset(("majesty", "highness", "excellency", "royal", "serene", "holiness", "honor"))
_LEAST = 0.5  # confidence of a pronoun whose name is shown
_WEATHER = ("rain", "snow")
_OMITTED = "[…]"
_BE = word_set("is was be been 's ’s")
_IMPERSONAL = lexicon.words("impersonal_words", "verb") | _BE
_REPORTED = lexicon.words("impersonal_words", "participle")
_REPORTS = REPORTING_VERBS | _REPORTED
_CLAUSE_CUES = word_set("that to when for whether")
_PERIODS = (
    {"past", "same", "very"}
    | lexicon.words("time_words", "unit")
    | lexicon.words("time_words", "part_of_day")
    | lexicon.words("time_words", "calendar_unit")
    | lexicon.words("weekdays", "full")
    | lexicon.words("months", "full")
)  # "that night", "this past Friday"


def index_names(words: Doc, mentions: Sequence[Mention], entities: Sequence[Entity]) -> Names:
    """Return the names of resolved pronouns and nominals by the index of their first token."""
    names = {}
    for mention in mentions:
        if mention.entity is None or mention.entity >= len(entities):
            continue
        tokens = words.token_range(mention.start, mention.end)
        if not tokens:
            continue
        is_sure = mention.confidence >= _LEAST and words.tokens[tokens.start].lower in PRONOUNS
        if is_sure if mention.kind == "pronoun" else tokens.start not in names:
            names[tokens.start] = entities[mention.entity]
    return names


def name_for(token: Token, at: int, names: Names) -> str:
    """Return the name that replaces a pronoun, in brackets; "" for none."""
    entity = names.get(at)
    if entity is None or token.lower not in PRONOUNS:
        return ""
    pronoun = POSSESSIVES.get(token.lower, OBJECTS.get(token.lower, token.lower))
    if pronoun != "they" and (pronoun == "it") == (entity.label == "PERSON"):
        return ""  # the pronoun was resolved to an entity of another kind
    if token.tag != "PRP$":
        return f"[{entity.name}]"
    return f"[{entity.name}{'’' if entity.name.endswith('s') else '’s'}]"


def describe_pronoun(words: Doc, at: int) -> str:
    """Return words for an unresolved pronoun that opens a headline; "" if it may stay.

    "She was refused bail" → "[a woman]"; "It took the decision" → "[…]"; "These flights" → "[the]".
    """
    token, following = words.tokens[at], words.tokens[min(at + 1, len(words.tokens) - 1)]
    if token.lower in _DEMONSTRATIVES and token.tag == "DT":
        if following.tag in (*NOUN_TAGS, "JJ", "CD"):
            return "" if following.lower in _PERIODS else "[the]"
        return "" if following.tag in ("WP", "WDT", "IN") else _OMITTED  # "those who left"
    if token.tag == "PRP$":
        return "" if following.lower in TITLES else "[the]"
    if token.lower == "it" and is_expletive(words, at):
        return ""
    if token.lower in ("he", "she", "it", "they"):
        return DESCRIPTIONS.get(token.lower, _OMITTED)
    return ""


def is_expletive(words: Doc, at: int) -> bool:
    """Return whether "it" refers to a clause or to nothing: "it was clear that", "it rained"."""
    following = words.tokens[at + 1 : at + 9]
    if any(token.lower.startswith(_WEATHER) for token in following[:2]):
        return True
    number = 0
    while number < len(following) and following[number].tag in ("MD", "RB"):
        number += 1
    while number + 1 < len(following) and following[number + 1].lower in ("be", "been", "not"):
        number += 1
    verb = following[number] if number < len(following) else words.tokens[at]
    rest = following[number + 1 :]
    if verb.lower not in _IMPERSONAL or not rest or rest[0].tag == "VBG":
        return False
    cues = [token.lower for token in rest]
    if rest[0].tag == "VBN":
        # "it was announced on Friday that", but not "it was expected to end"
        reports = rest[0].lower in _REPORTS or cues[1:2] == ["that"]
        return reports and cues[1:2] != ["to"]
    return not _CLAUSE_CUES.isdisjoint(cues)
