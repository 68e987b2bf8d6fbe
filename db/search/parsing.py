"""What a reader types into a search, as a tree: any string is a query or a clear error.

query  = some { "OR" some }
some   = [ "-" | "NOT" ] one { [ "AND" ] [ "-" | "NOT" ] one }
one    = "(" query ")" | field ":" value | near
near   = words { "NEAR/5" words }
words  = word | word "*" | '"' phrase '"' [ "*" ]
"""

import datetime
import re
from dataclasses import dataclass, replace
from typing import get_args

from analysis import clean
from analysis.folding import alike, is_symbol
from db.search.days import read_days
from db.search.forms import tokens_of
from db.search.tree import (
    And,
    Dated,
    Has,
    Having,
    Is,
    Kind,
    Near,
    Node,
    Not,
    OfKind,
    Or,
    Query,
    State,
    Tagged,
    TextField,
    Trouble,
    When,
    Words,
    joined,
)

TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
WHENS: tuple[When, ...] = get_args(When)
KINDS: dict[str, Kind] = {
    "article": "article", "articles": "article", "quotation": "quotation",
    "quotations": "quotation", "quote": "quotation", "quotes": "quotation", "event": "event",
    "events": "event", "note": "note", "notes": "note", "direct": "direct",
    "indirect": "indirect", "mixed": "mixed",
}  # fmt: skip
STATES: dict[str, State] = {state: state for state in get_args(State)}
HAVINGS: dict[str, Having] = {what: what for what in get_args(Having)}
_NAMES: tuple[TextField, ...] = ("source", "author", "speaker", "entity")
FIELDS: tuple[str, ...] = (*TEXT_FIELDS, "tag", "kind", "is", "has", *WHENS, "event")

