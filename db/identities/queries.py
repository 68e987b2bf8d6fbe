"""Lists of identities, one window at a time.

Profile of an identity: its names, roles, quotations, articles and companions.

SQL that recounts the links of identities, as the triggers of `schema.sql` count them.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from analysis.linking.stated_roles import headline_role
from db.errors import NotFound
from db.finding_rows import parse_date
from db.identities.models import (
    IdentityRow,
)

MONTHLY_THRESHOLD = 100
"""The least number of articles of an identity whose monthly counts are stored."""

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""

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


# Confidence, of 1, from which an entity counts as a person. The higher one applies if more articles
# have the same name with another type, or if an ambiguous name has another type more surely.
LEAST_SURE = 0.5
_LEAST_SURE_OF_TWO = 0.9
UNSURE = f"""SELECT id FROM identity INDEXED BY identity_doubtful
    WHERE articles > 0 AND label = 'PERSON' AND confidence < {_LEAST_SURE_OF_TWO}
        AND (confidence < {LEAST_SURE} OR EXISTS (SELECT 1 FROM identity AS other
            WHERE other.name = identity.name COLLATE NOCASE AND other.articles > 0
                AND other.label != 'PERSON' AND (other.articles > identity.articles
                    OR (identity.shared AND other.confidence > identity.confidence))))"""
"""SQL query for the people without enough evidence in any article.

Lists leave them out by their ids, so that an index of the list is read without the rows.
"""

ROW = """identity.id, identity.name, identity.label, identity.shared, identity.articles,
    identity.quotations, identity.first_day, identity.last_day, identity.country,
    (SELECT json_group_array(role) FROM (SELECT entity.role FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = identity.id ORDER BY link.day DESC, link.article DESC LIMIT 20)
        WHERE role IS NOT NULL)"""


def identity_row(row: Sequence[Any]) -> IdentityRow:
    """Convert the columns of ROW to a record."""
    id, name, label, shared, articles, quotations, first, last, country, roles = row
    days = parse_date(first or None), parse_date(last or None)
    role = headline_role(json.loads(roles))
    return IdentityRow(id, name, label, bool(shared), articles, quotations, *days, role, country)


_LARGEST_ID = 2**63 - 1


def resolve_merged(sqlite: sqlite3.Connection, identity: int) -> int:
    """Return the identity itself, or the one it was merged into; raises NotFound."""
    query = "SELECT coalesce(merged_into, id) FROM identity WHERE id = ?"
    found = sqlite.execute(query, (identity,)).fetchone() if abs(identity) < _LARGEST_ID else None
    if found is None:
        raise NotFound(f"There is no identity {identity} in the store")
    return int(found[0])
