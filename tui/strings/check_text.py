"""The strings of quotations that are compared with originals."""

from __future__ import annotations

from typing import Final


class CheckText:
    TITLE = "Quotations and originals"
    SIGNS: Final[dict[str, str]] = {
        "verbatim": "=",
        "cut": "…",
        "altered": "≠",
        "changed": "≠",
        "joined": "+",
        "misattributed": "@",
        "reversed": "¬",
        "not_found": "?",
        "near": "~",
    }
    DIFFERS = "differs: {words}"
    SAID_BY = "said by {speaker}"
    QUOTED = "quoted"
    SAID = "said"
    NEAR = "near"
    INDIRECT_WITHOUT = "~ indirect, nothing near"
    LINE = "line {line}"
    QUESTION = "asked as a question"
    FRAME = "in: {words}"
    COMPARING = "comparing with originals…"
    PROGRESS = "{number:,} compared…"
    FILTERS: Final[dict[str, str]] = {
        "all": "all",
        "differing": "only those that differ",
        "not_found": "only those not found",
        "passed": "only verbatim and cut",
    }
    DIFFERING = "{number:,} differ"
    MISSING = "{number:,} not found"
    ALL_PASS = "all verbatim or cut"
    NOTHING_NEAR = "No statement of an original is near."
    NO_ORIGINALS = (
        "No other article is marked as an original. Press O on a speech, a transcript or a "
        "statement in the library to mark it; its words are then compared here."
    )
    NO_QUOTATIONS = "This article has no quotation in marks."
    NONE_SHOWN = "No such quotation. Press f to show the others."
    ARTICLE_IS_GONE = "The article is no longer in the library."
    NOT_FOUND_HERE = "No original has these words."
    NONE_DIFFERS = "No other quotation differs."
