"""Articles in the store: add, list, load and delete them, and edit their metadata."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analysis import Analysis, redate
from analysis.partial_dates import Date, PartialDate, to_partial_date
from analysis.structs import replace
from analysis.text import to_day
from db.article_properties import MARKS
from db.connection import Connection
from db.finding_rows import format_day, parse_stored_day
from db.models import (
    AnalysisState,
    Article,
    ArticleOrder,
    ArticleOrigins,
    ArticleRow,
    Document,
    IngestResult,
    Origin,
    PublishedFrom,
)
from db.progress import ReportDone, report_nothing
from db.repositories.article_rows import (
    ROW,
    build_article_rows,
    delete_article,
    find_article,
    index_metadata,
    load_analysis,
    load_article_row,
    require_article,
    require_articles,
    unindex_metadata,
    update_list_keys,
)
from db.repositories.findings import load_shown_findings, parse_state
from db.repositories.near_duplicates import near_duplicates
from db.repositories.records import Records, read_ids, search_ids, select_ids
from db.repositories.tags import (
    load_tag_authors,
    load_tag_origins,
    load_tags,
    normalize_tags,
    set_tags,
)
from db.repositories.wires import load_wire
from db.stored_records import parse_stored_json, read_record
from db.text import one_line
from db.vocabulary import add_words, load_forms, split_index_words
from db.web_addresses import normalize_url, without_password

ArticleRows = list[ArticleRow]
ArticleIds = list[int]

_ORDERS: dict[ArticleOrder, str] = {
    "added": "a.added DESC, a.id DESC",
    "published": "a.published DESC, a.id DESC",
    "title": "a.title = '', a.title COLLATE NOCASE, a.id",
}

_OF_DOCUMENT = ("text", "language", "section", "updated", "origins", "remark", "part_of")
_OF_ROW = frozenset(Document.__struct_fields__) & {*ArticleRow.__struct_fields__} - {*_OF_DOCUMENT}
FIELDS = ("title", "byline", "site", "source", "section", "language")


class MetadataChanges(Struct, frozen=True):
    """Changes to an article's metadata; None leaves a field unchanged, "" clears it.

    The publication date is given apart, since dates in the text depend on it.
    """

    title: str | None = None
    byline: str | None = None
    site: str | None = None
    source: str | None = None
    section: str | None = None
    language: str | None = None
    updated: datetime.date | str | None = None


NO_FACTS = MetadataChanges()


class CommonMetadata(Struct, frozen=True):
    """The metadata that articles have in common, by the names of the fields; dates as ISO text.

    A value is "" if no article has one, and None if they differ. `origins` are those of the values,
    if every article has the same.
    """

    values: Mapping[str, str | None]
    origins: Mapping[str, str]


class ArticleRepository:
    """The articles of a store; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def __call__(self, query: str = "") -> Records[ArticleRow]:
        """Iterate over the articles with any hit of a query, or all, the latest published first.

        Raises ValueError for an invalid query.
        """
        ids = select_ids(
            self._connection,
            "SELECT id FROM article ORDER BY published DESC, id DESC",
            search_ids(self._connection, query, None),
        )
        return Records(ArticleRow, ids, self._load)

    def _load(self, ids: Sequence[int]) -> ArticleRows:
        query = f"""SELECT {ROW} FROM article
            LEFT JOIN reading_state ON reading_state.article = article.id
            WHERE article.id IN (SELECT value FROM json_each(?))
            ORDER BY published DESC, article.id DESC"""
        with self._connection.read_transaction() as sqlite:
            return build_article_rows(sqlite, sqlite.execute(query, (json.dumps(ids),)).fetchall())

    def add(self, document: Document, analysis: Analysis) -> IngestResult:
        """Store an article and its findings; a known text is not stored again.

        Raises ValueError for an analysis of another text or another publication date.
        """
        if (analysis.text, analysis.published) != (document.text, document.published_day):
            raise ValueError("The analysis belongs to another text or another publication date")
        from db.repositories.corrections import (
            insert_corrected_article,  # not before the first frame
        )

        with self._connection.transaction() as sqlite:
            return insert_corrected_article(sqlite, document, analysis)

    def get(self, article: int) -> Article:
        """Return a complete article with its findings."""
        query = f"SELECT {', '.join(_OF_DOCUMENT)} FROM article WHERE id = ?"
        with self._connection.read_transaction() as sqlite:
            row = load_article_row(sqlite, article)
            found = sqlite.execute(query, (article,)).fetchone()
            stored = dict(zip(_OF_DOCUMENT, found, strict=True))
            findings = load_shown_findings(sqlite, article, stored["text"], row.published_day)
            wire = load_wire(sqlite, article)

        def build(_: object) -> Document:
            origins = parse_stored_json(stored["origins"], dict[str, Origin], {})
            return Document(
                **{name: getattr(row, name) for name in _OF_ROW},
                **stored
                | {
                    "updated": parse_stored_day(stored["updated"]),
                    "origins": tuple(sorted(origins.items())),
                },
                wire=wire,
            )

        document = read_record(Document, build, found)
        if findings.failures and row.analysis_state == "complete":  # its findings are damaged
            row = replace(row, analysis_state="failed")
        return Article(row, document, findings)

    def row(self, article: int) -> ArticleRow:
        """Return an article as a list shows it."""
        with self._connection.read_transaction() as sqlite:
            return load_article_row(sqlite, article)

    def origins(self, article: int) -> ArticleOrigins:
        """Return the origins of the marks, the imported tags and the collections of an article."""
        collections = """SELECT name, origin FROM collection_article
            JOIN collection ON id = collection WHERE article = ? AND origin != ''
            ORDER BY name COLLATE NOCASE"""
        with self._connection.read_transaction() as sqlite:
            marks = {
                mark.name: origin
                for mark in MARKS
                for (origin,) in sqlite.execute(mark.origin_of_article, (article,))
            }
            return ArticleOrigins(
                load_tag_origins(sqlite, "article", [article]).get(article, {}),
                dict(sqlite.execute(collections, (article,)).fetchall()),
                tag_authors=load_tag_authors(sqlite, "article", [article]).get(article, {}),
                **marks,
            )

    def common_metadata(self, articles: Sequence[int]) -> CommonMetadata:
        """Return the metadata that one or more articles have in common."""
        columns = (*FIELDS, "published", "updated", "origins", "published_from")
        parts = (f"count(DISTINCT ifnull({name}, '')), min(ifnull({name}, ''))" for name in columns)
        query = f"""SELECT count(*), {", ".join(parts)} FROM article
            WHERE id IN (SELECT value FROM json_each(?))"""
        wanted = list(dict.fromkeys(articles))
        with self._connection.read_transaction() as sqlite:
            number, *found = sqlite.execute(query, (json.dumps(wanted),)).fetchone()
            if number < len(wanted):
                for article in wanted:
                    require_article(sqlite, article)
        counts, values = found[::2], found[1::2]
        common = {name: value if count == 1 else None
                  for name, count, value in zip(columns, counts, values, strict=True)}  # fmt: skip
        origins = parse_stored_json(common.pop("origins") or "{}", dict[str, str], {})
        if origin := common.pop("published_from"):
            origins["published"] = origin
        return CommonMetadata(common, origins)

    def text(self, article: int, limit: int | None = None) -> str:
        """Return an article's text, or its first `limit` characters."""
        part = "text" if limit is None else "substr(text, 1, :limit)"
        query = f"SELECT {part} FROM article WHERE id = :article"
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            found = sqlite.execute(query, {"article": article, "limit": limit}).fetchone()
        return str(found[0])

    def find(self, text: str) -> int | None:
        """Return the id of the article that has, or once had, exactly this text."""
        with self._connection.read_transaction() as sqlite:
            return find_article(sqlite, text)

    def count(self, filter: str = "", *, limit: int | None = None) -> int:
        """Count the articles that a filter selects, or up to a limit.

        Words without a field match the title, byline, site, source and tags; fields are those of
        the query language. Raises ValueError for an invalid filter.
        """
        with self._connection.read_transaction() as sqlite:
            source, parameters = _filter(sqlite, filter, counted=True)
            query = f"SELECT count(*) FROM article AS a {source}"
            if limit is not None:
                query = f"SELECT count(*) FROM (SELECT 1 FROM article AS a {source} LIMIT {limit})"
            return int(sqlite.execute(query, parameters).fetchone()[0])

    def list_incomplete(self) -> list[tuple[int, AnalysisState]]:
        """Return the articles with a pending or failed analysis, with the state, by their ids."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT article, state FROM analysis_state ORDER BY article"
            rows = sqlite.execute(query).fetchall()
        return [(article, parse_state(state)) for article, state in rows]

    def list(
        self, filter: str = "", *, order: ArticleOrder = "added", limit: int = 200
    ) -> ArticleRows:
        """Return the first of the articles that `count` counts; newest first, or by title."""
        with self._connection.read_transaction() as sqlite:
            source, parameters = _filter(sqlite, filter)
            query = f"""SELECT {ROW} FROM
                    (SELECT a.id AS chosen FROM article AS a {source}
                        ORDER BY {_ORDERS[order]} LIMIT ?)
                CROSS JOIN article ON article.id = chosen
                LEFT JOIN reading_state ON reading_state.article = article.id"""
            found = sqlite.execute(query, (*parameters, limit)).fetchall()
            return build_article_rows(sqlite, found)

    def list_ids(
        self, filter: str = "", *, order: ArticleOrder = "added", limit: int = -1
    ) -> ArticleIds:
        """Return the ids of the articles that `count` counts, up to a limit."""
        with self._connection.read_transaction() as sqlite:
            source, parameters = _filter(sqlite, filter)
            query = f"SELECT a.id FROM article AS a {source} ORDER BY {_ORDERS[order]} LIMIT ?"
            return read_ids(sqlite, query, (*parameters, limit))

    def list_by_id(self, ids: Sequence[int]) -> ArticleRows:
        """Return articles in the order of their ids in `ids`, without those deleted meanwhile."""
        query = f"""SELECT {ROW} FROM json_each(?) AS wanted
            CROSS JOIN article ON article.id = wanted.value
            LEFT JOIN reading_state ON reading_state.article = article.id ORDER BY wanted.key"""
        with self._connection.read_transaction() as sqlite:
            return build_article_rows(sqlite, sqlite.execute(query, (json.dumps(ids),)).fetchall())

    def near_duplicates(self, article: int) -> ArticleIds:
        """Return the near-duplicates of an article, such as an agency report in several papers."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            return near_duplicates(sqlite, article)

    def delete(self, article: int) -> None:
        """Delete an article with its findings and notes for good, past the trash."""
        with self._connection.transaction() as sqlite:
            delete_article(sqlite, article)

    def set_tags(self, article: int, tags: Sequence[str]) -> None:
        """Replace the tags of an article."""
        with self._connection.transaction() as sqlite:
            require_article(sqlite, article)
            set_tags(sqlite, "article", article, tags)
            update_list_keys(sqlite, [article])

    def tag(
        self, articles: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        """Add tags to articles and remove others; the case of letters does not matter."""
        wanted = normalize_tags(add)
        unwanted = {tag.casefold() for tag in normalize_tags(remove)}
        added: list[tuple[int, str]] = []
        removed: list[tuple[int, str]] = []
        with self._connection.transaction() as sqlite:
            ids = require_articles(sqlite, articles)
            tags = load_tags(sqlite, "article", ids)
            for article in ids:
                before = tags.get(article, ())
                known = {tag.casefold() for tag in before}
                added += [(article, tag) for tag in wanted if tag.casefold() not in known]
                removed += [(article, tag) for tag in before if tag.casefold() in unwanted]
            sqlite.executemany(
                """DELETE FROM article_tag
                    WHERE article = ? AND tag = (SELECT id FROM tag WHERE name = ?)""",
                removed,
            )
            names = [(tag,) for tag in dict.fromkeys(tag for _, tag in added)]
            sqlite.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", names)
            sqlite.executemany(
                """INSERT OR IGNORE INTO article_tag (article, tag, author)
                    SELECT ?, id, reader() FROM tag WHERE name = ?""",
                added,
            )
            update_list_keys(sqlite, sorted({article for article, _ in (*added, *removed)}))

    def set_metadata(
        self,
        articles: int | Sequence[int],
        facts: MetadataChanges = NO_FACTS,
        *,
        published: Date | None = None,
        report: ReportDone = report_nothing,
    ) -> None:
        """Edit the title, byline, site, source, section, language, update or publication date.

        The origin of edited fields becomes the user. A changed publication date changes the dates
        in the texts. None leaves the publication date unchanged, "" clears it.
        """
        date = to_partial_date(published or None)
        with self._connection.transaction() as sqlite:
            for done, article in enumerate(require_articles(sqlite, articles)):
                report(done)
                write_metadata(sqlite, article, facts)
                if published is not None:
                    query = "SELECT published FROM article WHERE id = ?"
                    if sqlite.execute(query, (article,)).fetchone() != (format_day(date),):
                        write_published(sqlite, article, date, "given")


def write_published(
    sqlite: sqlite3.Connection,
    article: int,
    published: PartialDate | None,
    published_from: PublishedFrom,
) -> Analysis:
    """Store a publication date; return the findings with their dates resolved again."""
    from db.repositories.corrections import (  # as above
        machine_analysis,
        replace_machine_analysis,
    )

    origin = "unknown" if published is None else published_from
    shown = load_analysis(sqlite, article)
    machine = redate(machine_analysis(sqlite, article, shown), published)
    sqlite.execute(
        "UPDATE article SET published = ?, published_from = ? WHERE id = ?",
        (format_day(published), origin, article),
    )
    return replace_machine_analysis(sqlite, article, shown, machine)


def write_metadata(sqlite: sqlite3.Connection, article: int, facts: MetadataChanges) -> None:
    """Store changes to an article's metadata, as `ArticleRepository.set_metadata` does."""
    values: dict[str, str | None] = {
        field: one_line(value) for field in FIELDS if (value := getattr(facts, field)) is not None
    }
    if facts.updated is not None:
        values["updated"] = format_day(to_day(facts.updated or None))
    if "source" in values:
        source = without_password(values["source"] or "")
        values |= {"source": source, "address": normalize_url(source)}
    edited = [field for field in values if field != "address"]
    if not values:
        return
    query = "SELECT origins FROM article WHERE id = ?"
    before = parse_stored_json(sqlite.execute(query, (article,)).fetchone()[0], dict[str, str], {})
    after = before | dict.fromkeys(edited, "given")
    values["origins"] = json.dumps(dict(sorted(after.items())))
    unindex_metadata(sqlite, article)
    sets = ", ".join(f"{column} = :{column}" for column in values)
    sqlite.execute(f"UPDATE article SET {sets} WHERE id = :id", {**values, "id": article})
    index_metadata(sqlite, article)
    add_words(sqlite, split_index_words(values.get("title") or ""))
    update_list_keys(sqlite, [article])


def _filter(
    sqlite: sqlite3.Connection, filter: str, *, counted: bool = False
) -> tuple[str, tuple[object, ...]]:
    """Return the index and the condition of a filter, with its parameters.

    With `counted`, all articles are read, else only those before the end of a window.
    """
    if not filter.strip():
        return "", ()
    # not before the first frame
    from db.search.planner import article_condition
    from db.search.rows import LIBRARY, require_filter

    node = require_filter(filter, LIBRARY)
    if node is None:
        return "", ()
    condition = article_condition(node, load_forms(sqlite))
    # these indexes have what a filter tests, so that it reads no texts
    index = ""
    if "a.list_key" in condition.text or "a.added" in condition.text:
        index = "INDEXED BY article_list_key"
    elif counted:
        index = "INDEXED BY article_filter"
    return f"{index} WHERE {condition.text}", condition.parameters
