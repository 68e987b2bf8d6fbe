"""Datasette serves a store with the metadata that is written for it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from db import Store
from db.exporters.datasette import datasette_metadata
from tests.support.findings import analysis, document, span


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
