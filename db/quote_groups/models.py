"""Quote groups, their occurrences, and the differences between occurrences."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import Span
from analysis.corpus.text_reuse import DiffPiece, NormalizedText, diff_words, normalize_quotation
from analysis.models import QuotationKind
from analysis.partial_dates import PartialDate
from db.models import OccurrenceChange, PublishedFrom


class QuoteGroupRow(Struct, frozen=True):
    """A quote group as a list row, with the longest quotation of the earliest articles.

    `articles` is their number; the days are the publication days of the first and the last.
    `speaker` is "" if the text has only a `pronoun`.
    """

    id: int
    articles: int
    first_day: PartialDate | None
    last_day: PartialDate | None
    content: str
    speaker: str
    pronoun: str = ""


class Occurrence(Struct, frozen=True):
    """An article's quotation in a quote group; `number` is its index in the article's analysis.

    `speaker` is the speaker in the article, "" if there is none or only a `pronoun`. `named` is
    true if the speaker is a named entity; `names` are all its names in lower case.
    """

    article: int
    title: str
    site: str
    published: PartialDate | None
    number: int
    spans: tuple[Span, ...]
    content: str
    kind: QuotationKind
    speaker: str
    role: str
    named: bool
    names: frozenset[str]
    published_from: PublishedFrom = "unknown"
    pronoun: str = ""
    is_original: bool = False
    """True if the article is marked as an original."""


class OccurrenceDiff(Struct, frozen=True):
    """The difference between an occurrence and the one it is compared with.

    `pieces` are the segments of both, `change` the kind of change. `first` is true if no article
    is earlier; `has_other_speaker` is true if the article names another speaker.
    """

    occurrence: Occurrence
    pieces: tuple[DiffPiece, ...]
    change: OccurrenceChange
    first: bool
    has_other_speaker: bool
    dangers: tuple[str, ...] = ()
    """The different negations, numbers, names, quantifiers and modals: `not`, `12 / 20`."""


class QuoteGroup(Struct, frozen=True):
    """A quote group: quotations of several articles with the same words, by publication date."""

    id: int
    tellings: tuple[Occurrence, ...]

    @property
    def articles(self) -> int:
        """Return the number of articles in the group."""
        return len({occurrence.article for occurrence in self.tellings})


def compare_occurrences(group: QuoteGroup, base: int | None = None) -> tuple[OccurrenceDiff, ...]:
    """Compare every occurrence with the one at index `base`, by default the fullest one."""
    base_occurrence = group.tellings[fullest_occurrence(group) if base is None else base]
    dated = [occurrence.published for occurrence in group.tellings if occurrence.published]
    base_words = base_occurrence.content, base_occurrence.kind
    compared = []
    for occurrence in group.tellings:
        change, dangers = _name_change(*base_words, occurrence.content, occurrence.kind)
        compared.append(
            OccurrenceDiff(
                occurrence,
                diff_words(base_occurrence.content, occurrence.content),
                change,
                first=_is_first(occurrence.published, dated),
                has_other_speaker=_has_other_speaker(occurrence, base_occurrence),
                dangers=dangers,
            )
        )
    return tuple(compared)


def _name_change(
    before: str, before_kind: QuotationKind, after: str, after_kind: QuotationKind
) -> tuple[OccurrenceChange, tuple[str, ...]]:
    """Return the change from one quotation to another, and the dangers of it."""
    if (before, before_kind) == (after, after_kind):  # most quotations are copied
        return "", ()
    from db.quote_groups import wordings  # imports NLTK, which takes 300 ms

    wording = wordings.compare_statements(before, before_kind, after, after_kind)
    return wordings.classify_change(wording), wordings.name_dangers(wording.differences)


def _is_first(published: PartialDate | None, dated: Sequence[PartialDate]) -> bool:
    """Return True if no date is possibly earlier: 2021-03 is not first beside 2021-03-17."""
    return published is not None and all(
        date == published or published.precedes(date) for date in dated
    )


def fullest_occurrence(group: QuoteGroup) -> int:
    """Return the index of the occurrence with most words of the speaker, the earliest of equals."""
    lengths = [len(_normalized(occurrence).words) for occurrence in group.tellings]
    return lengths.index(max(lengths))


def _normalized(occurrence: Occurrence) -> NormalizedText:
    return normalize_quotation(occurrence.content, occurrence.kind)


def _has_other_speaker(occurrence: Occurrence, base: Occurrence) -> bool:
    """Return whether two articles name different speakers; one may use only the last name."""
    if not occurrence.named or not base.named or not occurrence.names.isdisjoint(base.names):
        return False
    last = {name.split()[-1] for name in occurrence.names if name.split()}
    return last.isdisjoint(name.split()[-1] for name in base.names if name.split())
