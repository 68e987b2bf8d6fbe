"""The comparisons of a store: of two articles, and of two versions of an article."""

import json
from collections.abc import Callable
from typing import NamedTuple

from analysis import Analysis
from db.comparison.models import TextComparison
from db.comparison.positions import Position, PositionList, list_pairs, sort_by_date
from db.comparison.text_findings import TextFindings
from db.comparison.texts import compare_texts, describe_article, describe_version
from db.connection import Connection
from db.errors import NotFound
from db.models import Article, ArticleRow, Document
from db.progress import ReportPart, report_no_part
from db.repositories.articles import ArticleRepository
from db.repositories.corrections import CorrectionRepository
from db.repositories.identities import IdentityRepository
from db.repositories.notes import load_notes
from db.repositories.versions import Version, VersionRepository
from db.search.engine import SearchEngine

MOST_POSITIONS = 200
"""The statements of a person that are compared with each other."""
_ADDRESSES = """SELECT id, CASE WHEN source LIKE 'http%' THEN source ELSE retrieved_from END
    FROM article WHERE id IN (SELECT value FROM json_each(?))"""
_NOTES = """SELECT id FROM note
    WHERE article IN (SELECT value FROM json_each(?)) AND compared != ''"""
_IDENTITIES = """SELECT entity.number, coalesce(merged_into, identity.id)
    FROM entity CROSS JOIN identity ON identity.id = entity.identity WHERE article = ?"""


class ComparedVersions(NamedTuple):
    """Two versions of an article with its row; `earlier` has to be analyzed for a comparison.

    `later` has to be, too, unless it is the current one.
    """

    row: ArticleRow
    earlier: Version
    later: Version


class ComparisonRepository:
    """Compares texts of a store; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def compare_articles(
        self, first: int, second: int, report: ReportPart = report_no_part
    ) -> TextComparison:
        """Compare two articles by their findings, with the reader's corrections.

        `report` gets each aspect and its share that is done; an error from it cancels.
        """
        with self._connection.read_transaction():
            loaded = self._load(first), self._load(second)
        return compare_texts(*loaded, report)

    def _load(self, article: int) -> TextFindings:
        stored: Article = ArticleRepository(self._connection).get(article)
        with self._connection.read_transaction() as sqlite:
            identities = dict(sqlite.execute(_IDENTITIES, (article,)).fetchall())
        text = describe_article(stored.row, stored.analysis)
        return TextFindings(text, stored.analysis, identities)

    def load_versions(
        self, article: int, earlier: int | None = None, later: int | None = None
    ) -> ComparedVersions:
        """Load two versions of an article by their numbers, by default the last two.

        Raises NotFound if it has no such version.
        """
        with self._connection.read_transaction():
            versions = VersionRepository(self._connection).list(article)
            row = ArticleRepository(self._connection).row(article)
        numbers = {version.number: version for version in versions}
        after = numbers.get(len(versions) if later is None else later)
        before = numbers.get((after.number - 1 if after else 0) if earlier is None else earlier)
        if before is None or after is None:
            count = "1 version" if len(versions) == 1 else f"{len(versions)} versions"
            raise NotFound(f"Article {article} has {count}; there are no such two to compare")
        return ComparedVersions(row, before, after)

    def compare_versions(
        self,
        versions: ComparedVersions,
        analyze: Callable[[Document], Analysis],
        report: ReportPart = report_no_part,
    ) -> TextComparison:
        """Compare two versions of an article by the findings of the machine.

        `analyze` analyzes the text of a version. Corrections of the reader are left out: they would
        appear as changes of the text. `report` is that of `compare_articles`.
        """
        first, second = (
            self._analyze_version(versions.row, version, analyze)
            for version in (versions.earlier, versions.later)
        )
        return compare_texts(first, second, report)

    def _analyze_version(
        self, row: ArticleRow, version: Version, analyze: Callable[[Document], Analysis]
    ) -> TextFindings:
        is_current = version.until is None
        if is_current and row.analysis_state == "complete":
            analysis = CorrectionRepository(self._connection).machine_analysis(row.id)
        else:
            analysis = analyze(version_document(row, version))
        return TextFindings(describe_version(version, row, analysis), analysis)

    def find_positions(
        self,
        identity: int,
        about: str = "",
        limit: int = MOST_POSITIONS,
        cancelled: Callable[[], bool] = bool,
    ) -> PositionList:
        """Return the dated statements of a person that are nearest to a topic, oldest first.

        Without a topic, these are the newest ones. Raises NotFound for an unknown identity, and
        Cancelled.
        """
        people = IdentityRepository(self._connection)
        row = people.get_row(identity)
        if about.strip():
            engine = SearchEngine(self._connection)
            ids, found = engine.find_spoken(row.id, about, limit, cancelled)
            compared, is_complete = found.compared, found.is_complete
        else:
            every = people.list_quotation_ids(row.id)
            ids, compared, is_complete = every[:limit], len(every), len(every) <= limit
        rows = sort_by_date(people.quotations(row.id, among=ids, limit=len(ids)))
        articles = json.dumps(sorted({each.article for each in rows}))
        with self._connection.read_transaction() as sqlite:
            addresses = dict(sqlite.execute(_ADDRESSES, (articles,)).fetchall())
            notes = load_notes(sqlite, [id for (id,) in sqlite.execute(_NOTES, (articles,))])
        by_article = {
            note.article: [n for n in notes if n.article == note.article] for note in notes
        }
        positions = tuple(Position(each, addresses.get(each.article, "")) for each in rows)
        pairs = tuple(list_pairs(positions, by_article))
        return PositionList(
            row.id, row.name, about.strip(), positions, pairs, compared, is_complete
        )


def version_document(row: ArticleRow, version: Version) -> Document:
    """Return a version of an article as a document that can be analyzed."""
    return Document(version.text, version.title, published=version.published, language=row.language)
