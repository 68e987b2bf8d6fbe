"""The document model of coreference: the entities of a text, their roles and mention contexts."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from msgspec import Struct

from analysis import lexicon
from analysis.coref.clusters import EntityCluster
from analysis.coref.context import ContextFinder, MentionContext
from analysis.coref.nominals import EntityKind, Nominal
from analysis.coref.role_agreement import format_role
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.roles import Role
from analysis.coref.salience import DiscourseModel, Referent
from analysis.coref.unnamed_people import UnnamedPeople
from analysis.models import Label, Mention
from analysis.names.titles import document_noun, gender_of_noun, organization_noun, role_noun
from analysis.syntax.tag_sets import SINGULAR_NOUN_TAGS
from analysis.syntax.tokens import Doc
from analysis.text import split_words

_PRESS = lexicon.words("organization_nouns", "press")
_SITE = re.compile(r"\w\.(?:com|net|org|info|news|[a-z]{2})$")
_PLACES = lexicon.words("place_nouns", "settlement")
_LEAST_NOUN = 4  # letters
_LEGAL_FORMS = lexicon.words("legal_forms")
_KIND_BY_LABEL: dict[Label, EntityKind] = {
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}


class BoundRole(Struct, frozen=True):
    """A role with the index of the name mention that it belongs to."""

    role: Role
    mention: int


class EntityDocument:
    """The entities of a text's names, with the discourse state that resolution updates."""

    def __init__(
        self,
        words: Doc,
        names: Sequence[Mention],
        owners: Sequence[int],
        groups: Sequence[EntityCluster],
        bound_roles: Sequence[BoundRole],
        context_finder: ContextFinder,
    ) -> None:
        """Index the names, roles and speakers of a text.

        `owners` contains the index of each token's name mention, or -1; `bound_roles` the roles
        that belong to names.
        """
        self.words = words
        self.names = names
        self.owners = owners
        self.clusters = groups
        self.cluster_of = {member: n for n, group in enumerate(groups) for member in group.members}
        self.referents = [_make_referent(n, group) for n, group in enumerate(groups)]
        self.discourse = DiscourseModel()
        self.unnamed = UnnamedPeople(words, owners, len(groups))
        self.ambiguous_referents: dict[str, Referent] = {}
        self.speakers: dict[int, Referent] = {}
        # Pronouns and noun phrases of things, by their head: the referent, None if unknown.
        self.things: dict[int, tuple[Referent | None, MentionContext]] = {}
        self.role_at = {
            bound_role.role.head: bound_role
            for bound_role in bound_roles
            if not bound_role.role.is_shared
        }
        self.role_words: dict[int, set[str]] = {}
        self.own_nouns = _find_own_nouns(words, groups)
        for bound_role in bound_roles:
            for head in _coordinated_heads(words, bound_role.role):
                self.role_at.setdefault(head, bound_role)
        self.context_finder = context_finder
        title_tokens = [False] * len(words.tokens)
        for bound_role in bound_roles:
            referent = self.referent_of(bound_role.mention)
            if bound_role.role.kind == "title":
                title_tokens[bound_role.role.first : bound_role.role.last] = [True] * (
                    bound_role.role.last - bound_role.role.first
                )
            if referent is None:
                continue
            gender = gender_of_noun(bound_role.role.noun)
            if gender and not referent.gender_certain:
                referent.gender, referent.gender_certain = gender, True
            self.discourse.record_nouns(referent, [bound_role.role.noun])
            texts = split_words(format_role(words, bound_role.role))
            self.role_words.setdefault(id(referent), set()).update(texts)
        for n, group in enumerate(groups):
            if group.label not in ("PERSON", "NORP"):
                kinds = _kind_nouns(group.name)
                if group.label not in ("FAC", "GPE", "LOC"):
                    # "Islamic State" is not a state.
                    state_nouns = ["state"] if group.name.lower().startswith("state of") else []
                    known = [organization_noun(noun) or document_noun(noun) for noun in kinds]
                    kinds = (
                        [noun for noun in known if noun] + state_nouns + _outlet_nouns(group.name)
                    )
                    if group.name.lower().rstrip(".").split()[-1] in _LEGAL_FORMS:
                        kinds.append("company")
                    kinds += [noun for noun in self.own_nouns if self.own_nouns[noun] == n]
                self.discourse.record_nouns(self.referents[n], kinds)
        self.title_tokens = title_tokens
        for n, name in enumerate(names):
            span = words.token_range(name.start, name.end)
            if len(span):
                context = self.context_finder.find_context(span[0], span[-1] + 1)
                if context.is_speaker and context.quote < 0:
                    self.speakers[context.sentence] = self.referent_or_placeholder(n)

    def referent_of(self, name: int) -> Referent | None:
        """Return the referent of a name mention, or None for an ambiguous name."""
        group = self.cluster_of.get(name)
        return None if group is None else self.referents[group]

    def referent_or_placeholder(self, name: int) -> Referent:
        """Return the referent of a name mention, or a placeholder for an ambiguous name.

        The placeholder prevents a pronoun after the name from resolving to an earlier person.
        """
        referent = self.referent_of(name)
        if referent is not None:
            return referent
        name_text = self.words.text[self.names[name].start : self.names[name].end]
        return self.ambiguous_referents.setdefault(name_text, Referent(None, "person"))

    def name_words(self, nominal: Nominal) -> list[str]:
        """Return the words, in lower case, of the names inside a noun phrase."""
        found = []
        for n in nominal.names:
            name = self.names[n]
            found += split_words(self.words.text[name.start : name.end])
        return found


