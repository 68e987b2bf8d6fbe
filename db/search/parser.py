"""Query parser: any string becomes a tree, with an error for the part that is invalid."""

import datetime
import re
from collections.abc import Sequence
from typing import get_args

from msgspec import Struct

from analysis import lexicon
from analysis.folded_text import fold_text
from analysis.models import WEAK_KINDS, Basis, SourceType
from analysis.structs import replace
from analysis.text import is_symbol
from db.dates import can_begin_date, parse_dates
from db.search.ast import (
    STATES,
    AboutTerm,
    And,
    AuthorTerm,
    CollectionTerm,
    DateTerm,
    Feature,
    HasTerm,
    IsTerm,
    Kind,
    KindTerm,
    Near,
    Node,
    Not,
    Or,
    OriginTerm,
    Query,
    QueryError,
    RowText,
    SourceTerm,
    TagTerm,
    Term,
    TextField,
    When,
    join_nodes,
    mixes_kinds,
)
from db.search.query_tokens import QueryToken, clean_query, read_tokens
from db.text import fold
from db.vocabulary import find_capitals, list_other_names, split_index_words

# The grammar:
#
#   query  = some { "OR" some }
#   some   = [ "-" | "NOT" ] term { [ "AND" ] [ "-" | "NOT" ] term }
#   term   = "(" query ")" | field ":" value | near
#   near   = words { "NEAR/5" words }
#   words  = word | word "*" | '"' phrase '"' [ "*" ]

TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
WHENS: tuple[When, ...] = get_args(When)
KINDS: dict[str, Kind] = {
    "article": "article", "articles": "article", "quotation": "quotation",
    "quotations": "quotation", "quote": "quotation", "quotes": "quotation", "event": "event",
    "events": "event", "note": "note", "notes": "note", "direct": "direct",
    "indirect": "indirect", "mixed": "mixed", "topic": "topic", "topics": "topic",
    "continuation": "continuation", "continuations": "continuation",
}  # fmt: skip
IS_VALUES: tuple[str, ...] = (*STATES, *WEAK_KINDS)
FEATURES: dict[str, Feature] = {feature: feature for feature in get_args(Feature)}
SOURCE_TYPES: dict[str, SourceType] = {each: each for each in get_args(SourceType)}
BASES: dict[str, Basis] = {
    "us": "said to us", "public": "public", "written": "written", "outlet": "other outlet",
    "unknown": "unknown", "said to us": "said to us", "other outlet": "other outlet",
}  # fmt: skip
_NAMES: tuple[TextField, ...] = ("source", "author", "speaker", "entity")
FIELDS: tuple[str, ...] = (
    *TEXT_FIELDS, "about", "tag", "collection", "from", "by", "kind", "is", "has", "type", "basis",
    *WHENS, "event", "added",
)  # fmt: skip

_MOST_WORDS = 64  # enough to find the article of a pasted page; expressions stay shallow
_DEEPEST = 32  # nested parentheses
_FARTHEST = 1_000  # the largest distance of a NEAR, in words
_NEAR = re.compile(r"NEAR(?:/(\d+))?")
_EDGES = ".,;:!?()[]{}*'‘’"
_WORD_IN_TEXT = re.compile(r"\w(?:\S*\w)?")  # without the marks around it
_WEAK_BESIDE_OR = "topics and continuations cannot be beside OR with others; search for them alone"
_ABOUT_ALONE = "about: cannot be in parentheses, after NOT or -, or beside OR"


class RowLanguage(Struct, frozen=True):
    """The part of the query language that filters the rows of a list.

    Words without a field match a part of the text that a row shows. `fields` are those that the
    list has: `tag`, or `is:starred` for a single value of a field. `name` is that of the list.
    """

    name: str
    fields: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(dict.fromkeys(field.partition(":")[0] for field in self.fields))

    def values(self, field: str) -> tuple[str, ...]:
        """Return the only values that a field has here; none if it has all of them."""
        begin = f"{field}:"
        return tuple(each.removeprefix(begin) for each in self.fields if each.startswith(begin))


def parse(
    query: str,
    *,
    today: datetime.date | None = None,
    typing: bool = False,
    rows: RowLanguage | None = None,
) -> Query:
    """Parse a query into a tree, with the first error in it.

    Relative dates count from `today`. With `typing`, the last word is a prefix until a blank
    follows it. With `rows`, the query filters the rows of a list.
    """
    query = clean_query(query)
    reader = _Reader(
        read_tokens(query, FIELDS), query, today or datetime.date.today(), typing, rows
    )
    root = reader.query(None, event=False)
    while reader.at < len(reader.tokens):  # a parenthesis that was never opened
        reader.complain("unmatched closing parenthesis", reader.advance())
        rest = reader.query(None, event=False)
        root = join_nodes(And, [part for part in (root, rest) if part])
    reader.check_kinds(root)
    return Query(root, reader.trouble, reader.has_and, reader.about)


