"""Query planner: translate a query tree into full-text expressions and conditions on rows."""

import itertools
from collections.abc import Sequence
from typing import Literal, assert_never

from msgspec import Struct

from analysis.structs import replace
from db.finding_rows import CONTENT_SQL, IS_STATEMENT_SQL, article_id_sql, content_sql
from db.models import HitKind
from db.publication_ranges import (
    least_date,
)
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
    TextField,
    selects_weak_kinds,
)
from db.search.conditions import (
    ARTICLE_PLACEHOLDER,
    Condition,
    author_condition,
    collection_condition,
    day_condition,
    event_condition,
    feature_condition,
    kind_condition,
    later_condition,
    origin_condition,
    rewording_condition,
    source_condition,
    spoken_condition,
    state_condition,
    tag_condition,
)
from db.text import CONTAINS_SQL, contains_pattern
from db.vocabulary import WordForms

Column = Literal["title", "content", "speaker_names", ""]


_MOST_NEAR = 64  # combinations of forms that a NEAR is expanded to

# for each kind of hit, the column of its own index that a field means; "" means all columns
_OWN: dict[HitKind, dict[TextField | None, Column]] = {
    "article": {None: "", "title": "title"},
    "quotation": {None: "", "quote": "content", "speaker": "speaker_names"},
    "event": {None: ""},
    "note": {None: "", "note": ""},
}
_TEXTS: dict[HitKind, dict[Column, str]] = {
    "article": {"": "(SELECT title || char(10) || text FROM article WHERE id = a.id)",
                "title": "(SELECT title FROM article WHERE id = a.id)"},
    "quotation": {"": f"({content_sql('u')}) || char(10) || u.speaker_names",
                  "content": content_sql("u"),
                  "speaker_names": "u.speaker_names"},
    "event": {"": "u.headline"},
    "note": {"": "u.body || char(10) || u.exact"},
}  # fmt: skip
# the index that finds the articles for a field that is not in the hit's own index, and the query
# of that index for articles
_INDEXES: dict[TextField, str] = {
    "title": "article_fts", "source": "article_metadata_fts", "author": "article_metadata_fts",
    "entity": "article_metadata_fts", "speaker": "quotation_fts", "quote": "quotation_fts",
    "note": "note_fts",
}  # fmt: skip
_ARTICLES = {
    "article_fts": "SELECT rowid FROM article_fts WHERE article_fts MATCH ?",
    "article_metadata_fts": """SELECT rowid FROM article_metadata_fts
        WHERE article_metadata_fts MATCH ?""",
    "quotation_fts": f"""SELECT {article_id_sql("rowid")} FROM quotation_fts
        WHERE quotation_fts MATCH ?""",
    "note_fts": """SELECT article FROM note_fts CROSS JOIN note ON note.id = note_fts.rowid
        WHERE note_fts MATCH ?""",
}
# the fields whose index leads from articles to their hits
_OF_ARTICLES: tuple[TextField, ...] = ("title", "source", "author", "entity")
_ARTICLE_COLUMNS: dict[TextField, str] = {
    "title": "title", "source": "source", "author": "author", "entity": "entity",
    "speaker": "speaker_names", "quote": "content", "note": "",
}  # fmt: skip
_ARTICLE_TEXTS: dict[TextField, str] = {
    "title": "SELECT title FROM article WHERE id = a.id",
    "source": "SELECT source FROM article_metadata WHERE article = a.id",
    "author": "SELECT author FROM article_metadata WHERE article = a.id",
    "entity": "SELECT entity FROM article_metadata WHERE article = a.id",
    "speaker": f"SELECT speaker_names FROM quotation WHERE article = a.id AND {IS_STATEMENT_SQL}",
    "quote": f"""SELECT content FROM (SELECT {CONTENT_SQL} AS content FROM quotation
        WHERE article = a.id AND {IS_STATEMENT_SQL})""",
    "note": "SELECT body || char(10) || exact FROM note WHERE article = a.id",
}


