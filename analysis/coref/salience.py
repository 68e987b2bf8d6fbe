"""The discourse model: a memory of recently mentioned referents, ranked by salience.

Pronouns and role nouns are resolved as in Lappin and Leass (1994): recency first, subjects and
speakers before other mentions, gender and number as filters. Words in quotation marks are a
separate context: a person named only inside a quotation is not the antecedent of an adjacent "he
said".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.coref.context import Place
from analysis.coref.given_names import Gender
from analysis.coref.nominals import Nominal, Sort

_MEMORY = 24


@dataclass(slots=True, eq=False)
class Referent:
    """A person or thing in the text; `group` is the index of its group of names, None if unnamed.

    `sure` is True for a gender from a title or noun ("Mrs", "king"), False for one from a given
    name. `pointing` marks an unnamed referent that a definite or possessive phrase introduced ("his
    father", "the candidate"). `last` is the context of the latest mention, `outside` of the latest
    mention outside quotation marks.
    """

    group: int | None
    sort: Sort
    gender: Gender | None = None
    sure: bool = False
    plural: bool = False
    pointing: bool = False
    nouns: set[str] = field(default_factory=set)
    count: int = 0
    outside: Place | None = None
    last: Place | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The antecedent of a pronoun, with its confidence and the reason."""

    referent: Referent
    confidence: float
    because: str


class Discourse:
    """The referents mentioned so far, in order of their last mention."""

    def __init__(self) -> None:
        """Start with an empty memory."""
        self.recent: list[Referent] = []
        self.by_noun: dict[str, list[Referent]] = defaultdict(list)

    def mention(self, referent: Referent, context: Place) -> None:
        """Record a mention of a referent, and forget the least recent ones."""
        referent.last = context.after(referent.last)
        if context.quote < 0:
            referent.outside = context.after(referent.outside)
            referent.count += 1
        if referent in self.recent:
            self.recent.remove(referent)
        self.recent.append(referent)
        del self.recent[:-_MEMORY]

    def call(self, referent: Referent, nouns: Iterable[str]) -> None:
        """Record role nouns that the text applies to a referent."""
        for noun in nouns:
            if noun not in referent.nouns:
                referent.nouns.add(noun)
                self.by_noun[noun].append(referent)

    def pronoun(
        self,
        context: Place,
        gender: Gender,
        *,
        possessive: bool = False,
        object_of: int | None = None,
        excluded: Referent | None = None,
        adjacent: Referent | None = None,
    ) -> Verdict | None:
        """Return the person that "he" or "she" refers to, or None if no candidate is good enough.

        `object_of` is for an object pronoun ("him"): the first token of its clause, whose subject
        it cannot refer to. `excluded` is the speaker of the quotation around the pronoun, who is no
        candidate. `adjacent` is the person named directly before a preposition and the pronoun:
        "helped Roe with his case".
        """
        ranked: list[tuple[float, Referent]] = []
        for age, referent in enumerate(reversed(self.recent)):
            if referent.sort != "person" or referent.plural or referent is excluded:
                continue
            previous = referent.last if context.quote >= 0 else referent.outside
            if previous is None or previous.token >= context.token:
                continue
            # The gender of a given name can be wrong ("Andrea said he would"); a title's cannot.
            may_be_misgendered = (
                previous.sentence == context.sentence
                and previous.subject >= 0
                and not referent.sure
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
            return None
        ranked.sort(key=lambda pair: -pair[0])
        best, referent = ranked[0]
        margin = best - ranked[1][0] if len(ranked) > 1 else 2.0
        # A pronoun in a quotation often has no antecedent in the article: prefer none to an error.
        if margin < (0.6 if context.quote >= 0 else 0.05):
            return None
        confidence = min(
            0.95, 0.6 + 0.15 * min(margin, 2.0) + (0.05 if referent.gender == gender else 0)
        )
        if context.quote >= 0:
            confidence *= 0.8
        return Verdict(referent, round(confidence, 2), _reason_text(referent, context, gender))

    def _salience(
        self,
        referent: Referent,
        previous: Place,
        context: Place,
        gender: Gender,
        *,
        possessive: bool,
    ) -> float:
        distance = (
            context.sentence - previous.sentence
            if context.quote >= 0
            else context.told - previous.told
        )
        paragraphs = context.paragraph - previous.paragraph
        if distance > 6 or (paragraphs > 2 and distance > 3):
            return 0.0
        score = 4.0 - 0.75 * distance - 0.3 * min(paragraphs, 2)
        if context.sentence == previous.sentence:
            # "Roe said he …", "Roe and his wife"
            score += 0.8 if possessive or (previous.speaker and previous.subject >= 0) else 0.3
        score += 0.9 if previous.subject >= 0 else 0.0
        score -= 0.6 if previous.aside and not possessive else 0.0
        score += 0.6 if previous.speaker and context.speaker else 0.0
        if referent.gender is not None:
            score += 0.9 if referent.gender == gender else -2.5
        score += 0.15 * min(referent.count, 4)
        if referent.group is None and distance:
            score -= 1.6 if referent.pointing else 0.3
        return score

    def nominal(self, nominal: Nominal, context: Place, nouns: Iterable[str]) -> list[Referent]:
        """Return the referents, named or not, that the text calls by a noun; most recent first.

        `nouns` are the nouns to look up, starting with the nominal's own.
        """
        found: dict[int, Referent] = {}
        for noun in nouns:
            for referent in self.by_noun.get(noun, ())[-_MEMORY:]:
                if referent.plural == nominal.plural and referent.last is not None:
                    found[id(referent)] = referent
        is_quoted = context.quote >= 0
        return sorted(
            found.values(),
            key=lambda match: (
                -_token_index(match.last if is_quoted else match.outside or match.last)
            ),
        )

    def subject_before(self, context: Place, sorts: Iterable[Sort]) -> Referent | None:
        """Return the last subject of these kinds in the same or the previous sentence."""
        sorts = tuple(sorts)
        found = [
            referent
            for referent in self.recent
            if referent.sort in sorts
            and referent.outside is not None
            and context.sentence - referent.outside.sentence <= 1
            and referent.outside.token < context.token
        ]
        subjects = [
            referent
            for referent in found
            if referent.outside is not None and referent.outside.subject >= 0
        ]
        if not subjects:
            return None
        subjects.sort(key=lambda subject: -_token_index(subject.outside))
        return subjects[0]


def _token_index(context: Place | None) -> int:
    return context.token if context is not None else -1


def _reason_text(referent: Referent, context: Place, gender: Gender) -> str:
    previous = referent.outside or referent.last
    description = "the last man" if gender == "man" else "the last woman"
    if referent.gender != gender:
        description = "the last person"
    if previous is None:
        return f"{description} mentioned before"
    if previous.sentence == context.sentence:
        return f"{description} named before it in the sentence"
    if previous.speaker and context.speaker:
        return f"{description} who spoke before"
    return (
        f"{description} who was the subject before"
        if previous.subject >= 0
        else f"{description} mentioned before"
    )