def parse_about(text: str, offset: int = 0) -> AboutTerm:
    """Return the request by meaning for a text; `offset` is its start in the query."""
    words: list[Term] = []
    for found in _WORD_IN_TEXT.finditer(text):
        tokens = split_index_words(found[0])
        if tokens and not lexicon.words("stop_words").issuperset(tokens):
            start, end = offset + found.start(), offset + found.end()
            words.append(Term(tokens, len(tokens) > 1, start=start, end=end))
    return AboutTerm(text, tuple(words[:_MOST_WORDS]), offset)


class _Reader:
    """Reads tokens from left to right; records the first error and continues."""

    def __init__(
        self,
        tokens: list[QueryToken],
        query: str,
        today: datetime.date,
        typing: bool,
        rows: RowLanguage | None,
    ) -> None:
        self.tokens = tokens
        self.at = 0
        self.trouble: QueryError | None = None
        self.has_and = False
        self._rows = rows
        self._length = len(query)
        self._today = today
        self._typing = typing and query[-1:].strip() != ""
        self._words = 0
        self._weak: QueryToken | None = None  # the last value that selects topics or continuations
        self._depth = 0
        self._about: list[AboutTerm] = []
        self._has_outer_or = False

    @property
    def about(self) -> AboutTerm | None:
        """The request by meaning, unless it is invalid."""
        return self._about[0] if len(self._about) == 1 and not self._has_outer_or else None

    def complain(self, message: str, token: QueryToken) -> None:
        if self.trouble is None:
            self.trouble = QueryError(message, token.start, token.end)

    def check_kinds(self, root: Node | None) -> None:
        """Complain about topics or continuations beside an OR with others."""
        if self._weak is not None and self._rows is None and mixes_kinds(root):
            self.complain(_WEAK_BESIDE_OR, self._weak)

    def advance(self) -> QueryToken:
        self.at += 1
        return self.tokens[self.at - 1]

    def _next(self) -> QueryToken | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _is(self, word: str) -> bool:
        token = self._next()
        return token is not None and token.kind == "word" and token.text == word

    def query(self, field: TextField | None, *, event: bool) -> Node | None:
        parts: list[Node] = []
        while True:
            some = self._some(field, event=event)
            if some is not None:
                parts.append(some)
            if not self._is("OR"):
                return join_nodes(Or, parts)
            token = self.advance()
            following = self._next()
            self._has_outer_or = self._has_outer_or or not self._depth
            if self._has_outer_or and self._about:
                self.complain(_ABOUT_ALONE, token)
            if some is None or following is None or following.kind == "close":
                self.complain("OR needs a search term on both sides", token)

    def _some(self, field: TextField | None, *, event: bool) -> Node | None:
        parts: list[Node] = []
        while (token := self._next()) and token.kind != "close" and not self._is("OR"):
            if self._is("AND"):
                self.advance()
                self.has_and = True
                following = self._next()
                if not parts or following is None or following.kind == "close":
                    self.complain("AND needs a search term on both sides", token)
                continue
            negative = False
            while (sign := self._next()) and (sign.kind == "minus" or self._is("NOT")):
                token = self.advance()
                negative = not negative
            if token.kind == "minus" or token.text == "NOT":
                following = self._next()
                if following is None or following.kind == "close" or self._is("OR"):
                    self.complain("NOT and - need a search term after them", token)
                    continue
            abouts = len(self._about)
            node = self._term(field, event=event)
            if negative and len(self._about) > abouts:
                self.complain(_ABOUT_ALONE, token)
                self._about.pop()
            if node is not None:
                parts.append(Not(node) if negative else node)
            elif token.text == "NOT" and not self._typing:
                self.complain("NOT and - need a search term after them", token)
        return join_nodes(And, parts)

    def _term(self, field: TextField | None, *, event: bool) -> Node | None:
        token = self.advance()
        if token.kind == "open":
            return self._group(token, field, event=event)
        if token.kind == "field":
            return self._field(token, event=event)
        if token.kind == "unknown":
            self.complain(_unknown_field(token.text, self._rows), token)
            return self._near(self.advance(), field)  # the words follow, with the colon
        if event and field is None:
            return self._dated("on", token, event=True)
        return self._near(token, field)

    def _group(self, token: QueryToken, field: TextField | None, *, event: bool) -> Node | None:
        if self._depth >= _DEEPEST:
            self.complain(f"parentheses are nested more than {_DEEPEST} deep", token)
            return None
        self._depth += 1
        inside = self.query(field, event=event)
        self._depth -= 1
        closing = self._next()
        if closing is None:
            if not self._typing:
                self.complain("this parenthesis is not closed", token)
        else:
            self.advance()
            if inside is None:
                self.complain("these parentheses are empty", replace(token, end=closing.end))
        return inside

    def _near(self, token: QueryToken, field: TextField | None) -> Node | None:
        if self._rows is not None and field is None:
            if "/" in token.text and _NEAR.fullmatch(token.text):
                self.complain(
                    "NEAR is for the words of a field here: quote:(rain NEAR port)", token
                )
                return None
            text = " ".join(fold(token.text).strip("*").split())
            return RowText(text, token.start, token.end) if text else None
        words = [self._read_words(token, field)]
        distance = 0
        while (sign := self._next()) and sign.kind == "word":
            found = _NEAR.fullmatch(sign.text)
            if found is None:
                break
            self.advance()
            following = self._next()
            if following is None or following.kind not in ("word", "phrase"):
                self.complain("NEAR needs a word or phrase on both sides", sign)
                break
            distance = min(_FARTHEST, max(distance, int((found[1] or "10")[:6])))
            words.append(self._read_words(self.advance(), field))
            if None in words[-2:] and not self._typing:
                self.complain("NEAR needs a word or phrase on both sides", sign)
        read = [word for word in words if word is not None]
        if len(read) < 2:
            return read[0] if read else None
        return Near(tuple(read), distance, field)

    def _read_words(self, token: QueryToken, field: TextField | None) -> Term | None:
        text, phrase = token.text, token.kind == "phrase"
        if not phrase and (_NEAR.fullmatch(text) and "/" in text):
            self.complain("NEAR needs a word or phrase on both sides", token)
            return None
        tokens = split_index_words(text)
        if not tokens:
            if any(is_symbol(letter) for letter in text) or "*" in text:
                self.complain("a symbol alone cannot be searched for; add a word to it", token)
            return None
        self._words += 1
        if self._words > _MOST_WORDS:
            self.complain(f"only the first {_MOST_WORDS} words are searched for", token)
            return None
        prefix = token.prefix or text.endswith("*")
        unfinished = self._typing and not phrase and token.end == self._length
        if unfinished and not prefix:
            last = tokens[-1]
            if len(last) == 1 and last.isascii():
                if self._words > 1 and len(tokens) == 1:
                    return None  # one letter of the next word is too short to search for
            else:
                prefix = text[-1].isalnum()
        literals = _literals(text)
        exact = phrase or len(tokens) > 1 or bool(literals) or (prefix and not unfinished)
        exact = exact or field in _NAMES  # names have no inflections: Peters is not Peter
        written = text.strip(_EDGES)
        others = () if prefix or literals else list_other_names(written, tokens)
        cased = "" if prefix or literals or field else find_capitals(written, tokens)
        return Term(tokens, exact, prefix, literals, field, token.start, token.end, others, cased)

    def _field(self, token: QueryToken, *, event: bool) -> Node | None:
        name = token.text[:-1].lower()
        if self._rows is not None and not event and name not in self._rows.names:
            self._skip_value(token)
            if name == "about":
                self.complain("about: finds quotations in a search only", token)
            else:
                self.complain(_missing_field(name, self._rows), token)
            return None
        value = self._next()
        if value is None or value.kind == "close" or value.start != token.end:
            if value is not None or not self._typing:
                self.complain(f"{name}: needs a value after it", token)
            return None
        if name == "about":
            self._read_about(token, value)
            return None
        if name in TEXT_FIELDS:
            return self._text_field(name, value)
        if name in ("event", "added"):
            return self._event(name, value)
        if value.kind not in ("word", "phrase"):
            self.complain(f"{name}: takes one word, or several in quotation marks", value)
            return None
        self.advance()
        if name in WHENS:
            return self._dated(name, value, event=event)
        return self._named(name, token, value)

    def _text_field(self, name: TextField, value: QueryToken) -> Node | None:
        if value.kind in ("word", "phrase", "open"):
            self.advance()
            if value.kind == "open":
                return self._group(value, name, event=False)
            words = self._near(value, name)
            if words is None and not self._typing:
                self.complain(f"{name}: needs a value after it", value)
            return words
        self.complain(f"{name}: takes a word, a phrase or a group in parentheses", value)
        return None

    def _read_about(self, token: QueryToken, value: QueryToken) -> None:
        """Read a request by meaning: a condition for the whole query, so no part of the tree."""
        if value.kind not in ("word", "phrase"):
            self.complain("about: takes one word, or several in quotation marks", value)
            return
        self.advance()
        if self._depth or self._has_outer_or:
            self.complain(_ABOUT_ALONE, token)
            return
        if self._about:
            self.complain("a query can have only one about:", token)
            return
        offset = value.start + (value.kind == "phrase")
        if split_index_words(value.text):
            self._about.append(parse_about(value.text, offset))
        elif not self._typing:
            self.complain("about: needs a value after it", token)

    def _skip_value(self, token: QueryToken) -> None:
        """Skip the value of a field that is refused, so that its words are not searched for."""
        value = self._next()
        if value is not None and value.start == token.end and value.kind in ("word", "phrase"):
            self.advance()

    def _event(self, name: str, value: QueryToken) -> Node | None:
        if value.kind == "minus":
            self.complain(f"{name}: takes a date, or before:, after: or on: and a date", value)
            return None
        node = self._term(None, event=True)
        if name == "event" or node is None:
            return node
        if isinstance(node, DateTerm):
            return replace(node, event=False, added=True)
        self.complain("added: takes one date, or before:, after: or on: and a date", value)
        return None

    def _dated(self, when: When, value: QueryToken, *, event: bool) -> Node | None:
        try:
            days = parse_dates(value.text, self._today)
        except ValueError as error:
            is_typed = self._typing and value.end == self._length
            if not (is_typed and can_begin_date(value.text)):
                self.complain(str(error), value)
            return None
        return DateTerm(when, days.first, days.last, event)

    def _made_by(self, field: str, name: str, token: QueryToken) -> Node | None:
        if name:
            return OriginTerm(name) if field == "from" else AuthorTerm(name)
        if not self._typing:
            needed = "a file or an author" if field == "from" else "a reader"
            self.complain(f"{field}: needs the name of {needed} after it", token)
        return None

    def _named(self, name: str, token: QueryToken, value: QueryToken) -> Node | None:
        text = value.text.strip()
        if name in ("from", "by"):
            return self._made_by(name, text.rstrip("*").strip(), token)
        if name in ("tag", "collection"):
            prefix = value.prefix or (value.kind == "word" and text.endswith("*"))
            label = text.rstrip("*") if prefix else text
            label = " ".join((label.lstrip("#") if name == "tag" else label).split())
            if label:
                return (TagTerm if name == "tag" else CollectionTerm)(label, prefix)
            if not self._typing:
                self.complain(f"{name}: needs a value after it", token)
            return None
        text = " ".join(text.lower().split())
        if name == "basis" and text in BASES:
            return SourceTerm("basis", BASES[text])
        choices: tuple[str, ...] = {
            "kind": tuple(dict.fromkeys(KINDS.values())),
            "is": STATES if self._rows else IS_VALUES,
            "has": tuple(FEATURES),
            "type": tuple(SOURCE_TYPES),
            "basis": tuple(each for each in BASES if " " not in each),
        }[name]  # fmt: skip
        known = (self._rows.values(name) if self._rows else ()) or choices
        if KINDS.get(text, text) not in known:
            begun = any(choice.startswith(text) for choice in known)
            if not (self._typing and value.end == self._length and begun):
                self.complain(f"{name}: takes {_either(known)}", value)
            return None
        if name == "type":
            return SourceTerm("type", SOURCE_TYPES[text])
        if text in WEAK_KINDS:
            self._weak = token
        if name == "kind" or text in WEAK_KINDS:
            return KindTerm(KINDS[text])
        return IsTerm(text) if name == "is" else HasTerm(FEATURES[text])


