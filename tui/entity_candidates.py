"""Candidates for a correction: the entities of an article, ranked, the most likely first."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import Analysis, Entity, Mention, Quotation, Span
from db.corrections import EntityRef
from tui.correction_text import label_noun
from tui.display_text import format_count
from tui.strings.correction_text import CorrectionText

_SHORTEST = 3  # letters; shorter words do not count as shared by two names
# Characters added to a candidate's distance by its label: most speakers are people, then
# organizations.
_UNLIKELY = {"PERSON": 0, "ORG": 250, "NORP": 400, "GPE": 400}
_MOST_UNLIKELY = 2_000


class EntityCandidate(Struct, frozen=True):
    """An entity that the user can pick, with a detail that distinguishes it in a list.

    `entity` is the entity's id, None for a name that is not linked to an entity. `mentions` are the
    spans of its mentions. `is_quoted`: it is the speaker of a quotation of the article.
    """

    name: str
    detail: str
    reference: EntityRef
    entity: int | None
    mentions: tuple[Span, ...]
    is_quoted: bool = False


def list_candidates(analysis: Analysis) -> list[EntityCandidate]:
    """Return every entity of an article, then every name without an entity, in text order."""
    linked: dict[int, list[Mention]] = {entity.id: [] for entity in analysis.entities}
    unlinked: dict[str, list[Mention]] = {}
    for mention in analysis.mentions:
        if mention.entity is not None:
            linked[mention.entity].append(mention)
        elif mention.kind == "name":
            words = " ".join(analysis.text[mention.start : mention.end].split())
            unlinked.setdefault(words, []).append(mention)
    quoted = {speaker for quotation in analysis.quotations for speaker in quotation.speakers}
    return [
        *(
            _from_entity(analysis, entity, linked[entity.id], entity.id in quoted)
            for entity in analysis.entities
        ),
        *(_from_name(words, mentions) for words, mentions in unlinked.items()),
    ]


def _from_entity(
    analysis: Analysis, entity: Entity, mentions: list[Mention], is_quoted: bool
) -> EntityCandidate:
    exact = (m for m in mentions if analysis.text[m.start : m.end] == entity.name)
    first = next(exact, None) or next((m for m in mentions if m.kind == "name"), None)
    at = (first.start, first.end) if first else None
    detail = _detail(entity.role or label_noun(entity.label), mentions)
    spans = tuple((m.start, m.end) for m in mentions)
    reference = EntityRef(entity.name, entity.label, at)
    return EntityCandidate(entity.name, detail, reference, entity.id, spans, is_quoted)


def _from_name(words: str, mentions: list[Mention]) -> EntityCandidate:
    first = mentions[0]
    detail = _detail(label_noun(first.label), mentions)
    spans = tuple((m.start, m.end) for m in mentions)
    reference = EntityRef(words, first.label, (first.start, first.end))
    return EntityCandidate(words, detail, reference, None, spans)


def _detail(role: str, mentions: Sequence[Mention]) -> str:
    count = format_count(len(mentions), CorrectionText.MENTION)
    return CorrectionText.CANDIDATE.format(role=role, mentions=count)


def rank_speakers(
    analysis: Analysis, at: Span, quotation: Quotation | None = None
) -> list[EntityCandidate]:
    """Rank candidates for the speaker of the span `at`; the present speaker comes last.

    People near the span come first, then organizations and places, then the others.
    """
    present = quotation.speaker if quotation and not quotation.co_speakers else None

    def rank(candidate: EntityCandidate) -> tuple[bool, int]:
        penalty = _UNLIKELY.get(candidate.reference.label, _MOST_UNLIKELY)
        is_present = present is not None and candidate.entity == present
        return (is_present, _distance(candidate, at) + penalty)

    return sorted(list_candidates(analysis), key=rank)


def rank_typed_speakers(analysis: Analysis, at: Span) -> list[EntityCandidate]:
    """Rank candidates for the speaker of the span `at` whose names match what was typed.

    The speakers of the article come first, also the present one: its name was typed.
    """
    return sorted(rank_speakers(analysis, at), key=lambda candidate: not candidate.is_quoted)


def _distance(candidate: EntityCandidate, at: Span) -> int:
    """Return the number of characters between a span and the nearest mention."""
    far = 1 << 40  # more than the length of any text
    gaps = (max(at[0] - end, start - at[1], 0) for start, end in candidate.mentions)
    return min(gaps, default=far)


def rank_merge_targets(
    analysis: Analysis, name: str, label: str, entity: int | None
) -> list[EntityCandidate]:
    """Rank candidates for a merge with the entity called `name`, which is itself excluded.

    Candidates that share words or initials with the name come first, then those of its label, then
    those with the most mentions.
    """
    words = _words(name)

    def rank(candidate: EntityCandidate) -> tuple[int, bool, int]:
        shared = len(words & _words(candidate.name))
        if not shared and _initials(name) & _initials(candidate.name):
            shared = 1
        return (-shared, candidate.reference.label != label, -len(candidate.mentions))

    others = [
        candidate
        for candidate in list_candidates(analysis)
        if candidate.name != name and (entity is None or candidate.entity != entity)
    ]
    return sorted(others, key=rank)


def _words(name: str) -> set[str]:
    return {word for word in name.casefold().split() if len(word) >= _SHORTEST}


def _initials(name: str) -> set[str]:
    """Return an acronym as it is, and the initials of a longer name."""
    initials = "".join(word[0] for word in name.split() if word[:1].isupper())
    return {short for short in (initials, name.replace(".", "")) if short.isupper() and short[1:]}


def name_in_text(analysis: Analysis, quotation: Quotation) -> str:
    """Return the source text of a quotation if it may denote the same speaker elsewhere.

    Pronouns and the names of persons return "": a pronoun denotes another speaker in another
    article, and a person's name needs no rule.
    """
    if quotation.source is None:
        return ""
    start, end = quotation.source
    for mention in analysis.mentions:
        if mention.start < end and mention.end > start and mention.kind != "nominal":
            is_body = mention.kind == "name" and mention.label != "PERSON"
            if not (is_body and (mention.start, mention.end) == (start, end)):
                return ""
    return " ".join(analysis.text[start:end].split())
