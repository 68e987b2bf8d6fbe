"""A slow reference implementation of queries, to which the store's answers are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from analysis.folded_text import fold_text
from analysis.partial_dates import PartialDate
from analysis.stemmer import stem
from db import vocabulary
from db.search.ast import (
    And,
    AuthorTerm,
    CollectionTerm,
    DateTerm,
    HasTerm,
    IsTerm,
    KindTerm,
    LaterTerm,
    Near,
    Node,
    Not,
    Or,
    OriginTerm,
    RewordingTerm,
    RowText,
    SourceTerm,
    SpokenTerm,
    TagTerm,
    Term,
)

EQUIVALENTS = [
    set(map(stem, line.split()))
    for line in vocabulary._EQUIVALENTS.read_text().splitlines()
    if not line.startswith("#")
]


@dataclass
class Quoted:
    content: str
    speaker: str
    kind: str = "direct"


@dataclass
class Happening:
    headline: str
    day: date


@dataclass
class Noted:
    body: str
    exact: str
    tags: tuple[str, ...] = ()
    starred: bool = False


@dataclass
class Piece:
    """An article of the plain archive."""

    title: str
    text: str
    site: str = ""
    byline: str = ""
    published: PartialDate | None = None
    entities: list[str] = field(default_factory=list)
    quotations: list[Quoted] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    state: str = "unread"
    starred: bool = False


Thing = Piece | Quoted | Happening | Noted


def answers(root: Node | None, archive: Iterable[Piece]) -> set[tuple[int, str, int]]:
    """Return article, kind and position within the kind of each hit."""
    if root is None:
        return set()
    found = set()
    for number, piece in enumerate(archive):
        for kind, things in things_of(piece).items():
            for position, thing in enumerate(things):
                if matches_node(root, thing, piece):
                    found.add((number, kind, position))
    return found


def things_of(piece: Piece) -> dict[str, list[Thing]]:
    return {
        "article": [piece],
        "quotation": list(piece.quotations),
        "event": list(piece.events),
        "note": list(piece.notes),
    }


def matches_node(node: Node, thing: Thing, piece: Piece) -> bool:
    match node:
        case And():
            return all(matches_node(part, thing, piece) for part in node.parts)
        case Or():
            return any(matches_node(part, thing, piece) for part in node.parts)
        case Not():
            return not matches_node(node.part, thing, piece)
        case Term() | Near():
            return any(matches_text(node, texts) for texts in texts_of(node.field, thing, piece))
        case KindTerm():
            if node.kind in ("direct", "indirect", "mixed"):
                return isinstance(thing, Quoted) and thing.kind == node.kind
            return {"article": Piece, "quotation": Quoted, "event": Happening, "note": Noted}[
                node.kind
            ] is type(thing)
        case IsTerm():
            if node.state == "starred":
                return thing.starred if isinstance(thing, Noted) else piece.starred
            if node.state == "imported":
                return False
            if node.state == "undated":
                return piece.published is None
            return piece.state == node.state
        case HasTerm():
            return bool(
                {
                    "note": piece.notes, "quotation": piece.quotations, "event": piece.events,
                    "tag": piece.tags, "text": piece.text,
                }[node.feature]
            )  # fmt: skip
        case TagTerm():
            tags = piece.tags + (thing.tags if isinstance(thing, Noted) else ())
            name = node.name.lower()
            return any(
                tag.lower().startswith(name if node.prefix else f"{name}/") or tag.lower() == name
                for tag in tags
            )
        case SourceTerm():
            return False  # no quotation of the reference has a source
        case CollectionTerm() | OriginTerm() | AuthorTerm():
            return False  # nothing of the reference is in a collection, from a file or by a name
        case DateTerm():
            if not node.event:
                return is_published(node, piece.published)
            if isinstance(thing, Happening):
                return in_days(node, thing.day)
            return any(in_days(node, event.day) for event in piece.events)
        case RewordingTerm() | SpokenTerm() | LaterTerm() | RowText():
            raise ValueError("no query text has this condition")


def is_published(dated: DateTerm, published: PartialDate | None) -> bool:
    """All days that a publication date may be must be wanted: a year is not in a month."""
    if published is None:
        return False
    days = [
        published.first + timedelta(number)
        for number in range((published.last - published.first).days + 1)
    ]
    return all(in_days(dated, day) for day in days)


def in_days(dated: DateTerm, day: date | None) -> bool:
    if day is None:
        return False
    if dated.when == "before":
        return day < dated.first
    return day > dated.last if dated.when == "after" else dated.first <= day <= dated.last


def texts_of(field: str | None, thing: Thing, piece: Piece) -> list[tuple[str, ...]]:
    """The things that may have the words, each as its texts: a phrase is within one of them."""
    if field is None:
        match thing:
            case Piece():
                return [(thing.title, thing.text)]
            case Quoted():
                return [(thing.content, thing.speaker)]
            case Happening():
                return [(thing.headline,)]
            case Noted():
                return [(thing.body, thing.exact)]
    match field:
        case "title":
            return [(piece.title,)]
        case "source":
            return [(piece.site,)]
        case "author":
            return [(piece.byline,)]
        case "entity":
            return [("\n".join(piece.entities),)]
        case "note":
            notes = [thing] if isinstance(thing, Noted) else piece.notes
            return [(note.body, note.exact) for note in notes]
    quotations = [thing] if isinstance(thing, Quoted) else piece.quotations
    if field == "speaker":
        return [(quotation.speaker,) for quotation in quotations]
    return [(quotation.content,) for quotation in quotations]


def matches_text(node: Term | Near, texts: tuple[str, ...]) -> bool:
    if any(matches_near(node, text) for text in texts):
        every = node.words if isinstance(node, Near) else (node,)
        if any(words.cased and not has_capitals(words, texts) for words in every):
            return False
        return all(
            literal_in(literal, "\n".join(texts)) for words in every for literal in words.literals
        )
    return False


def has_capitals(words: Term, texts: tuple[str, ...]) -> bool:
    """US, but not us; or U.S., United States."""
    names = [name for name in words.others if name != tuple(words.cased.lower())]
    dotted = re.escape(".".join(words.cased))
    return any(
        re.search(rf"\b{words.cased}\b|(?i:{dotted})", text)
        or any(" ".join(name) in fold_text(text) for name in names if len(name) > 1)
        for text in texts
    )


def literal_in(literal: str, text: str) -> bool:
    around = r"[^\W_]"
    before = f"(?<!{around})" if literal[0].isalnum() else ""
    after = f"(?!{around})" if literal[-1].isalnum() else ""
    return re.search(before + re.escape(literal) + after, fold_text(text)) is not None


def matches_near(node: Term | Near, text: str) -> bool:
    tokens = re.findall(r"[^\W_]+", fold_text(text))
    if isinstance(node, Term):
        return bool(spans(node, tokens))
    choices: list[list[tuple[int, int]]] = [[]]
    for words in node.words:
        choices = [[*chosen, span] for chosen in choices for span in spans(words, tokens)]
    return any(
        max(start for start, _ in chosen) - min(end for _, end in chosen) <= node.distance
        for chosen in choices
        if chosen
    )


def spans(words: Term, tokens: list[str]) -> list[tuple[int, int]]:
    """Return the token ranges of the words, or of another name for them."""
    others = [span for name in words.others for span in spans(Term(name, exact=True), tokens)]
    many = len(words.tokens)
    return others + [
        (at, at + many)
        for at in range(len(tokens) - many + 1)
        if all(
            matches_word(words, words.tokens[index], tokens[at + index], last=index == many - 1)
            for index in range(many)
        )
    ]


def matches_word(words: Term, asked: str, there: str, *, last: bool) -> bool:
    if words.prefix and last and there.startswith(asked):
        return True
    if words.exact:
        return asked == there
    stems = {stem(asked), stem(there)}
    return len(stems) == 1 or any(stems <= line for line in EQUIVALENTS)
