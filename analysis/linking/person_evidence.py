"""Evidence about a person beside the name: gender from pronouns."""

from collections.abc import Iterable

from analysis.names.given_names import GENDERED_PRONOUNS, Gender, gender_of_given_name

_LEAST_PRONOUNS = 2  # all of one gender
_LEAST_CONTRARY = 5  # where the given name is mostly of the other gender


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
