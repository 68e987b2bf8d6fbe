"""The name of a quotation's speaker: the names of its entities, else the description in the text.

A pronoun is no description: `they` alone gives no name, and is reported apart. So is the relative
pronoun after a description: `the mayor, who` gives "the mayor".
"""

import re

from msgspec import Struct

from analysis import lexicon
from analysis.models import Analysis, Quotation
from analysis.text import join_names

_RELATIVE = re.compile(r"[\s,]+(?:who|whom|which|that)$", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")
_JOINED = frozenset(("the", "of", "and", "or"))  # in "the others", "all of them", "he or she"


class SpeakerName(Struct, frozen=True):
    """The speaker of a quotation: a name or a description, or a pronoun of the text, or neither."""

    name: str = ""
    pronoun: str = ""

    @property
    def label(self) -> str:
        """The name, "not named (“They”)" for a pronoun, "" for neither."""
        return format_speaker(self.name, self.pronoun)


def format_speaker(name: str, pronoun: str = "") -> str:
    """Return the name of a speaker, else "not named" with the pronoun of the text, else ""."""
    return name or (f"not named (“{pronoun}”)" if pronoun else "")


def is_pronoun(words: str) -> bool:
    """Return True for pronouns alone: "They", "all of them". "US" and "WHO" are names."""
    found = _WORD.findall(words)
    if not found or any(len(word) > 1 and word.isupper() for word in found):
        return False
    pronouns = lexicon.words("pronouns", "nameless")
    others = {word.casefold() for word in found} - pronouns
    return len(others) < len(found) and others <= _JOINED


def read_source(words: str) -> SpeakerName:
    """Return the description or the pronoun that the words of a source are."""
    words = " ".join(words.split())
    if is_pronoun(words):
        return SpeakerName(pronoun=words)
    return SpeakerName(_RELATIVE.sub("", words))


def describe_source(words: str) -> str:
    """Return the description that the words of a source give, "" for pronouns."""
    return read_source(words).name


def name_speaker(analysis: Analysis, quotation: Quotation) -> SpeakerName:
    """Return the names of a quotation's speakers, else what the words of its source give."""
    if quotation.speakers:
        return SpeakerName(join_names([each.name for each in analysis.speakers_of(quotation)]))
    if quotation.source is None:
        return SpeakerName()
    return read_source(analysis.text[slice(*quotation.source)])
