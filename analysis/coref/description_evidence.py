"""Evidence that a noun phrase describes a named person or body of the article: "the PTI chairman".

Each kind of evidence is a feature with a value from 0 to 1; `description_scores` has the weights.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from analysis import lexicon
from analysis.coref.context import MentionContext
from analysis.coref.document import EntityDocument
from analysis.coref.nominals import Nominal
from analysis.coref.role_agreement import (
    PORTFOLIO_HOLDERS,
    country_stem,
    is_compatible_description,
    narrower_nouns,
)
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.salience import Referent
from analysis.log_linear import Features
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
_DISTANCES = (0, 1, 2, 4, 8)


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
        self._starts: list[list[int]] = []
        for cluster in document.clusters:
            self._starts.append([document.names[member].start for member in cluster.members])
        self._most = max((len(starts) for starts in self._starts), default=1)

    def find_candidates(self, nominal: Nominal) -> list[Referent]:
        """Return the named referents of the kind of a noun phrase that are not named in it."""
        inside = {self._document.cluster_of.get(name) for name in nominal.names}
        return [
            referent
            for number, referent in enumerate(self._document.referents)
            if referent.kind == nominal.kind and number not in inside
        ]

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
        gender = gender_of_noun(nominal.noun)
        if gender and referent.gender_certain and referent.gender not in (gender, None):
            return None
        if referent.cluster is None:
            return None
        is_general = nominal.noun in _GENERAL_OR_COMPANY
        if is_general and referent.last_context and referent not in document.discourse.recent:
            return None
        features: Features = {}
        if not self._is_compatible(nominal, referent):
            if nominal.noun in PORTFOLIO_HOLDERS:
                return None  # a finance minister is not "the trade minister"
            features["incompatible"] = 1.0
        form = self._form(nominal)
        noun_tier = self._noun_tier(nominal, referent)
        features[noun_tier] = 1.0
        if gender and referent.gender is not None:
            features["gender" if referent.gender == gender else "other gender"] = 1.0
        self._add_modifiers(features, nominal, referent)
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
        if self._is_latest(referent, context):
            features["latest"] = 1.0
            if not is_known and nominal.noun in _EPITHETS:
                features["latest, epithet"] = 1.0
        starts = self._starts[referent.cluster]
        if referent is self._last_speaker(context):
            features["last speaker"] = 1.0
            if form == "definite" and context.is_speaker and not is_known:
                bare = "" if nominal.modifiers or nominal.names else ", bare"
                features[f"last speaker, unknown{bare}"] = 1.0
        is_ahead = recency in ("named soon", "named later")
        if form == "indefinite" and is_ahead and referent is self._next_named(nominal):
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

    def _noun_tier(self, nominal: Nominal, referent: Referent) -> str:
        if nominal.noun in referent.nouns:
            return "noun"
        narrower = narrower_nouns(nominal.noun)
        if not referent.nouns.isdisjoint(narrower):
            return "narrower noun"
        if self._is_near(nominal.head, nominal.noun, referent):
            return "noun near"
        if any(self._is_near(nominal.head, noun, referent) for noun in narrower):
            return "narrower noun near"
        return "no noun"

    def _is_near(self, head: int, noun: str, referent: Referent) -> bool:
        """Return whether a noun is near a name of a referent, and part of no other name's role."""
        tokens = self._document.words.tokens
        starts = self._starts[referent.cluster or 0]
        for index, owner in self._nouns.get(noun, ()):
            if index == head or owner not in (None, referent.cluster):
                continue
            at = tokens[index].start
            position = bisect_left(starts, at)
            if position < len(starts) and starts[position] - at <= _NEAR:
                return True
            if position and at - starts[position - 1] <= _NEAR:
                return True
        return False

    def _add_modifiers(self, features: Features, nominal: Nominal, referent: Referent) -> None:
        document = self._document
        known = document.role_words.get(id(referent), set())
        name_words = document.name_words(nominal)
        nouns = {nominal.noun, *nominal.noun.split()}
        described = {word for word in nominal.modifiers if word not in nouns | _NON_DISTINCTIVE}
        stems = {country_stem(word) for word in known}
        if described:
            matching = sum(country_stem(word) in stems for word in described)
            features["modifiers match"] = matching / len(described)
            features["modifiers differ"] = 1 - matching / len(described)
        if name_words:
            is_linked = any(country_stem(word) in stems for word in name_words)
            is_linked = is_linked or self._has_acronym(nominal, known)
            if is_linked:
                features["name in role"] = 1.0
            elif self._is_named_near(nominal, referent):
                features["name near"] = 1.0
            else:
                features["name elsewhere"] = 1.0

    def _is_compatible(self, nominal: Nominal, referent: Referent) -> bool:
        """Return whether the words of a noun phrase agree with the known roles of a referent."""
        known = self._document.role_words.get(id(referent), set())
        nouns = {nominal.noun, *referent.nouns}
        names = self._document.name_words(nominal)
        if self._has_acronym(nominal, known):
            names = []
        return is_compatible_description(nominal.modifiers, names, known, nouns, near=True)

    def _has_acronym(self, nominal: Nominal, known: set[str]) -> bool:
        """Return whether a name in a noun phrase and in a role are an acronym and its words."""
        document = self._document
        for number in nominal.names:
            name = document.names[number]
            text = document.words.text[name.start : name.end]
            if not known.isdisjoint(possible_acronyms(text)):
                return True
            cluster = document.cluster_of.get(number)
            if cluster is None:
                continue
            for alias in (document.clusters[cluster].name, *document.clusters[cluster].aliases):
                words = set(alias.lower().split())
                if words <= known or not known.isdisjoint(possible_acronyms(alias)):
                    return True
        return False

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
        following = [
            (starts[0], number)
            for number, starts in enumerate(self._starts)
            if starts[0] >= end and self._document.referents[number].kind == nominal.kind
        ]
        return self._document.referents[min(following)[1]] if following else None

    def _is_sole_holder(self, nominal: Nominal, referent: Referent) -> bool:
        """Return whether no other named person has the noun of a phrase as a role."""
        nouns = {nominal.noun, *narrower_nouns(nominal.noun)}
        return all(
            rival is referent or rival.cluster is None or rival.plural
            for noun in nouns
            for rival in self._document.discourse.by_noun.get(noun, ())
        )

    def _is_latest(self, referent: Referent, context: MentionContext) -> bool:
        for recent in reversed(self._document.discourse.recent):
            at = recent.last_context
            if recent.kind == referent.kind and at is not None and at.token < context.token:
                return recent is referent
        return False
