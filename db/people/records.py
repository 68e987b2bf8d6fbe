"""Who and what the articles name, as lists and pages show them."""

import datetime
from dataclasses import dataclass
from typing import Literal

from analysis.findings import LABELS, Label

Order = Literal["quotations", "articles", "last", "name"]
Sort = Literal["both", "people", "organisations", "groups", "places", "other", "all"]

SORTS: dict[Sort, tuple[Label, ...]] = {
    "both": ("PERSON", "ORG"),
    "people": ("PERSON",),
    "organisations": ("ORG",),
    "groups": ("NORP",),
    "places": ("GPE", "LOC", "FAC"),
    "other": ("EVENT", "PRODUCT", "LAW", "WORK_OF_ART"),
    "all": LABELS,
}


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Somebody or something as a list shows it; `articles` and `quotations` are counts.

    `shared` tells that it stands for a name that several may have, and which no article explains.
    `first` and `last` are publication days, None where no article has one. `role` is the one that
    most of the latest twenty articles tell.
    """

    id: int
    name: str
    label: Label
    shared: bool
    articles: int
    quotations: int
    first: datetime.date | None
    last: datetime.date | None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A name that articles give somebody as the fullest, or a role, and when they do so.

    `key` is equal for names that differ in their spelling alone; roles have none.
    """

    words: str
    articles: int
    first: datetime.date | None
    last: datetime.date | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody or something across all articles.

    `names` are those that articles give as the fullest, the commonest first; `aliases` the other
    names in them; `roles` are in the order of the days on which they are first told.
    """

    row: IdentityRow
    names: tuple[Called, ...]
    aliases: tuple[str, ...]
    roles: tuple[Called, ...]


@dataclass(frozen=True, slots=True)
class NamingArticle:
    """An article that names somebody: by which name, in which role, and how often it quotes them.

    `start` to `end` is where it first does so.
    """

    article: int
    title: str
    site: str
    published: datetime.date | None
    name: str
    role: str
    quotations: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody named in the same articles, in how many, and in how many both are quoted."""

    row: IdentityRow
    articles: int
    quoted: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two that may be one: how likely, from 0 to 100, and why."""

    one: IdentityRow
    other: IdentityRow
    score: int
    because: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two that the reader made one: those that `gone` stood for, its own id first, went `into`."""

    gone: tuple[int, ...]
    into: int


@dataclass(frozen=True, slots=True)
class Link:
    """An entity of an article, and the identity that was its own."""

    article: int
    entity: int
    own: int


@dataclass(frozen=True, slots=True)
class Split:
    """What the reader took apart from `identity`, to be known as `new` from then on.

    `name` is what `identity` was called before; `called` the name, the label and all names of
    `new`, one to a line. `links` are the entities that went; `choices` the articles and keys of
    names by which they are found again; `keys` names that no longer lead where they led. Where
    `new` had been merged into `identity`, nothing of that is there but `merge`, which undoes it.
    `apart` is true where the two had been kept apart even before.
    """

    identity: int
    new: int
    name: str = ""
    called: tuple[str, Label, str] = ("", "PERSON", "")
    links: tuple[Link, ...] = ()
    choices: tuple[tuple[int, str], ...] = ()
    keys: tuple[tuple[str, int], ...] = ()
    merge: Merge | None = None
    apart: bool = False
