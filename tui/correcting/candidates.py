"""Who may be meant: the entities of an article, the most likely ones first."""

from dataclasses import dataclass

from analysis import Analysis, Entity, Mention, Quotation, Span
from db.correcting import Who
from tui.correcting.wording import sort_of

_SHORTEST = 3  # letters of a word that two names can share
# Characters that a candidate is moved off for what it is: speakers are people, then bodies.
_UNLIKELY = {"PERSON": 0, "ORG": 250, "NORP": 400, "GPE": 400}
_MOST_UNLIKELY = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something that may be meant: as what, and how it is told from others."""

    name: str
    detail: str
    who: Who
    entity: int | None
    mentions: tuple[Span, ...]


def candidates(analysis: Analysis) -> list[Candidate]:
    """Every entity of an article, and every name that is none's so far, in text order."""
    linked: dict[int, list[Mention]] = {entity.id: [] for entity in analysis.entities}
    loose: dict[str, list[Mention]] = {}
    for mention in analysis.mentions:
        if mention.entity is not None:
            linked[mention.entity].append(mention)
        elif mention.kind == "name":
            words = " ".join(analysis.text[mention.start : mention.end].split())
            loose.setdefault(words, []).append(mention)
    return [
        *(_entity(analysis, entity, linked[entity.id]) for entity in analysis.entities),
        *(_name(words, mentions) for words, mentions in loose.items()),
    ]


def _entity(analysis: Analysis, entity: Entity, mentions: list[Mention]) -> Candidate:
    named = (m for m in mentions if analysis.text[m.start : m.end] == entity.name)
    first = next(named, None) or next((m for m in mentions if m.kind == "name"), None)
    at = (first.start, first.end) if first else None
    detail = f"{entity.role or sort_of(entity.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    who = Who(entity.name, entity.label, at)
    return Candidate(entity.name, detail, who, entity.id, spans)


def _name(words: str, mentions: list[Mention]) -> Candidate:
    first = mentions[0]
    detail = f"{sort_of(first.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    who = Who(words, first.label, (first.start, first.end))
    return Candidate(words, detail, who, None, spans)


def likely_speakers(
    analysis: Analysis, at: Span, quotation: Quotation | None = None
) -> list[Candidate]:
    """Candidates for having said what stands at a stretch; who is said to have, comes last.

    People nearest to the words come first, then organisations and places, then the rest.
    """
    now = quotation.speaker if quotation else None

    def rank(one: Candidate) -> tuple[bool, int]:
        unlikely = _UNLIKELY.get(one.who.label, _MOST_UNLIKELY)
        return (now is not None and one.entity == now, _gap(one, at) + unlikely)

    return sorted(candidates(analysis), key=rank)


def _gap(one: Candidate, at: Span) -> int:
    """The characters between a stretch and the nearest mention."""
    away = 1 << 40  # more than any text has
    return min((max(at[0] - end, start - at[1], 0) for start, end in one.mentions), default=away)


def likely_same(analysis: Analysis, name: str, label: str, entity: int | None) -> list[Candidate]:
    """Candidates for being the same as somebody called `name`, without these themselves.

    Those that share words with the name come first, or are its initials; then those of its sort;
    of these, those mentioned most.
    """
    words = _words(name)

    def rank(one: Candidate) -> tuple[int, bool, int]:
        shared = len(words & _words(one.name))
        if not shared and _initials(name) & _initials(one.name):
            shared = 1
        return (-shared, one.who.label != label, -len(one.mentions))

    others = [
        one
        for one in candidates(analysis)
        if one.name != name and (entity is None or one.entity != entity)
    ]
    return sorted(others, key=rank)


def _words(name: str) -> set[str]:
    return {word for word in name.casefold().split() if len(word) >= _SHORTEST}


def _initials(name: str) -> set[str]:
    """A short name in capitals as it is, and the initials of a long one."""
    initials = "".join(word[0] for word in name.split() if word[:1].isupper())
    return {short for short in (initials, name.replace(".", "")) if short.isupper() and short[1:]}
