"""Evidence about a person beside the name: gender from pronouns, occupational field from roles."""

from collections.abc import Iterable
from functools import lru_cache

from analysis import lexicon
from analysis.names.given_names import GENDERED_PRONOUNS, Gender
from analysis.text import split_words

_LEAST_PRONOUNS = 2  # all of one gender

# Occupational fields, of which a person rarely has two at once. Roles that occur in many fields
# (leader, author, official, director, activist, spokesman) are not listed.
_FIELDS = {
    field: lexicon.words("person_nouns", field)
    for field in (
        "politics", "sport", "art", "science", "medicine", "law", "press", "faith", "trade",
        "forces",
    )
}  # fmt: skip


def gender_from_pronouns(pronouns: Iterable[str]) -> Gender | None:
    """Return the gender of a person's pronouns, if there are at least two and all agree."""
    genders = [gender for word in pronouns if (gender := GENDERED_PRONOUNS.get(word.lower()))]
    return genders[0] if len(genders) >= _LEAST_PRONOUNS and len(set(genders)) == 1 else None


@lru_cache(maxsize=20_000)
def occupational_fields(role: str) -> frozenset[str]:
    """Return the occupational fields of a role, often none: "the former striker" → sport."""
    words = set(split_words(role))
    return frozenset(name for name, nouns in _FIELDS.items() if not words.isdisjoint(nouns))
