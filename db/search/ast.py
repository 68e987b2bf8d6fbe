"""The abstract syntax tree of a query, made of frozen records."""

import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from analysis.models import WEAK_KINDS, Basis, SourceType
from db.article_properties import FLAGS, ORIGINAL

TextField = Literal["title", "source", "author", "speaker", "entity", "quote", "note"]
When = Literal["before", "after", "on"]
STATES: tuple[str, ...] = (
    "unread", "reading", "read", *(flag.name for flag in FLAGS), "undated", "incomplete", "killed",
    "embargoed", "imported", ORIGINAL.name, "woman", "man",
)  # fmt: skip
"""The values of `is:`, apart from the weak kinds of quotations."""
Feature = Literal["note", "quotation", "event", "tag", "text"]
Kind = Literal[
    "article", "quotation", "event", "note", "direct", "indirect", "mixed", "topic", "continuation"
]  # the kind of a hit, or of a quotation


class Term(Struct, frozen=True):
    """A search term: one word or a phrase.

    `tokens` are its words in lower case without accents. A single word that is not `exact` matches
    every form with its stem. With `prefix` its last word is a prefix. `literals` are its pieces
    with symbols (`C++`), which the text must contain literally. `others` are the words of other
    names, each a phrase, which match too: `u n` for `un`. `cased` is a word in capitals, `US`: a
    text has it in capitals, or has another name. `start` and `end` are its span in the query.
    """

    tokens: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    literals: tuple[str, ...] = ()
    field: TextField | None = None
    start: int = 0
    end: int = 0
    others: tuple[tuple[str, ...], ...] = ()
    cased: str = ""


class Near(Struct, frozen=True):
    """Terms that must be near each other, with at most `distance` other words between them."""

    words: tuple[Term, ...]
    distance: int
    field: TextField | None = None


class DateTerm(Struct, frozen=True):
    """A condition on the publication date.

    With `event`, it is on the dates of events, and with `added`, on the day of addition. `articles`
    are the ids of the articles with such an event, as a JSON list, once they are found.
    """

    when: When
    first: datetime.date
    last: datetime.date
    event: bool = False
    added: bool = False
    articles: str = ""


class TagTerm(Struct, frozen=True):
    """A condition on tags: the tag `name` and those below it, such as `election/fraud`.

    With `prefix`, it matches any tag that begins with the name.
    """

    name: str
    prefix: bool = False


class CollectionTerm(Struct, frozen=True):
    """A condition on collections: the one of a name, or with `prefix`, any that begins with it."""

    name: str
    prefix: bool = False


class OriginTerm(Struct, frozen=True):
    """A condition on what a file brought: its name, or an author that it names, contains `name`."""

    name: str


class AuthorTerm(Struct, frozen=True):
    """A condition on who wrote, tagged, judged or corrected: the reader's name contains `name`."""

    name: str


class RowText(Struct, frozen=True):
    """A text that the row of a list must contain: without accents, in lower case.

    Only the filter of a list has this condition; `start` and `end` are its span in the query.
    """

    text: str
    start: int = 0
    end: int = 0


class KindTerm(Struct, frozen=True):
    """A condition on the kind of a hit or of a quotation."""

    kind: Kind


class IsTerm(Struct, frozen=True):
    """A condition on an article: its reading state, marks, date, analysis, status or origins."""

    state: str


class HasTerm(Struct, frozen=True):
    """A condition that an article has a note, a quotation, an event, a tag or a text."""

    feature: Feature


class SourceTerm(Struct, frozen=True):
    """A condition on the source of a quotation: its type, or its basis."""

    column: Literal["type", "basis"]
    value: SourceType | Basis


class RewordingTerm(Struct, frozen=True):
    """A condition on quotations outside a quote group, which have one of its speakers or none.

    `quote_group` is its id. No query text has this condition.
    """

    quote_group: int


class SpokenTerm(Struct, frozen=True):
    """A condition on quotations of which an identity is a speaker, under any of its names.

    No query text has this condition.
    """

    identity: int


class LaterTerm(Struct, frozen=True):
    """A condition on articles that were added after the one with the id `article`.

    If that is 0, `added` is a time in UTC after which they were added, or empty for any time. No
    query text has this condition.
    """

    article: int
    added: str = ""


class Not(Struct, frozen=True):
    """The negation of `part`."""

    part: "Node"


