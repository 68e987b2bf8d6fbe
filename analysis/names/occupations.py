"""The occupational fields and services of a person's roles."""

from functools import lru_cache

from analysis import lexicon
from analysis.text import split_words

# Occupational fields, of which a person rarely has two at once. Roles that occur in many fields
# (leader, author, official, director, activist, spokesman) are not listed.
_FIELDS = {
    field: lexicon.words("person_nouns", field)
    for field in (
        "politics", "sport", "art", "science", "medicine", "law", "press", "faith", "trade",
        "forces",
    )
}  # fmt: skip

_SERVICES = {
    service: lexicon.words("services", service) for service in ("police", "fire", "military")
}


@lru_cache(maxsize=20_000)
def occupational_fields(role: str) -> frozenset[str]:
    """Return the occupational fields and services of a role, often none.

    "the former striker" → sport, "police inspector" → police
    """
    words = set(split_words(role))
    lists = (*_FIELDS.items(), *_SERVICES.items())
    return frozenset(name for name, nouns in lists if not words.isdisjoint(nouns))


def are_of_two_people(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether the fields and services of two roles are hardly one person's.

    An inspector of the police is no officer of a fire brigade, but a police sergeant may be called
    a detective elsewhere.
    """
    services = first & _SERVICES.keys(), second & _SERVICES.keys()
    if all(services):
        return services[0].isdisjoint(services[1])
    fields = first - _SERVICES.keys(), second - _SERVICES.keys()
    return all(fields) and fields[0].isdisjoint(fields[1])
