"""Search for literals, words with symbols in them: C++, 50%, AT&T."""

import re
from functools import lru_cache

from analysis.folding import alike

LETTER = r"[^\W_]"


def stands(text: str | None, literal: str) -> bool:
    """Return True if `text` contains `literal`, or with a final `*`, a word that begins with it.

    Case and accents are ignored; `literal` has none.
    """
    return text is not None and _pattern(literal).search(alike(text)) is not None


@lru_cache(maxsize=256)
def _pattern(literal: str) -> re.Pattern[str]:
    if literal.endswith("*"):
        prefix = re.escape(literal[:-1])  # before the lookbehind, so that it is found as a literal
        return re.compile(f"{prefix}(?<!{LETTER}{prefix})")
    return re.compile(literal_pattern(literal))


def literal_pattern(literal: str) -> str:
    """Return the pattern of a literal that no letter or digit continues on either side."""
    before = f"(?<!{LETTER})" if literal[:1].isalnum() else ""
    return before + re.escape(literal) + (f"(?!{LETTER})" if literal[-1].isalnum() else "")
