"""Entity linking: compare the entities of several articles, with a score and a reason.

Pure, as all of `analysis` is: names and roles in, keys and similarities out.
"""

from analysis.linking.similarity import (
    SPELLINGS,
    NameKey,
    NameRecord,
    Similarity,
    blocking_keys,
    compare_names,
    compare_spellings,
    gender_from_pronouns,
    name_key,
    occupational_fields,
)
from analysis.linking.state_bodies import (
    NamedPlace,
    StateBody,
    country_of_body,
    find_country,
    parse_state_body,
)
from analysis.linking.stated_roles import (
    RoleAgreement,
    find_agreement,
    headline_role,
    is_office,
    split_roles,
)

__all__ = [
    "SPELLINGS",
    "NameKey",
    "NameRecord",
    "NamedPlace",
    "RoleAgreement",
    "Similarity",
    "StateBody",
    "blocking_keys",
    "compare_names",
    "compare_spellings",
    "country_of_body",
    "find_agreement",
    "find_country",
    "gender_from_pronouns",
    "headline_role",
    "is_office",
    "name_key",
    "occupational_fields",
    "parse_state_body",
    "split_roles",
]
