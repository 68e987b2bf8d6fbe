"""Sources without a name as entities of the article: "a report", "police", "the mayor's office"."""

from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.coref.role_agreement import country_stem
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.unnamed_people import format_description
from analysis.models import Entity, Label, Mention, Quotation, Reason, Span
from analysis.names.titles import document_noun, organization_noun, singular
from analysis.structs import replace
from analysis.syntax.tag_sets import NOUN_TAGS, PLURAL_NOUN_TAGS
from analysis.syntax.tokens import Doc, Token, skip_tags_back

_CONFIDENCE = 0.7
_PRONOUN_CONFIDENCE = 0.6
_REACH = 3  # sentences from a source to its pronoun
_PRONOUN_LABELS: dict[str, frozenset[Label]] = {
    "they": frozenset({"GROUP", "BODY", "OUTLET"}),
    "it": frozenset({"BODY", "DOCUMENT", "OUTLET"}),
    "he": frozenset({"UNNAMED"}),
    "she": frozenset({"UNNAMED"}),
}
_LONGEST = 120  # characters of a description
_BODIES = lexicon.words("source_nouns", "body")
_DOCUMENTS = lexicon.words("source_nouns", "document") | lexicon.words(
    "reporting_nouns", "authored"
)
_OUTLETS = lexicon.words("source_nouns", "outlet")
_GROUPS = lexicon.words("source_nouns", "group")
# Nouns before "of" that only count what follows: "a number of officials".
_QUANTITIES = lexicon.words("source_nouns", "quantity")
_UNDISTINCTIVE = lexicon.words("function_words", "undistinctive")
_SHORT = 3  # letters of an acronym
_HEAD_ENDS = frozenset({"IN", "TO", "WDT", "WP", "WP$", "VBG", "VBD", "VBZ", "VBP", "MD"})
_BEFORE_MEMBER = frozenset({"JJ", "JJR", "JJS", "NN", "NNP", "VBG", "VBN", "RB"})
_INDEFINITE = frozenset({"a", "an", "another", "one"})
_REASON = Reason("entity.described")

Findings = tuple[tuple[Entity, ...], tuple[Mention, ...], tuple[Quotation, ...]]


def add_unnamed_sources(
    words: Doc,
    entities: tuple[Entity, ...],
    mentions: tuple[Mention, ...],
    quotations: tuple[Quotation, ...],
) -> Findings:
    """Return the findings with an entity for each source that is only described.

    Sources with the same head are one: "a report", then "the report". People without a name who are
    no source are removed: their noun phrases are no mentions, and their pronouns have no entity.
    """
    sources = _SourceIndex(words, entities, mentions)
    quotations = tuple(sources.add_speaker(quotation) for quotation in quotations)
    resolved = (sources.resolve_mention(mention) for mention in mentions)
    return _remove_silent((*entities, *sources.added), (*resolved, *sources.mentions), quotations)


