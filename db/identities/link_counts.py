"""SQL that recounts the links of identities, as the triggers of `schema.sql` count them."""

from db.identities.queries import MONTHLY_THRESHOLD

# For many identities at once; `{those}` is the condition that selects them.
_RECOUNT = (
    """UPDATE identity SET
        articles = (SELECT count(DISTINCT article) FROM identity_entity WHERE identity = id),
        quotations = (SELECT coalesce(sum(quotations), 0) FROM identity_entity
            WHERE identity = id),
        confidence = coalesce((SELECT max(
                CASE WHEN confidence > 1 THEN confidence / 1000.0 ELSE confidence END)
            FROM identity_entity AS link CROSS JOIN entity
                ON entity.article = link.article AND entity.number = link.entity
            WHERE link.identity = identity.id), 0),
        first_day = coalesce((SELECT min(day) FROM identity_entity
            WHERE identity = id AND day > ''), ''),
        last_day = coalesce((SELECT min(link.day)
            FROM (SELECT max(day) AS day FROM identity_entity
                WHERE identity = identity.id) AS most
            CROSS JOIN identity_entity AS link ON link.identity = identity.id
                AND link.day IN (most.day, substr(most.day, 1, 7), substr(most.day, 1, 4))), '')
        WHERE id {those}""",
    "DELETE FROM identity_month WHERE identity {those}",
    f"""INSERT INTO identity_month
        SELECT identity, substr(day, 1, 7), count(DISTINCT article) FROM identity_entity
        WHERE identity IN (
            SELECT id FROM identity WHERE id {{those}} AND articles >= {MONTHLY_THRESHOLD}
        )
        GROUP BY identity, substr(day, 1, 7)""",
)
RECOUNT = tuple(
    statement.format(those="IN (SELECT value FROM json_each(:ids))") for statement in _RECOUNT
)
"""Recounts the links of the identities whose ids are in a JSON array."""
RECOUNT_ALL = tuple(statement.format(those="IS NOT NULL") for statement in _RECOUNT)
