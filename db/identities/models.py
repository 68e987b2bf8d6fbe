"""Identities and their links, as returned to lists and profiles."""

from msgspec import Struct

from analysis import Reason
from analysis.models import LABELS, NO_REASON, Label
from analysis.partial_dates import PartialDate
from db.models import IdentityType, PublishedFrom, Record

TYPE_LABELS: dict[IdentityType, tuple[Label, ...]] = {
    "both": ("PERSON", "ORG"),
    "people": ("PERSON",),
    "organizations": ("ORG",),
    "groups": ("NORP",),
    "places": ("GPE", "LOC", "FAC"),
    "other": ("EVENT", "PRODUCT", "LAW", "WORK_OF_ART"),
    "all": LABELS,
    "unsure": ("PERSON",),
}


class IdentityRow(Record, frozen=True):
    """An identity as a list row; `articles` and `quotations` are counts.

    `shared` is true for an ambiguous name that no article resolves. `first` and `last` are
    publication days, None if no article has one. `role` is the role that most of the latest twenty
    articles state. `country` is that of a body with a generic name, such as "Parliament".
    """

    id: int
    name: str
    label: Label
    shared: bool
    articles: int
    quotations: int
    first: PartialDate | None
    last: PartialDate | None
    role: str = ""
    country: str = ""
    damaged: bool = False


class NameUse(Struct, frozen=True):
    """A use of a name as an entity's full name, or of a role, with its first and last day.

    `key` is equal for names that differ only in spelling; a role has none. `reason` is that of an
    automatic merge of the name's own identity, which splitting the name off undoes.
    """

    words: str
    articles: int
    first: PartialDate | None
    last: PartialDate | None
    key: str = ""
    reason: Reason = NO_REASON


class Identity(Struct, frozen=True):
    """A person, organization or other entity across all articles.

    `names` are the full names in articles, the most frequent first; `aliases` are all other names.
    `roles` are sorted by the day of their first mention.
    """

    row: IdentityRow
    names: tuple[NameUse, ...]
    aliases: tuple[str, ...]
    roles: tuple[NameUse, ...]


class ArticleMention(Struct, frozen=True):
    """An article that names an identity, with the name, the role and the number of quotations.

    `start` to `end` is the span of the first mention; `entity` is the number of the entity there.
    """

    article: int
    title: str
    site: str
    published: PartialDate | None
    name: str
    role: str
    quotations: int
    start: int
    end: int
    published_from: PublishedFrom = "unknown"
    entity: int = 0


class CoMention(Struct, frozen=True):
    """An identity named in the same articles, with their number and how many quote both."""

    row: IdentityRow
    articles: int
    both_quoted: int


class MergeCandidate(Struct, frozen=True):
    """A merge candidate: two identities, their similarity from 0 to 100, and its reason."""

    first: IdentityRow
    second: IdentityRow
    score: int
    reason: Reason


class Link(Struct, frozen=True):
    """The link of an entity to its own identity, before any merge."""

    article: int
    entity: int
    identity: int
