"""Rank the entities of an article as candidates for a correction, the most likely first."""

from dataclasses import dataclass

from analysis import Analysis, Entity, Mention, Quotation, Span
from db.corrections import Who
from tui.formatting_wording import sort_of

_SHORTEST = 3  # letters; shorter words do not count as shared by two names
# Characters added to a candidate's distance by its label: most speakers are people, then
# organisations.
_UNLIKELY = {"PERSON": 0, "ORG": 250, "NORP": 400, "GPE": 400}
_MOST_UNLIKELY = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that the user can pick, with a detail that distinguishes it in a list.

    `entity` is the entity's id, None for a name that is not linked to an entity. `mentions` are the
    spans of its mentions.
    """

    name: str
    detail: str
    who: Who
    entity: int | None
    mentions: tuple[Span, ...]


def candidates(analysis: Analysis) -> list[Candidate]:
    """Return every entity of an article, then every name without an entity, in text order."""
    linked: dict[int, list[Mention]] = {entity.id: [] for entity in analysis.entities}
    unlinked: dict[str, list[Mention]] = {}
    for mention in analysis.mentions:
        if mention.entity is not None:
            linked[mention.entity].append(mention)
        elif mention.kind == "name":
            words = " ".join(analysis.text[mention.start : mention.end].split())
            unlinked.setdefault(words, []).append(mention)
    return [
        *(_from_entity(analysis, entity, linked[entity.id]) for entity in analysis.entities),
        *(_from_name(words, mentions) for words, mentions in unlinked.items()),
    ]


def _from_entity(analysis: Analysis, entity: Entity, mentions: list[Mention]) -> Candidate:
    exact = (m for m in mentions if analysis.text[m.start : m.end] == entity.name)
    first = next(exact, None) or next((m for m in mentions if m.kind == "name"), None)
    at = (first.start, first.end) if first else None
    detail = f"{entity.role or sort_of(entity.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    reference = Who(entity.name, entity.label, at)
    return Candidate(entity.name, detail, reference, entity.id, spans)


def _from_name(words: str, mentions: list[Mention]) -> Candidate:
    first = mentions[0]
    detail = f"{sort_of(first.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    reference = Who(words, first.label, (first.start, first.end))
    return Candidate(words, detail, reference, None, spans)


def likely_speakers(
    analysis: Analysis, at: Span, quotation: Quotation | None = None
) -> list[Candidate]:
    """Rank candidates for the speaker of the span `at`; the present speaker comes last.

    People near the span come first, then organisations and places, then the others.
    """
    present = quotation.speaker if quotation else None

    def rank(candidate: Candidate) -> tuple[bool, int]:
        penalty = _UNLIKELY.get(candidate.who.label, _MOST_UNLIKELY)
        is_present = present is not None and candidate.entity == present
        return (is_present, _distance(candidate, at) + penalty)

    return sorted(candidates(analysis), key=rank)


def _distance(candidate: Candidate, at: Span) -> int:
    """Return the number of characters between a span and the nearest mention."""
    far = 1 << 40  # more than the length of any text
    gaps = (max(at[0] - end, start - at[1], 0) for start, end in candidate.mentions)
    return min(gaps, default=far)


def likely_same(analysis: Analysis, name: str, label: str, entity: int | None) -> list[Candidate]:
    """Rank candidates for a merge with the entity called `name`, which is itself excluded.

    Candidates that share words or initials with the name come first, then those of its label, then
    those with the most mentions.
    """
    words = _words(name)

    def rank(candidate: Candidate) -> tuple[int, bool, int]:
        shared = len(words & _words(candidate.name))
        if not shared and _initials(name) & _initials(candidate.name):
            shared = 1
        return (-shared, candidate.who.label != label, -len(candidate.mentions))

    others = [
        candidate
        for candidate in candidates(analysis)
        if candidate.name != name and (entity is None or candidate.entity != entity)
    ]
    return sorted(others, key=rank)


def _words(name: str) -> set[str]:
    return {word for word in name.casefold().split() if len(word) >= _SHORTEST}


def _initials(name: str) -> set[str]:
    """Return an acronym as it is, and the initials of a longer name."""
    initials = "".join(word[0] for word in name.split() if word[:1].isupper())
    return {short for short in (initials, name.replace(".", "")) if short.isupper() and short[1:]}
