"""Rules of what editing may change in a quotation, and what it may not, as data in a file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

_FILE = Path(__file__).parent / "editing_rules.toml"


class FillerRules(Struct, frozen=True):
    """Words, phrases and openers of a sentence that a quotation may leave out."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    openers: frozenset[str]


class SpellingRules(Struct, frozen=True):
    """British spellings: ends of words with their American form, and whole words."""

    ends: tuple[tuple[str, str, int], ...]
    words: Mapping[str, str]


class OppositeRules(Struct, frozen=True):
    """Prefixes, suffixes and pairs of words that have opposite meanings."""

    prefixes: tuple[str, ...]
    suffixes: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str], ...]


class FrameRules(Struct, frozen=True):
    """Patterns of words before a quotation, after it, and in the next sentence, that reverse it."""

    negations: str
    verbs: str
    reports: str
    persons: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    following: tuple[str, ...]

    def compile_patterns(self, patterns: Sequence[str]) -> re.Pattern[str]:
        """Join patterns to one, with the lists of words that they name."""
        parts = {
            "negations": self.negations,
            "verbs": self.verbs,
            "reports": self.reports,
            "persons": self.persons,
        }
        return re.compile("|".join(f"(?:{pattern.format(**parts)})" for pattern in patterns))


class Limits(Struct, frozen=True):
    """Numbers of words; the file describes them."""

    far: int
    caption_far: int
    few_negated: int
    bracketed: int


class EditingRules(Struct, frozen=True):
    """The tables of the file."""

    fillers: FillerRules
    equivalents: Mapping[str, str]
    contractions: Mapping[str, str]
    readings: Mapping[str, tuple[str, ...]]
    captions: Mapping[str, tuple[str, ...]]
    spelling: SpellingRules
    confusables: Mapping[str, str]
    figures: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    concerns: Mapping[str, frozenset[str]]
    opposites: OppositeRules
    frames: FrameRules
    speeches: Mapping[str, tuple[str, ...]]
    limits: Limits


@cache
def load_rules() -> EditingRules:
    """Load the rules, once."""
    return convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), EditingRules)
