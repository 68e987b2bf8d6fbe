"""The strings of the comparison of two texts."""

from __future__ import annotations

from typing import Final


class ComparisonText:
    TITLE = "Comparison"
    VIEWS = ("Sources", "Quotations", "Events", "Numbers", "Names")
    PAIR = "{first} / {second}"
    DETAIL = "{both:,} in both · {first:,} only in the first · {second:,} only in the second"
    COUNTS = "{presence}: {number:,}"
    EMPTY = "Neither text has any. Press → for the next list."
    COMPARING = "Comparing …"
    PROGRESS = "Comparing {part} … {done:.0%} · Esc cancels"
    ANALYZING = "Analyzing the earlier version …"
    ANALYZED = "Analyzing a version … {done:.0%} ({stage}) · Esc cancels"
    WITH_ITSELF = "This is one article compared with itself: all that it has is in both."
    INCOMPLETE = "analysis incomplete"
    PLACE = "no. {rank} · {count} · {share:.0%}"
    NOT_HERE = "–"
    EARLIER_VERSION = "These words are in an earlier version, which the reader cannot open."
    WORKER_FAILED = "The version could not be analyzed. Close this screen and try again."
    GONE = "One of the articles was deleted. Restore it from the trash to compare it."
    EXPORT = "Both articles"
    NOUNS: Final[dict[str, str]] = {
        "sources": "statement",
        "quotations": "statement",
        "events": "report",
        "numbers": "occurrence",
        "names": "mention",
    }
    PASSAGES = "Passages"
    NO_PASSAGES = "No passages. Press Esc to go back."
