"""Queries of identities: a row, those that are unsure, and the one that a merged one became."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.linking.offices import complete_office, needs_country, trim_roles
from analysis.linking.stated_roles import headline_role
from db.errors import NotFound
from db.finding_rows import parse_date
from db.identities.models import IdentityRow
from db.stored_records import mark_damaged, read_records

MONTHLY_THRESHOLD = 100
"""The least number of articles of an identity whose monthly counts are stored."""

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""


# Confidence, of 1, from which an entity counts as a person. The higher one applies if more articles
# have the same name with another type, or if an ambiguous name has another type more surely.
LEAST_SURE = 0.8
_LEAST_SURE_OF_TWO = 0.9
IS_UNSURE = f"""label_code = 'P' AND confidence < {_LEAST_SURE_OF_TWO}
    AND (confidence < {LEAST_SURE} OR EXISTS (SELECT 1 FROM identity AS other
        WHERE other.name = identity.name COLLATE NOCASE AND other.articles > 0
            AND other.label_code != 'P' AND (other.articles > identity.articles
                OR (identity.shared AND other.confidence > identity.confidence))))"""
"""SQL condition that a row of `identity` is a person without enough evidence in any article."""
UNSURE = f"""SELECT id FROM identity INDEXED BY identity_doubtful
    WHERE articles > 0 AND {IS_UNSURE}"""
"""SQL query for the people without enough evidence in any article.

Lists leave them out by their ids, so that an index of the list is read without the rows.
"""

ROW = """identity.id, identity.name, identity.label, identity.shared, identity.articles,
    identity.quotations, identity.first_day, identity.last_day, identity.country,
    (SELECT json_group_array(role)
        FROM (SELECT CAST(entity.role AS TEXT) AS role FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = identity.id ORDER BY link.day DESC, link.article DESC LIMIT 60)
        WHERE role IS NOT NULL)"""


def read_identities(sqlite: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> list[IdentityRow]:
    """Return the records of identities from the columns of ROW."""
    found = read_records(IdentityRow, _identity_row, rows)
    return mark_damaged(sqlite, found, ("identity",))


def _identity_row(row: Sequence[Any]) -> IdentityRow:
    id, name, label, shared, articles, quotations, first, last, country, roles = row
    days = parse_date(first or None), parse_date(last or None)
    stated = trim_roles(json.loads(roles))
    role = headline_role(stated)
    if label == "PERSON":
        role = complete_office(role, stated) if needs_country(role) else role
        country = country if needs_country(role) else ""
        # a president without a country may be that of a club
        role = "" if needs_country(role) and not country else role
    return IdentityRow(id, name, label, bool(shared), articles, quotations, *days, role, country)


_LARGEST_ID = 2**63 - 1


def resolve_merged(sqlite: sqlite3.Connection, identity: int) -> int:
    """Return the identity itself, or the one it was merged into; raises NotFound."""
    query = "SELECT coalesce(merged_into, id) FROM identity WHERE id = ?"
    found = sqlite.execute(query, (identity,)).fetchone() if abs(identity) < _LARGEST_ID else None
    if found is None:
        raise NotFound(f"There is no identity {identity} in the store")
    return int(found[0])
