"""Features of a pair of a quotation's source and an entity that may be its speaker."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from analysis.models import Mention, Span
from analysis.names.titles import HONORIFICS
from analysis.quotations.candidate_index import CandidateIndex
from analysis.quotations.source_form import SourceForm
from analysis.syntax.tag_sets import NOUN_TAGS, PROPER_NOUN_TAGS

Features = list[tuple[str, float]]
Candidate = tuple[int, ...]
"""The entities of a speaker; empty for a source that the text does not name."""

_MEMORY = 6
_NEAR = 90  # letters
_FAR_SENTENCES = 14
_LABELS = {"PERSON": "person", "ORG": "body", "GPE": "place", "NORP": "people"}
_SPEAKING = frozenset(_LABELS)
_SOON = 3  # sentences
_FREQUENT = 3
_RELATIVE = re.compile(r",?\s+who\s", re.IGNORECASE)
_DESCRIBED = frozenset({"person", "people", "thing"})


@dataclass(slots=True)
class SpeechHistory:
    """The speakers so far: the latest first, and those that spoke together."""

    recent: list[int] = field(default_factory=list)
    together: Candidate = ()
    ends: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    described: dict[str, Candidate] = field(default_factory=dict)
    """The last speaker that a noun described."""
    last_end: int | None = None
    unnamed: str = ""
    """The kind of the last source, if it has no entity."""

    def record(self, entities: Sequence[int], end: int | None = None) -> None:
        """Record the speakers of a quotation; `end` is the end of its source."""
        for entity in entities:
            if entity in self.recent:
                self.recent.remove(entity)
            self.recent.insert(0, entity)
            self.counts[entity] = self.counts.get(entity, 0) + 1
            if end is not None:
                self.ends[entity] = end
        self.last_end = end
        if entities:
            self.together = tuple(entities) if len(entities) > 1 else ()


class Surroundings(Struct, frozen=True):
    """The content of a quotation, its addressee, and the quotation that it may continue.

    `continued` are the speakers of that quotation and `continued_source` its source.
    """

    content: Sequence[Span] = ()
    addressee: Span | None = None
    continued: Candidate | None = None
    continued_source: Span | None = None
    pattern: str = ""


NO_SURROUNDINGS = Surroundings()


@dataclass(slots=True)
class PairFeatures:
    """The features of all candidates of one source."""

    index: CandidateIndex
    history: SpeechHistory
    form: SourceForm
    linked: Mention | None
    around: Surroundings
    _inside: dict[int, str] = field(init=False)
    _content: set[int] = field(init=False)
    _addressed: set[int] = field(init=False)
    _sentence: int = field(init=False)
    _named_next: int | None = field(init=False)
    _head_words: str = field(init=False)
    _name_part: str = field(init=False)

    def __post_init__(self) -> None:
        """Read what the source and the content mention."""
        words = self.index.words
        self._inside = dict(self._read_inside())
        self._content = {
            mention.entity
            for span in self.around.content
            for mention in self.index.mentions_in(span)
            if mention.entity is not None and mention.kind == "name"
        }
        addressee = self.around.addressee
        self._addressed = {
            mention.entity
            for mention in (self.index.mentions_in(addressee) if addressee else ())
            if mention.entity is not None
        }
        self._sentence = words.sentence_of(words.token_at(self.form.span[0]))
        self._named_next = self.index.person_named_after(self.form.span[1])
        self._head_words = words.text[slice(*self.form.head)]
        self._name_part = self._read_name_part()

    def candidates(self) -> Iterator[tuple[Candidate, Features]]:
        """Yield each candidate with its features; the first has no entity."""
        yield (), list(self._without_entity())
        together = self.history.together
        if self.form.kind == "they" and together:
            yield together, [("together", 1.0)]
        continued = self.around.continued
        if continued is not None and len(continued) > 1:
            yield continued, [("continued", 1.0)]
        for entity in self._plausible():
            yield (entity,), self._of_entity(entity)

    def _plausible(self) -> list[int]:
        index, form = self.index, self.form
        near = index.entities_near(self._sentence - _FAR_SENTENCES, self._sentence + _SOON)
        near.update(index.by_count[:_FREQUENT])
        if form.noun:
            near.update(index.holders(form.noun))
        if self._name_part:
            near.update(entity.id for entity in index.entities if self._is_name_part(entity.name))
        found = {*self.history.recent[:_MEMORY], *self._inside}
        if self.linked is not None and self.linked.entity is not None:
            found.add(self.linked.entity)
        found.update(
            entity
            for entity in near
            if index.entities[entity].label in _SPEAKING and entity in index.counts
        )
        return sorted(found)

    def _sentences_back(self, offset: int) -> int:
        words = self.index.words
        return self._sentence - words.sentence_of(words.token_at(offset))

    def _without_entity(self) -> Iterator[tuple[str, float]]:
        yield "null", 1.0
        if self.linked is not None and self.linked.entity is not None:
            yield "null:linked", self.linked.confidence
        elif self.linked is not None and self.linked.reason.id:
            yield f"null:{self.linked.reason.id}", 1.0
        yield "null:words", math.log1p(len(self.form.stems))
        if self.around.continued == ():
            yield "null:continued", 1.0
        if self._inside:
            yield "null:inside", 1.0
        if self.form.kind in _DESCRIBED and self._is_restricted():
            yield "null:relative", 1.0
        first = self.index.first_of.get(self._sentence)
        if first is not None and self.form.kind == "thing":
            places = self.index.places[first]
            at = bisect_left(places, self.form.span[0])
            if at and self._sentences_back(places[at - 1]) == 0:
                label = _LABELS.get(self.index.entities[first].label, "thing")
                yield f"null:after {label}", 1.0
        if self.form.noun and self.history.described.get(self.form.noun) == ():
            yield "null:again", 1.0
        if self.history.unnamed:
            yield f"null:after unnamed {self.history.unnamed}", 1.0

    def _of_entity(self, entity: int) -> Features:
        index, form = self.index, self.form
        record = index.entities[entity]
        label = _LABELS.get(record.label, "thing")
        found: Features = [(f"label:{label}", 1.0)]
        if not record.is_named:
            found.append(("unnamed", 1.0))
        self._add_links(entity, label, found)
        self._add_history(entity, found)
        self._add_distances(entity, found)
        if form.kind == "none":
            self._add_continuation(entity, found)
        if form.gender is not None and record.label == "PERSON":
            gender = index.gender(entity)
            found.append((f"gender:{'unknown' if gender is None else gender == form.gender}", 1.0))
        if form.noun:
            self._add_description(entity, found)
        elif form.kind == "name" and index.has_role_initials(entity, self._head_words):
            found.append(("acronym of role", 1.0))
        if entity in self._content:
            found.append(("in content", 1.0))
        if entity in self._addressed:
            found.append(("addressed", 1.0))
        if entity in index.dead:
            found.append(("dead", 1.0))
        if index.counts.get(entity, 0) == index.most_mentions(record.label):
            found.append(("most mentioned", 1.0))
        return found

    def _add_links(self, entity: int, label: str, found: Features) -> None:
        linked = self.linked
        if linked is not None and linked.entity is not None:
            if linked.entity == entity:
                found.append((f"link:{linked.kind}", 1.0))
                found.append((f"link:{linked.kind}:doubt", 1 - linked.confidence))
            else:
                found.append((f"link:other {linked.kind}", linked.confidence))
        if entity in self._inside:
            found.append((f"inside:{self._inside[entity]}", 1.0))
            found.append((f"inside:{self._inside[entity]}:{label}", 1.0))

    def _add_history(self, entity: int, found: Features) -> None:
        history = self.history
        if entity in history.counts:
            rank = history.recent.index(entity)
            found.append((f"spoke:{min(rank, 3)}", 1.0))
            found.append(("spoke often", math.log1p(history.counts[entity])))
            end = history.ends.get(entity)
            if end is not None:
                back = self._sentences_back(end)
                found.append((f"spoke ago:{min(back, 4)}", 1.0))
                if "\n" not in self.index.words.text[end : self.form.span[0]]:
                    found.append(("spoke in paragraph", 1.0))
        elif history.recent:
            found.append(("silent", 1.0))
        if self.form.noun and history.described.get(self.form.noun) == (entity,):
            found.append(("described again", 1.0))

    def _add_continuation(self, entity: int, found: Features) -> None:
        if self.around.continued is not None and entity in self.around.continued:
            found.append(("continued", 1.0))
        end = self.history.last_end
        if self.history.recent[:1] == [entity] and end is not None:
            breaks = self.index.words.text.count("\n\n", end, self.form.span[0])
            found.append((f"paragraphs:{min(breaks, 4)}", 1.0))
        if self.history.recent[1:2] == [entity]:
            found.append(("spoke before the last", 1.0))

    def _add_distances(self, entity: int, found: Features) -> None:
        index, start = self.index, self.form.span[0]
        places = index.places.get(entity, [])
        at = bisect_left(places, start)
        if not at:
            found.append(("only later", 1.0))
            if entity == self._named_next:
                found.append(("named next", 1.0))
                if not self.history.counts:
                    found.append(("named next, first to speak", 1.0))
            return
        back = self._sentence - index.place_sentences[entity][at - 1]
        found.append(("distance", math.log1p(back)))
        found.append((f"back:{min(back, 3)}", 1.0))
        if not index.is_passed(entity, places[at - 1], start):
            found.append(("nearest", 1.0))
        if index.is_described_between(places[at - 1], start):
            found.append(("unnamed since", 1.0))
        if index.first_of.get(self._sentence - 1) == entity:
            found.append(("subject before", 1.0))
        if index.first_of.get(self._sentence) == entity and back == 0:
            found.append(("subject here", 1.0))

    def _add_description(self, entity: int, found: Features) -> None:
        index, form = self.index, self.form
        holders = index.holders(form.noun)
        called = holders.get(entity, 0.0)
        if called:
            found.append(("role", called))
            if all(rate < called or rival == entity for rival, rate in holders.items()):
                found.append(("only holder", 1.0))
        elif index.nouns[entity]:
            found.append(("other role", 1.0))
        if form.stems:
            share = len(form.stems & index.stems[entity]) / len(form.stems)
            found.append(("stems", share))
            if called and share == 1.0:
                found.append(("role and stems", 1.0))
            elif not share:
                found.append(("no stem", 1.0))
        elif called:
            found.append(("role alone", 1.0))
        letters = index.letters_between(entity, form.noun, form.head[0])
        if letters <= _NEAR:
            found.append(("noun near", 1 - letters / _NEAR))
            if not called:
                found.append(("noun near only", 1 - letters / _NEAR))
        if form.noun in index.documents[entity]:
            found.append(("author", 1.0))
        if form.name == "document the" and index.issuer(form.word, form.span[0]) == entity:
            found.append(("issuer", 1.0))
        if self._is_name_part(index.entities[entity].name):
            found.append(("part of name", 1.0))
        if self.history.recent[:1] == [entity] and "same" in form.stems:
            found.append(("same as before", 1.0))
        if index.is_headed(entity, form.noun):
            found.append(("noun heads name", 1.0))
            if entity == index.last_headed(form.noun, form.span[0]):
                found.append(("last name with noun", 1.0))
        with_word = index.entities_with_word(form.word)
        if entity in with_word or entity in index.entities_with_word(form.noun):
            found.append(("noun in name", 1.0))
            if with_word <= {entity}:
                found.append(("only name with noun", 1.0))
        if index.is_acronym(entity, self._head_words):
            found.append(("acronym", 1.0))
        if index.has_role_initials(entity, self._head_words):
            found.append(("acronym of role", 1.0))

    def _is_titled(self, word: str) -> bool:
        """Return whether the word before a name can be its title: the *envoy* Ann Lee."""
        return any(
            self.index.words.tokens[index].lower == word
            and self.index.words.tokens[index].tag in NOUN_TAGS
            for index in self.index.words.token_range(*self.form.span)
        )

    def _read_name_part(self) -> str:
        """Return the head if it is a proper noun that is no mention, else ""."""
        form, words = self.form, self.index.words
        if form.kind in ("name", "none") or form.article != "bare":
            return ""
        token = words.tokens[words.token_at(form.head[0])]
        return token.text if token.tag in PROPER_NOUN_TAGS else ""

    def _is_name_part(self, name: str) -> bool:
        """Return whether the head, as a proper noun that is no mention, is a word of a name."""
        part = self._name_part
        return bool(part) and self._head_words != name and part in name.split()

    def _is_restricted(self) -> bool:
        """Return whether a relative clause identifies a person: "a source who asked not to …"."""
        text, end = self.index.words.text, self.form.span[1]
        inside = _RELATIVE.search(text, self.form.head[1], end)
        return (inside or _RELATIVE.match(text, end)) is not None

    def _read_inside(self) -> Iterator[tuple[int, str]]:
        """Yield the entities that the source mentions beside its head, and their position."""
        text, (start, end), head = self.index.words.text, self.form.span, self.form.head
        for mention in self.index.mentions_in((start, end)):
            if mention.entity is None or (mention.start < head[1] and head[0] < mention.end):
                continue
            if mention.end <= head[0]:
                owns = text[mention.end : mention.end + 2].strip() in ("'", "’", "'s", "’s")
                owns = owns or mention.kind == "pronoun"
                yield mention.entity, "owner" if owns else "before"
                continue
            if mention.kind == "pronoun":
                continue  # "the judge Ann Lee, who"
            between = _strip_honorific(text[head[1] : mention.start].strip().lower())
            last = between.rpartition(" ")[2]
            if not between:
                yield mention.entity, "after"
            elif between.endswith(","):
                yield mention.entity, "apposed"
            elif text[mention.end : end].strip()[:1] in ("", ",") and self._is_titled(last):
                yield mention.entity, "closing"
            elif last in ("by", "from", "of", "the") and self.index.is_author_phrase(
                self.form.word, head[1], mention.start
            ):
                yield mention.entity, "of" if " of" in f" {between}" else "by"
            else:
                yield mention.entity, "later"


def _strip_honorific(words: str) -> str:
    """Strip an honorific from the end of lower-case words: a *doctor, Dr.*."""
    before, _, last = words.rpartition(" ")
    return before if last.rstrip(".") in HONORIFICS else words
