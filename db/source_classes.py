"""The class of a statement's source: its type and its basis in one number.

The table `statement_source` has the number, and generated columns for both.
"""

from typing import Literal

from analysis.models import Basis, SourceType

# In the order of their numbers in the columns `type` and `basis` of `schema.sql`.
_TYPES = ("", "person", "unnamed", "group", "organization", "document", "outlet")
_BASES = ("unknown", "said to us", "public", "written", "other outlet")


def encode_class(type: SourceType | Literal[""], basis: Basis) -> int:
    """Return the class of a type and a basis."""
    return 8 * _BASES.index(basis) + _TYPES.index(type)
