"""The identities that passages of articles name or quote."""

from db.connection import Connection

_NAMED = """SELECT coalesce(merged_into, identity.id), min(start) AS first FROM (
        SELECT entity, start FROM mention
            WHERE article = :article AND start < :end AND "end" > :start
        UNION ALL SELECT entity, start FROM quotation
            WHERE article = :article AND start < :end AND "end" > :start
        UNION ALL SELECT quotation.entity, span.start FROM quotation_span AS span
            CROSS JOIN quotation ON quotation.article = span.article
                AND quotation.number = span.quotation
            WHERE span.article = :article AND span.start < :end AND span."end" > :start
    ) AS found CROSS JOIN entity
        ON entity.article = :article AND entity.number = found.entity
    CROSS JOIN identity ON identity.id = entity.identity GROUP BY 1 ORDER BY first, 1"""


def list_passage_identities(
    connection: Connection, article: int, start: int, end: int
) -> tuple[int, ...]:
    """Return the ids of the people and things that a passage names or quotes, in text order."""
    span = {"article": article, "start": start, "end": end}
    with connection.read_transaction() as sqlite:
        return tuple(identity for identity, _ in sqlite.execute(_NAMED, span))
