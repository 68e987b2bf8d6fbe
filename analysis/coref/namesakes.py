"""Evidence that two full names, one of which extends the other, belong to two people.

"Juma Ali, a driver, and Juma Ali Hassan, a trader" are two; "Luis Lacalle" and "Luis Lacalle Pou"
elsewhere are one.
"""

from collections.abc import Iterable, Sequence

from analysis.coref.name_uses import NameEvidence
from analysis.coref.role_agreement import is_broad_noun, narrower_nouns
from analysis.names.occupations import are_of_two_people, occupational_fields
from analysis.names.titles import GENERIC_PERSON_NOUNS, RELATION_NOUNS

_UNSPECIFIC = GENERIC_PERSON_NOUNS | RELATION_NOUNS


def are_namesakes(
    first: Sequence[int], second: Sequence[int], uses: Sequence[NameEvidence]
) -> bool:
    """Return whether a text treats the bearers of two full names as two people.

    `first` and `second` are the mentions of each name, in text order. They are two people if a
    sentence has both names, if one is introduced later as a relative, or by their first roles.
    """
    sentences = {_sentence_of(uses[member]) for member in first} - {None}
    if any(_sentence_of(uses[member]) in sentences for member in second):
        return True
    earlier, later = (uses[member] for member in sorted((first[0], second[0])))
    if later.is_relative and not earlier.is_relative:
        return True
    return _differ_in_role(earlier, later)


def differ_in_age(
    first: Sequence[int], second: Sequence[int], uses: Sequence[NameEvidence]
) -> bool:
    """Return whether a text states ages of two names that are more than a year apart."""
    ages, rival_ages = (
        {uses[member].age for member in members if uses[member].age >= 0}
        for members in (first, second)
    )
    return bool(ages and rival_ages) and all(
        abs(age - rival) > 1 for age in ages for rival in rival_ages
    )


def _sentence_of(use: NameEvidence) -> tuple[int, int] | None:
    """Return the sentence and the quotation of a name in the running text, else None.

    A name in brackets can repeat the one before them.
    """
    is_outside = use.sentence < 0 or use.is_headline or use.is_bracketed
    return None if is_outside else (use.sentence, use.quote)


def _differ_in_role(earlier: NameEvidence, later: NameEvidence) -> bool:
    """Return whether two introductions have roles that one person hardly has both of.

    Roles of two occupational fields are such. Other roles are evidence if the later person is
    introduced as new, and a broad one ("leader") only if both are.
    """
    nouns, rival_nouns = earlier.nouns - _UNSPECIFIC, later.nouns - _UNSPECIFIC
    if not nouns or not rival_nouns:
        return False
    if are_of_two_people(*(occupational_fields(" ".join(each)) for each in (nouns, rival_nouns))):
        return True
    if not later.is_introduced:
        return False
    if not _with_narrower(nouns).isdisjoint(_with_narrower(rival_nouns)):
        return False
    return earlier.is_introduced or not any(map(is_broad_noun, nouns | rival_nouns))


def _with_narrower(nouns: Iterable[str]) -> set[str]:
    return {name for noun in nouns for name in (noun, *narrower_nouns(noun))}