_MOST_WORDS = 64  # a pasted page still finds its article, and expressions stay shallow
_DEEPEST = 32  # parentheses in parentheses
_FARTHEST = 1_000  # words of a NEAR
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s)-]))
    | (?P<field>[A-Za-z]+:(?!//))
    | "(?P<phrase>[^"]*)(?P<closed>"?)(?P<star>\*?)
    | (?P<word>[^\s"()]+)""",
    re.VERBOSE,
)
_NEAR = re.compile(r"NEAR(?:/(\d+))?")
_EDGES = ".,;:!?()[]{}*'‘’"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    prefix: bool = False


def parse(query: str, *, today: datetime.date | None = None, typing: bool = False) -> Query:
    """The tree of a query, with the first thing in it that could not be read.

    Relative dates count from `today`. While somebody is `typing`, the last word may go on until a
    blank follows it.
    """
    query = plain(query)
    reader = _Reader(_tokens(query), query, today or datetime.date.today(), typing)
    root = reader.query(None, event=False)
    while reader.at < len(reader.tokens):  # a parenthesis that was never opened
        reader.complain("nothing is open for this to close", reader.take())
        rest = reader.query(None, event=False)
        root = joined(And, [part for part in (root, rest) if part])
    return Query(root, reader.trouble)


def plain(query: str) -> str:
    """The query as it is read: cleaned, with straight marks; places in it are places in this."""
    marks = str.maketrans(dict.fromkeys("“”„«»", '"'))
    return clean(query).translate(marks)


def _tokens(query: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:  # cannot be: the last form takes everything that the others leave
            at += 1
            continue
        kind, text = found.lastgroup or "word", found[0]
        if found["phrase"] is not None:
            tokens.append(_Token("phrase", found["phrase"], at, found.end(), bool(found["star"])))
        elif kind == "field" and found[0][:-1].lower() not in FIELDS:
            word = re.compile(r'[^\s"()]+').match(query, at)
            end = word.end() if word else found.end()
            tokens.append(_Token("word", query[at:end], at, end))
            at = end
            continue
        elif kind != "blank":
            tokens.append(_Token(kind, text, at, found.end()))
        at = found.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; complains once, and goes on."""

    def __init__(
        self, tokens: list[_Token], query: str, today: datetime.date, typing: bool
    ) -> None:
        self.tokens = tokens
        self.at = 0
        self.trouble: Trouble | None = None
        self._length = len(query)
        self._today = today
        self._typing = typing and query[-1:].strip() != ""
        self._words = 0
        self._depth = 0

    def complain(self, message: str, token: _Token) -> None:
        if self.trouble is None:
            self.trouble = Trouble(message, token.start, token.end)

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _next(self) -> _Token | None:
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
                return joined(Or, parts)
            token = self.take()
            following = self._next()
            if some is None or following is None or following.kind == "close":
                self.complain("OR stands between two things to look for", token)

    def _some(self, field: TextField | None, *, event: bool) -> Node | None:
        parts: list[Node] = []
        while (token := self._next()) and token.kind != "close" and not self._is("OR"):
            if self._is("AND"):
                self.take()
                following = self._next()
                if not parts or following is None or following.kind == "close":
                    self.complain("AND stands between two things to look for", token)
                continue
            negative = False
            while (sign := self._next()) and (sign.kind == "minus" or self._is("NOT")):
                token = self.take()
                negative = not negative
            if token.kind == "minus" or token.text == "NOT":
                following = self._next()
                if following is None or following.kind == "close" or self._is("OR"):
                    self.complain("what should not be there has to follow", token)
                    continue
            one = self._one(field, event=event)
            if one is not None:
                parts.append(Not(one) if negative else one)
            elif token.text == "NOT" and not self._typing:
                self.complain("what should not be there has to follow", token)
        return joined(And, parts)

    def _one(self, field: TextField | None, *, event: bool) -> Node | None:
        token = self.take()
        if token.kind == "open":
            return self._group(token, field, event=event)
        if token.kind == "field":
            return self._field(token, event=event)
        if event and field is None:
            return self._dated("on", token, event=True)
        return self._near(token, field)

    def _group(self, token: _Token, field: TextField | None, *, event: bool) -> Node | None:
        if self._depth >= _DEEPEST:
            self.complain(f"more than {_DEEPEST} parentheses are open", token)
            return None
        self._depth += 1
        inside = self.query(field, event=event)
        self._depth -= 1
        closing = self._next()
        if closing is None:
            if not self._typing:
                self.complain("this parenthesis is not closed", token)
        else:
            self.take()
            if inside is None:
                self.complain(
                    "there is nothing in these parentheses", replace(token, end=closing.end)
                )
        return inside

    def _near(self, token: _Token, field: TextField | None) -> Node | None:
        words = [self._read_words(token, field)]
        distance = 0
        while (sign := self._next()) and sign.kind == "word":
            found = _NEAR.fullmatch(sign.text)
            if found is None:
                break
            self.take()
            following = self._next()
            if following is None or following.kind not in ("word", "phrase"):
                self.complain("NEAR stands between two words or phrases", sign)
                break
            distance = min(_FARTHEST, max(distance, int((found[1] or "10")[:6])))
            words.append(self._read_words(self.take(), field))
            if None in words[-2:] and not self._typing:
                self.complain("NEAR stands between two words or phrases", sign)
        read = [word for word in words if word is not None]
        if len(read) < 2:
            return read[0] if read else None
        return Near(tuple(read), distance, field)

    def _read_words(self, token: _Token, field: TextField | None) -> Words | None:
        text, phrase = token.text, token.kind == "phrase"
        if not phrase and (_NEAR.fullmatch(text) and "/" in text):
            self.complain("NEAR stands between two words or phrases", token)
            return None
        tokens = tokens_of(text)
        if not tokens:
            if any(is_symbol(letter) for letter in text) or "*" in text:
                self.complain("a sign alone cannot be looked for; write the word beside it", token)
            return None
        self._words += 1
        if self._words > _MOST_WORDS:
            self.complain(f"only the first {_MOST_WORDS} words are looked for", token)
            return None
        prefix = token.prefix or text.endswith("*")
        unfinished = self._typing and not phrase and token.end == self._length
        if unfinished and not prefix:
            last = tokens[-1]
            if len(last) == 1 and last.isascii():
                if self._words > 1 and len(tokens) == 1:
                    return None  # one letter of the next word says nothing yet
            else:
                prefix = text[-1].isalnum()
        literals = _literals(text)
        exact = phrase or len(tokens) > 1 or bool(literals) or (prefix and not unfinished)
        exact = exact or field in _NAMES  # Peters is not Peter
        return Words(tokens, exact, prefix, literals, field, token.start, token.end)

    def _field(self, token: _Token, *, event: bool) -> Node | None:
        name = token.text[:-1].lower()
        value = self._next()
        if value is None or value.kind == "close" or value.start != token.end:
            if value is not None or not self._typing:
                self.complain(f"{name}: needs something after it", token)
            return None
        if name in TEXT_FIELDS:
            return self._text_field(name, value)
        if name == "event":
            return self._event(value)
        if value.kind not in ("word", "phrase"):
            self.complain(f"{name}: takes one word, or several between marks", value)
            return None
        self.take()
        if name in WHENS:
            return self._dated(name, value, event=event)
        return self._named(name, token, value)

    def _text_field(self, name: TextField, value: _Token) -> Node | None:
        if value.kind in ("word", "phrase", "open"):
            self.take()
            if value.kind == "open":
                return self._group(value, name, event=False)
            words = self._near(value, name)
            if words is None and not self._typing:
                self.complain(f"{name}: needs something after it", value)
            return words
        self.complain(f"{name}: takes a word, a phrase or a group in parentheses", value)
        return None

    def _event(self, value: _Token) -> Node | None:
        if value.kind == "minus":
            self.complain("event: takes a date, or before:, after: or on: and a date", value)
            return None
        return self._one(None, event=True)

    def _dated(self, when: When, value: _Token, *, event: bool) -> Node | None:
        days = read_days(value.text, self._today)
        if days is None:
            if not (self._typing and value.end == self._length):
                self.complain(
                    'no date: write 2022-03-17, 2022-03, yesterday or "last month"', value
                )
            return None
        return Dated(when, days.first, days.last, event)

    def _named(self, name: str, token: _Token, value: _Token) -> Node | None:
        text = value.text.strip()
        if name == "tag":
            prefix = value.prefix or (value.kind == "word" and text.endswith("*"))
            tag = " ".join(text.rstrip("*").lstrip("#").split()) if prefix else text.lstrip("#")
            if tag.strip():
                return Tagged(" ".join(tag.split()), prefix)
            self.complain("tag: needs something after it", token)
            return None
        text = text.lower()
        if name == "kind" and text in KINDS:
            return OfKind(KINDS[text])
        if name == "is" and text in STATES:
            return Is(STATES[text])
        if name == "has" and text in HAVINGS:
            return Has(HAVINGS[text])
        known = {"kind": tuple(dict.fromkeys(KINDS.values())), "is": tuple(STATES),
                 "has": tuple(HAVINGS)}[name]  # fmt: skip
        begun = any(one.startswith(text) for one in known)
        if not (self._typing and value.end == self._length and begun):
            self.complain(f"{name}: takes {', '.join(known[:-1])} or {known[-1]}", value)
        return None


def _literals(text: str) -> tuple[str, ...]:
    pieces = (piece.strip(_EDGES) for piece in text.split())
    return tuple(
        alike(piece)
        for piece in pieces
        if any(is_symbol(letter) for letter in piece) and any(map(str.isalnum, piece))
    )
