"""The discourse model: a memory of recently mentioned referents, ranked by salience.

Pronouns and role nouns are resolved as in Lappin and Leass (1994): recency first, subjects and
speakers before other mentions, gender and number as filters. Words in quotation marks are a
separate context: a person named only inside a quotation is not the antecedent of an adjacent "he
said".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from analysis.coref.context import MentionContext
from analysis.coref.nominals import EntityKind, Nominal
from analysis.models import Reason
from analysis.names.given_names import Gender

_MEMORY = 24
_FAR = 15  # sentences
_TIE = 0.05  # of salience
_UNSURE = 0.5  # the confidence of the most salient of several people


@dataclass(slots=True, eq=False)
class Referent:
    """A person or thing in the text; `cluster` is the index of its group of names, None if unnamed.

    `gender_certain` is True for a gender from a title or noun ("Mrs", "king"), False for one from a
    given name. `is_anaphoric` marks an unnamed referent that a definite or possessive phrase
    introduced ("his father", "the candidate"). `last_context` is the context of the latest mention,
    `last_unquoted_context` of the latest mention outside quotation marks.
    """

    cluster: int | None
    kind: EntityKind
    gender: Gender | None = None
    gender_certain: bool = False
    plural: bool = False
    is_anaphoric: bool = False
    nouns: set[str] = field(default_factory=set)
    count: int = 0
    last_unquoted_context: MentionContext | None = None
    last_context: MentionContext | None = None


class Resolution(Struct, frozen=True):
    """The antecedent of a pronoun, with its confidence and the reason."""

    referent: Referent
    confidence: float
    reason: Reason


class DiscourseModel:
    """The referents mentioned so far, in order of their last mention."""

    def __init__(self) -> None:
        """Start with an empty memory."""
        self.recent: list[Referent] = []
        self.by_noun: dict[str, list[Referent]] = defaultdict(list)

    def record_mention(self, referent: Referent, context: MentionContext) -> None:
        """Record a mention of a referent, and forget the least recent ones."""
        referent.last_context = context.merge_earlier(referent.last_context)
        if context.quote < 0:
            referent.last_unquoted_context = context.merge_earlier(referent.last_unquoted_context)
            referent.count += 1
        if referent in self.recent:
            self.recent.remove(referent)
        self.recent.append(referent)
        del self.recent[:-_MEMORY]

    def record_nouns(self, referent: Referent, nouns: Iterable[str]) -> None:
        """Record role nouns that the text applies to a referent."""
        for noun in nouns:
            if noun not in referent.nouns:
                referent.nouns.add(noun)
                self.by_noun[noun].append(referent)

    def resolve_pronoun(
        self,
        context: MentionContext,
        gender: Gender,
        *,
        possessive: bool = False,
        object_of: int | None = None,
        excluded: Referent | None = None,
        adjacent: Referent | None = None,
    ) -> Resolution | None:
        """Return the person that "he" or "she" refers to, or None if no candidate is good enough.

        `object_of` is for an object pronoun ("him"): the first token of its clause, whose subject
        it cannot refer to. `excluded` is the speaker of the quotation around the pronoun, who is no
        candidate. `adjacent` is the person named directly before a preposition and the pronoun:
        "helped Roe with his case".
        """
        ranked: list[tuple[float, Referent]] = []
        for age, referent in enumerate(reversed(self.recent)):
            if referent.kind != "person" or referent.plural or referent is excluded:
                continue
            previous = (
                referent.last_context if context.quote >= 0 else referent.last_unquoted_context
            )
            if previous is None or previous.token >= context.token:
                continue
            # The gender of a given name can be wrong ("Andrea said he would"); a title's cannot.
            may_be_misgendered = (
                previous.sentence == context.sentence
                and previous.subject >= 0
                and not referent.gender_certain
            )
            if referent.gender not in (gender, None) and not may_be_misgendered:
                continue
            if object_of is not None and previous.subject >= object_of:
                continue
            score = self._salience(referent, previous, context, gender, possessive=possessive)
            if referent is adjacent:
                score += 1.0
            if score > 0:
                ranked.append((score - age * 0.01, referent))
        if not ranked:
            return self._find_distant_person(context, gender, excluded)
        ranked.sort(key=lambda pair: -pair[0])
        best, referent = ranked[0]
        margin = best - ranked[1][0] if len(ranked) > 1 else 2.0
        is_nearest = context.quote < 0 and _is_nearest_alone(referent, context, self.recent)
        if margin < _TIE and is_nearest:
            return Resolution(referent, 0.55, _reason(referent, context, gender))
        # A pronoun in a quotation often has no antecedent in the article: prefer none to an error.
        if margin < (0.4 if context.quote >= 0 else _TIE):
            return None
        confidence = min(
            0.95, 0.6 + 0.15 * min(margin, 2.0) + (0.05 if referent.gender == gender else 0)
        )
        if context.quote >= 0:
            confidence *= 0.8
        return Resolution(referent, round(confidence, 2), _reason(referent, context, gender))

    def _find_distant_person(
        self, context: MentionContext, gender: Gender, excluded: Referent | None
    ) -> Resolution | None:
        """Return the last person of a gender who was mentioned some sentences ago.

        In talk, short sentences without a name separate a person from the pronouns.
        """
        if context.quote >= 0:
            return None
        found = [
            referent
            for referent in self.recent
            if referent.kind == "person"
            and not referent.plural
            and referent is not excluded
            and referent.gender in (gender, None)
            and referent.last_unquoted_context is not None
            and referent.last_unquoted_context.token < context.token
            and context.sentence - referent.last_unquoted_context.sentence <= _FAR
        ]
        known = [referent for referent in found if referent.gender == gender]
        if not known:
            return None
        if len(found) > 1:
            return Resolution(known[-1], _UNSURE, Reason.of("pronoun.mentioned", person=gender))
        return Resolution(known[-1], 0.6, Reason.of("pronoun.only_person", person=gender))

    def _salience(
        self,
        referent: Referent,
        previous: MentionContext,
        context: MentionContext,
        gender: Gender,
        *,
        possessive: bool,
    ) -> float:
        distance = (
            context.sentence - previous.sentence
            if context.quote >= 0
            else context.unquoted_sentence - previous.unquoted_sentence
        )
        paragraphs = context.paragraph - previous.paragraph
        if distance > 6 or (paragraphs > 2 and distance > 3):
            return 0.0
        score = 4.0 - 0.75 * distance - 0.3 * min(paragraphs, 2)
        if context.sentence == previous.sentence:
            # "Roe said he …", "Roe and his wife"
            score += 0.8 if possessive or (previous.is_speaker and previous.subject >= 0) else 0.6
        score += 0.9 if previous.subject >= 0 else 0.0
        score -= 0.6 if previous.is_modifier and not possessive else 0.0
        score += 0.6 if previous.is_speaker and context.is_speaker and distance < 2 else 0.0
        if referent.gender is not None:
            score += 0.9 if referent.gender == gender else -2.5
        score += 0.15 * min(referent.count, 4)
        if referent.cluster is None and distance:
            score -= 1.6 if referent.is_anaphoric else 0.3
        return score

    def find_nominal_candidates(
        self, nominal: Nominal, context: MentionContext, nouns: Iterable[str]
    ) -> list[Referent]:
        """Return the referents, named or not, that the text calls by a noun; most recent first.

        `nouns` are the nouns to look up, starting with the nominal's own.
        """
        found: dict[int, Referent] = {}
        for noun in nouns:
            for referent in self.by_noun.get(noun, ())[-_MEMORY:]:
                if referent.plural == nominal.is_plural and referent.last_context is not None:
                    found[id(referent)] = referent
        is_quoted = context.quote >= 0
        return sorted(
            found.values(),
            key=lambda match: (
                -_token_index(
                    match.last_context
                    if is_quoted
                    else match.last_unquoted_context or match.last_context
                )
            ),
        )


def _is_nearest_alone(referent: Referent, context: MentionContext, recent: list[Referent]) -> bool:
    """Return whether a person in no pair of subjects is the last one named in the sentence."""
    previous = referent.last_context
    if previous is None or previous.sentence != context.sentence or previous.subject >= 0:
        return False
    return all(
        rival.last_context is None or rival.last_context.token <= previous.token
        for rival in recent
        if rival.kind == "person"
    )


def _token_index(context: MentionContext | None) -> int:
    return context.token if context is not None else -1


def _reason(referent: Referent, context: MentionContext, gender: Gender) -> Reason:
    previous = referent.last_unquoted_context or referent.last_context
    person = gender if referent.gender == gender else "person"
    if previous is None:
        return Reason.of("pronoun.mentioned", person=person)
    if previous.sentence == context.sentence:
        return Reason.of("pronoun.same_sentence", person=person)
    if previous.is_speaker and context.is_speaker:
        return Reason.of("pronoun.speaker", person=person)
    is_subject = previous.subject >= 0
    return Reason.of("pronoun.subject" if is_subject else "pronoun.mentioned", person=person)