def _coordinated_heads(words: Doc, role: Role) -> list[int]:
    """Return the nouns that "and" coordinates with the head: "a lawyer and former judge"."""
    found = []
    after_and = False
    for index in range(role.head + 1, role.last if not role.is_shared else 0):
        token = words.tokens[index]
        if token.lower == "and":
            after_and = True
        elif token.tag in ("IN", "TO", "PRP$"):
            after_and = False
        elif after_and and role_noun_at(words, index) and token.tag in SINGULAR_NOUN_TAGS:
            found.append(index)
    return found


def _make_referent(number: int, group: EntityCluster) -> Referent:
    if group.label == "PERSON":
        return Referent(number, "person", group.gender, group.gender_certain)
    return Referent(number, _KIND_BY_LABEL.get(group.label, "other"))


def _find_own_nouns(words: Doc, groups: Sequence[EntityCluster]) -> dict[str, int]:
    """Return the nouns in no list that this text has for the only organization with such a name.

    "Earthquake Observation Division" can be "the division".
    """
    heads: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        if group.label == "ORG":
            for noun in set(filter(_is_own_noun, _kind_nouns(group.name))):
                heads.setdefault(noun, []).append(number)
    if not heads:
        return {}
    used = {token.text for before, token in pairwise(words.tokens) if before.lower == "the"}
    return {noun: found[0] for noun, found in heads.items() if len(found) == 1 and noun in used}


def _is_own_noun(word: str) -> bool:
    """Return whether a word of a name can be the noun for it in this text only: "division"."""
    is_listed = organization_noun(word) or document_noun(word) or role_noun(word)
    return not is_listed and word.isalpha() and len(word) >= _LEAST_NOUN and word not in _PLACES


def _outlet_nouns(name: str) -> list[str]:
    """Return the noun for an outlet whose name shows its kind: "Lund Herald" → newspaper."""
    words = name.lower().split()
    if len(words) > 1 and words[-1] in _PRESS:
        return ["newspaper"]
    return ["website"] if _SITE.search(words[-1]) else []


def _kind_nouns(name: str) -> list[str]:
    """Return the nouns in a name that classify the thing: "Ministry of Defence" → "ministry"."""
    words = name.lower().split()
    head = words[: words.index("of")] if "of" in words else words
    return [word for word in chain(head[-1:], words[-1:]) if len(words) > 1]
