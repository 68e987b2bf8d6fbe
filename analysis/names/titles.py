"""Nouns and titles that denote a person's role or kind: a minister, a spokeswoman, Sen., Mrs."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from analysis import lexicon
from analysis.names.given_names import Gender

# Forms of address: they imply a gender or a rank, but are not a role.
HONORIFICS: dict[str, Gender | None] = {
    **dict.fromkeys(lexicon.words("titles", "honorific")),
    **dict.fromkeys(lexicon.words("titles", "man"), "man"),
    **dict.fromkeys(lexicon.words("titles", "woman"), "woman"),
}

# With the full noun: "Sen." → "senator".
ABBREVIATED_TITLES = lexicon.values("titles", "abbreviation")

_ADDRESSES = lexicon.words("titles", "address")
_PLURAL_TITLES = lexicon.words("titles", "plural")
_IN_CAPITALS = lexicon.words("titles", "capitals")

# Nouns for people without a role: only their gender is used.
GENERIC_PERSON_NOUNS = lexicon.words("person_nouns", "generic")

# Nouns for family members, who can share a surname.
FAMILY_NOUNS = lexicon.words("person_nouns", "family")
# Nouns for a relation to another person.
RELATION_NOUNS = lexicon.words("person_nouns", "family", "relation")
_DOCUMENTS = lexicon.words("documents", "document")

# Endings that mark an unlisted word as a noun for a person ("neurosurgeon", "hedge-fund-manager").
_ENDINGS = re.compile(
    rf"[a-z]{{3,}}(?:ologist|ographer|ician|{lexicon.pattern('person_nouns', 'ending')})"
)
_PEOPLE = re.compile(r"[a-z-]{2,}(?:man|woman|person)")
_NOT_PEOPLE = lexicon.words("person_nouns", "no_person")
_PLURALS = {
    "children": "child",
    "people": "person",
    "wives": "wife",
    "housewives": "housewife",
    "midwives": "midwife",
    "heroes": "hero",
    "chiefs": "chief",
    "thieves": "thief",
    "police": "police",
}

# Cache size: the same words are looked up many times in a text.
_CACHE_SIZE = 20_000


@cache
def _gender_by_noun() -> dict[str, Gender | None]:
    return {
        **dict.fromkeys(lexicon.words("person_nouns", "person")),
        **dict.fromkeys(lexicon.words("person_nouns", "man"), "man"),
        **dict.fromkeys(lexicon.words("person_nouns", "woman"), "woman"),
    }


@lru_cache(maxsize=_CACHE_SIZE)
def singular(noun: str) -> str:
    """Return the singular of a noun in lower case, or the noun itself if it is not a plural."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if (noun.endswith("men") and len(noun) > 3) or noun == "men":
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


@lru_cache(maxsize=_CACHE_SIZE)
def role_noun(word: str) -> str | None:
    """Return the role noun of a word, in the singular and spelled out, or None for other words.

    "Ministers" → "minister", "Sen." → "senator", "co-founder" → "co-founder", "table" → None.
    """
    noun = word.lower().rstrip(".")
    if noun in ABBREVIATED_TITLES:
        return ABBREVIATED_TITLES[noun] if is_abbreviated_title(word) else None
    before, _, head = noun.rpartition("-")
    if before in ("co", "ex", "vice", "former", "then") and head in ABBREVIATED_TITLES:
        return ABBREVIATED_TITLES[head]
    return _singular_person_noun(noun)


def is_plural_title(word: str) -> bool:
    """Return whether a title applies to several people: "Sens.", "Presidents"."""
    noun = word.lower().rstrip(".")
    return noun in _PLURAL_TITLES or (noun not in ABBREVIATED_TITLES and singular(noun) != noun)


def singular_title(title: str) -> str:
    """Return the singular of a shared title, spelled as in the text: "Sens." → "Sen."."""
    word = title.lower().rstrip(".")
    if word in _PLURAL_TITLES:
        return title.rstrip(".")[:-1] + "." * title.endswith(".")
    single = singular(word)
    if word.endswith("men"):
        return title[:-2] + "an"
    return title[:-3] + "y" if word.endswith("ies") else title[: len(single)]


@lru_cache(maxsize=_CACHE_SIZE)
def organization_noun(word: str) -> str | None:
    """Return the organization noun of a word, in the singular, or None for other words."""
    noun = singular(word.lower())
    return noun if noun in lexicon.words("organization_nouns", "noun") else None


@lru_cache(maxsize=_CACHE_SIZE)
def document_noun(word: str) -> str | None:
    """Return the document noun of a word, in the singular, or None for other words."""
    noun = singular(word.lower())
    return noun if noun in _DOCUMENTS else None


def is_form_of_address(word: str) -> bool:
    """Return True if a word is a form of address: "Mr", "Ms."."""
    return word[:1].isupper() and word.lower().rstrip(".") in _ADDRESSES


def is_abbreviated_title(word: str) -> bool:
    """Return whether a word is an abbreviated title: "Sen.", "CEO"."""
    if word in ("Del", "DEL"):
        return False  # "Del Toro" is a name, "Del. Roe" a delegate
    title = word.lower().rstrip(".")
    if title in _IN_CAPITALS:
        return word.isupper()
    return word[:1].isupper() and title in ABBREVIATED_TITLES


def is_title_in_capitals(word: str) -> bool:
    """Return whether a word is a title that can also be an acronym: "MK", "DG"."""
    return word in _CAPITALS


_CAPITALS = frozenset(title.upper() for title in _IN_CAPITALS)


def honorific_length(words: Sequence[str]) -> int:
    """Return the number of words of the honorific at the start of some words.

    "Mrs Lind" → 1, "Her Royal Highness Ana" → 3, "Lind" → 0
    """
    if not words or words[0].lower().rstrip(".'’") not in _HONORIFIC_OPENERS:
        return 0
    for count in range(min(_LONGEST_HONORIFIC, len(words)), 0, -1):
        honorific = " ".join(word.lower().rstrip(".'’") for word in words[:count])
        if honorific in HONORIFICS:
            return count
    return 0


_LONGEST_HONORIFIC = max(honorific.count(" ") + 1 for honorific in HONORIFICS)
_HONORIFIC_OPENERS = frozenset(honorific.split(" ", 1)[0] for honorific in HONORIFICS)


@cache
def _is_person_noun(noun: str) -> bool:
    nouns = _gender_by_noun()
    if noun in nouns:
        return True
    if noun in _NOT_PEOPLE:
        return False
    if _PEOPLE.fullmatch(noun) or _ENDINGS.fullmatch(noun):
        return True
    # "vice-chair", "ex-wife", "lawyer-turned-author": the last part is the head of a compound.
    head = noun.rpartition("-")[2]
    return head != noun and head in nouns


def _singular_person_noun(noun: str) -> str | None:
    if len(noun) > 40:
        return None
    if _is_person_noun(noun):
        return noun
    single = singular(noun)
    return single if single != noun and _is_person_noun(single) else None


def gender_of_noun(noun: str) -> Gender | None:
    """Return the gender that a role noun in the singular implies: "spokeswoman" → "woman"."""
    nouns = _gender_by_noun()
    noun = noun.lower()
    head = noun.rpartition("-")[2]
    gender = nouns.get(noun) or nouns.get(head)
    if gender is None and noun not in nouns:
        if noun.endswith("woman"):
            return "woman"
        if noun.endswith("man") and noun not in _NOT_PEOPLE:
            return "man"
    return gender
