"""The entities of a text as possible speakers: their mentions, descriptions and documents."""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import cast

from analysis import lexicon
from analysis.coref.role_agreement import broader_nouns, country_stem, narrower_nouns
from analysis.models import Entity, Label, Mention, Span
from analysis.names.given_names import Gender, likely_gender
from analysis.names.titles import (
    document_noun,
    gender_of_noun,
    organization_noun,
    role_noun,
    singular,
)
from analysis.quote_marks import find_quoted_spans
from analysis.syntax.tag_sets import FINITE_TAGS, NOUN_TAGS
from analysis.syntax.tokens import Doc, Token

_GENDERS = cast("Mapping[str, Gender]", lexicon.values("pronouns", "speaker"))
_DEAD_BEFORE = re.compile(r"\b(?:late|slain|deceased)\s+(?:[\w.]+\s+){0,3}$", re.IGNORECASE)
_DEAD_AFTER = re.compile(
    r"(?:[’']s)?,?\s+(?:who\s+)?(?:has\s+|had\s+)?(?:died|passed away|death|funeral|memorial|"
    r"was (?:killed|shot dead|murdered|assassinated))\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 6
_LONGEST_MODIFIERS = 4
_LONGEST_APPOSITION = 10
_AUTHORING = lexicon.words("reporting_verb_forms", "authoring")
_DOCUMENTS = lexicon.words("source_nouns", "document") | lexicon.words(
    "reporting_nouns", "authored"
)
_RECORDINGS = lexicon.words("source_nouns", "recording")
_WRITINGS = _DOCUMENTS - _RECORDINGS
_TITLE_TAGS = NOUN_TAGS | {"JJ", "POS", "IN", "DT"}
_MODIFIER_TAGS = NOUN_TAGS | {"JJ", "VBN", "VBG", "CD"}
_BY = frozenset({"by", "from", "of"})
_OF = _BY | {"and", "at", "for", "in", "to"}
_LEAST_ACRONYM = 2
_HEAD = re.compile(r"(?:.*?\s)??(\S+)(?:$|\s(?:of|for|on|to|and)\s)")


@dataclass(slots=True)
class CandidateIndex:
    """An index of the entities of a text by what identifies them as speakers."""

    words: Doc
    entities: Sequence[Entity]
    mentions: Sequence[Mention]
    starts: list[int] = field(init=False)
    nouns: dict[int, set[str]] = field(init=False)
    stems: dict[int, set[str]] = field(init=False)
    documents: dict[int, set[str]] = field(init=False)
    dead: set[int] = field(init=False, default_factory=set)
    counts: dict[int, int] = field(init=False)
    first_of: dict[int, int] = field(init=False, default_factory=dict)
    """The entity that a sentence mentions first, by the sentence."""
    places: dict[int, list[int]] = field(init=False)
    """The offsets of the mentions of an entity outside quoted words."""
    place_sentences: dict[int, list[int]] = field(init=False)
    """The sentences of these mentions."""
    genders: dict[int, Gender | None] = field(init=False, default_factory=dict)
    _names: dict[int, list[int]] = field(init=False)
    _nouns: dict[str, list[int]] = field(init=False)
    _issued: dict[str, list[int]] = field(init=False)
    """The offsets of documents that the text mentions for the first time: *a* letter."""
    _most: dict[Label, int] = field(init=False, default_factory=dict)
    _nearest: dict[tuple[int, str], list[tuple[int, int]]] = field(init=False, default_factory=dict)
    """The two least distances of a noun from a name of an entity, with the noun's offset."""
    _placed: list[int] = field(init=False, default_factory=list)
    """The sentences of all places, in text order, and the entities mentioned there."""
    _placed_entities: list[int] = field(init=False, default_factory=list)
    _of_label: dict[Label, tuple[list[int], list[int]]] = field(init=False, default_factory=dict)
    """The offsets of the mentions with a label, and their entities."""
    _unnamed: list[int] = field(init=False)
    """The offsets of unnamed persons."""
    _named_people: list[Mention] = field(init=False)
    _with_noun: dict[str, set[int]] = field(init=False)
    _holders: dict[str, dict[int, float]] = field(init=False, default_factory=dict)
    _with_word: dict[str, set[int]] = field(init=False)
    """The entities with a word in their names, in lower case."""
    _heads: dict[int, set[str]] = field(init=False, default_factory=dict)
    _headed: dict[str, tuple[list[int], list[int]]] = field(init=False, default_factory=dict)
    """The offsets of the names that a noun heads, and their entities."""
    by_count: list[int] = field(init=False)
    """The mentioned entities, the most frequent first."""

    def __post_init__(self) -> None:
        """Read the mentions of all entities once."""
        self.starts = [mention.start for mention in self.mentions]
        self.nouns, self.stems = defaultdict(set), defaultdict(set)
        self.documents, self.places = defaultdict(set), defaultdict(list)
        self.place_sentences = defaultdict(list)
        self.counts = defaultdict(int)
        self._names, self._nouns = defaultdict(list), defaultdict(list)
        self._issued = defaultdict(list)
        for number, token in enumerate(self.words.tokens):
            if token.lower in _WRITINGS and self._is_new(number):
                self._issued[token.lower].append(token.start)
            if token.tag in NOUN_TAGS:
                self._nouns[role_noun(token.text) or singular(token.lower)].append(token.start)
        quoted = [(span.start, span.end) for span in self.words.once(find_quoted_spans)]
        self._with_word = defaultdict(set)
        for entity in self.entities:
            for word in entity.name.lower().split():
                self._with_word[word].add(entity.id)
            for part in (entity.role or "").split(";"):
                self._describe(entity.id, part.split())
            if entity.label == "ORG":
                self._describe(entity.id, entity.name.split())
        for mention in self.mentions:
            if mention.entity is None:
                continue
            offsets, owners = self._of_label.setdefault(mention.label, ([], []))
            offsets.append(mention.start)
            owners.append(mention.entity)
            self.counts[mention.entity] += 1
            word = self.words.text[mention.start : mention.end].lower()
            if mention.kind == "pronoun" and word in _GENDERS:
                self.genders.setdefault(mention.entity, _GENDERS[word])
            at = bisect_left(quoted, (mention.start + 1, 0)) - 1
            if at < 0 or quoted[at][1] <= mention.start:
                sentence = self.words.sentence_of(self.words.token_at(mention.start))
                self.places[mention.entity].append(mention.start)
                self.place_sentences[mention.entity].append(sentence)
                self._placed.append(sentence)
                self._placed_entities.append(mention.entity)
                self.first_of.setdefault(sentence, mention.entity)
            if mention.kind == "name":
                self._names[mention.entity].append(mention.start)
                self._read_surroundings(mention, mention.entity)
            elif mention.kind == "nominal":
                self._describe(mention.entity, word.split())
        self.by_count = sorted(self.counts, key=lambda entity: -self.counts[entity])
        people = [mention for mention in self.mentions if mention.label == "PERSON"]
        self._named_people = [mention for mention in people if mention.kind == "name"]
        self._unnamed = [
            mention.start
            for mention in people
            if mention.entity is None and mention.kind == "nominal"
        ]
        self._with_noun = defaultdict(set)
        for holder, nouns in self.nouns.items():
            for noun in nouns:
                self._with_noun[noun].add(holder)

    def mentions_in(self, span: Span) -> Iterable[Mention]:
        """Yield the mentions that lie in a span, in text order."""
        index = bisect_left(self.starts, span[0])
        while index < len(self.mentions) and self.mentions[index].start < span[1]:
            if self.mentions[index].end <= span[1]:
                yield self.mentions[index]
            index += 1

    def gender(self, entity: int) -> Gender | None:
        """Return the gender that pronouns, roles or the given name of an entity imply."""
        if entity not in self.genders:
            by_role = {gender_of_noun(noun) for noun in self.nouns[entity]} - {None}
            self.genders[entity] = (
                by_role.pop()
                if len(by_role) == 1
                else likely_gender(self.entities[entity].name.split(" ", 1)[0])
            )
        return self.genders[entity]

    def entities_near(self, first: int, last: int) -> set[int]:
        """Return the entities that sentences mention outside quoted words, `last` included."""
        begin = bisect_left(self._placed, first)
        return set(self._placed_entities[begin : bisect_left(self._placed, last + 1)])

    def entities_with_word(self, word: str) -> set[int]:
        """Return the entities with a word in lower case in their names."""
        return self._with_word.get(word, set())

    def holders(self, noun: str) -> dict[int, float]:
        """Return the entities that the text calls by a noun, as `has_noun` rates them."""
        if noun not in self._holders:
            known = (noun, *narrower_nouns(noun), *broader_nouns(noun))
            found = {entity for each in known for entity in self._with_noun.get(each, ())}
            self._holders[noun] = {entity: self.has_noun(entity, noun) for entity in found}
        return self._holders[noun]

    def is_passed(self, entity: int, start: int, end: int) -> bool:
        """Return whether another entity of the same label is mentioned between two offsets."""
        offsets, owners = self._of_label.get(self.entities[entity].label, ((), ()))
        for at in range(bisect_left(offsets, end) - 1, -1, -1):
            if offsets[at] <= start:
                return False
            if owners[at] != entity:
                return True
        return False

    def person_named_after(self, offset: int) -> int | None:
        """Return the entity of the first name of a person that starts at an offset or later."""
        at = bisect_left(self._named_people, offset, key=lambda mention: mention.start)
        return self._named_people[at].entity if at < len(self._named_people) else None

    def has_noun(self, entity: int, noun: str) -> float:
        """Return 1 if the text calls an entity by a noun, less for a narrower or broader one."""
        nouns = self.nouns[entity]
        if noun in nouns:
            return 1.0
        if nouns.intersection(narrower_nouns(noun)):
            return 0.7
        return 0.5 if any(noun in narrower_nouns(known) for known in nouns) else 0.0

    def is_headed(self, entity: int, noun: str) -> bool:
        """Return whether a noun heads an entity's name: City *Council*, *Assembly* of Chiefs."""
        return noun in self._heads_of(entity)

    def _heads_of(self, entity: int) -> set[str]:
        """Return the nouns that head the names of an entity, in the singular."""
        if entity not in self._heads:
            record = self.entities[entity]
            heads = (_HEAD.match(name.lower()) for name in (record.name, *record.aliases))
            self._heads[entity] = {singular(head[1]) for head in heads if head is not None}
        return self._heads[entity]

    def issuer(self, noun: str, start: int) -> int | None:
        """Return the first entity of the last sentence before an offset with a new document.

        For example Lee in "Lee sent a letter", for "the letter".
        """
        offsets = self._issued.get(noun, [])
        at = bisect_left(offsets, start)
        if not at:
            return None
        sentence = self.words.sentence_of(self.words.token_at(offsets[at - 1]))
        return self.first_of.get(sentence)

    def last_headed(self, noun: str, start: int) -> int | None:
        """Return the last entity before an offset that a noun heads the name of."""
        if noun not in self._headed:
            headed = [
                (mention.start, mention.entity)
                for mention in self.mentions
                if mention.kind == "name"
                and mention.entity is not None
                and self.is_headed(mention.entity, noun)
            ]
            self._headed[noun] = [offset for offset, _ in headed], [each for _, each in headed]
        offsets, owners = self._headed[noun]
        at = bisect_left(offsets, start)
        return owners[at - 1] if at else None

    def is_described_between(self, start: int, end: int) -> bool:
        """Return whether an unnamed person is mentioned between two offsets."""
        first = bisect_left(self._unnamed, start + 1)
        return first < len(self._unnamed) and self._unnamed[first] < end

    def most_mentions(self, label: Label) -> int:
        """Return the number of mentions of the most mentioned entity with a label, at least 1."""
        if label not in self._most:
            same = (entity.id for entity in self.entities if entity.label == label)
            self._most[label] = max((self.counts.get(entity, 0) for entity in same), default=1)
        return self._most[label] or 1

    def letters_between(self, entity: int, noun: str, head: int) -> float:
        """Return the least distance of a name of an entity from a noun, but not from `head`."""
        if (entity, noun) not in self._nearest:
            names = self._names.get(entity, [])
            offsets = self._nouns.get(noun, ()) if names else ()
            distances = [(_distance_to(names, offset), offset) for offset in offsets]
            self._nearest[entity, noun] = sorted(distances)[:2]
        nearest = self._nearest[entity, noun]
        return next((distance for distance, offset in nearest if offset != head), math.inf)

    def is_acronym(self, entity: int, word: str) -> bool:
        """Return whether a word in capitals has the initials of an entity's name."""
        if len(word) < _LEAST_ACRONYM or not word.isupper():
            return False
        initials = "".join(
            part[0] for part in self.entities[entity].name.split() if part[0].isupper()
        )
        return initials == word

    def has_role_initials(self, entity: int, word: str) -> bool:
        """Return whether a word in capitals has the initials of a role: DP, deputy president."""
        if len(word) < _LEAST_ACRONYM or not word.isupper():
            return False
        roles = (self.entities[entity].role or "").split(";")
        return any(_initials(role).endswith(word) for role in roles)

    def _describe(self, entity: int, parts: Sequence[str]) -> None:
        for part in parts:
            word = part.strip(".,()“”\"'’").lower()
            if not word:
                continue
            noun = role_noun(part) or organization_noun(word)
            if noun is not None:
                self.nouns[entity].add(noun)
            self.stems[entity].add(country_stem(word))

    def _read_surroundings(self, mention: Mention, entity: int) -> None:
        """Read the title before a name, the apposition after it, and the documents it owns."""
        words, text = self.words, self.words.text
        if _DEAD_BEFORE.search(text, max(0, mention.start - 40), mention.start) or (
            _DEAD_AFTER.match(text, mention.end)
        ):
            self.dead.add(entity)
        span = words.token_range(mention.start, mention.end)
        if not len(span):
            return
        sentence = words.sentences[words.sentence_of(span[0])]
        tokens = words.tokens
        first = span[0]
        comma = first > sentence.first and tokens[first - 1].lower == ","
        first -= comma
        title: list[str] = []
        while (
            first > sentence.first
            and len(title) < _LONGEST_TITLE
            and tokens[first - 1].tag in _TITLE_TAGS
        ):
            first -= 1
            title.append(tokens[first].text)
        if title and (not comma or any(role_noun(word) for word in title)):
            self._describe(entity, title)
        last = span[-1] + 1
        if last < sentence.last and tokens[last].lower in (",", "(", "–", "—"):
            apposed: list[str] = []
            for token in tokens[last + 1 : min(sentence.last, last + 1 + _LONGEST_APPOSITION)]:
                if token.tag in FINITE_TAGS or token.lower in (",", ")", "–", "—", "."):
                    break
                apposed.append(token.text)
            self._describe(entity, apposed)
        self._read_documents(entity, span, range(sentence.first, sentence.last))

    def is_author_phrase(self, noun: str, start: int, end: int) -> bool:
        """Return True unless a text's noun or the words behind it deny the authorship of a name."""
        span = self.words.token_range(start, end)
        return noun not in _RECORDINGS and _names_author(self.words.tokens[span.start : span.stop])

    def _is_new(self, noun: int) -> bool:
        """Return whether a noun is indefinite or a body's own: *a* statement, *its* report."""
        for token in reversed(self.words.tokens[max(0, noun - _LONGEST_MODIFIERS) : noun]):
            if token.tag == "DT":
                return token.lower in ("a", "an")
            if token.tag == "PRP$":
                return token.lower in ("its", "their")
            if token.tag not in _MODIFIER_TAGS:
                return False
        return False

    def _read_documents(self, entity: int, span: range, sentence: range) -> None:
        tokens = self.words.tokens
        documents = self.documents[entity]
        first, last = span[0], span[-1] + 1
        for at in range(last, min(sentence.stop, last + 5)):  # "Lee's open letter"
            noun = _document(tokens[at].lower)
            if noun and (
                tokens[last].tag == "POS" or tokens[last - 1].lower.endswith(("'s", "’s"))
            ):
                documents.add(noun)
        for at in range(max(sentence.start, first - 6), first):  # "a letter from the mayor, Lee"
            noun = _document(tokens[at].lower)
            between = tokens[at + 1 : first]
            if noun and any(token.lower in _BY for token in between) and _names_author(between):
                documents.add(noun)


def _names_author(between: Sequence[Token]) -> bool:
    """Return False for words such as "seen by", whose agent has not written the text."""
    return all(token.tag != "VBN" or token.lower in _AUTHORING for token in between)


def _distance_to(offsets: Sequence[int], offset: int) -> int:
    """Return the distance of an offset to the nearest of some, which are sorted."""
    at = bisect_left(offsets, offset)
    if at == len(offsets):
        return offset - offsets[-1]
    after = offsets[at] - offset
    return min(after, offset - offsets[at - 1]) if at else after


def _initials(role: str) -> str:
    """Return the initials of the words of a role up to a preposition, in capitals."""
    parts = [part for part in role.split() if part[0].isalpha()]
    return "".join(part[0] for part in takewhile(_is_content_word, parts)).upper()


def _is_content_word(word: str) -> bool:
    return word.lower() not in _OF


@lru_cache(maxsize=20_000)
def _document(word: str) -> str | None:
    noun = document_noun(word)
    return noun or next((each for each in (word, singular(word)) if each in _DOCUMENTS), None)
