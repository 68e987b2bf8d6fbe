"""Index findings by the sentences that they overlap, so that no clause is compared with all."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from analysis.syntax.tokens import Doc


class Spanned(Protocol):
    """A finding with its offsets."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character after the last one."""


Finding = TypeVar("Finding", bound=Spanned)


def index_by_sentence(words: Doc, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Return the findings that overlap or end at each sentence, in the order given."""
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        first = words.sentence_of(words.token_at(finding.start))
        last = words.sentence_of(words.token_at(finding.end))
        for number in range(first, last + 1):
            found.setdefault(number, []).append(finding)
    return found
