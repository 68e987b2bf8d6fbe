"""The words, phrases, fields and signs of a query."""

import re
from collections.abc import Collection

from msgspec import Struct

from analysis import clean

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s)-]))
    | (?P<field>[A-Za-z]+:(?!//))
    | "(?P<phrase>[^"]*)(?P<closed>"?)(?P<star>\*?)
    | (?P<word>[^\s"()]+)""",
    re.VERBOSE,
)
_OPERATORS = frozenset(("AND", "OR", "NOT", "NEAR"))
_UNKNOWN_FIELD = re.compile(r"[A-Za-z]{2,}:(?=[\w\"(])")  # not `C:`, and not `Update: rain`


class QueryToken(Struct, frozen=True):
    """A part of a query, from `start` to `end`; `kind` is a group of `_TOKEN`, or "unknown"."""

    kind: str
    text: str
    start: int
    end: int
    prefix: bool = False


def clean_query(query: str) -> str:
    """Clean a query and straighten its quotation marks; error positions refer to the result."""
    marks = str.maketrans(dict.fromkeys("“”„«»", '"'))
    return clean(query).translate(marks)


def read_tokens(query: str, fields: Collection[str]) -> list[QueryToken]:
    """Split a query into tokens; any other name before a colon is an unknown field."""
    tokens: list[QueryToken] = []
    at = 0
    while found := _TOKEN.match(query, at):  # fails at the end only
        kind, text = found.lastgroup or "word", found[0]
        if found["phrase"] is not None:
            tokens.append(
                QueryToken("phrase", found["phrase"], at, found.end(), bool(found["star"]))
            )
        elif kind == "field" and found[0][:-1].lower() not in fields:
            name = _UNKNOWN_FIELD.match(query, at)
            if name is not None:
                tokens.append(QueryToken("unknown", name[0], at, name.end()))
            word = re.compile(r'[^\s"()]+').match(query, at)
            end = word.end() if word else found.end()
            tokens.append(QueryToken("word", query[at:end], at, end))
            at = end
            continue
        elif kind != "blank":
            tokens.append(QueryToken(kind, text, at, found.end()))
        at = found.end()
    return tokens


def read_free_text(query: str, fields: Collection[str]) -> str:
    """Return a query without its fields, exclusions, operators and signs, to read its meaning."""
    words: list[str] = []
    depth, skipped = 0, False  # of parentheses that are left out; the next token is left out
    for token in read_tokens(clean_query(query), fields):
        if token.kind in ("open", "close"):
            if depth or (skipped and token.kind == "open"):
                depth += 1 if token.kind == "open" else -1
                skipped = False
        elif token.kind in ("minus", "field", "unknown"):
            skipped = True
        elif skipped or depth:
            skipped = False
        elif token.text not in _OPERATORS and not token.text.startswith("NEAR/"):
            words.append(token.text)
    return " ".join(words)
