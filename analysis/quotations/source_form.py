"""The form of a source: a name, a pronoun, or a noun phrase for a person, a body or a document."""

from collections.abc import Mapping
from typing import Literal, cast

from msgspec import Struct

from analysis import lexicon
from analysis.coref.role_agreement import country_stem, narrower_nouns
from analysis.models import Mention, Span
from analysis.names.given_names import Gender
from analysis.names.titles import document_noun, gender_of_noun, organization_noun, role_noun
from analysis.syntax.tag_sets import NOUN_TAGS, PLURAL_NOUN_TAGS
from analysis.syntax.tokens import Doc

SourceKind = Literal[
    "name", "he", "it", "they", "first", "relative", "person", "people", "body", "document",
    "thing", "none",
]  # fmt: skip
_PRONOUNS: dict[str, SourceKind] = {
    **dict.fromkeys(lexicon.words("pronouns", "gendered"), "he"),
    **dict.fromkeys(("it", "its", "itself", "this", "that"), "it"),
    **dict.fromkeys(("they", "them", "their", "both", "others", "these", "those"), "they"),
    **dict.fromkeys(("i", "me", "my", "we", "us", "our"), "first"),
    **dict.fromkeys(("who", "whom", "whose", "which"), "relative"),
}
_GENDERS = cast("Mapping[str, Gender]", lexicon.values("pronouns", "gendered"))
_DOCUMENTS = lexicon.words("source_nouns", "document") | lexicon.words(
    "reporting_nouns", "authored"
)
_BODIES = lexicon.words("source_nouns", "body", "outlet")
_GROUPS = lexicon.words("source_nouns", "group")
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_INDEFINITE = lexicon.words("function_words", "indefinite")
_FUNCTION = lexicon.words("prepositions", "role") | {"the", "a", "an", "and", "s", "'s", "’s"}
_OFFICES = ("of state", "of government")  # behind "head"
_POLICE = frozenset({"police", "people", "staff"})


class SourceForm(Struct, frozen=True):
    """The words that name or describe a source, read by its head.

    `article` is "the", "a", "own" for a possessor, or "bare"; without a source it is the pattern.
    `noun` is the head in the singular, `stems` are those of the other words of its phrase, and
    `word` is the head in lower case.
    """

    span: Span
    head: Span
    kind: SourceKind
    article: str = ""
    word: str = ""
    noun: str = ""
    gender: Gender | None = None
    stems: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The kind with the article: "person the"."""
        return f"{self.kind} {self.article}" if self.article else self.kind


def read_source_form(words: Doc, span: Span, head: Span, mention: Mention | None) -> SourceForm:
    """Read the form of a source; `mention` is the one at its head, if there is one."""
    word = words.text[slice(*head)].lower()
    if mention is not None and mention.kind == "name":
        return SourceForm(span, head, "name", word=word)
    if (kind := _PRONOUNS.get(word)) is not None:
        return SourceForm(span, head, kind, word=word, gender=_GENDERS.get(word))
    inside = words.token_range(*span)
    at = words.token_at(head[0])
    token = words.tokens[at]
    spelled = role_noun(words.text[slice(*head)])
    noun = spelled or organization_noun(word) or document_noun(word) or word
    after = words.text[head[1] : span[1]].lower()
    office = next((each for each in _OFFICES if after.startswith(f" {each}")), None)
    if noun == "head" and office is not None:
        noun = f"{noun} {office}"
    kind = _read_kind(noun, word, is_role=spelled is not None)
    if kind == "person" and (token.tag in PLURAL_NOUN_TAGS or word in _POLICE):
        kind = "people"
    before = [words.tokens[index] for index in inside if index < at]
    article = "bare"
    if any(each.tag in ("PRP$", "POS") for each in before):
        article = "own"
    elif before and before[0].lower in _DEFINITE:
        article = "the"
    elif (before and (before[0].lower in _INDEFINITE or before[0].tag == "CD")) or (
        kind == "people" and token.tag in PLURAL_NOUN_TAGS
    ):
        article = "a"
    stems = {
        country_stem(words.tokens[index].lower)
        for index in inside
        if index != at and words.tokens[index].lower not in _FUNCTION
        if office is None or words.tokens[index].lower not in office
        if words.tokens[index].tag in NOUN_TAGS or words.tokens[index].tag in ("JJ", "VBG", "VBN")
    }
    return SourceForm(span, head, kind, article, word, noun, gender_of_noun(noun), frozenset(stems))


def _read_kind(noun: str, word: str, *, is_role: bool) -> SourceKind:
    """Return the kind of a source by its head, a noun in the singular and as it is written."""
    if is_role or any(role_noun(title) for title in narrower_nouns(noun)):
        return "person"  # "His Majesty" is a king
    if organization_noun(word) or not _BODIES.isdisjoint((noun, word)):
        return "body"
    if not _GROUPS.isdisjoint((noun, word)):
        return "people"
    if document_noun(word) or not _DOCUMENTS.isdisjoint((noun, word)):
        return "document"
    return "thing"
