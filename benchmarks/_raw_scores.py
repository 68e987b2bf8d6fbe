"""Measures of raw articles: their metadata, statements with speakers, events by day, and names."""

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.models import Analysis, Event, Quotation, Span
from analysis.partial_dates import PartialDate
from benchmarks._quotation_scores import Letters, letters_of
from benchmarks.corpora import Row
from db.models import Document

JudgedQuotation = tuple[Quotation, bool]

_RIGHT, _NEAR = 0.8, 0.3  # of the letters of both sentences
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+|\n+")
_RELATIVE = re.compile(r"P([+-]\d+)?")  # days after the publication
_WORD = re.compile(r"[^\W_]+")
_LEFT_OUT = frozenset(
    {"the", "a", "an", "of", "mr", "mrs", "ms", "dr", "president", "minister", "said"}
)
_ALIKE, _LEAST_LETTERS = 0.83, 5  # of a spelling of a name of one word, as in another alphabet
_ACRONYM = 3  # letters
_ADDRESS = ("http:", "https:", "www.")


def identifying_words(text: str | None, left_out: frozenset[str] = _LEFT_OUT) -> set[str]:
    """Return the words of a name or title that identify it, in lower case."""
    return {word for word in _WORD.findall((text or "").lower()) if word not in left_out}


def is_same_person(found: Iterable[str], annotated: Iterable[str]) -> bool:
    """Return True if a found name identifies an annotated person.

    They share their words, nearly all of them and the last word, an acronym or a spelling.
    """
    wanted = list(annotated)
    return any(_names_person(name, person) for name in found for person in wanted)


def _names_person(name: str, person: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"\w+", person) if word[0].isupper())
    if name.isupper() and len(name) >= _ACRONYM and name == initials:
        return True
    ours, theirs = identifying_words(name), identifying_words(person)
    if not ours or not theirs:
        return False
    if len(ours) == 1:
        [word] = ours
        if len(word) >= _LEAST_LETTERS and any(
            difflib.SequenceMatcher(None, word, candidate).ratio() >= _ALIKE
            for candidate in theirs - {word}
        ):
            return True
    if ours <= theirs or theirs <= ours:
        return True
    least = max(1, min(len(ours), len(theirs)) - 1)
    return len(ours & theirs) >= least and name.split()[-1].lower() == person.split()[-1].lower()


