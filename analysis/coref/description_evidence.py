"""Evidence that a noun phrase describes a named person or body of the article: "the PTI chairman".

Each kind of evidence is a feature with a value from 0 to 1; `description_scores` has the weights.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.coref.context import MentionContext
from analysis.coref.document import EntityDocument
from analysis.coref.nominals import EntityKind, Nominal
from analysis.coref.role_agreement import (
    PORTFOLIO_HOLDERS,
    country_stem,
    is_compatible_description,
    narrower_nouns,
)
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.salience import Referent
from analysis.log_linear import Features
from analysis.names.given_names import Gender
from analysis.names.parser import possible_acronyms
from analysis.names.titles import (
    GENERIC_PERSON_NOUNS,
    RELATION_NOUNS,
    gender_of_noun,
    organization_noun,
)
from analysis.syntax.tag_sets import NOUN_TAGS

_NEAR = 90  # characters between a noun and a name that it may describe
_OPENING = 300  # characters: the title and the first sentences
_MANY = 8  # mentions
_NEW_REFERENT = lexicon.words("modifiers", "new_referent")
_NON_DISTINCTIVE = lexicon.words("modifiers", "non_distinctive")
_OFFICES = lexicon.words("person_nouns", "epithet_office", "office", "leader")
_EPITHETS = lexicon.words(
    "person_nouns", "epithet", "epithet_office", "epithet_profession", "estate"
)
_GENERAL = lexicon.words("organization_nouns", "general")
_COMPANIES = frozenset({"company", "firm"})
_GENERAL_OR_COMPANY = _GENERAL | _COMPANIES
# The last of the distances, in sentences, that have a feature of their own.
_REACH = 60_000  # characters, about 10,000 words
_DISTANCES = (0, 1, 2, 4, 8)


class _Reading(Struct, frozen=True):
    """A noun phrase as all of its candidates share it."""

    nominal: Nominal
    gender: Gender | None
    form: str
    is_general: bool
    narrower: Sequence[str]
    name_words: Sequence[str]
    described: frozenset[str]
    """The modifiers that distinguish somebody."""
    acronyms: frozenset[str]
    """The possible acronyms of the names in the phrase, in lower case."""
    aliases: Sequence[frozenset[str]]
    """The words of each form of these names."""
    last_speaker: Referent | None
    latest: Referent | None
    next_named: Referent | None


class DescriptionEvidence:
    """The nouns near the names of a document, and the places of the names."""

    def __init__(self, document: EntityDocument) -> None:
        """Index the nouns for people and bodies, and the offsets of the names of each cluster."""
        self._document = document
        self._nouns: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        tokens = document.words.tokens
        for index, token in enumerate(tokens):
            if token.tag not in NOUN_TAGS:
                continue
            noun = role_noun_at(document.words, index) or organization_noun(token.lower)
            if noun is not None:
                bound = document.role_at.get(index)
                owner = document.cluster_of.get(bound.mention) if bound is not None else None
                self._nouns[noun].append((index, owner))
        self._near: dict[str, dict[int, list[int]]] = {}
        self._starts: list[list[int]] = []
        for cluster in document.clusters:
            self._starts.append([document.names[member].start for member in cluster.members])
        self._most = max((len(starts) for starts in self._starts), default=1)
        self._places = sorted(
            (start, number) for number, starts in enumerate(self._starts) for start in starts
        )
        self._first_named: defaultdict[EntityKind, list[tuple[int, int]]] = defaultdict(list)
        for start, number in sorted((starts[0], n) for n, starts in enumerate(self._starts)):
            self._first_named[document.referents[number].kind].append((start, number))
        self._reading: _Reading | None = None

    def find_candidates(self, nominal: Nominal) -> list[Referent]:
        """Return the named referents of the kind of a noun phrase that are not named in it.

        In a long text, they are those with a name within `_REACH` characters.
        """
        self._reading = None
        inside = {self._document.cluster_of.get(name) for name in nominal.names}
        start = self._document.words.tokens[nominal.head].start
        referents = self._document.referents
        return [
            referents[number]
            for number in sorted(self._clusters_near(start, _REACH))
            if referents[number].kind == nominal.kind and number not in inside
        ]

    def _clusters_near(self, offset: int, reach: int) -> set[int]:
        """Return the clusters with a name that starts at most some characters from an offset."""
        first = bisect_left(self._places, (offset - reach, -1))
        last = bisect_left(self._places, (offset + reach + 1, -1))
        return {number for _, number in self._places[first:last]}

    def _read(self, nominal: Nominal, context: MentionContext) -> _Reading:
        """Read a noun phrase at the first of its candidates."""
        if self._reading is None or self._reading.nominal is not nominal:
            document = self._document
            nouns = {nominal.noun, *nominal.noun.split()}
            words = {word for word in nominal.modifiers if word not in nouns}
            names = [document.words.text[document.names[n].start : document.names[n].end]
                     for n in nominal.names]  # fmt: skip
            clusters = [document.cluster_of.get(number) for number in nominal.names]
            aliases = [
                alias
                for cluster in clusters
                if cluster is not None
                for alias in (document.clusters[cluster].name, *document.clusters[cluster].aliases)
            ]
            self._reading = _Reading(
                nominal,
                gender_of_noun(nominal.noun),
                self._form(nominal),
                nominal.noun in _GENERAL_OR_COMPANY,
                narrower_nouns(nominal.noun),
                document.name_words(nominal),
                frozenset(words - _NON_DISTINCTIVE),
                frozenset(form for name in (*names, *aliases) for form in possible_acronyms(name)),
                [frozenset(alias.lower().split()) for alias in aliases],
                self._last_speaker(context),
                self._find_latest(nominal.kind, context),
                self._next_named(nominal),
            )
        return self._reading

    def describe_absence(
        self, nominal: Nominal, context: MentionContext, candidates: Sequence[Referent]
    ) -> Features:
        """Return the evidence that a noun phrase describes none of the candidates."""
        tokens = self._document.words.tokens
        opener = tokens[nominal.first]
        features = {"bias": 1.0}
        form = self._form(nominal)
        features[form] = 1.0
        if nominal.modifiers:
            features["modified"] = 1.0
        if nominal.names:
            features["with a name"] = 1.0
        if not _NEW_REFERENT.isdisjoint(nominal.modifiers):
            features["new referent"] = 1.0
        if opener.lower in ("our", "my", "your"):
            features["of the speaker"] = 1.0
        if nominal.noun in RELATION_NOUNS:
            features["relation"] = 1.0
        if nominal.noun in GENERIC_PERSON_NOUNS:
            features["generic"] = 1.0
        if context.is_speaker:
            features["speaks"] = 1.0
        if context.quote >= 0:
            features["quoted"] = 1.0
        if nominal.kind == "organization":
            features["organization"] = 1.0
        if any(nominal.noun in candidate.nouns for candidate in candidates):
            features["known holder"] = 1.0
        unnamed = [
            referent.last_context
            for noun in (nominal.noun, *narrower_nouns(nominal.noun))
            for referent in self._document.discourse.by_noun.get(noun, ())
            if referent.cluster is None and not referent.plural
        ]
        sentences = [at.unquoted_sentence for at in unnamed if at is not None]
        if sentences:
            distance = context.unquoted_sentence - max(sentences)
            features["unnamed near" if distance <= 2 else "unnamed before"] = 1.0
        return features

    def _form(self, nominal: Nominal) -> str:
        if nominal.is_plural:
            return "plural"
        if nominal.is_definite:
            return "definite"
        if nominal.is_possessive:
            return "possessive"
        head = self._document.words.tokens[nominal.head]
        if nominal.first == nominal.head and head.tag == "NNP":
            return "bare title"
        if self._document.words.tokens[nominal.first].lower in ("a", "an", "one", "another"):
            return "indefinite"
        return "other form"

    def describe_candidate(
        self, nominal: Nominal, context: MentionContext, referent: Referent
    ) -> Features | None:
        """Return the evidence that a noun phrase describes a referent; None if it can't."""
        document = self._document
        reading = self._read(nominal, context)
        gender = reading.gender
        if gender and referent.gender_certain and referent.gender not in (gender, None):
            return None
        if referent.cluster is None:
            return None
        is_general = reading.is_general
        if is_general and referent.last_context and referent not in document.discourse.recent:
            return None
        features: Features = {}
        if not self._is_compatible(reading, referent):
            if nominal.noun in PORTFOLIO_HOLDERS:
                return None  # a finance minister is not "the trade minister"
            features["incompatible"] = 1.0
        form = reading.form
        noun_tier = self._noun_tier(reading, referent)
        features[noun_tier] = 1.0
        if gender and referent.gender is not None:
            features["gender" if referent.gender == gender else "other gender"] = 1.0
        self._add_modifiers(features, reading, referent)
        recency = self._recency(context, referent)
        features[recency] = 1.0
        is_known = noun_tier in ("noun", "narrower noun")
        if form in ("indefinite", "other form"):
            features[f"introduced, {recency}"] = 1.0
            features[f"introduced, {noun_tier}"] = 1.0
        else:
            features[f"{'known' if is_known else 'unknown'}, {recency}"] = 1.0
        previous = referent.last_unquoted_context
        if previous is not None and previous.token < context.token:
            if previous.subject >= 0:
                features["subject"] = 1.0
            if previous.is_speaker:
                features["spoke"] = 1.0
                if context.is_speaker and previous.unquoted_sentence < context.unquoted_sentence:
                    features["spoke again"] = 1.0
            if previous.sentence == context.sentence and previous.subject >= 0:
                features["subject of the sentence"] = 1.0
        if referent is reading.latest:
            features["latest"] = 1.0
            if not is_known and nominal.noun in _EPITHETS:
                features["latest, epithet"] = 1.0
        starts = self._starts[referent.cluster]
        if referent is reading.last_speaker:
            features["last speaker"] = 1.0
            if form == "definite" and context.is_speaker and not is_known:
                bare = "" if nominal.modifiers or nominal.names else ", bare"
                features[f"last speaker, unknown{bare}"] = 1.0
        is_ahead = recency in ("named soon", "named later")
        if form == "indefinite" and is_ahead and referent is reading.next_named:
            features["introduced, next named"] = 1.0
        if nominal.noun in RELATION_NOUNS:
            features["relation, known" if is_known else "relation, unknown"] = 1.0
        if nominal.noun in GENERIC_PERSON_NOUNS:
            features["generic, unknown" if not is_known else "generic, known"] = 1.0
        if is_known and self._is_sole_holder(nominal, referent):
            features["sole holder"] = 1.0
        features["share"] = len(starts) / self._most
        features["count"] = min(len(starts), _MANY) / _MANY
        if starts[0] < _OPENING:
            features["opening"] = 1.0
        if not is_known and referent.nouns:
            features["other noun"] = 1.0
            if nominal.noun in _OFFICES and not referent.nouns.isdisjoint(_OFFICES):
                features["other office"] = 1.0
        if nominal.kind == "organization" and document.clusters[referent.cluster].label != "ORG":
            features["no organization"] = 1.0
        if is_general:
            features[f"general, {recency}"] = 1.0
        return features

    def _noun_tier(self, reading: _Reading, referent: Referent) -> str:
        nominal = reading.nominal
        if nominal.noun in referent.nouns:
            return "noun"
        if not referent.nouns.isdisjoint(reading.narrower):
            return "narrower noun"
        if self._is_near(nominal.head, nominal.noun, referent):
            return "noun near"
        if any(self._is_near(nominal.head, noun, referent) for noun in reading.narrower):
            return "narrower noun near"
        return "no noun"

    def _is_near(self, head: int, noun: str, referent: Referent) -> bool:
        """Return whether a noun is near a name of a referent, and part of no other name's role."""
        if noun not in self._near:
            tokens = self._document.words.tokens
            near: defaultdict[int, list[int]] = defaultdict(list)
            for index, owner in self._nouns.get(noun, ()):
                for number in self._clusters_near(tokens[index].start, _NEAR):
                    if owner in (None, number):
                        near[number].append(index)
            self._near[noun] = near
        indexes = self._near[noun].get(referent.cluster or 0, ())
        return len(indexes) > 1 or (len(indexes) == 1 and indexes[0] != head)

    def _add_modifiers(self, features: Features, reading: _Reading, referent: Referent) -> None:
        known = self._document.role_words.get(id(referent), set())
        if not reading.described and not reading.name_words:
            return
        stems = {country_stem(word) for word in known}
        if described := reading.described:
            matching = sum(country_stem(word) in stems for word in described)
            features["modifiers match"] = matching / len(described)
            features["modifiers differ"] = 1 - matching / len(described)
        if reading.name_words:
            is_linked = any(country_stem(word) in stems for word in reading.name_words)
            is_linked = is_linked or _has_acronym(reading, known)
            if is_linked:
                features["name in role"] = 1.0
            elif self._is_named_near(reading.nominal, referent):
                features["name near"] = 1.0
            else:
                features["name elsewhere"] = 1.0

    def _is_compatible(self, reading: _Reading, referent: Referent) -> bool:
        """Return whether the words of a noun phrase agree with the known roles of a referent."""
        known = self._document.role_words.get(id(referent), set())
        nouns = {reading.nominal.noun, *referent.nouns}
        names = () if _has_acronym(reading, known) else reading.name_words
        return is_compatible_description(reading.nominal.modifiers, names, known, nouns, near=True)

    def _is_named_near(self, nominal: Nominal, referent: Referent) -> bool:
        """Return whether a name in a noun phrase is near a name of the referent elsewhere."""
        document = self._document
        starts = self._starts[referent.cluster or 0]
        own = set(nominal.names)
        for number in nominal.names:
            cluster = document.cluster_of.get(number)
            if cluster is None:
                continue
            for member in document.clusters[cluster].members:
                if member in own:
                    continue
                at = document.names[member].start
                position = bisect_left(starts, at)
                if position < len(starts) and starts[position] - at <= _NEAR:
                    return True
                if position and at - starts[position - 1] <= _NEAR:
                    return True
        return False

    def _recency(self, context: MentionContext, referent: Referent) -> str:
        previous = referent.last_context
        if previous is None or previous.token >= context.token:
            starts = self._starts[referent.cluster or 0]
            at = self._document.words.sentence_of(self._document.words.token_at(starts[0]))
            return "named soon" if at - context.sentence <= 2 else "named later"
        distance = context.unquoted_sentence - previous.unquoted_sentence
        for limit in _DISTANCES:
            if distance <= limit:
                return f"{limit} sentences ago"
        return "long ago"

    def _last_speaker(self, context: MentionContext) -> Referent | None:
        """Return the referent, named or not, that spoke last before a mention."""
        for recent in reversed(self._document.discourse.recent):
            at = recent.last_unquoted_context
            if at is not None and at.is_speaker and at.sentence < context.sentence:
                return recent
        return None

    def _next_named(self, nominal: Nominal) -> Referent | None:
        """Return the referent of the same kind that is named first after a noun phrase."""
        end = self._document.words.tokens[nominal.head].end
        named = self._first_named[nominal.kind]
        at = bisect_left(named, (end, -1))
        return self._document.referents[named[at][1]] if at < len(named) else None

    def _is_sole_holder(self, nominal: Nominal, referent: Referent) -> bool:
        """Return whether no other named person has the noun of a phrase as a role."""
        nouns = {nominal.noun, *narrower_nouns(nominal.noun)}
        return all(
            rival is referent or rival.cluster is None or rival.plural
            for noun in nouns
            for rival in self._document.discourse.by_noun.get(noun, ())
        )

    def _find_latest(self, kind: str, context: MentionContext) -> Referent | None:
        """Return the referent of a kind that was mentioned last before a mention."""
        for recent in reversed(self._document.discourse.recent):
            at = recent.last_context
            if recent.kind == kind and at is not None and at.token < context.token:
                return recent
        return None


def _has_acronym(reading: _Reading, known: set[str]) -> bool:
    """Return whether a name in a noun phrase and in a role are an acronym and its words."""
    return not known.isdisjoint(reading.acronyms) or any(
        alias <= known for alias in reading.aliases
    )
