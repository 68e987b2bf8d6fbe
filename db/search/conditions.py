"""SQL conditions of the fields of a query: days, tags, collections, kinds, states, features."""

import datetime
from collections.abc import Callable, Mapping
from typing import get_args

from msgspec import Struct

from analysis.models import QuotationKind
from db.article_properties import MARKS
from db.finding_rows import IS_STATEMENT_SQL, has_id_sql
from db.models import HitKind
from db.publication_ranges import (
    published_after,
    published_before,
    published_within,
)
from db.search.ast import (
    AuthorTerm,
    CollectionTerm,
    DateTerm,
    HasTerm,
    IsTerm,
    KindTerm,
    LaterTerm,
    OriginTerm,
    RewordingTerm,
    SourceTerm,
    SpokenTerm,
    TagTerm,
)

ARTICLE_PLACEHOLDER = "@article"
"""The placeholder in conditions for the id of a hit's article."""
Parameters = tuple[object, ...]


class Condition(Struct, frozen=True):
    """A condition with its parameters."""

    text: str
    parameters: Parameters = ()


def day_condition(node: DateTerm, kind: HitKind) -> Condition:
    if node.event and kind != "event":
        return event_condition(node)
    if node.added:
        return _added(node)
    if node.event:
        condition = _on_days(node, "u.first_day", "coalesce(u.last_day, u.first_day)")
    else:
        condition = _published(node)
    # a hit without a date is neither before nor after a day, also under a NOT
    return Condition(f"coalesce({condition.text}, 0)", condition.parameters)


def _added(node: DateTerm) -> Condition:
    """Build the condition on the time of addition, which is stored in UTC."""
    begins, ends = (
        datetime.datetime.combine(day, datetime.time()).astimezone(datetime.UTC).isoformat()
        for day in (node.first, node.last + datetime.timedelta(1))
    )
    match node.when:
        case "before":
            return Condition("a.added < ?", (begins,))
        case "after":
            return Condition("a.added >= ?", (ends,))
        case "on":
            return Condition("a.added >= ? AND a.added < ?", (begins, ends))


def event_condition(node: DateTerm) -> Condition:
    """Build the condition that a hit's article has an event on these days."""
    found = Condition("SELECT value FROM json_each(?)", (node.articles,))
    query = found if node.articles else select_event_articles(node)
    return Condition(f"{ARTICLE_PLACEHOLDER} IN ({query.text})", query.parameters)


def select_event_articles(node: DateTerm) -> Condition:
    """Build the query of the articles with an event on these days, once for each event."""
    condition = _on_days(node, "first_day", "coalesce(last_day, first_day)")
    # an event that ended before a day also began before it, which the index can use
    begun = "first_day < ? AND" if node.when == "before" else ""
    query = f"""SELECT article FROM event
        WHERE first_day IS NOT NULL AND {begun} {condition.text}"""
    return Condition(query, condition.parameters * (2 if begun else 1))


def _on_days(node: DateTerm, first: str, last: str) -> Condition:
    """Build the condition that a range from a first to a last day overlaps the wanted days."""
    begins, ends = node.first.isoformat(), node.last.isoformat()
    match node.when:
        case "before":
            return Condition(f"{last} < ?", (begins,))
        case "after":
            return Condition(f"{first} > ?", (ends,))
        case "on":
            return Condition(f"{first} <= ? AND {last} >= ?", (ends, begins))


def _published(node: DateTerm) -> Condition:
    """Build the condition that all days that a publication date may be are wanted."""
    match node.when:
        case "before":
            return Condition(*published_before("a.published", node.first))
        case "after":
            return Condition(*published_after("a.published", node.last))
        case "on":
            return Condition(*published_within("a.published", node.first, node.last))


def tag_condition(node: TagTerm, kind: HitKind) -> Condition:
    begin = _escaped(node.name)
    values = (node.name, f"{begin}%" if node.prefix else f"{begin}/%")
    tag = "SELECT id FROM tag WHERE name = ? OR name LIKE ? ESCAPE '\\'"
    condition = f"{ARTICLE_PLACEHOLDER} IN (SELECT article FROM article_tag WHERE tag IN ({tag}))"
    if kind != "note":
        return Condition(condition, values)
    of_note = f"u.id IN (SELECT note FROM note_tag WHERE tag IN ({tag}))"
    return Condition(f"{condition} OR {of_note}", values * 2)


def collection_condition(node: CollectionTerm) -> Condition:
    test, value = "name = ?", node.name
    if node.prefix:
        test, value = "name LIKE ? ESCAPE '\\'", f"{_escaped(node.name)}%"
    query = f"""SELECT article FROM collection_article
        WHERE collection IN (SELECT id FROM collection WHERE {test})"""
    return Condition(f"{ARTICLE_PLACEHOLDER} IN ({query})", (value,))


