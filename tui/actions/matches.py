"""Matches of typed words with actions, for the help and the palette."""

import re
from collections.abc import Sequence
from enum import IntEnum

from msgspec import Struct


class MatchRank(IntEnum):
    """The part of an action that matches the words typed, the best one last."""

    ANYWHERE = 1
    DESCRIPTION = 2
    SYNONYM = 3
    LABEL_WORD = 4
    LABEL = 5


class ActionMatch(Struct, frozen=True):
    """A match of an action: its best part, and the synonym that matches, "" for none."""

    rank: MatchRank
    synonym: str = ""
    is_exact: bool = False
    """True if the words typed are the label or a synonym."""


def match_action(
    typed: str, group: str, label: str, description: str, synonyms: Sequence[str] = ()
) -> ActionMatch | None:
    """Match words with an action: each has to begin a word of its label or another text of it."""
    typed = " ".join(typed.casefold().split())
    words, label = typed.split(), label.casefold()
    synonym = next((name for name in synonyms if name == typed), "") or next(
        (name for name in synonyms if _begin_words(words, name)), ""
    )
    is_exact = typed in (label, synonym)
    if label.startswith(typed):
        return ActionMatch(MatchRank.LABEL, "", is_exact)
    full_name = f"{group.casefold()}: {label}"
    if _begin_words(words, label) or (full_name.startswith(typed) and len(typed) > len(group)):
        return ActionMatch(MatchRank.LABEL_WORD, "", is_exact)
    if synonym:
        return ActionMatch(MatchRank.SYNONYM, synonym, is_exact)
    if _begin_words(words, description):
        return ActionMatch(MatchRank.DESCRIPTION)
    if _begin_words(words, " ".join((full_name, description, *synonyms))):
        return ActionMatch(MatchRank.ANYWHERE)
    return None


def _begin_words(words: Sequence[str], text: str) -> bool:
    """Return True if each of `words`, or its singular, begins a word of the text."""
    found = re.findall(r"\w+", text.casefold())
    stems = [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words]
    return all(any(name.startswith(stem) for name in found) for stem in stems)