class And(Struct, frozen=True):
    """The conjunction of all parts."""

    parts: tuple["Node", ...]


class Or(Struct, frozen=True):
    """The disjunction of the parts."""

    parts: tuple["Node", ...]


Node: TypeAlias = (
    Term
    | Near
    | DateTerm
    | TagTerm
    | CollectionTerm
    | OriginTerm
    | AuthorTerm
    | RowText
    | KindTerm
    | IsTerm
    | HasTerm
    | SourceTerm
    | RewordingTerm
    | SpokenTerm
    | LaterTerm
    | Not
    | And
    | Or
)


class AboutTerm(Struct, frozen=True):
    """A request for quotations that are near to `text` in meaning.

    `words` are its words without stop words, with their spans in the query. `offset` is the start
    of the text in the query.
    """

    text: str
    words: tuple[Term, ...]
    offset: int = 0

    def written(self, word: Term) -> str:
        """Return one of the words as it is written in the text."""
        return self.text[word.start - self.offset : word.end - self.offset]


class QueryError(Struct, frozen=True):
    """An error in a query: a message for the user, and its span in the query."""

    message: str
    start: int
    end: int

    def format_with(self, query: str) -> str:
        """Return the message and the query on one line, with the error between »these« marks."""
        return f"{self.message}: {self.mark_in(query)}"

    def mark_in(self, query: str) -> str:
        """Return the query around the error, with the error between »these« marks."""
        query = "".join(letter if letter.isprintable() else " " for letter in query)
        before, after = query[: self.start], query[self.end :]
        invalid = query[self.start : self.end]
        before = before if len(before) <= 40 else f"…{before[-40:]}"
        invalid = invalid if len(invalid) <= 40 else f"{invalid[:40]}…"
        after = after if len(after) <= 20 else f"{after[:20]}…"
        return f"{before}»{invalid}«{after}"


class Query(Struct, frozen=True):
    """A parsed query: `root` is None for a query without a term.

    `error` is the first error; `root` is the tree of the valid rest. `has_and` is True if the
    operator AND is written in the query: its words are then required by it. `about` is a request
    by meaning, of quotations for which `root` holds too.
    """

    root: Node | None
    error: QueryError | None = None
    has_and: bool = False
    about: AboutTerm | None = None

    @property
    def terms(self) -> list[Term]:
        """The terms that a text may contain, in query order, without the negated ones."""
        about = self.about.words if self.about else ()
        return sorted((*query_terms(self.root), *about), key=lambda term: term.start)

    def refuse_about(self) -> "Query":
        """Return the query, or if it has a request by meaning, an error instead of its parts."""
        if self.about is None:
            return self
        end = self.about.offset + len(self.about.text)
        error = QueryError("about: finds quotations in a search only", self.about.offset, end)
        return Query(None, self.error or error)


def join_nodes(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """Join parts to one node, and flatten those of the same kind; None if there are no parts."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def has_source_term(node: Node | None) -> bool:
    """Return True if a part of a query is a condition on the source of a quotation."""
    match node:
        case SourceTerm():
            return True
        case Not():
            return has_source_term(node.part)
        case And() | Or():
            return any(map(has_source_term, node.parts))
        case _:
            return False


def selects_weak_kinds(node: Node) -> bool:
    """Return True if a query selects topics or continuations, so that its hits are such ones."""
    match node:
        case KindTerm():
            return node.kind in WEAK_KINDS
        case And():
            return any(map(selects_weak_kinds, node.parts))
        case Or():
            return all(map(selects_weak_kinds, node.parts))
        case _:
            return False


def mixes_kinds(node: Node | None) -> bool:
    """Return True if a part of an OR selects topics or continuations, and another does not."""
    match node:
        case Not():
            return mixes_kinds(node.part)
        case And() | Or():
            weak = {selects_weak_kinds(part) for part in node.parts}
            return (isinstance(node, Or) and len(weak) > 1) or any(map(mixes_kinds, node.parts))
        case _:
            return False


def query_terms(node: Node | None, *, wanted: bool = True) -> list[Term]:
    """Return the terms that a query searches for, in query order, without the negated ones."""
    match node:
        case Term():
            return [node] if wanted else []
        case Near():
            return list(node.words) if wanted else []
        case Not():
            return query_terms(node.part, wanted=not wanted)
        case And() | Or():
            return [words for part in node.parts for words in query_terms(part, wanted=wanted)]
        case _:
            return []