_IMPORTED = (
    *((table, "origin") for table in ("note", "article_tag", "collection_article", "correction")),
    *((mark.table, mark.origin) for mark in MARKS),
)
"""The tables of what files bring to articles, each with the column of its origin."""


def origin_condition(node: OriginTerm, kind: HitKind) -> Condition:
    """Build the condition that a note, or something of an article, is from a file or an author."""
    name = f"%{_escaped(node.name)}%"
    # after the day, which is no part of the name
    from_file = "substr({column}, 12) LIKE ? ESCAPE '\\'"
    by_author = "OR {author} LIKE ? ESCAPE '\\'"
    if kind == "note":
        test = f"{from_file} {by_author}".format(column="u.origin", author="u.author")
        return Condition(f"u.origin != '' AND ({test})", (name, name))
    found = _select_imported(lambda table: f"{from_file} {by_author if table == 'note' else ''}")
    return Condition(f"{ARTICLE_PLACEHOLDER} IN ({found})", (name,) * found.count("?"))


_AUTHORED = """SELECT article FROM note
        WHERE author LIKE :name ESCAPE '\\' OR verdict_author LIKE :name ESCAPE '\\'
    UNION ALL SELECT article FROM article_tag WHERE author LIKE :name ESCAPE '\\'
    UNION ALL SELECT article FROM note WHERE id IN
        (SELECT note FROM note_tag WHERE author LIKE :name ESCAPE '\\')
    UNION ALL SELECT article FROM correction WHERE author LIKE :name ESCAPE '\\'"""
_NOTE_AUTHORED = """u.author LIKE :name ESCAPE '\\' OR u.verdict_author LIKE :name ESCAPE '\\'
    OR u.id IN (SELECT note FROM note_tag WHERE author LIKE :name ESCAPE '\\')"""


def author_condition(node: AuthorTerm, kind: HitKind) -> Condition:
    """Build the condition that a reader worked on a note, or on anything of an article."""
    query = _NOTE_AUTHORED if kind == "note" else f"{ARTICLE_PLACEHOLDER} IN ({_AUTHORED})"
    values = (f"%{_escaped(node.name)}%",) * query.count(":name")
    return Condition(query.replace(":name", "?"), values)


def _select_imported(test: Callable[[str], str]) -> str:
    """Return the query of articles with something from a file that passes a test of its table."""
    return " UNION ALL ".join(
        f"SELECT article FROM {table} WHERE {column} != '' AND "
        f"({test(table).format(column=column, author='author')})"
        for table, column in _IMPORTED
    )


def _escaped(text: str) -> str:
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return text


def kind_condition(node: KindTerm, kind: HitKind) -> Condition:
    if node.kind in get_args(QuotationKind):
        return Condition("u.kind = ?", (node.kind,)) if kind == "quotation" else Condition("0")
    return Condition("1" if node.kind == kind else "0")


_ARTICLES: Mapping[str, str] = {
    **{mark.name: mark.articles for mark in MARKS},
    "incomplete": "SELECT article FROM analysis_state",
    "killed": "SELECT article FROM wire_record WHERE status IN ('killed', 'withheld')",
    "embargoed": """SELECT article FROM wire_record
        WHERE embargo > strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')""",
    "reading": "SELECT article FROM reading_state WHERE state = 'reading'",
    "read": "SELECT article FROM reading_state WHERE state = 'read'",
}
"""The articles in a state."""
_NOTES = {"starred": "u.starred", "imported": "u.origin != ''"}
"""The conditions on a note in a state, which otherwise is that of its article."""


def state_condition(node: IsTerm, kind: HitKind) -> Condition:
    if kind == "note" and node.state in _NOTES:
        return Condition(_NOTES[node.state])
    if node.state in ("woman", "man"):
        return _gender_condition(node.state, kind)
    if node.state == "undated":
        return Condition("a.published IS NULL")
    if node.state == "unread":
        begun = "SELECT article FROM reading_state WHERE state != 'unread'"
        return Condition(f"{ARTICLE_PLACEHOLDER} NOT IN ({begun})")
    is_imported = node.state == "imported"
    articles = _select_imported(lambda _: "1") if is_imported else _ARTICLES[node.state]
    return Condition(f"{ARTICLE_PLACEHOLDER} IN ({articles})")