class Plan(Struct, frozen=True):
    """The plan for one kind of hit: an index, a `match` expression for it, and conditions on rows.

    The index is the kind's own or one of articles, or "" for none. `read` are tests of a row's
    text. `can_match` is False if no hit of this kind can match. `is_weak` is True for a search for
    topics and continuations, which have an index of their own.
    """

    index: str = ""
    match: str = ""
    where: tuple[Condition, ...] = ()
    read: tuple[Condition, ...] = ()
    can_match: bool = True
    is_weak: bool = False

    def needs_row(self, row: Literal["a", "u"]) -> bool:
        """Return True if a condition needs the row of the hit's article (a), or its own (u)."""
        return any(f"{row}." in condition.text for condition in self.where)


def own_index(kind: HitKind, *, is_weak: bool = False) -> str:
    """Return the index of a kind of hit; topics and continuations are not in that of statements."""
    return "weak_quotation_fts" if is_weak and kind == "quotation" else f"{kind}_fts"


def plan_search(
    node: Node,
    kind: HitKind,
    forms: WordForms,
    *,
    read: frozenset[Term] = frozenset(),
    lead: bool = True,
) -> Plan:
    """Plan the search for one kind of hit; words in `read` are tested in the rows, not the index.

    An index of articles drives the search only if `lead` is true.
    """
    parts = node.parts if isinstance(node, And) else (node,)
    is_weak = kind == "quotation" and selects_weak_kinds(node)
    wanted: list[str] = []
    unwanted: list[str] = []
    where: list[Condition] = []
    tests: list[Condition] = []
    articles: dict[str, list[str]] = {}  # the expressions for each index of articles
    for part in parts:
        if isinstance(part, Term) and part in read and part.field in _OWN[kind]:
            tests.append(_literal_condition(part, kind))
            continue
        negative = isinstance(part, Not)
        inside = part.part if isinstance(part, Not) else part
        expression = _expression(inside, kind, forms)
        if expression is not None:
            (unwanted if negative else wanted).append(expression)
            continue
        if isinstance(part, Term) and part.field in _OWN[kind]:  # with literals
            wanted.append(_match(part, _OWN[kind][part.field], forms))
            where.append(_literal_condition(part, kind))
            continue
        if isinstance(part, Term | Near) and part.field in _OF_ARTICLES and not _literals(part):
            match = _match(part, _ARTICLE_COLUMNS[part.field], forms)
            articles.setdefault(_INDEXES[part.field], []).append(match)
            continue
        if isinstance(part, DateTerm) and part.event and kind == "event":
            where.append(event_condition(part))  # an index leads to these articles
        condition = _condition(part, kind, forms)
        if condition.text == "0":
            return Plan(can_match=False)
        if condition.text != "1":
            where.append(condition)
    if unwanted and not wanted:
        where += [negate(_in_index(expression, kind)) for expression in unwanted]
        unwanted = []
    match, index = _all(wanted), own_index(kind, is_weak=is_weak) if wanted else ""
    if unwanted:
        match = f"({match}) NOT ({' OR '.join(f'({part})' for part in unwanted)})"
    if lead and not match and articles:
        index, expressions = articles.popitem()
        match = _all(expressions)
    where = [_in_articles(name, _all(every)) for name, every in articles.items()] + where
    return Plan(index, match, tuple(where), tuple(tests), is_weak=is_weak)


def _all(expressions: Sequence[str]) -> str:
    return " AND ".join(f"({expression})" for expression in expressions)


def publication_range(node: Node) -> tuple[str | None, str | None]:
    """Return the first and last text of a publication date that a query allows, None if open."""
    parts = node.parts if isinstance(node, And) else (node,)
    first: str | None = None
    last: str | None = None
    for part in parts:
        if isinstance(part, DateTerm) and not (part.event or part.added):
            begins, ends = part.first.isoformat(), part.last.isoformat()
            if part.when != "before":
                least = ends if part.when == "after" else least_date(part.first)
                first = max(first or "", least)
            if part.when != "after":
                last = min(last or "9999-99-99", begins if part.when == "before" else ends)
    return first, last


