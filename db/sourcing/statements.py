"""Statements with their sources, as an audit and a count of sources list them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from analysis import Analysis, Entity
from analysis.models import QuotationKind, SourceType, Span
from analysis.names.given_names import GENDERED_PRONOUNS, likely_gender
from analysis.partial_dates import PartialDate
from analysis.sources import Basis, StatementSource, classify_sources
from analysis.speaker_names import name_speaker
from db.models import ArticleRow

Pronoun = Literal["she", "he", "they", ""]
_NO_SOURCE = StatementSource()
_ORGANIZATIONS = frozenset({"ORG", "GPE", "BODY"})


class SourcedStatement(Struct, frozen=True):
    """A statement with its source.

    `number` is the index of the quotation in its article. `source` is the name or the description
    of the source, empty without one, and `key` is equal for statements of one source. `pronoun` is
    the one by which the text refers to a person, and `guessed_gender` is a guess by the given name.
    """

    article: int
    title: str
    site: str
    published: PartialDate | None
    number: int
    span: Span
    content: str
    kind: QuotationKind
    words: int
    key: str
    source: str
    type: SourceType | None
    confidence: float
    role: str
    organization: str
    basis: Basis
    channel: str
    anonymity: str
    pronoun: Pronoun
    guessed_gender: str

    @property
    def is_direct(self) -> bool:
        """True if some of its words are in quotation marks."""
        return self.kind in ("direct", "mixed")


def list_statements_of(
    row: ArticleRow, analysis: Analysis, identities: Mapping[int, str]
) -> Iterator[SourcedStatement]:
    """Yield the statements of an article, in text order.

    `identities` are the names of the identities of its entities, by the numbers of these.
    """
    pronouns = _count_pronouns(analysis)
    for number, (quotation, found) in enumerate(
        zip(analysis.quotations, classify_sources(analysis), strict=True)
    ):
        if not quotation.is_statement:
            continue
        source = found or _NO_SOURCE
        entity = None if quotation.speaker is None else analysis.entities[quotation.speaker]
        name = name_speaker(analysis, quotation).name
        if entity is not None and entity.is_named and len(quotation.speakers) == 1:
            name = identities.get(entity.id, entity.name)
        content = " … ".join(" ".join(analysis.text[slice(*s)].split()) for s in quotation.spans)
        is_person = source.type == "person" and entity is not None
        yield SourcedStatement(
            row.id,
            row.title or row.opening,
            row.site,
            row.published,
            number,
            (quotation.start, quotation.end),
            content,
            quotation.kind,
            len(content.split()),
            _source_key(row.id, name, entity, identities),
            name,
            source.type,
            source.confidence,
            ((entity.role or "").partition(";")[0].strip() if entity is not None else ""),
            _find_organization(analysis, entity),
            source.basis,
            _words(analysis.text, source.channel),
            _words(analysis.text, source.anonymity),
            pronouns.get(quotation.speaker, "")
            if is_person and quotation.speaker is not None
            else "",
            _guess_gender(entity) if is_person and entity is not None else "",
        )


def _source_key(
    article: int, name: str, entity: Entity | None, identities: Mapping[int, str]
) -> str:
    """Return a key: the identity across articles, else the name in this article."""
    if entity is not None and entity.id in identities:
        return identities[entity.id].casefold()
    return f"{article} {name.casefold()}" if name else ""


def _find_organization(analysis: Analysis, entity: Entity | None) -> str:
    """Return the organization that speaks, or that the role of a person names, or ""."""
    if entity is None:
        return ""
    if entity.label in _ORGANIZATIONS:
        return entity.name
    role = entity.role or ""
    names = (
        (name, body.name)
        for body in analysis.entities
        if body.label == "ORG"
        for name in (body.name, *body.aliases)
        if name in role
    )
    return max(names, key=lambda each: len(each[0]), default=("", ""))[1]


def _count_pronouns(analysis: Analysis) -> dict[int, Pronoun]:
    """Return the pronoun that the text uses most for each person."""
    counts: dict[int, Counter[Pronoun]] = {}
    for mention in analysis.mentions:
        if mention.kind != "pronoun" or mention.entity is None:
            continue
        word = analysis.text[mention.start : mention.end].lower()
        gender = GENDERED_PRONOUNS.get(word)
        pronoun: Pronoun = ""
        if gender is not None:
            pronoun = "she" if gender == "woman" else "he"
        elif word in ("they", "them", "their", "theirs", "themselves"):
            pronoun = "they"
        if pronoun:
            counts.setdefault(mention.entity, Counter())[pronoun] += 1
    return {entity: found.most_common(1)[0][0] for entity, found in counts.items()}


def _guess_gender(entity: Entity) -> str:
    return likely_gender(entity.name.split()[0]) or "unknown"


def _words(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[slice(*span)].split())
