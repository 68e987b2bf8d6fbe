"""SQL that counts the links of identities: the same counts as the triggers of `schema.sql` make."""

MANY = 100
"""Identities that at least so many articles name have their months stored."""

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""

# For many identities at once; `{those}` chooses them.
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
RECOUNT = tuple(one.format(those="IN (SELECT value FROM json_each(:ids))") for one in _RECOUNT)
"""Counts the links of those whose ids a JSON array holds."""
RECOUNT_ALL = tuple(one.format(those="IS NOT NULL") for one in _RECOUNT)
