"""Names compared beyond one text: who or what of several articles may be one, and why.

Pure, as all of `analysis` is: names and roles in, keys and likenesses out.
"""

from analysis.identities.evidence import fields_of, gender_told
from analysis.identities.keys import NameKey, name_key
from analysis.identities.likeness import Known, Likeness, blocks_of, compare

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