def _either(values: Sequence[str]) -> str:
    """Join values with "or": `unread, read or starred`."""
    *others, last = values
    return f"{', '.join(others)} or {last}" if others else last


def _unknown_field(written: str, rows: RowLanguage | None) -> str:
    """Return the message for an unknown field; it names a known one with a similar name."""
    from rapidfuzz import process  # not before the first frame
    from rapidfuzz.distance import OSA

    name, fields = written[:-1].lower(), FIELDS if rows is None else rows.names
    most = 1 if len(name) < 5 else 2
    near = process.extractOne(name, fields, scorer=OSA.distance, score_cutoff=most)
    hint = f"did you mean {near[0]}:?" if near else "to search for these words, add quotation marks"
    return f"no field has the name {written} {hint}"


def _missing_field(name: str, rows: RowLanguage) -> str:
    """Return the message for a field that a list does not have."""
    fields = [f"{field}:" for field in rows.names]
    if not fields:
        return f"no {name}: in {rows.name}; it is filtered by words only"
    return f"no {name}: in {rows.name}; its fields are {_either(fields)}"


def _literals(text: str) -> tuple[str, ...]:
    pieces = (piece.strip(_EDGES) for piece in text.split())
    return tuple(
        fold_text(piece)
        for piece in pieces
        if any(is_symbol(letter) for letter in piece) and any(map(str.isalnum, piece))
    )
