"""Who the text is talking about, read from its start to its end: a memory of recent people.

Pronouns and role nouns are resolved by salience, as in Lappin and Leass (1994): recency, subjects
and speakers before others, gender and number as filters. Words in quotation marks are kept apart:
somebody named only inside a quotation is nobody that "he said" beside it could mean.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.entities.given_names import Gender
from analysis.entities.nominals import Nominal, Sort
from analysis.entities.places import Place

_MEMORY = 24


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something the text talks about; `group` is its group of names, if it has one.

    `sure` tells a gender from a title or noun ("Mrs", "king") from one that a given name points to;
    `pointing` an unnamed one who is somebody's ("his father") or likely known ("the candidate").
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
    """The referent that a pronoun or noun phrase means, how sure that is, and why."""

    referent: Referent
    confidence: float
    because: str


class Discourse:
    """The people and organisations mentioned so far, the last mentioned at the end."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.recent: list[Referent] = []
        self.by_noun: dict[str, list[Referent]] = defaultdict(list)

    def mention(self, referent: Referent, place: Place) -> None:
        """Note that somebody is mentioned at a place."""
        referent.last = place.after(referent.last)
        if place.quote < 0:
            referent.outside = place.after(referent.outside)
            referent.count += 1
        if referent in self.recent:
            self.recent.remove(referent)
        self.recent.append(referent)
        del self.recent[:-_MEMORY]

    def call(self, referent: Referent, nouns: Iterable[str]) -> None:
        """Note role nouns that the text uses of somebody."""
        for noun in nouns:
            if noun not in referent.nouns:
                referent.nouns.add(noun)
                self.by_noun[noun].append(referent)

    def pronoun(
        self,
        place: Place,
        gender: Gender,
        *,
        possessive: bool = False,
        object_of: int | None = None,
        barred: Referent | None = None,
        beside: Referent | None = None,
    ) -> Verdict | None:
        """The person that "he" or "she" at a place means, or None where nobody fits well enough.

        `object_of` is the first token of the pronoun's own clause for an object ("him"), whose
        subject it cannot be; `barred` is who speaks, for a pronoun in the speaker's own words;
        `beside` is named right before a preposition and the pronoun: "helped Roe with his case".
        """
        ranked: list[tuple[float, Referent]] = []
        for age, referent in enumerate(reversed(self.recent)):
            if referent.sort != "person" or referent.plural or referent is barred:
                continue
            at = referent.last if place.quote >= 0 else referent.outside
            if at is None or at.token >= place.token:
                continue
            # A given name can mislead: "Andrea said he would"; a title cannot.
            misled = at.sentence == place.sentence and at.subject >= 0 and not referent.sure
            if referent.gender not in (gender, None) and not misled:
                continue
            if object_of is not None and at.subject >= object_of:
                continue
            score = self._salience(referent, at, place, gender, possessive=possessive)
            if referent is beside:
                score += 1.0
            if score > 0:
                ranked.append((score - age * 0.01, referent))
        if not ranked:
            return None
        ranked.sort(key=lambda pair: -pair[0])
        best, referent = ranked[0]
        margin = best - ranked[1][0] if len(ranked) > 1 else 2.0
        # In somebody's words the writer's people are not at hand: better open than wrong.
        if margin < (0.6 if place.quote >= 0 else 0.05):
            return None
        confidence = min(
            0.95, 0.6 + 0.15 * min(margin, 2.0) + (0.05 if referent.gender == gender else 0)
        )
        if place.quote >= 0:
            confidence *= 0.8
        return Verdict(referent, round(confidence, 2), _why(referent, place, gender))

    def _salience(
        self, referent: Referent, at: Place, place: Place, gender: Gender, *, possessive: bool
    ) -> float:
        distance = place.sentence - at.sentence if place.quote >= 0 else place.told - at.told
        paragraphs = place.paragraph - at.paragraph
        if distance > 6 or (paragraphs > 2 and distance > 3):
            return 0.0
        score = 4.0 - 0.75 * distance - 0.3 * min(paragraphs, 2)
        if place.sentence == at.sentence:
            # "Roe said he …", "Roe and his wife"
            score += 0.8 if possessive or (at.speaker and at.subject >= 0) else 0.3
        score += 0.9 if at.subject >= 0 else 0.0
        score -= 0.6 if at.aside and not possessive else 0.0
        score += 0.6 if at.speaker and place.speaker else 0.0
        if referent.gender is not None:
            score += 0.9 if referent.gender == gender else -2.5
        score += 0.15 * min(referent.count, 4)
        if referent.group is None and distance:
            score -= 1.6 if referent.pointing else 0.3
        return score

    def nominal(self, nominal: Nominal, place: Place, nouns: Iterable[str]) -> list[Referent]:
        """Those already mentioned, named or not, whom the text calls so; the last mentioned first.

        `nouns` are the nouns to look for, of which the nominal's own comes first.
        """
        found: dict[int, Referent] = {}
        for noun in nouns:
            for referent in self.by_noun.get(noun, ())[-_MEMORY:]:
                if referent.plural == nominal.plural and referent.last is not None:
                    found[id(referent)] = referent
        inside = place.quote >= 0
        return sorted(
            found.values(),
            key=lambda one: -_token(one.last if inside else one.outside or one.last),
        )

    def subject_before(self, place: Place, sorts: Iterable[Sort]) -> Referent | None:
        """The last subject of these sorts in the same sentence or the one before."""
        sorts = tuple(sorts)
        found = [
            referent
            for referent in self.recent
            if referent.sort in sorts
            and referent.outside is not None
            and place.sentence - referent.outside.sentence <= 1
            and referent.outside.token < place.token
        ]
        subjects = [one for one in found if one.outside is not None and one.outside.subject >= 0]
        if not subjects:
            return None
        subjects.sort(key=lambda one: -_token(one.outside))
        return subjects[0]


def _token(place: Place | None) -> int:
    return place.token if place is not None else -1


def _why(referent: Referent, place: Place, gender: Gender) -> str:
    at = referent.outside or referent.last
    who = "the last man" if gender == "man" else "the last woman"
    if referent.gender != gender:
        who = "the last person"
    if at is None:
        return f"{who} mentioned before"
    if at.sentence == place.sentence:
        return f"{who} named before it in the sentence"
    if at.speaker and place.speaker:
        return f"{who} who spoke before"
    return f"{who} who was the subject before" if at.subject >= 0 else f"{who} mentioned before"
