"""Words compared as a reader would: whatever their case, their *the*, marks and spaces."""

import re

from analysis import Span
from analysis.findings import Label

SORTS: dict[Label, str] = {
    "PERSON": "a person",
    "ORG": "an organisation",
    "GPE": "a country or city",
    "LOC": "a region, mountain or water",
    "FAC": "a building or site",
    "NORP": "a nation, faith or party",
    "EVENT": "an event",
    "PRODUCT": "a product",
    "LAW": "a law",
    "WORK_OF_ART": "a work",
}
"""What each label says of a name."""

_QUOTED = re.compile('“[^“”]*”|"[^"]*"|«[^«»]*»|„[^„“”]*[“”]')
_QUOTES = "\"'“”‘’„‚«»‹›`"


def same_words(words: str) -> str:
    """A form of words that is equal for all ways of writing a name: "the  Kremlin", "Kremlin"."""
    parts = words.casefold().split()
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


def same_content(words: str) -> str:
    """A form of what a quotation says that is equal with other marks around it."""
    return " ".join(words.split()).strip(f"{_QUOTES} .,;:!?").casefold()


def is_quoted(words: str) -> bool:
    """Whether words bring a quotation mark of their own."""
    return words.lstrip()[:1] in tuple(_QUOTES)


def pieces(text: str, at: Span) -> tuple[Span, ...]:
    """A stretch as the pieces in quotation marks that it begins and ends with, or as one.

    What stands between them ("…", she said, "…") is not part of what was said.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text, *at)]
    if len(quoted) > 1 and (quoted[0][0], quoted[-1][1]) == at:
        return tuple(quoted)
    return (at,)


def occurrences(text: str, words: str) -> list[Span]:
    """Where words stand in a text as whole words, whatever the spaces between them.

    Their case has to agree, since "the Fed" is not "fed", but for a *the* that begins a sentence.
    """
    parts = words.split()
    if not parts:
        return []
    first, *rest = (re.escape(part) for part in parts)
    if rest and first.casefold() == "the":
        first = "[Tt]he"
    before = r"(?<!\w)" if parts[0][0].isalnum() else ""
    after = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return [
        match.span() for match in re.finditer(before + r"\s+".join([first, *rest]) + after, text)
    ]