@dataclass(slots=True)
class MetadataCounts:
    """Titles, publication dates and bylines of imported texts.

    A text without an annotated title has a right one unless an address is shown instead of it.
    """

    articles: int = 0
    not_stored: int = 0
    titles_right: int = 0
    dates_right: int = 0
    dates_annotated: int = 0
    dates_wrong: int = 0
    bylines_annotated: int = 0
    bylines_right: int = 0
    bylines_rightly_none: int = 0

    def add(self, row: Row, document: Document | None) -> list[str]:
        """Count a text, imported or refused; return its errors."""
        self.articles += 1
        if document is None:
            self.not_stored += 1
            return ["not stored"]
        errors = []
        shown = (document.title or document.text).strip()
        if not shown.startswith(_ADDRESS) and (
            not row["title"] or identifying_words(row["title"]) == identifying_words(document.title)
        ):
            self.titles_right += 1
        else:
            errors.append(f"title: {document.title!r} for {row['title']!r}")
        published = document.published.isoformat() if document.published else None
        self.dates_annotated += row["published"] is not None
        if published == row["published"]:
            self.dates_right += 1
        else:
            self.dates_wrong += published is not None
            evidence = row.get("published_evidence")
            errors.append(f"date: {published} for {row['published']} ({evidence})")
        right = row["byline"] is None and not document.byline
        self.bylines_rightly_none += right
        if row["byline"] is not None:
            right = is_same_person([document.byline], [row["byline"]])
            self.bylines_annotated += 1
            self.bylines_right += right
        if not right:
            errors.append(f"byline: {document.byline!r} for {row['byline']!r}")
        return errors


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a statement, with the statement; optional ones are neither missed nor wrong."""

    start: int
    end: int
    letters: Letters
    statement: int
    optional: bool = False


@dataclass(slots=True)
class StatementCounts:
    """Sentences of statements: `firm` are the annotated ones that must be found."""

    firm: int = 0
    shown: int = 0
    found: int = 0
    right_person: int = 0
    spurious: int = 0
    wrong_extent: int = 0
    missed: int = 0
    judged: list[JudgedQuotation] = field(default_factory=list)
    """The quotation of each sentence, and whether the sentence and the person are right."""

    def rates(self, right: int) -> tuple[float, float, float]:
        """Precision, recall and F1 of some right sentences, each 0 to 1."""
        precision, recall = right / max(self.shown, 1), right / max(self.firm, 1)
        return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


@dataclass(slots=True)
class EventCounts:
    """Annotated events whose days are known; `undecidable` ones need an unknown date."""

    annotated: int = 0
    present: int = 0
    on_their_day: int = 0


@dataclass(slots=True)
class NameCounts:
    """Names and pronouns that are easily mistaken: linked right, wrong or not at all."""

    right: int = 0
    wrong: int = 0
    open: int = 0


@dataclass(slots=True)
class RawScores:
    """The measures of some raw articles, and the errors of each by its id."""

    metadata: MetadataCounts = field(default_factory=MetadataCounts)
    statements: StatementCounts = field(default_factory=StatementCounts)
    leads: EventCounts = field(default_factory=EventCounts)
    events: EventCounts = field(default_factory=EventCounts)
    undecidable_events: int = 0
    names: NameCounts = field(default_factory=NameCounts)
    failed: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)

    def add_document(self, row: Row, document: Document | None) -> None:
        """Add the metadata of an article that was imported as a file; None if it was refused."""
        self._report(row, self.metadata.add(row, document))

    def add_analysis(self, row: Row, analysis: Analysis) -> None:
        """Add the findings of an article."""
        names = {entity.id: [entity.name, *entity.aliases] for entity in analysis.entities}
        self._report(row, _score_statements(self.statements, row, analysis.quotations, names))
        self.add_events(row, analysis.events)
        self._report(row, self._count_names(row, analysis, names))

    def add_events(self, row: Row, found: Sequence[Event]) -> None:
        """Count the annotated events of an article that are present, and on their day."""
        for event in row["events"]:
            if not event["span"]:
                continue
            days = _to_days(event["value"], row["published"])
            if days is None:
                self.undecidable_events += 1
                continue
            start, end = event["span"]
            inside = [event for event in found if event.start < end and event.end > start]
            counts = self.leads if event["lead"] else self.events
            counts.annotated += 1
            counts.present += bool(inside)
            is_day = len(event["value"]) == len("2022-07-18")
            counts.on_their_day += any(_is_within(event, days, is_day) for event in inside)

    def _count_names(
        self, row: Row, analysis: Analysis, names: Mapping[int, Sequence[str]]
    ) -> list[str]:
        errors = []
        for mention in row["mentions"]:
            if not mention["span"]:
                continue
            start, end = mention["span"]
            linked = [
                names[found.entity][0]
                for found in analysis.mentions
                if start <= found.start and found.end <= end
                if found.label == "PERSON" or found.kind == "pronoun"
                if found.entity is not None
            ]
            if any(is_same_person([name], [mention["person"]]) for name in linked):
                self.names.right += 1
            elif linked:
                self.names.wrong += 1
                words = row["text"][start:end]
                errors.append(f"name: {words!r} is {linked[:2]} for {mention['person']!r}")
            else:
                self.names.open += 1
        return errors

    def _report(self, row: Row, errors: Iterable[str]) -> None:
        self.errors += [(row["id"], error) for error in errors]


def judge_quotations(
    row: Row, quotations: Sequence[Quotation], names: Mapping[int, Sequence[str]]
) -> list[JudgedQuotation]:
    """Return the quotation of each sentence shown, and whether it and its person are right."""
    counts = StatementCounts()
    _score_statements(counts, row, quotations, names)
    return counts.judged


def _score_statements(
    counts: StatementCounts,
    row: Row,
    quotations: Sequence[Quotation],
    names: Mapping[int, Sequence[str]],
) -> list[str]:
    """Count the sentences of the statements of an article; return its errors."""
    text = row["text"]
    annotated = row["quotes"]
    quotations = [found for found in quotations if found.is_statement and not found.is_thought]
    wanted = [
        sentence
        for number, quote in enumerate(annotated)
        for sentence in _split(
            text, quote["spans"], number, quote["optional"] or quote["kind"] == "topic"
        )
    ]
    shown = [
        sentence
        for number, found in enumerate(quotations)
        for sentence in _split(text, _without_that(text, found.spans), number)
    ]
    pairs = sorted(_overlaps(wanted, shown), reverse=True)
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for share, left, right in pairs:
        if share >= _RIGHT and left not in matched and right not in taken:
            matched[left] = right
            taken.add(right)
    near = [(left, right) for share, left, right in pairs if share >= _NEAR]
    errors = []
    for left, sentence in enumerate(wanted):
        counts.firm += not sentence.optional
        quote = annotated[sentence.statement]
        if left not in matched:
            if not sentence.optional:
                counts.missed += not any(left == match for match, _ in near)
                errors.append(f"missed: {_show(text, sentence)} by {quote['speakers']}")
            continue
        found = quotations[shown[matched[left]].statement]
        right = _has_right_person(text, found, quote["speakers"], names)
        counts.judged.append((found, right))
        if not sentence.optional:
            counts.found += 1
            counts.right_person += right
            if not right:
                errors.append(f"person: {_show(text, sentence)} by {quote['speakers']}")
    spared = {right for left, right in matched.items() if wanted[left].optional}
    spared |= {right for left, right in near if wanted[left].optional and right not in taken}
    for right, sentence in enumerate(shown):
        counts.shown += right not in spared
        if right in taken or right in spared:
            continue
        is_near = any(right == match for _, match in near)
        counts.wrong_extent += is_near
        counts.spurious += not is_near
        counts.judged.append((quotations[sentence.statement], False))
        errors.append(f"{'extent' if is_near else 'spurious'}: {_show(text, sentence)}")
    return errors


def _show(text: str, sentence: Sentence) -> str:
    return repr(text[sentence.start : sentence.end][:110])


def _split(
    text: str, spans: Iterable[Sequence[int]], statement: int, optional: bool = False
) -> list[Sentence]:
    """Return the sentences of a statement: one interrupted by its attribution has the same."""
    sentences = []
    for start, end in spans:
        ends = [start + match.end() for match in _SENTENCE_END.finditer(text[start:end])]
        for first, last in zip([start, *ends], [*ends, end], strict=True):
            if letters := letters_of(text, [(first, last)]):
                sentences.append(Sentence(first, last, letters, statement, optional))
    return sentences


def _without_that(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans without a leading "that", which is not annotated."""
    start, end = spans[0]
    if text[start:end].lower().startswith("that "):
        start += len("that ")
    return [(start, end), *spans[1:]]


