"""Set the edges of people's names right: titles outside, initials inside, bare titles no names."""

from collections.abc import Iterable
from dataclasses import replace

from analysis.findings import Mention
from analysis.role_nouns import role_noun
from analysis.words import Words
from analysis.written_names import is_office, title_words

_LINKS = frozenset({"of", "for"})


def set_edges(words: Words, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """The name mentions with titles cut off ("President Joe Biden") and lone initials joined on.

    A mention that is nothing but an office ("The President") is no name and is left out. Names of
    other things than people stay as they are.
    """
    found: list[Mention] = []
    for name in names:
        if name.label == "PERSON":
            if found and _is_initial(words.text, found[-1]) and _touch(words.text, found[-1], name):
                name = replace(name, start=found.pop().start)
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


def _is_initial(text: str, name: Mention) -> bool:
    shown = text[name.start : name.end]
    return name.label == "PERSON" and len(shown) == 2 and shown[0].isupper() and shown[1] == "."


def _touch(text: str, one: Mention, two: Mention) -> bool:
    return two.start - one.end < 3 and not text[one.end : two.start].strip()


def _belongs_to_title(words: Words, first: int) -> bool:
    """Whether a name's first word is the end of a title before it: "Minister of Education Roe"."""
    if first < 2 or words.tokens[first - 1].lower not in _LINKS:
        return False
    return role_noun(words.tokens[first - 2].text) is not None
