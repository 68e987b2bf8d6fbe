"""Tables of records as DataFrames of pandas, which is no dependency."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

_DAY_TYPES = (datetime.date, datetime.date | None)


def build_frame(rows: Sequence[dict[str, Any]], columns: Mapping[str, Any]) -> Any:
    """Return a pandas DataFrame of rows of values for JSON; days and times are `datetime64`.

    `columns` has the types of the fields by their names. The column `reason` has the id of the
    reason, and `because` its sentence. Raises ImportError if pandas is not installed.
    """
    try:
        import pandas  # not a dependency: only this function needs it
    except ImportError:
        message = "pandas is not installed; to make a DataFrame, run: pip install pandas"
        raise ImportError(message) from None
    for row in rows:
        if isinstance(row.get("reason"), dict):
            row["reason"] = row["reason"]["id"]
    names = dict.fromkeys(columns)
    if "reason" in columns:
        names = dict.fromkeys((*columns, "because"))
    frame = pandas.DataFrame.from_records(rows, columns=list(names))
    for name, kind in columns.items():
        if kind in _DAY_TYPES:
            frame[name] = frame[name].astype("datetime64[s]")
        elif kind is datetime.datetime:
            frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601")
    return frame
