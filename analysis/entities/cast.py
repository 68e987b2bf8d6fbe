"""Everybody and everything that a text names, with what it calls them and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from analysis.entities.discourse import Discourse, Referent
from analysis.entities.name_groups import Group
from analysis.entities.nominals import Nominal, Sort
from analysis.entities.places import Placer
from analysis.entities.role_match import words_of
from analysis.entities.role_nouns import document_noun, gender_of_noun, organisation_noun
from analysis.entities.role_phrases import noun_at
from analysis.entities.role_texts import role_text
from analysis.entities.roles import Role
from analysis.findings import Label, Mention
from analysis.words import Words

_SORTS: dict[Label, Sort] = {"ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A role with the index of the name mention that it belongs to."""

    role: Role
    name: int


class Cast:
    """The referents of a text's names, and the memory in which a walk through it keeps them."""

    def __init__(
        self,
        words: Words,
        names: Sequence[Mention],
        owners: Sequence[int],
        groups: Sequence[Group],
        bound: Sequence[Bound],
        placer: Placer,
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
        self.role_at = {one.role.head: one for one in bound if not one.role.shared}
        self.modifiers: dict[int, set[str]] = {}
        for one in bound:
            for head in _further_heads(words, one.role):
                self.role_at.setdefault(head, one)
        self.placer = placer
        taken = [False] * len(words.tokens)
        for one in bound:
            referent = self.referent_of(one.name)
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
            if group.label not in ("PERSON", "NORP"):
                kinds = _kinds_of(group.name)
                if group.label not in ("FAC", "GPE", "LOC"):
                    # "Islamic State" is no state.
                    of_a_state = ["state"] if group.name.lower().startswith("state of") else []
                    known = [organisation_noun(noun) or document_noun(noun) for noun in kinds]
                    kinds = [noun for noun in known if noun] + of_a_state
                self.discourse.call(self.referents[n], kinds)
        self.taken = taken
        for n, name in enumerate(names):
            span = words.indexes(name.start, name.end)
            if len(span):
                place = self.placer.place(span[0], span[-1] + 1)
                if place.speaker and place.quote < 0:
                    self.speakers[place.sentence] = self.referent_at(n)

    def referent_of(self, name: int) -> Referent | None:
        """What a name mention stands for; None for a name that several people share."""
        group = self.group_of.get(name)
        return None if group is None else self.referents[group]

    def referent_at(self, name: int) -> Referent:
        """What a name mention stands for; for a shared name somebody of that name.

        So a pronoun after a shared name means none of the others.
        """
        referent = self.referent_of(name)
        if referent is not None:
            return referent
        shown = self.words.text[self.names[name].start : self.names[name].end]
        return self.unclear.setdefault(shown, Referent(None, "person"))

    def name_words(self, nominal: Nominal) -> list[str]:
        """The words, in lower case, of the names that a noun phrase holds."""
        found = []
        for n in nominal.names:
            name = self.names[n]
            found += words_of(self.words.text[name.start : name.end])
        return found


def _further_heads(words: Words, role: Role) -> list[int]:
    """The nouns in a role that "and" adds to its head: "a lawyer and former judge"."""
    found = []
    after_and = False
    for index in range(role.head + 1, role.last if not role.shared else 0):
        token = words.tokens[index]
        if token.lower == "and":
            after_and = True
        elif token.tag in ("IN", "TO", "PRP$"):
            after_and = False
        elif after_and and noun_at(words, index) and token.tag in ("NN", "NNP"):
            found.append(index)
    return found


def _referent(number: int, group: Group) -> Referent:
    if group.label == "PERSON":
        return Referent(number, "person", group.gender, group.sure)
    return Referent(number, _SORTS.get(group.label, "other"))


def _kinds_of(name: str) -> list[str]:
    """The nouns in a name that say what kind of thing it names: "Ministry of Defence"."""
    words = name.lower().split()
    head = words[: words.index("of")] if "of" in words else words
    return [word for word in chain(head[-1:], words[-1:]) if len(words) > 1]
