"""Quotations that were compared with an original, as text: the verdict and the place."""

from typing import TYPE_CHECKING

from tui.sanitize import safe
from tui.strings.check_text import CheckText

if TYPE_CHECKING:  # imports NLTK, for a store that has originals
    from analysis.verification import Verdict
    from db.original_checks import QuotationCheck


def describe_verdict(check: "QuotationCheck") -> str:
    """Return a verdict in words: `≠ negation or number changed · differs: not`."""
    from analysis.verification import VERDICT_NAMES

    verdict = check.verdict
    if not check.is_direct and check.original is None:
        return CheckText.INDIRECT_WITHOUT
    parts = [f"{CheckText.SIGNS[verdict.kind]} {VERDICT_NAMES[verdict.kind]}"]
    if verdict.kind == "misattributed":
        parts = [
            f"{CheckText.SIGNS[verdict.kind]} {_name_speaker(verdict, VERDICT_NAMES[verdict.kind])}"
        ]
    dangers = () if verdict.frame else check.dangers
    if dangers:
        parts.append(CheckText.DIFFERS.format(words=", ".join(dangers)))
    if verdict.is_question:
        parts.append(CheckText.QUESTION)
    return safe(" · ".join(parts))


def _name_speaker(verdict: "Verdict", name: str) -> str:
    speaker = verdict.matches[0].speaker
    return CheckText.SAID_BY.format(speaker=speaker) if speaker else name


def describe_place(check: "QuotationCheck") -> str:
    """Return the place of the passage, `Ana Berg · 00:01:04 · line 12 · Budget debate`, or ""."""
    if check.original is None:
        return ""
    match = check.verdict.matches[0]
    line = CheckText.LINE.format(line=match.line)
    parts = (match.speaker, match.time, line, check.original.title)
    return safe(" · ".join(filter(None, parts)))
