"""Recognize the weekdays of a schedule: "flights leave on Monday, Wednesday and Friday"."""

from analysis import lexicon
from analysis.syntax.tokens import Doc, Sentence

_WEEKDAYS = lexicon.words("weekdays", "full")
_JOINTS = frozenset((",", "and", "or", "&"))
_SHORTEST_LIST = 3  # two weekdays may be those of one event: "on Saturday and Sunday"


def lists_weekdays(words: Doc, sentence: Sentence) -> bool:
    """Return whether a sentence has a list of weekdays, without other words between them."""
    number = 0
    for token in words.tokens_of(sentence):
        if token.lower in _WEEKDAYS:
            number += 1
            if number == _SHORTEST_LIST:
                return True
        elif token.lower not in _JOINTS:
            number = 0
    return False
