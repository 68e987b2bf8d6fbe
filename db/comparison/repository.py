"""The comparisons of a store: of two articles, and of two versions of an article."""

from collections.abc import Callable
from typing import NamedTuple

from analysis import Analysis
from db.comparison.models import TextComparison
from db.comparison.text_findings import TextFindings
from db.comparison.texts import compare_texts, describe_article, describe_version
from db.connection import Connection
from db.errors import NotFound
from db.models import Article, ArticleRow, Document
from db.repositories.articles import ArticleRepository
from db.repositories.corrections import CorrectionRepository
from db.repositories.versions import Version, VersionRepository

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

    def compare_articles(self, first: int, second: int) -> TextComparison:
        """Compare two articles by their findings, with the reader's corrections."""
        with self._connection.read_transaction():
            return compare_texts(self._load(first), self._load(second))

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
        self, versions: ComparedVersions, analyze: Callable[[Document], Analysis]
    ) -> TextComparison:
        """Compare two versions of an article by the findings of the machine.

        `analyze` analyzes the text of a version. Corrections of the reader are left out: they would
        appear as changes of the text.
        """
        first, second = (
            self._analyze_version(versions.row, version, analyze)
            for version in (versions.earlier, versions.later)
        )
        return compare_texts(first, second)

    def _analyze_version(
        self, row: ArticleRow, version: Version, analyze: Callable[[Document], Analysis]
    ) -> TextFindings:
        is_current = version.until is None
        if is_current and row.analysis_state == "complete":
            analysis = CorrectionRepository(self._connection).machine_analysis(row.id)
        else:
            analysis = analyze(version_document(row, version))
        return TextFindings(describe_version(version, row, analysis), analysis)


def version_document(row: ArticleRow, version: Version) -> Document:
    """Return a version of an article as a document that can be analyzed."""
    return Document(version.text, version.title, published=version.published, language=row.language)
