"""Evidence that a single-word name belongs to a person named in full, or to none of them.

Each kind of evidence is a feature with a value from 0 to 1; `analysis.coref.short_names` has the
weights.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis import lexicon
from analysis.coref.name_uses import NameEvidence
from analysis.coref.passing_names import PassingKind
from analysis.coref.role_agreement import country_stem, is_broad_noun, narrower_nouns
from analysis.log_linear import Features
from analysis.names.given_names import Gender, gender_of_given_name
from analysis.names.occupations import occupational_fields
from analysis.names.parser import (
    NameCluster,
    gender_of_cluster,
    is_family_name_first,
)
from analysis.names.titles import GENERIC_PERSON_NOUNS, RELATION_NOUNS

_DISTANCES = (0, 1, 3, 8)  # sentences
_SOON = 2  # sentences
_COMMON_NAMES = lexicon.words("first_family_names")
_FAMILY_NAMES = lexicon.words("family_names")
_OF_STATE = frozenset({"politics", "forces", "military"})
_UNSPECIFIC = GENERIC_PERSON_NOUNS | RELATION_NOUNS
_NO_TITLE = _UNSPECIFIC | {""}


@dataclass(slots=True)
class KnownPerson:
    """A person named in full, with the uses of the full name and the mentions linked so far."""

    cluster: NameCluster
    first: int
    mentions: list[int]
    gender: Gender | None
    gender_certain: bool
    nouns: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    is_relative: bool = False
    is_dead: bool = False
    is_royal: bool = False
    fields: set[str] = field(default_factory=set)
    is_former: bool = False
    is_dependent: bool = False
    # In which way all mentions of the full name are in passing, if they are.
    passing: PassingKind = ""
    is_quoted: bool = False

    def add_use(self, member: int, use: NameEvidence) -> None:
        """Record a mention with what its sentence states of the person."""
        insort(self.mentions, member)
        self.nouns |= use.nouns - _UNSPECIFIC
        self.stems.update(map(country_stem, use.role_words))
        self.is_dead = self.is_dead or use.is_dead
        self.is_royal = self.is_royal or use.is_royal
        self.fields |= use.fields
        self.is_former = self.is_former or use.is_former
        if use.gender is not None and not self.gender_certain:
            self.gender, self.gender_certain = use.gender, True


def make_person(cluster: NameCluster, uses: Sequence[NameEvidence]) -> KnownPerson:
    """Return the person of a cluster of full names."""
    members = sorted(cluster.reasons)
    gender, is_certain = gender_of_cluster(cluster, [use.gender for use in uses])
    person = KnownPerson(cluster, members[0], [], gender, is_certain)
    for member in members:
        person.add_use(member, uses[member])
        person.is_relative = person.is_relative or uses[member].is_relative
    person.is_dependent = uses[members[0]].is_dependent
    kinds = {uses[member].passing for member in members}
    person.passing = kinds.pop() if len(kinds) == 1 else ""
    person.is_quoted = all(uses[member].quote >= 0 for member in members)
    return person


def name_part(word: str, cluster: NameCluster) -> str:
    """Return the part of a person's name that a word is: "surname", "given name", …."""
    full = cluster.main_form.parsed
    parts = [form.parsed.parts for form in cluster.forms if len(form.parsed.parts) > 1]
    if any(each[-1] == word for each in parts):
        return "surname"
    if any(each[0] == word for each in parts):
        if is_family_name_first(full):
            return "surname"
        return "given name" if gender_of_given_name(word) else "first word"
    if word in nickname_words(full.nickname):
        return "nickname"
    return "name part" if word in full.parts else "spelling"


def nickname_words(nickname: str) -> list[str]:
    """Return the words by which a nickname is used alone: "The Rock" → "rock"."""
    return nickname.removeprefix("the ").split()[-1:]


def _extends(person: KnownPerson, rival: KnownPerson) -> bool:
    """Return whether a full name continues another: "Juma Ali Hassan", "Juma Ali"."""
    fuller = person.cluster.main_form.parsed.parts
    shorter = rival.cluster.main_form.parsed.parts
    return len(shorter) < len(fuller) and fuller[: len(shorter)] == shorter


