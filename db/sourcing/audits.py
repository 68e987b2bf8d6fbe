"""The audits of the articles of a store."""

from collections.abc import Iterator, Sequence

from db.connection import Connection
from db.corrections.disclosures import list_disclosures
from db.repositories.articles import ArticleRepository
from db.repositories.corrections import list_corrections
from db.sourcing.audit import ArticleAudit, audit_article

_IDENTITIES = """SELECT entity.number, named.name FROM entity
    CROSS JOIN identity ON identity.id = entity.identity
    CROSS JOIN identity AS named ON named.id = coalesce(identity.merged_into, identity.id)
    WHERE article = ?"""


class SourceAudits:
    """Audits articles of a store; methods raise StoreError, and NotFound for an unknown one."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def audit(self, article: int) -> ArticleAudit:
        """Audit one article by its findings, with the reader's corrections."""
        with self._connection.read_transaction() as sqlite:
            stored = ArticleRepository(self._connection).get(article)
            identities = dict(sqlite.execute(_IDENTITIES, (article,)).fetchall())
            disclosures = list_disclosures(stored.analysis, list_corrections(sqlite, article))
            return audit_article(stored.row, stored.analysis, identities, disclosures)

    def audit_all(self, articles: Sequence[int]) -> Iterator[ArticleAudit]:
        """Yield the audit of each article."""
        for article in articles:
            yield self.audit(article)