def hide_descriptions(
    entities: Sequence[Entity], mentions: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Return the mentions; noun phrases for people without a name have no entity.

    A name beside a description is then found first: "two engineers, Pat Holm and Chris Harman".
    """
    return tuple(
        replace(mention, entity=None)
        if mention.kind == "nominal"
        and mention.entity is not None
        and not entities[mention.entity].is_named
        else mention
        for mention in mentions
    )


class _SourceIndex:
    """The entities of sources without a name, by their head noun."""

    def __init__(self, words: Doc, entities: Sequence[Entity], mentions: Sequence[Mention]) -> None:
        self._words = words
        unnamed = {entity.id: entity.label for entity in entities if not entity.is_named}
        self._unnamed = unnamed
        self._described = {
            m.end: m for m in mentions if m.kind == "nominal" and m.entity in unnamed
        }
        self._by_description = {
            name.lower(): entity.id
            for entity in entities
            if entity.id in unnamed
            for name in (entity.name, *entity.aliases)
        }
        self._peoples = {entity.id for entity in entities if entity.label == "NORP"}
        self._people = [m for m in mentions if m.kind == "name" and m.label == "PERSON"]
        self._first_id = len(entities)
        self._by_head: dict[tuple[Label, str], int] = {}
        self._pronouns: dict[int, int] = {}
        self._last: tuple[int, int] | None = None
        self.added: list[Entity] = []
        self.mentions: list[Mention] = []

    def add_speaker(self, quotation: Quotation) -> Quotation:
        """Return a quotation with the entity of its source if that is only described.

        An open pronoun is the last source before it, if that has no name and agrees with it.
        """
        source = quotation.source
        if source is None or quotation.kind == "scare":
            return quotation
        if quotation.speaker in self._peoples and self._is_member(source):
            quotation = replace(quotation, speaker=None)  # "a leading Democrat" is not the party
        found = quotation if quotation.speaker is not None else self._add_described(quotation)
        start = source[0]
        if found.speaker is None:
            found = self._resolve_pronoun(found, start)
        self._last = None if found.speaker is None else (found.speaker, start)
        return found

    def _is_member(self, source: Span) -> bool:
        head = find_source_head(self._words, source)
        return head is not None and _is_member_of_people(self._words, head)

    def resolve_mention(self, mention: Mention) -> Mention:
        """Return a mention, with its entity if it is a pronoun for a source without a name."""
        entity = self._pronouns.get(mention.start)
        if entity is None or mention.kind != "pronoun" or mention.entity is not None:
            return mention
        reason = Reason("pronoun.unnamed")
        return replace(mention, entity=entity, confidence=_PRONOUN_CONFIDENCE, reason=reason)

    def _resolve_pronoun(self, quotation: Quotation, start: int) -> Quotation:
        source = quotation.source
        if source is None or self._last is None or self._last[1] >= start:
            return quotation
        entity, before = self._last
        labels = _PRONOUN_LABELS.get(self._words.text[slice(*source)].lower(), frozenset())
        sentences = self._words.sentence_of(self._words.token_at(start)) - self._words.sentence_of(
            self._words.token_at(before)
        )
        if sentences > _REACH or self._label_of(entity) not in labels:
            return quotation
        self._pronouns[start] = entity
        return replace(quotation, speaker=entity)

    def _label_of(self, entity: int) -> Label | None:
        """Return the label of an entity without a name, None if it has one."""
        if entity >= self._first_id:
            return self.added[entity - self._first_id].label
        return self._unnamed.get(entity)

    def _add_described(self, quotation: Quotation) -> Quotation:
        if quotation.source is None:
            return quotation
        head = find_source_head(self._words, quotation.source)
        label = None if head is None else label_source(self._words, head)
        if head is None or label is None or self._has_person(head, quotation.source):
            return quotation
        described = self._described.get(self._words.tokens[head].end)
        if described is not None and described.start >= quotation.source[0]:
            return replace(quotation, speaker=described.entity)
        start, end = quotation.source
        if end - start > _LONGEST:
            end = self._words.tokens[head].end
        description = format_description(self._words, start, end)
        same = self._by_description.get(description.lower())
        if same is not None:
            return replace(quotation, speaker=same)
        key = label, self._words.tokens[head].lower
        is_anaphoric = description.lower().startswith(("the ", "this ", "that ", "these "))
        entity = self._by_head.get(key)
        if entity is None or not (is_anaphoric and self._is_compatible(entity, description)):
            entity = self._first_id + len(self.added)
            self.added.append(Entity(entity, description, label, (), None, _CONFIDENCE, _REASON))
            self._by_head[key] = entity
        elif not self._has_name(entity, description):
            known = self.added[entity - self._first_id]
            aliases = (*known.aliases, description)
            self.added[entity - self._first_id] = replace(known, aliases=aliases)
        reason = Reason("nominal.unnamed")
        self.mentions.append(Mention(start, end, label, "nominal", entity, _CONFIDENCE, reason))
        return replace(quotation, speaker=entity)

    def _has_person(self, head: int, source: Span) -> bool:
        """Return whether a person is named in a source behind its head: an aide, Ann Roe."""
        after = self._words.tokens[head].start
        return any(after <= name.start and name.end <= source[1] for name in self._people)

    def _is_compatible(self, entity: int, description: str) -> bool:
        """Return whether a description or one known of an entity has all words of the other.

        "the envoy to Lund" is not "the envoy to Bergen", but can be "the envoy".
        """
        known = self.added[entity - self._first_id]
        words = _distinctive_words(description)
        known_words = [_distinctive_words(name) for name in (known.name, *known.aliases)]
        return any(words <= each or each <= words for each in known_words)

    def _has_name(self, entity: int, description: str) -> bool:
        known = self.added[entity - self._first_id]
        return description.lower() in {name.lower() for name in (known.name, *known.aliases)}


def _distinctive_words(description: str) -> set[str]:
    """Return the words of a description, with one for a country's name and adjective.

    "the Government of Russia" and "the Russian government" have the same.
    """
    words = [word for word in description.split() if word.lower() not in _UNDISTINCTIVE]
    return {
        country_stem(word)
        if word[0].isupper() and len(word) > _SHORT and organization_noun(word) is None
        else word.lower()
        for word in words
    }


def find_source_head(words: Doc, source: Span) -> int | None:
    """Return the head noun of a source, or None if it begins with no noun phrase.

    "a number of *officials* in Lund", "the mayor's *office*".
    """
    head: int | None = None
    for index in words.token_range(*source):
        token = words.tokens[index]
        if token.lower == "of" and head is not None and words.tokens[head].lower in _QUANTITIES:
            head = None
        elif token.tag in NOUN_TAGS:
            head = index
        elif head is not None and _ends_head(token):
            break
    return head


def _ends_head(token: Token) -> bool:
    """Return whether a token after a noun ends the part of a noun phrase that has its head."""
    if token.tag in ("POS", "HYPH") or token.text == "-":
        return False
    return token.tag in _HEAD_ENDS or not token.text[0].isalnum()


def label_source(words: Doc, head: int) -> Label | None:
    """Return the label of a source without a name by its head noun; None if it cannot speak."""
    token = words.tokens[head]
    noun = singular(token.lower)
    is_plural = token.tag in PLURAL_NOUN_TAGS
    if noun in _GROUPS or token.lower in _GROUPS:
        return "GROUP"
    if noun in _OUTLETS:
        return "OUTLET"
    if noun in _BODIES or token.lower in _BODIES:
        return "BODY"
    if role_noun_at(words, head) is not None:
        return "GROUP" if is_plural else "UNNAMED"
    if _is_member_of_people(words, head):
        return "UNNAMED"
    if noun in _DOCUMENTS or document_noun(token.lower) is not None:
        return "DOCUMENT"
    if organization_noun(token.lower) is not None:
        return "GROUP" if is_plural else "BODY"
    return None


def _is_member_of_people(words: Doc, head: int) -> bool:
    """Return whether a source is one of a party or people: *a leading Democrat*, *one Swede*."""
    token = words.tokens[head]
    if token.tag in PLURAL_NOUN_TAGS or not token.name.endswith("NORP"):
        return False
    first = skip_tags_back(words.tokens, head, _BEFORE_MEMBER)
    return first > 0 and words.tokens[first - 1].lower in _INDEFINITE


def _remove_silent(
    entities: Sequence[Entity], mentions: Sequence[Mention], quotations: Sequence[Quotation]
) -> Findings:
    """Return the findings without the unnamed entities that are no speaker of a quotation."""
    speaking = {entity for quotation in quotations for entity in quotation.speakers}
    left = [entity for entity in entities if entity.is_named or entity.id in speaking]
    number = {entity.id: new for new, entity in enumerate(left)}
    found = [
        quotation
        if quotation.speaker is None
        else replace(
            quotation,
            speaker=number[quotation.speaker],
            co_speakers=tuple(number[entity] for entity in quotation.co_speakers),
        )
        for quotation in quotations
    ]
    return (
        tuple(replace(entity, id=number[entity.id]) for entity in left),
        tuple(sorted(_renumber(mentions, number), key=lambda each: (each.start, -each.end))),
        tuple(found),
    )


def _renumber(mentions: Sequence[Mention], number: dict[int, int]) -> Iterator[Mention]:
    taken: set[Span] = set()
    for mention in mentions:
        if mention.entity is None or mention.entity in number:
            entity = None if mention.entity is None else number[mention.entity]
        elif mention.kind == "nominal":
            continue
        else:
            entity = None
        if mention.kind == "nominal" and (mention.start, mention.end) in taken:
            continue
        taken.add((mention.start, mention.end))
        yield mention if entity == mention.entity else replace(mention, entity=entity)
