"""A word in the form in which a quotation is compared with its original."""

from typing import Literal

from msgspec import Struct

Normalization = Literal["", "contractions", "spelling", "numerals", "confusables", "abbreviations"]


class SpokenWord(Struct, frozen=True, gc=False):
    """A word: its key, its span in the text, and its form in lower case without accents.

    `how` is the rule that made the key from the form. `is_inserted` is True for a word in brackets,
    `is_fragment` for one that breaks off: "s- served".
    """

    key: str
    start: int
    end: int
    form: str
    how: Normalization = ""
    is_inserted: bool = False
    is_fragment: bool = False