class ShortNameEvidence:
    """The evidence for the candidates of the single-word names of a text, in text order."""

    def __init__(self, uses: Sequence[NameEvidence]) -> None:
        """Start before the first name; `uses` has an entry for each name of the text."""
        self._uses = uses
        # The last mention of each word, and the person that it was linked to.
        self._last: dict[str, tuple[int, KnownPerson | None]] = {}
        # The last mention of the person whom the text names by one word only, by that word.
        self._own: dict[str, int] = {}
        # The gender and the roles of the person whom the text names by one word only.
        self._genders: dict[str, Gender] = {}
        self._nouns: dict[str, set[str]] = {}
        # The mentions of the candidates before the name that is described now.
        self._counted: tuple[int, int, frozenset[int]] = (-1, 0, frozenset())

    def record_link(self, word: str, member: int, person: KnownPerson | None) -> None:
        """Record the person that a mention was linked to, None for a person without a full name."""
        self._last[word] = (member, person)
        use = self._uses[member]
        if person is not None:
            person.add_use(member, use)
            return
        self._own[word] = member
        if use.gender is not None:
            self._genders.setdefault(word, use.gender)
        self._nouns.setdefault(word, set()).update(use.nouns - _UNSPECIFIC)

    def describe_absence(
        self, word: str, member: int, candidates: Sequence[KnownPerson]
    ) -> Features:
        """Return the evidence that a name belongs to none of the candidates."""
        use = self._uses[member]
        features = {"none": 1.0}
        if len(candidates) > 1:
            features["none: several candidates"] = 1.0
            if use.is_family:
                features["none: family of several"] = 1.0
        if word in self._last and self._last[word][1] is None:
            features[f"none: as before, {self._distance(self._last[word][0], member)}"] = 1.0
            features["none: as before"] = 1.0
        if word in self._own and all(
            self._own[word] > person.mentions[position - 1]
            for person in candidates
            if (position := bisect_left(person.mentions, member))
        ):
            features["none: latest"] = 1.0
        known = self._genders.get(word)
        if use.gender is not None and known is not None:
            is_same = use.gender == known
            features["none: gender agrees" if is_same else "none: gender differs"] = 1.0
        nouns = self._nouns.get(word)
        if use.title and use.title not in _UNSPECIFIC and nouns:
            is_same = not nouns.isdisjoint({use.title, *narrower_nouns(use.title)})
            features["none: title agrees" if is_same else "none: title differs"] = 1.0
        if all(person.first > member for person in candidates):
            features["none: no candidate before"] = 1.0
        is_agreed = any(
            _is_same_noun(use.title, noun) for person in candidates for noun in person.nouns
        )
        if use.title and not (is_agreed and word in self._own):
            features["none: titled"] = 1.0
        if use.is_headline:
            features["none: headline"] = 1.0
        if use.is_royal:
            features["none: royal"] = 1.0
        if use.is_relative:
            features["none: relative"] = 1.0
        if use.quote >= 0:
            features["none: quoted"] = 1.0
        is_described = bool(use.apposed or use.is_introduced or use.is_relative)
        if use.gender is not None and all(
            person.gender not in (None, use.gender) for person in candidates
        ):
            described = ", described" if is_described else ""
            features[f"none: gender of nobody{described}"] = 1.0
        if use.apposed and not use.title:
            features["none: titled"] = 1.0
        if word in _COMMON_NAMES:
            features["none: common family name"] = 1.0
        elif gender_of_given_name(word):
            features["none: given name"] = 1.0
        elif word not in _FAMILY_NAMES:
            features["none: unlisted"] = 1.0
        return features

    def describe_candidate(
        self, word: str, member: int, person: KnownPerson, candidates: Sequence[KnownPerson]
    ) -> Features:
        """Return the evidence that a name belongs to a person named in full."""
        use = self._uses[member]
        part = name_part(word, person.cluster)
        features: Features = {part: 1.0}
        if part == "given name" and any(
            name_part(word, rival.cluster) == "surname" for rival in candidates
        ):
            features["given name, a rival's surname"] = 1.0
        if any(
            self._last[name][1] is person
            for name in person.cluster.main_form.parsed.parts[1:]
            if name != word and name in self._last
        ):
            features["known by another part"] = 1.0
        if (
            len(candidates) > 1
            and part == "surname"
            and self._is_called_by_given_name(member, person)
        ):
            features["called by the given name"] = 1.0
        if part == "name part" and any(_extends(person, rival) for rival in candidates):
            features["extends a name"] = 1.0
        self._add_distance(features, word, member, person, candidates)
        self._add_title(features, use, person)
        self._add_conflicts(features, use, member, person)
        if part == "surname" and "title differs" not in features and len(candidates) == 1:
            self._add_later_name(features, use, member, person)
        if use.is_royal:
            features["royal too" if person.is_royal else "not royal"] = 1.0
        if word in self._last and self._last[word][1] is person:
            features["as before"] = 1.0
            features[f"as before, {self._distance(self._last[word][0], member)}"] = 1.0
        if use.gender is not None and person.gender is not None:
            if use.gender != person.gender:
                by_name = "" if person.gender_certain else ", by the given name"
                features[f"gender differs{by_name}"] = 1.0
                given = person.cluster.main_form.parsed.parts[0]
                if by_name and gender_of_given_name(given) == person.gender:
                    features["gender differs, by a usual given name"] = 1.0
                if any(rival.gender == use.gender for rival in candidates):
                    features["gender differs, a rival's agrees"] = 1.0
            else:
                by_name = "" if person.gender_certain else ", by the given name"
                features[f"gender agrees{by_name}"] = 1.0
        if use.pronoun is not None and person.gender is not None and use.gender is None:
            agrees = use.pronoun == person.gender
            features["pronoun agrees" if agrees else "pronoun differs"] = 1.0
        if use.spouse is not None and person.gender is not None:
            agrees = use.spouse == person.gender
            features["spouse agrees" if agrees else "spouse differs"] = 1.0
        if part == "surname":
            self._add_kinship(features, word, member, person)
        if person.is_dead:
            features["dead"] = 1.0
            if use.is_speaker:
                features["dead, speaks"] = 1.0
        return features

    def _is_called_by_given_name(self, member: int, person: KnownPerson) -> bool:
        """Return whether the last mention of a person is the given name alone."""
        position = bisect_left(person.mentions, member)
        if is_family_name_first(person.cluster.main_form.parsed):
            return False
        given = person.cluster.main_form.parsed.parts[0]
        last, linked = self._last.get(given, (-1, None))
        return position > 0 and linked is person and person.mentions[position - 1] == last

    def _add_later_name(
        self, features: Features, use: NameEvidence, member: int, person: KnownPerson
    ) -> None:
        """Add that a title and surname precede the only full name: "President Roe … Ann Roe"."""
        is_plain = not (person.is_relative or use.is_relative or use.is_royal)
        if use.title and use.title not in _UNSPECIFIC and is_plain and person.first > member:
            features["titled, only bearer"] = 1.0

    def _add_kinship(self, features: Features, word: str, member: int, person: KnownPerson) -> None:
        use = self._uses[member]
        is_known = word in self._last and self._last[word][1] is person
        if person.is_relative:
            features["relative, as before" if is_known else "relative"] = 1.0
            if person.first > member:
                features["relative, named later"] = 1.0
        if use.has_relative and member < person.first:
            features["possessor of a relative, named later"] = 1.0
        if use.has_relative and person.is_relative and member < person.first:
            features["own relative"] = 1.0
        if use.is_relative:
            features["relative too" if person.is_relative else "relative of"] = 1.0

    def _add_distance(
        self,
        features: Features,
        word: str,
        member: int,
        person: KnownPerson,
        candidates: Sequence[KnownPerson],
    ) -> None:
        uses = self._uses
        position = bisect_left(person.mentions, member)
        if not position:
            ahead = uses[person.first].sentence - uses[member].sentence
            near = "soon" if ahead <= _SOON else "later"
            features["headline, named soon" if uses[member].is_headline else f"named {near}"] = 1.0
            if person.first == min(each.first for each in candidates):
                headlined = uses[member].is_headline and len(candidates) > 1
                features["headline, named first" if headlined else "named first"] = 1.0
            return
        last = person.mentions[position - 1]
        features[self._distance(last, member)] = 1.0
        features["named before"] = 1.0
        if len(candidates) < 2:
            if word not in self._own:
                features["only candidate"] = 1.0
            return
        total, latest = self._count_mentions(member, candidates)
        features["share"] = position / total
        if position == total:
            features["only one named before"] = 1.0
        # Of "Ann and Bo Roe", neither is nearer or named first.
        is_beside = any(
            beside in latest and uses[beside].sentence == uses[last].sentence
            for beside in (last - 1, last + 1)
        )
        if last == max(latest) and not is_beside:
            features["latest"] = 1.0
            if uses[last].sentence == uses[member].sentence:
                features["latest, same sentence"] = 1.0
        if uses[last].is_speaker and uses[member].is_speaker:
            features["spoke again"] = 1.0
        if person.first == min(each.first for each in candidates) and not is_beside:
            features["first candidate"] = 1.0

    def _count_mentions(
        self, member: int, candidates: Sequence[KnownPerson]
    ) -> tuple[int, frozenset[int]]:
        """Return the number of mentions of all candidates before a name, and the last of each."""
        if self._counted[0] != member:
            positions = [(each, bisect_left(each.mentions, member)) for each in candidates]
            latest = frozenset(each.mentions[at - 1] for each, at in positions if at)
            self._counted = (member, sum(at for _, at in positions), latest)
        return self._counted[1:]

    def _distance(self, earlier: int, later: int) -> str:
        sentences = self._uses[later].sentence - self._uses[earlier].sentence
        for limit in _DISTANCES:
            if sentences <= limit:
                return f"{limit} sentences ago"
        return "long ago"

    def _add_title(self, features: Features, use: NameEvidence, person: KnownPerson) -> None:
        if not use.title or use.title in _UNSPECIFIC:
            return
        if not person.nouns:
            features["title, role unknown"] = 1.0
            return
        nouns = {use.title, *narrower_nouns(use.title)}
        nouns.update(noun for noun in person.nouns if use.title in narrower_nouns(noun))
        if person.nouns.isdisjoint(nouns):
            features["title differs"] = 1.0
            return
        features["title agrees"] = 1.0
        words = {country_stem(word) for word in use.role_words} - {country_stem(use.title)}
        if words:
            features["role words agree" if words & person.stems else "role words differ"] = 1.0

    def _add_conflicts(
        self, features: Features, use: NameEvidence, member: int, person: KnownPerson
    ) -> None:
        """Add that the name is used as that of a person other than the one named in full."""
        own = {use.title, use.apposed, use.described} - _UNSPECIFIC - {""}
        agrees = any(_is_same_noun(noun, known) for noun in own for known in person.nouns)
        if own and not agrees:
            is_former = use.is_former or person.is_former
            has_fields = bool(use.fields and person.fields) and not is_former
            # a head of state can have a military rank
            has_fields = has_fields and not use.fields | person.fields <= _OF_STATE
            if has_fields and use.fields.isdisjoint(person.fields):
                features["field differs" if use.title else "field differs, described"] = 1.0
            if use.apposed and person.nouns and not any(map(is_broad_noun, own | person.nouns)):
                features["apposed, role differs"] = 1.0
            if f"vice {use.title}" in person.nouns and not is_former:
                features["rank differs"] = 1.0
        is_new = bool(use.apposed or use.is_introduced or use.title not in _NO_TITLE)
        if is_new and not agrees:
            if person.passing:
                features[f"{person.passing}, described"] = 1.0
            elif person.is_quoted and use.quote < 0 and person.first < member:
                features["quoted only, described"] = 1.0
        is_author = "press" in occupational_fields(" ".join(use.nouns))
        if person.passing == "credit" and not is_author:
            features["credit"] = 1.0
        if person.passing == "past" and use.is_speaker:
            features["past, speaks"] = 1.0
        if member < person.first and person.is_dependent:
            features["named later, dependent"] = 1.0


def _is_same_noun(first: str, second: str) -> bool:
    return first == second or first in narrower_nouns(second) or second in narrower_nouns(first)
