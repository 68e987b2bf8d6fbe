"""Evidence about a person beside the name: gender from pronouns, occupational field from roles."""

from collections.abc import Iterable
from functools import lru_cache

from analysis import lexicon
from analysis.names.given_names import GENDERED_PRONOUNS, Gender, gender_of_given_name
from analysis.text import split_words

_LEAST_PRONOUNS = 2  # all of one gender
_LEAST_CONTRARY = 5  # where the given name is mostly of the other gender

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


def gender_from_pronouns(pronouns: Iterable[str], name: str = "") -> Gender | None:
    """Return the gender of a person's pronouns, if there are at least two and all agree.

    Pronouns that contradict the given name ("Donald", she) must be more: a wrong link would make
    one person two.
    """
    genders = [gender for word in pronouns if (gender := GENDERED_PRONOUNS.get(word.lower()))]
    if len(set(genders)) != 1:
        return None
    given = gender_of_given_name(name.partition(" ")[0].casefold()) if " " in name else None
    least = _LEAST_PRONOUNS if given in (None, genders[0]) else _LEAST_CONTRARY
    return genders[0] if len(genders) >= least else None


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
