"""The mark of an article as an original: a statement as it was made, or the record of an event."""

import json

from msgspec import Struct

from analysis import clean

_LONGEST = 200  # characters of a name


class OriginalMark(Struct, frozen=True):
    """The only speaker of an original, empty if it has several, and its event, or empty."""

    speaker: str = ""
    event: str = ""

    @property
    def subject(self) -> str:
        """The speaker and the event on one line: `Ana Berg, Budget debate`; may be empty."""
        return ", ".join(filter(None, (self.speaker, self.event)))

    @classmethod
    def parse(cls, written: str) -> "OriginalMark":
        """Parse a speaker, and after a semicolon an event: `Ana Berg; Budget debate`."""
        speaker, _, event = written.partition(";")
        return cls(speaker, event).normalize()

    def describe(self) -> str:
        """Return the mark in words: `original of Ana Berg, Budget debate`."""
        return f"original of {self.subject}" if self.subject else "original"

    def normalize(self) -> "OriginalMark":
        """Return the mark with each name on one line of at most 200 characters."""
        speaker, event = (
            " ".join(clean(name).split())[:_LONGEST] for name in (self.speaker, self.event)
        )
        return OriginalMark(speaker, event)


def parse_mark(packed: str | None) -> OriginalMark | None:
    """Parse the JSON list of a speaker and an event; None for an article that is no original."""
    if packed is None:
        return None
    speaker, event = json.loads(packed)
    return OriginalMark(speaker, event)
