"""`export --search` exports the results that `search` and `quotes` list."""

import csv
import io
import os
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.findings import TEXT, analysis, document


@pytest.mark.parametrize(
    "query", ["speaker:ortiz", "bucket", "pilots OR bucket", "kind:direct", "source:coastwire"]
)
def test_a_table_has_the_quotations_that_quotes_lists(query: str, run: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        store.articles.add(document(), analysis())
        more = f"{TEXT}More."
        store.articles.add(document(more), analysis(more))
    listed = run("quotes", *query.split(), "--json").json
    printed = run("export", "csv", "--search", query).out
    rows = list(csv.DictReader(io.StringIO(printed, newline="")))
    assert rows
    assert [(row["article"], row["start"]) for row in rows] == [
        (str(row["article"]), str(row["spans"][0][0])) for row in listed
    ]


def test_an_export_of_an_invalid_query_is_refused(run: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        store.articles.add(document(), analysis())
    ended = run("export", "csv", "--search", "speaker:(ortiz")
    assert (ended.code, ended.out) == (2, "")
