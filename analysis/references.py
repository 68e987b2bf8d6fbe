"""Find pronouns and role nouns and resolve them to the groups of names where evidence is good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from analysis.discourse import Discourse, Referent
from analysis.findings import Label, Mention
from analysis.given_names import Gender
from analysis.name_groups import Group
from analysis.nominals import Nominal, Sort, find_nominals
from analysis.places import Place, Placer
from analysis.role_match import wider, words_fit, words_of
from analysis.role_nouns import gender_of_noun
from analysis.roles import Role, role_text
from analysis.words import Words

_PRONOUNS: dict[str, Gender | None] = {
    "he": "man",
    "him": "man",
    "his": "man",
    "himself": "man",
    "she": "woman",
    "her": "woman",
    "hers": "woman",
    "herself": "woman",
    "they": None,
    "them": None,
    "their": None,
    "theirs": None,
    "themselves": None,
    "it": None,
    "its": None,
    "who": None,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A role with the index of the name mention that it belongs to."""

    role: Role
    name: int


class Resolver:
    """Walks through a text once and gives the nominal and pronoun mentions, resolved or open."""

    def __init__(
        self,
        words: Words,
        names: Sequence[Mention],
        owners: Sequence[int],
        groups: Sequence[Group],
        bound: Sequence[Bound],
    ) -> None:
        """`owners` holds each token's name mention or -1; `bound` the roles that names carry."""
        self.words = words
        self.names = names
        self.owners = owners
        self.groups = groups
        self.group_of = {member: n for n, group in enumerate(groups) for member in group.members}
        self.referents = [_referent(n, group) for n, group in enumerate(groups)]
        self.discourse = Discourse()
        self.unclear: dict[str, Referent] = {}
        self.speakers: dict[int, Referent] = {}
        self.role_at = {one.role.head: one for one in bound}
        self.modifiers: dict[int, set[str]] = {}
        self.placer = Placer(words, owners)
        taken = [False] * len(words.tokens)
        for one in bound:
            referent = self._referent_of(one.name)
            if one.role.kind == "title":
                taken[one.role.first : one.role.last] = [True] * (one.role.last - one.role.first)
            if referent is None:
                continue
            gender = gender_of_noun(one.role.noun)
            if gender and not referent.sure:
                referent.gender, referent.sure = gender, True
            self.discourse.call(referent, [one.role.noun])
            texts = words_of(role_text(words, one.role))
            self.modifiers.setdefault(id(referent), set()).update(texts)
        for n, group in enumerate(groups):
            if group.label in ("ORG", "FAC", "GPE"):
                self.discourse.call(self.referents[n], _kinds_of(group.name))
        self.taken = taken

    def _referent_of(self, name: int) -> Referent | None:
        group = self.group_of.get(name)
        return None if group is None else self.referents[group]

    def _unclear(self, name: int) -> Referent:
        """Somebody of a name that several share: a pronoun after it means none of the others."""
        shown = self.words.text[self.names[name].start : self.names[name].end]
        return self.unclear.setdefault(shown, Referent(None, "person"))

    def mentions(self) -> list[tuple[Mention, int | None]]:
        """The nominal and pronoun mentions in text order, each with its group of names or None."""
        found: list[tuple[Mention, int | None]] = []
        nominals = find_nominals(self.words, self.owners, self.taken)
        steps: list[tuple[int, int, int, Nominal | None]] = []
        for n, name in enumerate(self.names):
            span = self.words.indexes(name.start, name.end)
            if len(span):
                steps.append((span[0], span[-1] + 1, n, None))
                place = self.placer.place(span[0], span[-1] + 1)
                if place.speaker and place.quote < 0:
                    self.speakers[place.sentence] = self._referent_of(n) or self._unclear(n)
        steps += [(one.head, one.last, -1, one) for one in nominals]
        for index, token in enumerate(self.words.tokens):
            if token.lower in _PRONOUNS and self.owners[index] < 0:
                steps.append((index, index + 1, -2, None))
        for first, last, n, nominal in sorted(steps, key=lambda step: step[:3]):
            if nominal is not None:
                found += self._nominal(nominal)
            elif n >= 0:
                referent = self._referent_of(n) or self._unclear(n)
                self.discourse.mention(referent, self.placer.place(first, last))
            else:
                found += self._pronoun(first)
        return found

    # Nominals

    def _nominal(self, nominal: Nominal) -> Iterator[tuple[Mention, int | None]]:
        place = self.placer.place(nominal.head, nominal.last)
        first = self.words.tokens[nominal.first]
        end = self.words.tokens[nominal.head].end
        referent, confidence, because = self._meant(nominal, place)
        if referent is None:
            if nominal.sort != "person":
                return
            gender = gender_of_noun(nominal.noun)
            pointing = nominal.definite or nominal.possessed
            referent = Referent(None, "person", gender, True, nominal.plural, pointing)
            self.discourse.call(referent, [nominal.noun])
            words = {*nominal.modifiers, *self._name_words(nominal)}
            self.modifiers[id(referent)] = words
        self.discourse.mention(referent, place)
        if referent.group is None and not place.speaker:
            return
        label = _LABELS[nominal.sort]
        yield (
            Mention(first.start, end, label, "nominal", None, confidence, because),
            referent.group,
        )

    def _name_words(self, nominal: Nominal) -> list[str]:
        found = []
        for n in nominal.names:
            name = self.names[n]
            found += words_of(self.words.text[name.start : name.end])
        return found

    def _meant(self, nominal: Nominal, place: Place) -> tuple[Referent | None, float, str]:
        """Whom a nominal means: a referent, how sure, and why; None for somebody not yet known."""
        bound = self.role_at.get(nominal.head)
        if bound is not None:
            referent = self._referent_of(bound.name)
            if referent is not None:
                shown = self.words.text[self.names[bound.name].start : self.names[bound.name].end]
                return referent, 0.92, f"what the text calls {' '.join(shown.split())}"
        unnamed = "described, but not named"
        opener = self.words.tokens[nominal.first].lower
        points = nominal.definite or (nominal.possessed and opener not in ("our", "my", "your"))
        if not points and not self._is_bare_title(nominal):
            return None, 0.8, unnamed
        nouns = [nominal.noun, *wider(nominal.noun)]
        fitting = [
            referent
            for referent in self.discourse.nominal(nominal, place, nouns)
            if self._fits(nominal, referent)
        ]
        if not fitting:
            single = self._single_person(nominal, place) or self._single_thing(nominal, place)
            return single or (None, 0.7, unnamed)
        best = fitting[0]
        if best.group is None:
            return best, 0.7, f"the {nominal.noun} mentioned before, not named"
        rivals = [one for one in fitting[1:] if one.group is not None and one.last and best.last]
        close = any(
            one.last is not None
            and best.last is not None
            and one.last.sentence == best.last.sentence
            for one in rivals
        )
        if close:
            return None, 0.5, f"could be one of several called {nominal.noun}"
        exact = nominal.noun in best.nouns
        confidence = 0.9 - 0.1 * min(len(rivals), 2) - (0 if exact else 0.15)
        name = self._group_name(best)
        return best, round(confidence, 2), f"{name} is called {_article(nominal.noun)} in the text"

    def _is_bare_title(self, nominal: Nominal) -> bool:
        head = self.words.tokens[nominal.head]
        return nominal.first == nominal.head and head.tag == "NNP" and not nominal.plural

    def _group_name(self, referent: Referent) -> str:
        return "" if referent.group is None else self.groups[referent.group].name

    def _fits(self, nominal: Nominal, referent: Referent) -> bool:
        gender = gender_of_noun(nominal.noun)
        if gender and referent.sure and referent.gender not in (gender, None):
            return False
        names = self._name_words(nominal)
        if nominal.sort != "person":
            return referent.sort != "person" and not names and not nominal.modifiers
        if referent.sort != "person":
            return False
        nouns = {nominal.noun, *referent.nouns}
        return words_fit(nominal.modifiers, names, self.modifiers.get(id(referent), ()), nouns)

    def _single_person(
        self, nominal: Nominal, place: Place
    ) -> tuple[Referent | None, float, str] | None:
        """Whom "the man" means: the one person that the last sentences are about."""
        gender = gender_of_noun(nominal.noun)
        if nominal.noun not in ("man", "woman", "boy", "girl") or nominal.plural or not gender:
            return None
        if not nominal.definite or nominal.modifiers or nominal.names:
            return None
        near = [
            one
            for one in self.discourse.recent
            if one.sort == "person"
            and not one.plural
            and one.outside is not None
            and place.sentence - one.outside.sentence <= 3
            and one.gender in (gender, None)
        ]
        if len(near) == 1 and near[0].group is not None and near[0].gender == gender:
            return near[0], 0.6, f"the only {gender} mentioned just before"
        return None

    def _single_thing(
        self, nominal: Nominal, place: Place
    ) -> tuple[Referent | None, float, str] | None:
        """What "the company" or "the city" means: the only one mentioned in the last sentences."""
        generic = nominal.noun in _GENERIC
        generic = generic and self.words.tokens[nominal.first].lower == "the"
        if not generic or place.subject < 0 or nominal.modifiers or nominal.names:
            return None
        near = [
            one
            for one in self.discourse.recent
            if one.sort == nominal.sort
            and one.outside is not None
            and place.sentence - one.outside.sentence <= 2
            and not (one.nouns and nominal.noun not in one.nouns and nominal.sort != "place")
        ]
        last = max((one.outside.sentence for one in near if one.outside), default=-1)
        near = [one for one in near if one.outside and one.outside.sentence == last]
        if len(near) == 1 and near[0].group is not None:
            return near[0], 0.65, f"the only {nominal.sort} mentioned just before"
        return None

    # Pronouns

    def _pronoun(self, index: int) -> Iterator[tuple[Mention, int | None]]:
        token = self.words.tokens[index]
        gender = _PRONOUNS[token.lower]
        place = self.placer.place(index, index + 1)
        if token.lower == "who":
            yield from self._who(index, place)
        elif gender is not None:
            yield from self._personal(index, place, gender)
        elif token.lower in ("it", "its"):
            yield from self._it(index, place)
        elif place.speaker:
            yield Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _SEVERAL), None

    def _personal(
        self, index: int, place: Place, gender: Gender
    ) -> Iterator[tuple[Mention, int | None]]:
        token = self.words.tokens[index]
        possessive = token.tag == "PRP$" or token.lower == "his"
        object_of = None
        if token.lower in ("him", "her") and not possessive:
            object_of = self.placer.clause_start(index)
        ahead = self._ahead(index, gender) if place.quote < 0 else None
        if ahead is not None:
            referent, confidence, because = ahead, 0.8, "named right after it, as the subject"
        else:
            verdict = self.discourse.pronoun(
                place,
                gender,
                possessive=possessive,
                object_of=object_of,
                barred=self._speaker_near(place) if place.quote >= 0 else None,
            )
            if verdict is None:
                yield Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _OPEN), None
                return
            referent, confidence, because = verdict.referent, verdict.confidence, verdict.because
        if not referent.sure and (referent.gender is None or confidence >= 0.9):
            referent.gender, referent.sure = gender, confidence >= 0.9
        self.discourse.mention(referent, place)
        if referent.group is None:
            because += ", who is not named"
        yield (
            Mention(token.start, token.end, "PERSON", "pronoun", None, confidence, because),
            referent.group,
        )

    def _ahead(self, index: int, gender: Gender) -> Referent | None:
        """The subject that follows a pronoun in an opening clause: "In his speech, Roe said"."""
        tokens = self.words.tokens
        sentence = self.words.sentences[self.words.sentence_of(index)]
        opener = tokens[sentence.first]
        if opener.tag not in ("IN", "WRB", "VBG", "VBN", "TO") or index - sentence.first > 20:
            return None
        if any(self.owners[i] >= 0 and self._is_person(i) for i in range(sentence.first, index)):
            return None
        limit = min(sentence.last - 1, index + 15)
        comma = next((i for i in range(index, limit) if tokens[i].text == ","), -1)
        if comma < 0:
            return None
        after = comma + 1
        while after < limit and self.taken[after]:
            after += 1
        if self.owners[after] < 0 or not self._is_person(after):
            return None
        name = self.owners[after]
        last = self.words.indexes(self.names[name].start, self.names[name].end)[-1] + 1
        referent = self._referent_of(name)
        if referent is None or self.placer.place(after, last).subject < 0:
            return None
        return referent if referent.gender == gender else None

    def _is_person(self, index: int) -> bool:
        return self.names[self.owners[index]].label == "PERSON"

    def _speaker_near(self, place: Place) -> Referent | None:
        """Who seems to speak the words at a place: the sentence's speaker, else the last one."""
        if place.sentence in self.speakers:
            return self.speakers[place.sentence]
        for referent in reversed(self.discourse.recent):
            at = referent.outside
            if at is not None and at.speaker and place.sentence - at.sentence <= 1:
                return referent
        return None

    def _who(self, index: int, place: Place) -> Iterator[tuple[Mention, int | None]]:
        before = index - 1
        tokens = self.words.tokens
        if before >= 0 and tokens[before].text == ",":
            before -= 1
        for referent in reversed(self.discourse.recent[-3:]):
            at = referent.last
            if at is None or referent.sort != "person" or at.sentence != place.sentence:
                continue
            if self.owners[before] >= 0 and self.owners[at.token] == self.owners[before]:
                self.discourse.mention(referent, place)
                token = tokens[index]
                yield (
                    Mention(
                        token.start,
                        token.end,
                        "PERSON",
                        "pronoun",
                        None,
                        0.92,
                        "right after the name",
                    ),
                    referent.group,
                )
                return

    def _it(self, index: int, place: Place) -> Iterator[tuple[Mention, int | None]]:
        token = self.words.tokens[index]
        if place.quote >= 0 or not (place.speaker or token.lower == "its"):
            return
        referent = self.discourse.subject_before(place, ("organisation", "place", "other"))
        if referent is None or referent.group is None or referent.outside is None:
            return
        if token.lower == "its" and not self._is_near(referent.outside.subject, index):
            return
        label = self.groups[referent.group].label
        self.discourse.mention(referent, place)
        because = "the subject before it that is no person"
        yield (
            Mention(token.start, token.end, label, "pronoun", None, 0.7, because),
            referent.group,
        )

    def _is_near(self, subject: int, index: int) -> bool:
        """Whether a subject and a pronoun are in one clause with no other name between them."""
        span = range(subject + 1, index)
        return (
            subject >= 0
            and len(span) < 20
            and not any(
                (self.owners[i] >= 0 and self.owners[i] != self.owners[subject])
                or self.words.tokens[i].text in (",", ".", ";", ":")
                or self.words.tokens[i].tag in ("WDT", "WP")
                for i in span
            )
        )


_LABELS: dict[Sort, Label] = {"person": "PERSON", "organisation": "ORG", "place": "GPE"}
_SORTS: dict[Label, Sort] = {"ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
_GENERIC = frozenset({"company", "firm", "city", "town", "village", "island"})
_OPEN = "nobody before it fits well enough"
_SEVERAL = "could mean several people or groups"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _referent(number: int, group: Group) -> Referent:
    if group.label == "PERSON":
        return Referent(number, "person", group.gender, group.sure)
    return Referent(number, _SORTS.get(group.label, "other"))


def _kinds_of(name: str) -> list[str]:
    """The nouns in a name that say what kind of thing it names: "Ministry of Defence"."""
    words = name.lower().split()
    head = words[: words.index("of")] if "of" in words else words
    return [word for word in chain(head[-1:], words[-1:]) if len(words) > 1]
