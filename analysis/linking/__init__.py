"""Entity linking: compare the entities of several articles, with a score and a reason.

Pure, as all of `analysis` is: names and roles in, keys and similarities out.
"""

from analysis.linking.similarity import (
    NameKey,
    NameRecord,
    Similarity,
    blocking_keys,
    compare_names,
    gender_from_pronouns,
    name_key,
    occupational_fields,
)

__all__ = [
    "NameKey",
    "NameRecord",
    "Similarity",
    "blocking_keys",
    "compare_names",
    "gender_from_pronouns",
    "name_key",
    "occupational_fields",
]
