"""Set the edges of people's names right: titles outside, initials and nicknames inside."""

import re
from collections.abc import Iterable
from dataclasses import replace

from analysis.entities.role_nouns import role_noun
from analysis.entities.written_names import is_office, title_words
from analysis.findings import Mention
from analysis.words import Words

_LINKS = frozenset({"of", "for"})
_ADDRESSES = frozenset({"mr", "mrs", "ms", "miss", "mme", "dr"})
_WORD = r"[A-Z][\w.'’-]*"
_NICKNAMED = re.compile(rf"{_WORD}(?: {_WORD})*\s*[\"“‘'(]{_WORD}(?: {_WORD})?[\"”’')] ?(?=[A-Z])")


def set_edges(words: Words, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """The name mentions with titles cut off ("President Joe Biden") and lone initials joined on.

    A nickname in marks joins the names around it. A mention that is nothing but an office ("The
    President") is no name and is left out. What follows "Mr" or "Ms" is a person; names of other
    things stay as they are.
    """
    found: list[Mention] = []
    for name in names:
        first = words.token_at(name.start)
        if _is_honorific(words.text[name.start : name.end]):
            continue
        if any(_is_honorific(token.text) for token in words.tokens[max(first - 1, 0) : first + 1]):
            name = replace(name, label="PERSON")
        if name.label == "PERSON":
            begun = _begin(words.text, found, name)
            if begun is not None:
                name = replace(name, start=found[begun].start)
                del found[begun:]
            span = words.indexes(name.start, name.end)
            texts = [words.tokens[index].text for index in span]
            if texts and all(is_office(text) for text in texts):
                continue
            cut = title_words(texts)
            if not cut and len(texts) > 2 and _belongs_to_title(words, span[0]):
                cut = 1
            if cut:
                name = replace(name, start=words.tokens[span[cut]].start)
        found.append(name)
    return tuple(found)


def _begin(text: str, found: list[Mention], name: Mention) -> int | None:
    """The index of the mention that a name goes on from: an initial, or before a nickname."""
    if found and _is_initial(text, found[-1]) and not text[found[-1].end : name.start].strip():
        return len(found) - 1
    for index in range(len(found) - 1, max(-1, len(found) - 3), -1):
        first = found[index]
        if first.label == "PERSON" and name.start - first.start < 80:
            whole = _NICKNAMED.match(text, first.start)
            if whole and whole.end() == name.start:
                return index
    return None


def _is_honorific(word: str) -> bool:
    return word[:1].isupper() and word.lower().rstrip(".") in _ADDRESSES


def _is_initial(text: str, name: Mention) -> bool:
    shown = text[name.start : name.end]
    return name.label == "PERSON" and len(shown) == 2 and shown[0].isupper() and shown[1] == "."


def _belongs_to_title(words: Words, first: int) -> bool:
    """Whether a name's first word is the end of a title before it: "Minister of Education Roe"."""
    if first < 2 or words.tokens[first - 1].lower not in _LINKS:
        return False
    return role_noun(words.tokens[first - 2].text) is not None