def _overlaps(
    wanted: Sequence[Sentence], shown: Sequence[Sentence]
) -> Iterable[tuple[float, int, int]]:
    """Yield the share of letters in common for the pairs of sentences that overlap."""
    for left, ours in enumerate(wanted):
        for right, theirs in enumerate(shown):
            if theirs.start < ours.end and theirs.end > ours.start:
                both = len(ours.letters & theirs.letters)
                yield both / len(ours.letters | theirs.letters), left, right


def _has_right_person(
    text: str, found: Quotation, wanted: Sequence[str], names: Mapping[int, Sequence[str]]
) -> bool:
    """Return True if the speaker is an annotated one, or none if there is none.

    A source without an entity is right if it has half of the words of an annotated one.
    """
    speakers = [name for speaker in found.speakers for name in names.get(speaker, ())]
    if not wanted:
        return not speakers
    if speakers or found.source is None:
        return is_same_person(speakers, wanted)
    source = identifying_words(text[slice(*found.source)])
    return any(
        len(source & words) * 2 >= len(words) > 0 for words in map(identifying_words, wanted)
    )


def _to_days(value: str, published: str | None) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of an annotated date, None if they are unknown.

    `P-1` is the day before the publication: `2022-07`, `2022-07-18/2022-07-20`, `P-1`.
    """
    relative = _RELATIVE.fullmatch(value)
    try:
        if relative is not None:
            day = PartialDate.parse(published or "").exact_day
            if day is None:
                return None
            day += datetime.timedelta(int(relative[1] or 0))
            return day, day
        parts = [PartialDate.parse(part) for part in value.split("/")]
    except ValueError:
        return None
    return parts[0].first, parts[-1].last


def _is_within(event: Event, days: tuple[datetime.date, datetime.date], is_day: bool) -> bool:
    """Return True if the days of an event are within others; they begin alike for a single day."""
    if event.first_day is None or event.last_day is None:
        return False
    within = days[0] <= event.first_day and event.last_day <= days[1]
    return within and (event.first_day == days[0] or not is_day)
