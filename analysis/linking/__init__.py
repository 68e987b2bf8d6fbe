"""Entity linking: compare the entities of several articles, with a score and a reason.

Pure, as all of `analysis` is: names and roles in, keys and similarities out.
"""

from analysis.linking.keys import NameKey, name_key
from analysis.linking.similarity import Known, Likeness, blocks_of, compare, fields_of, gender_told

__all__ = [
    "Known",
    "Likeness",
    "NameKey",
    "blocks_of",
    "compare",
    "fields_of",
    "gender_told",
    "name_key",
]
