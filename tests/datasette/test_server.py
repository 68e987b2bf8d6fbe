"""Datasette serves a store with the metadata that is written for it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from db import Store
from db.exporters.datasette import datasette_metadata
from tests.support.findings import TEXT, analysis, document, span


@pytest.fixture
def served(tmp_path: Path) -> Datasette:
    path = tmp_path / "news.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, *span("“regrettable”"), "Whose word?", tags=["port"])
        metadata = datasette_metadata(store)
    return Datasette([str(path)], metadata=metadata)


async def test_every_table_and_question_is_answered(served: Datasette) -> None:
    await served.invoke_startup()
    tables = await served.get_database("news").table_names()
    views = await served.get_database("news").view_names()
    asked = {"said_by": "speaker=Ortiz", "words": "words=harbour", "ahead": "day=2021-01-01"}
    for name in (*tables, *views, "said_by", "words", "ahead", "most_quoted", "my_notes"):
        answer = await served.client.get(f"/news/{name}?{asked.get(name, '')}")
        assert answer.status_code == 200, name
        # without words, as a link on the front page opens it
        assert (await served.client.get(f"/news/{name}")).status_code == 200, name


@pytest.mark.parametrize(
    ("name", "words", "column"),
    [
        ("article", "harbour", "title"), ("quotation", "bucket", "content"),
        ("event", "pilots", "headline"), ("note", "word", "body"),
        ("who_said_what", "bucket", "content"), ("who_said_what", "ortiz", "speaker"),
        ("timeline", "pilots", "headline"),
    ],
)  # fmt: skip
async def test_a_search_finds_the_rows_with_its_words(
    served: Datasette, name: str, words: str, column: str
) -> None:
    await served.invoke_startup()
    every = await served.client.get(f"/news/{name}.json?_shape=array")
    found = await served.client.get(f"/news/{name}.json?_search={words}&_shape=array")
    expected = [row[column] for row in every.json() if words in row[column].lower()]
    assert expected
    assert [row[column] for row in found.json()] == expected
    missed = await served.client.get(f"/news/{name}.json?_search=zeppelin&_shape=array")
    assert missed.json() == []


async def test_tables_and_questions_are_shown(served: Datasette) -> None:
    await served.invoke_startup()
    front = await served.client.get("/")
    assert "OnRecord" in front.text
    database = await served.client.get("/news")
    assert "Who is quoted most" in database.text
    article = await served.client.get("/news/article/1")
    assert "Harbour pilots strike" in article.text
    answer = await served.client.get(f"/news/said_by.json?speaker={quote('Ortiz')}&_shape=array")
    assert [row["speaker"] for row in answer.json()] == ["Mara Ortiz", "Mara Ortiz"]
    found = await served.client.get("/news/article.json?_search=harbour&_shape=array")
    assert [row["id"] for row in found.json()] == [1]


async def test_a_search_finds_repeated_quotations(tmp_path: Path) -> None:
    path = tmp_path / "news.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())
        store.articles.add(document(f"{TEXT}More."), analysis(f"{TEXT}More."))
        metadata = datasette_metadata(store)
    served = Datasette([str(path)], metadata=metadata)
    await served.invoke_startup()
    found = await served.client.get("/news/repeated_quotes.json?_search=bucket&_shape=array")
    assert [row["article"] for row in found.json()] == [1, 2]
