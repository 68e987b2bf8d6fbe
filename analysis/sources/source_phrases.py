"""The words of a source: their head noun, its classes, its number and its determiner."""

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from analysis import lexicon
from analysis.models import Label, Mention, Span
from analysis.names.titles import (
    GENERIC_PERSON_NOUNS,
    RELATION_NOUNS,
    document_noun,
    organization_noun,
    role_noun,
    singular,
)

_TOKEN = re.compile(r"[^\W_]+(?:[-.’'&][^\W_]+)*[’']?|[,;:(]")
_POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$")
_ENDS = (
    lexicon.words("prepositions")
    | lexicon.words("auxiliaries")
    | lexicon.words("channel_words", "after_head")
) - {"following", "regarding"}
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_POSSESSIVES = lexicon.words("pronouns", "possessive")
_INDEFINITE = lexicon.words("function_words", "indefinite") | {"some", "several"}
_QUANTITIES = lexicon.words("source_nouns", "quantity") - {"group", "members"}
_OPENERS = _DEFINITE | _INDEFINITE | _POSSESSIVES
Word = tuple[str, int, int]  # with its start and its end
_NUMBERS = lexicon.words("numerals")
_PARTICIPLE = re.compile(r"[a-z]{2,}(?:ed|ing|en)")
_PRONOUNS = {
    **dict.fromkeys(lexicon.words("pronouns", "gendered"), "he"),
    **dict.fromkeys(("it", "its", "itself", "this", "that"), "it"),
    **dict.fromkeys(("they", "them", "their", "both", "others", "these", "those"), "they"),
    **dict.fromkeys(("i", "me", "my", "we", "us", "our", "you"), "first"),
    **dict.fromkeys(("who", "whom", "whose", "which"), "relative"),
}
_NOUN_CLASSES = ("body", "document", "outlet", "group")
_HEAD_CLASSES = ("withheld", "individual", "category", "text", "press", "organ")


class SourcePhrase(Struct, frozen=True):
    """The words that name or describe a source.

    `form` is "name", "noun", a kind of pronoun, or "none" without a source. `head` is the head noun
    in the singular and lower case, with its `classes`. `label` is that of the name which ends with
    the head, and `inner` that of another name in the phrase. `determiner` is "the", "a", "own",
    "number" or "bare".
    """

    form: str = "none"
    head: str = ""
    classes: tuple[str, ...] = ()
    is_plural: bool = False
    determiner: str = ""
    label: Label | None = None
    inner: Label | None = None
    head_span: Span | None = None


def read_source_phrase(text: str, span: Span | None, names: Sequence[Mention]) -> SourcePhrase:
    """Read the words of a source; `names` are the named mentions within it."""
    if span is None:
        return SourcePhrase()
    tokens = [
        (match[0], span[0] + match.start(), span[0] + match.end())
        for match in _TOKEN.finditer(text[slice(*span)])
    ]
    if not tokens:
        return SourcePhrase()
    if len(tokens) > 2 and _PRONOUNS.get(tokens[-1][0].lower()) == "relative":
        tokens.pop()  # "a report on the bridge, which"
    words = [word for word, _, _ in tokens if word[0].isalnum()]
    if not words:
        return SourcePhrase()
    if len(words) == 1 and (kind := _PRONOUNS.get(words[0].lower())) is not None:
        return SourcePhrase(form=kind, head=words[0].lower())
    determiner = _read_determiner(words)
    head = _find_head(tokens, names)
    if head is None:
        return SourcePhrase(form="noun", determiner=determiner)
    word, start, end = head
    label = next((name.label for name in names if name.start <= start and end <= name.end), None)
    inner = next((name.label for name in names if not (name.start <= start < name.end)), None)
    lower = _POSSESSIVE.sub("", word).lower()
    noun = singular(lower)
    return SourcePhrase(
        "name" if label is not None else "noun",
        noun,
        classify_noun(word, noun),
        noun != lower or lower in ("police", "people", "staff"),
        determiner,
        label,
        inner,
        (start, end),
    )


def _read_determiner(words: Sequence[str]) -> str:
    first = words[0].lower()
    if first in _DEFINITE:
        return "the"
    if first in _POSSESSIVES or any(_POSSESSIVE.search(word) for word in words[:-1]):
        return "own"
    if first in _NUMBERS or first[0].isdigit():
        return "number"
    return "a" if first in _INDEFINITE else "bare"


def _find_head(tokens: Sequence[Word], names: Sequence[Mention]) -> Word | None:
    """Return the head noun of a phrase: a number of *officials* in Lund, the mayor's *office*.

    A name is passed as a whole: the Bank of Lund's *report*.
    """
    head: Word | None = None
    for token in tokens:
        word, start, end = token
        lower = word.lower()
        if not word[0].isalnum():
            if head is not None:
                break
        elif any(name.start < start and end <= name.end + 2 for name in names) and head is not None:
            if lower not in _ENDS:
                head = token
        elif head is None and lower in _OPENERS:
            head = token if lower == "one" else None
        elif lower == "of" and head is not None and head[0].lower() in _QUANTITIES:
            head = None
        elif head is not None and (lower in _ENDS or _PARTICIPLE.fullmatch(word)):
            break
        elif lower not in _ENDS:
            head = token
    return head


@cache
def classify_noun(word: str, noun: str) -> tuple[str, ...]:
    """Return the classes of a head noun, by its word in the text and its singular."""
    lower = word.lower()
    found = [
        name
        for name in _NOUN_CLASSES
        if not lexicon.words("source_nouns", name).isdisjoint((noun, lower))
    ]
    found += [
        name
        for name in _HEAD_CLASSES
        if not lexicon.words("source_heads", name).isdisjoint((noun, lower))
    ]
    if role_noun(word) is not None:
        found.append("person")
    if noun in GENERIC_PERSON_NOUNS:
        found.append("generic")
    if noun in RELATION_NOUNS:
        found.append("relation")
    if document_noun(lower) is not None or noun in lexicon.words("reporting_nouns", "authored"):
        found.append("document")
    if organization_noun(lower) is not None:
        found.append("organization")
    return tuple(dict.fromkeys(found))
