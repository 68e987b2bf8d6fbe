"""The strings of two coders: their agreement, and the passages that they coded differently."""

from __future__ import annotations

from typing import Final


class AgreementText:
    TITLE = "Two coders"
    NOT_DEFINED = "–"
    PASSAGES = (
        "Marks are one passage if they share at least {percent} of the shorter one; a paragraph "
        "without a mark is a unit without a code."
    )
    PARTS = (
        "A mark belongs to each {unit} with which it shares at least {percent} of the shorter one."
    )
    ARTICLES = "The codes of an article are its tags."
    ALL_CODES = "all codes"
    COLUMNS: Final[tuple[str, ...]] = (
        "both", "first", "second", "neither", "agree", "kappa", "alpha",
    )  # fmt: skip