def match_names(words: Sequence[Term]) -> str:
    """Build an expression that requires all words exactly: names have no other forms."""
    exactly = (replace(name, exact=True) for name in words)
    return " AND ".join(match_term(name, lambda word: (word,)) for name in exactly)


def _expression(node: Node, kind: HitKind, forms: WordForms) -> str | None:
    """Translate a node for the kind's own index; return None if the index alone cannot match it."""
    match node:
        case Term() | Near():
            column = _OWN[kind].get(node.field)
            if column is None or _literals(node):
                return None
            return _match(node, column, forms)
        case Or():
            parts = [_expression(part, kind, forms) for part in node.parts]
            known = [part for part in parts if part is not None]
            return " OR ".join(f"({part})" for part in known) if len(known) == len(parts) else None
        case And():
            wanted: list[str] = []
            unwanted: list[str] = []
            for part in node.parts:
                inside = part.part if isinstance(part, Not) else part
                expression = _expression(inside, kind, forms)
                if expression is None:
                    return None
                (unwanted if isinstance(part, Not) else wanted).append(f"({expression})")
            if not wanted:
                return None
            match = " AND ".join(wanted)
            return f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match
        case _:
            return None


def _match(node: Term | Near, column: str, forms: WordForms) -> str:
    """Write words for FTS5, each quoted, so that no character is read as an operator."""
    found = match_near(node, forms) if isinstance(node, Near) else match_term(node, forms)
    return f"{column} : ({found})" if column else found


def match_term(words: Term, forms: WordForms) -> str:
    """Build an expression that matches any form of a term."""
    return " OR ".join(_alternatives(words, forms))


def _alternatives(words: Term, forms: WordForms) -> list[str]:
    phrase = f'"{" ".join(words.tokens)}"'
    others = [f'"{" ".join(tokens)}"' for tokens in words.others]
    if words.exact:
        return [f"{phrase} *" if words.prefix else phrase, *others]
    found = [*(f'"{form}"' for form in forms(words.tokens[0])), *others]
    if not words.prefix:
        return found
    first = words.tokens[0]
    return [f"{phrase} *", *(form for form in found if not form[1:].startswith(first))]


def match_near(near: Near, forms: WordForms) -> str:
    """Build an expression that matches terms near each other, each in any form."""
    choices = [_alternatives(words, forms) for words in near.words]
    groups = itertools.islice(itertools.product(*choices), _MOST_NEAR)
    return " OR ".join(f"NEAR({' '.join(group)}, {near.distance})" for group in groups)


def _literals(node: Term | Near) -> bool:
    every = node.words if isinstance(node, Near) else (node,)
    return any(words.literals or words.cased for words in every)


def _literal_condition(node: Term, kind: HitKind) -> Condition:
    column = _OWN[kind][node.field]
    return _contains_literals(_TEXTS[kind][column], node)


def _has_capitals(text: str, words: Term) -> Condition:
    """Build the condition that a text has a word in capitals, or one of its other names."""
    dotted = ".".join(words.cased)
    names = [" ".join(name) for name in words.others if len(name[0]) > 1 and len(name) > 1]
    patterns = [f"%{name}%" for name in (dotted, *names)]
    tests = ["(' ' || {0} || ' ') GLOB ?", *["{0} LIKE ?"] * len(patterns)]
    glob = f"*[^a-zA-Z0-9]{words.cased}[^a-zA-Z0-9]*"
    return Condition(" OR ".join(tests).replace("{0}", f"({text})"), (glob, *patterns))


def _contains_literals(text: str, words: Term) -> Condition:
    """Build the condition that a text contains the literals, or without any, the prefix."""
    if words.cased:
        return _has_capitals(text, words)
    wanted = words.literals or (f"{words.tokens[0]}*",)
    tests = [f"stands(CAST({text} AS BLOB), ?)"] * len(wanted)
    return Condition(" AND ".join(tests), tuple(wanted))