def _gender_condition(gender: str, kind: HitKind) -> Condition:
    """Build the condition for a statement of a woman or a man, or an article with one."""
    speaks = """FROM entity AS speaker CROSS JOIN identity ON identity.id = speaker.identity
        WHERE identity.gender = ? AND speaker.article = {article} AND speaker.number = {entity}"""
    if kind == "quotation":
        speaker = speaks.format(article="u.article", entity="u.entity")
        return Condition(f"EXISTS (SELECT 1 {speaker})", (gender,))
    if kind != "article":
        return Condition("0")
    speaker = speaks.format(article="said.article", entity="said.entity")
    return Condition(
        f"""EXISTS (SELECT 1 FROM quotation AS said WHERE said.article = {ARTICLE_PLACEHOLDER}
            AND said.{IS_STATEMENT_SQL} AND EXISTS (SELECT 1 {speaker}))""",
        (gender,),
    )


def feature_condition(node: HasTerm) -> Condition:
    if node.feature == "text":
        return Condition(f"{ARTICLE_PLACEHOLDER} IN (SELECT id FROM article WHERE words > 0)")
    if node.feature == "tag":
        return Condition(f"{ARTICLE_PLACEHOLDER} IN (SELECT article FROM article_tag)")
    if node.feature == "note":
        return Condition(f"{ARTICLE_PLACEHOLDER} IN (SELECT article FROM note)")
    if node.feature == "event":
        return Condition(
            f"""EXISTS (SELECT 1 FROM event AS one
                WHERE one.article = {ARTICLE_PLACEHOLDER} AND one.first_day IS NOT NULL)"""
        )
    return Condition(
        f"""EXISTS (SELECT 1 FROM quotation AS one
            WHERE one.article = {ARTICLE_PLACEHOLDER} AND one.{IS_STATEMENT_SQL})"""
    )


# The speakers of a quote group, linked across articles and with the reader's merges.
_SPEAKERS = f"""SELECT coalesce(merged_into, identity.id) FROM quote_group_member
    CROSS JOIN quotation ON {has_id_sql("quotation", "quote_group_member.quotation")}
    CROSS JOIN entity ON entity.article = quotation.article AND entity.number = quotation.entity
    CROSS JOIN identity ON identity.id = entity.identity
    WHERE quote_group_member.quote_group = ?"""


def rewording_condition(node: RewordingTerm, kind: HitKind) -> Condition:
    """Build the condition for a quotation outside a group, with one of its speakers or none.

    If no quotation of the group has a named speaker, any speaker may be the same.
    """
    if kind != "quotation":
        return Condition("0")
    return Condition(
        f"""u.id NOT IN (SELECT quotation FROM quote_group_member WHERE quote_group = ?)
            AND (NOT EXISTS (SELECT 1 FROM entity AS speaker WHERE speaker.article = u.article
                    AND speaker.number = u.entity AND speaker.identity IS NOT NULL)
                OR EXISTS (SELECT 1 FROM entity AS speaker
                    CROSS JOIN identity ON identity.id = speaker.identity
                    WHERE speaker.article = u.article AND speaker.number = u.entity
                        AND coalesce(merged_into, identity.id) IN ({_SPEAKERS}))
                OR NOT EXISTS (SELECT 1 FROM quote_group_member CROSS JOIN quotation
                    ON {has_id_sql("quotation", "quote_group_member.quotation")}
                    CROSS JOIN entity AS speaker ON speaker.article = quotation.article
                        AND speaker.number = quotation.entity
                    WHERE quote_group_member.quote_group = ? AND speaker.identity IS NOT NULL))""",
        (node.quote_group,) * 3,
    )


def source_condition(node: SourceTerm, kind: HitKind) -> Condition:
    """Build the condition for a quotation whose source has a type or a basis."""
    if kind != "quotation":
        return Condition("0")
    stored = (
        "SELECT 1 FROM statement_source AS stored"
        f" WHERE stored.id = u.id AND stored.version > 0 AND {node.column} = ?"
    )
    return Condition(f"EXISTS ({stored})", (node.value,))


def spoken_condition(node: SpokenTerm, kind: HitKind) -> Condition:
    """Build the condition for a quotation of which an identity is a speaker."""
    if kind != "quotation":
        return Condition("0")
    return Condition(
        """u.id IN (SELECT quotation.id FROM identity_entity AS link CROSS JOIN quotation
            ON quotation.article = link.article AND (quotation.entity = link.entity
                OR EXISTS (SELECT 1 FROM quotation_speaker AS more
                    WHERE more.article = link.article AND more.quotation = quotation.number
                        AND more.entity = link.entity))
            WHERE link.identity = ? AND link.quotations > 0)""",
        (node.identity,),
    )


def later_condition(node: LaterTerm) -> Condition:
    """Build the condition that an article was added after another one, or after a time."""
    if node.article or not node.added:
        return Condition("a.id > ?", (node.article,))
    return Condition("a.added > ?", (node.added,))
