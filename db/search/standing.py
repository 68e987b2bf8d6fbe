"""Whether words with signs in them stand in a text letter by letter: C++, 50%, AT&T."""

import re
from functools import lru_cache

from analysis.folding import alike

LETTER = r"[^\W_]"


def stands(text: str | None, literal: str) -> bool:
    """Whether `literal`, without case and accents, stands in `text`; a star lets it go on."""
    return text is not None and _pattern(literal).search(alike(text)) is not None


@lru_cache(maxsize=256)
def _pattern(literal: str) -> re.Pattern[str]:
    if literal.endswith("*"):
        begun = re.escape(literal[:-1])  # first, so that it is looked for as it is
        return re.compile(f"{begun}(?<!{LETTER}{begun})")
    return re.compile(literal_pattern(literal))


def literal_pattern(literal: str) -> str:
    """What finds a literal that no letter or digit goes on from on either side."""
    before = f"(?<!{LETTER})" if literal[:1].isalnum() else ""
    return before + re.escape(literal) + (f"(?!{LETTER})" if literal[-1].isalnum() else "")
