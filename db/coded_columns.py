"""Columns of findings and identities that store a letter for one of a few words.

Each has a generated column with the word, which queries read: `label_code` is `P` where `label` is
`PERSON`. A word takes up to eight bytes in each row, and again in each index. An index has the
letter, and a query that reads only the index compares letters.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.models import Label, QuotationKind, TimeType

LABEL_CODES: Mapping[Label, str] = {
    "PERSON": "P", "ORG": "O", "GPE": "G", "LOC": "L", "FAC": "F", "NORP": "N", "EVENT": "E",
    "PRODUCT": "R", "LAW": "A", "WORK_OF_ART": "W", "UNNAMED": "U", "GROUP": "M", "BODY": "B",
    "DOCUMENT": "D", "OUTLET": "T",
}  # fmt: skip
KIND_CODES: Mapping[QuotationKind, str] = {
    "direct": "d", "indirect": "i", "mixed": "m", "topic": "t", "continuation": "c", "scare": "s",
}  # fmt: skip
TIME_TYPE_CODES: Mapping[TimeType, str] = {"DATE": "D", "TIME": "T", "DURATION": "P", "SET": "S"}

CODES: Mapping[tuple[str, str], Mapping[Any, str]] = {
    ("entity", "label"): LABEL_CODES,
    ("identity", "label"): LABEL_CODES,
    ("quotation", "kind"): KIND_CODES,
    ("time_expression", "type"): TIME_TYPE_CODES,
}
"""The letters of words, by table and generated column; the stored column ends with `_code`."""


def stored_column(table: str, column: str) -> str:
    """Return the column that stores the letters of a column of words; another column as it is."""
    return f"{column}_code" if (table, column) in CODES else column


def word_column(table: str, stored: str) -> str:
    """Return the column that has the words of a stored column; another column as it is."""
    column = stored.removesuffix("_code")
    return column if (table, column) in CODES else stored


def label_codes_sql(labels: Sequence[Label]) -> str:
    """Return the SQL list of the letters of labels, for a condition on `label_code`."""
    return ", ".join(f"'{LABEL_CODES[label]}'" for label in labels)


def decoding_sql(table: str, column: str) -> str:
    """Return the SQL expression of a generated column; an unknown letter stays as it is."""
    stored = stored_column(table, column)
    cases = " ".join(f"WHEN '{code}' THEN '{word}'" for word, code in CODES[table, column].items())
    return f"CASE {stored} {cases} ELSE {stored} END"
