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

    QUESTION = "Compare your codes with those of another coder"
    HINT = "The store of the other coder, with the same articles. Tab completes a name."
    EXAMPLE = "bo.sqlite"
    OWN_STORE = "This is your own store; name that of the other coder."
    FAILED = "{path}: {error}"
    MINE = "mine"
    COMPARING = "comparing…"
    DETAIL = "kappa {kappa}, alpha {alpha}, {agreement} agree: {units}, {articles}"
    CODES = "Codes, first is mine, second is {second}"
    LISTS: Final[dict[str, str]] = {
        "open": "Passages with different codes",
        "discuss": "Passages to discuss",
        "decided": "Decided passages",
        "all": "All passages with a code",
    }
    STATES: Final[dict[str, str]] = {"": "", "discuss": "to discuss", "decided": "decided"}
    LEFT_OUT = "Left out: {parts}."
    LEFT_OUT_PARTS: Final[dict[str, str]] = {
        "only_first": "{number} that only you coded or read",
        "only_second": "{number} that only the other coder coded or read",
        "absent": "{number} that only one store has with this text",
    }
    UNPLACED = "{number} without a passage"
    NOTHING_TO_COMPARE = (
        "No article has codes of both of you. A code is a tag of a note or highlight; an article "
        "counts if both coders tagged a passage in it or marked it as read."
    )
    NONE_LISTED = "No such passage. {key} shows the others."
    NO_PASSAGE = "Move to a passage first."
    ONLY_PASSAGES = "Decisions are about passages; {key} changes the unit."
    DECISIONS: Final[dict[str, str]] = {
        "first": "Kept my codes of “{words}”",
        "second": "Accepted the other codes of “{words}”",
        "both": "Accepted the codes of both of “{words}”",
    }
    DISCUSS = "What is to be discussed about “{words}”?"
    DISCUSS_HINT = "The note has the tag agreement/discuss."
    DISCUSSED = "Wrote a note for the discussion of “{words}”"
