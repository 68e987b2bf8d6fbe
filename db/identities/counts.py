"""SQL that recounts the links of identities, as the triggers of `schema.sql` count them."""

MANY = 100
"""The least number of articles of an identity whose monthly counts are stored."""

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""

# For many identities at once; `{those}` is the condition that selects them.
_RECOUNT = (
    """UPDATE identity SET
        articles = (SELECT count(DISTINCT article) FROM identity_entity WHERE identity = id),
        quotations = (SELECT coalesce(sum(quotations), 0) FROM identity_entity
            WHERE identity = id),
        first_day = coalesce((SELECT min(day) FROM identity_entity
            WHERE identity = id AND day > ''), ''),
        last_day = coalesce((SELECT max(day) FROM identity_entity WHERE identity = id), '')
        WHERE id {those}""",
    "DELETE FROM identity_month WHERE identity {those}",
    f"""INSERT INTO identity_month
        SELECT identity, substr(day, 1, 7), count(DISTINCT article) FROM identity_entity
        WHERE identity IN (SELECT id FROM identity WHERE id {{those}} AND articles >= {MANY})
        GROUP BY identity, substr(day, 1, 7)""",
)
RECOUNT = tuple(
    statement.format(those="IN (SELECT value FROM json_each(:ids))") for statement in _RECOUNT
)
"""Recounts the links of the identities whose ids are in a JSON array."""
RECOUNT_ALL = tuple(statement.format(those="IS NOT NULL") for statement in _RECOUNT)
