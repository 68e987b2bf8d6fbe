"""What a query asks for, as a tree of frozen records."""

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

TextField = Literal["title", "source", "author", "speaker", "entity", "quote", "note"]
When = Literal["before", "after", "on"]
State = Literal["unread", "reading", "read", "starred"]
Having = Literal["note", "quotation", "event", "tag"]
Kind = Literal[
    "article", "quotation", "event", "note", "direct", "indirect", "mixed"
]  # what answers, or of which kind a quotation is


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase.

    `tokens` are its words in lower case without accents. One word that is not `exact` stands for
    every form with its stem. With `prefix` its last word may go on. `literals` are its pieces with
    symbols in them (`C++`), which have to stand in the text letter by letter. `start` and `end`
    are its place in the query.
    """

    tokens: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    literals: tuple[str, ...] = ()
    field: TextField | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Words and phrases with at most `distance` other words from the first to the last of them."""

    words: tuple[Words, ...]
    distance: int
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication, or with `event` of an event, before, after or within two days."""

    when: When
    first: datetime.date
    last: datetime.date
    event: bool = False


@dataclass(frozen=True, slots=True)
class Tagged:
    """Something with a tag, or with one that begins so."""

    name: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class OfKind:
    """An answer of a kind."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Is:
    """How far the reading of an article is, or whether something is starred."""

    state: State


@dataclass(frozen=True, slots=True)
class Has:
    """An article that has something."""

    what: Having


@dataclass(frozen=True, slots=True)
class Not:
    """What does not answer `part`."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """What answers every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What answers one of the parts."""

    parts: tuple["Node", ...]


Node: TypeAlias = Words | Near | Dated | Tagged | OfKind | Is | Has | Not | And | Or


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be read of a query: a line for the reader, and the place in the query."""

    message: str
    start: int
    end: int

    def marked(self, query: str) -> str:
        """The message on one line, with the query and the place in it between »these« marks."""
        query = "".join(letter if letter.isprintable() else " " for letter in query)
        before, place, after = query[: self.start], query[self.start : self.end], query[self.end :]
        before = before if len(before) <= 40 else f"…{before[-40:]}"
        place = place if len(place) <= 40 else f"{place[:40]}…"
        after = after if len(after) <= 20 else f"{after[:20]}…"
        return f"{self.message}: {before}»{place}«{after}"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read: `root` is None where nothing is asked for.

    `trouble` is the first thing that could not be read; `root` is what the rest asks for.
    """

    root: Node | None
    trouble: Trouble | None = None


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """The parts as one node, those of the same kind taken apart; None where there are none."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def words_of(node: Node | None, *, wanted: bool = True) -> list[Words]:
    """The words that a query looks for in text order, without those that it wants away."""
    match node:
        case Words():
            return [node] if wanted else []
        case Near():
            return list(node.words) if wanted else []
        case Not():
            return words_of(node.part, wanted=not wanted)
        case And() | Or():
            return [words for part in node.parts for words in words_of(part, wanted=wanted)]
        case _:
            return []