def article_condition(node: Node, forms: WordForms) -> Condition:
    """Build the condition that an article, the row `a`, matches a query by itself."""
    condition = _condition(node, "article", forms)
    return replace(condition, text=condition.text.replace(ARTICLE_PLACEHOLDER, "a.id"))


def _condition(node: Node, kind: HitKind, forms: WordForms) -> Condition:
    """Translate a node into a condition on a row of `u`, the kind's table, and `a`, its article."""
    match node:
        case Term() | Near():
            return _text_condition(node, kind, forms)
        case DateTerm():
            return day_condition(node, kind)
        case TagTerm():
            return tag_condition(node, kind)
        case CollectionTerm():
            return collection_condition(node)
        case OriginTerm():
            return origin_condition(node, kind)
        case AuthorTerm():
            return author_condition(node, kind)
        case RowText():
            return Condition(f"a.{CONTAINS_SQL}", (contains_pattern(node.text),))
        case KindTerm():
            return kind_condition(node, kind)
        case IsTerm():
            return state_condition(node, kind)
        case HasTerm():
            return feature_condition(node)
        case SourceTerm():
            return source_condition(node, kind)
        case RewordingTerm():
            return rewording_condition(node, kind)
        case LaterTerm():
            return later_condition(node)
        case SpokenTerm():
            return spoken_condition(node, kind)
        case Not():
            return negate(_condition(node.part, kind, forms))
        case And():
            return join_conditions("AND", [_condition(part, kind, forms) for part in node.parts])
        case Or():
            return join_conditions("OR", [_condition(part, kind, forms) for part in node.parts])
    assert_never(node)


def negate(condition: Condition) -> Condition:
    """Return the negation of a condition."""
    if condition.text in ("0", "1"):
        return Condition("1" if condition.text == "0" else "0")
    return Condition(f"NOT ({condition.text})", condition.parameters)


def join_conditions(word: Literal["AND", "OR"], conditions: list[Condition]) -> Condition:
    """Join conditions, without those that are always true or false."""
    neutral, strong = ("1", "0") if word == "AND" else ("0", "1")
    if any(condition.text == strong for condition in conditions):
        return Condition(strong)
    relevant = [condition for condition in conditions if condition.text != neutral]
    if not relevant:
        return Condition(neutral)
    text = f" {word} ".join(f"({condition.text})" for condition in relevant)
    return Condition(text, tuple(value for condition in relevant for value in condition.parameters))


def _text_condition(node: Term | Near, kind: HitKind, forms: WordForms) -> Condition:
    every = node.words if isinstance(node, Near) else (node,)
    if node.field in _OWN[kind]:
        column = _OWN[kind][node.field]
        text = _TEXTS[kind][column]
        conditions = [_in_index(_match(node, column, forms), kind)]
    else:
        assert node.field is not None
        match = _match(node, _ARTICLE_COLUMNS[node.field], forms)
        conditions = [_in_articles(_INDEXES[node.field], match)]
        text = ""
    for words in every:
        if not (words.literals or words.cased):
            continue
        if text:
            conditions.append(_contains_literals(text, words))
        else:
            assert node.field is not None
            tests = " AND ".join(["stands(CAST(one AS BLOB), ?)"] * len(words.literals))
            texts = _ARTICLE_TEXTS[node.field].replace(" FROM", " AS one FROM", 1)
            conditions.append(
                Condition(f"EXISTS (SELECT 1 FROM ({texts}) WHERE {tests})", words.literals)
            )
    return join_conditions("AND", conditions)


def _in_articles(index: str, expression: str) -> Condition:
    return Condition(f"+{ARTICLE_PLACEHOLDER} IN ({_ARTICLES[index]})", (expression,))


def _in_index(expression: str, kind: HitKind) -> Condition:
    id = "a.id" if kind == "article" else "u.id"
    indexes = {own_index(kind), own_index(kind, is_weak=True)}
    found = " UNION ALL ".join(
        f"SELECT rowid FROM {index} WHERE {index} MATCH ?" for index in indexes
    )
    return Condition(f"+{id} IN ({found})", (expression,) * len(indexes))
