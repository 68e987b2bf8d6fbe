"""The class of a statement's source: its type and its basis in one number.

The table `statement_source` has the number, and generated columns for both.
"""

from collections.abc import Sequence
from typing import Literal

from analysis.models import Basis, SourceType

# In the order of their numbers in the columns `type` and `basis` of `schema.sql`.
_TYPES = ("", "person", "unnamed", "group", "organization", "document", "outlet")
_BASES = ("unknown", "said to us", "public", "written", "other outlet")


def encode_class(type: SourceType | Literal[""], basis: Basis) -> int:
    """Return the class of a type and a basis."""
    return 8 * _BASES.index(basis) + _TYPES.index(type)


def _number_sql(column: str, values: Sequence[str]) -> str:
    cases = " ".join(f"WHEN '{value}' THEN {number}" for number, value in enumerate(values))
    return f"CASE {column} {cases} ELSE 0 END"


CLASS_SQL = f"8 * ({_number_sql('basis', _BASES)}) + {_number_sql('type', _TYPES)}"
"""The SQL expression for the class of a row with the columns `type` and `basis`."""
