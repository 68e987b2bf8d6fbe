"""Select the identities of a list in SQL: by words of their names, by type and by a filter."""

import sqlite3

from analysis import clean
from db.coded_columns import label_codes_sql
from db.identities.models import TYPE_LABELS
from db.identities.queries import IS_UNSURE, UNSURE
from db.models import IdentityType
from db.text import CONTAINS_SQL, contains_pattern, fold
from db.vocabulary import load_forms


def list_condition(
    sqlite: sqlite3.Connection,
    words: str,
    sort: IdentityType,
    *,
    with_unsure: bool = False,
    filter: str = "",
    is_window: bool = False,
) -> tuple[str, tuple[object, ...]]:
    """Return a condition on rows of `identity` and its parameters.

    The names of the identities contain all `words`. Unsure people are left out unless `with_unsure`
    or the list is theirs. `filter` is a query of the search, whose parts that people have are used.
    `is_window` is True if only the first identities in the order of an index are wanted: they are
    tested one by one, since to find all unsure people takes 20 ms with 240,000 identities.
    """
    wanted = tuple(fold(clean(words)).split())
    # Words are in the rows alone: with an index, each of them would be looked up. They are tested
    # first, since few rows have them.
    reads_rows = bool(wanted or filter.strip())
    tests = [CONTAINS_SQL] * len(wanted)
    tests.append("+articles > 0" if reads_rows else "articles > 0")
    if sort != "all":
        tests.append(f"label_code IN ({label_codes_sql(TYPE_LABELS[sort])})")
        if "PERSON" in TYPE_LABELS[sort] and not with_unsure:
            if sort == "unsure":
                tests.append(f"id IN ({UNSURE})")
            else:
                is_tested = reads_rows or is_window
                tests.append(f"NOT ({IS_UNSURE})" if is_tested else f"id NOT IN ({UNSURE})")
    patterns = tuple(map(contains_pattern, wanted))
    if not filter.strip():
        return " AND ".join(tests), patterns
    from db.search.rows import people_condition  # commands that list names do not need it

    condition = people_condition(filter, load_forms(sqlite))
    if condition is None:
        return " AND ".join(tests), patterns
    # first: tests are run in this order, and few rows have the words
    return " AND ".join((f"({condition.text})", *tests)), (*condition.parameters, *patterns)
