import datetime
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import NotFound, ReadingState, Store
from db.kinds import TABLES
from db.models import Origin
from db.repositories.articles import MetadataChanges
from tests.support.children import DEADLINE
from tests.support.findings import PUBLISHED, TEXT, analysis, document


def add_sample(store: Store, text: str = TEXT, **changes: object) -> int:
    return store.articles.add(replace(document(text), **changes), analysis(text)).article  # type: ignore[arg-type]


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    added = store.articles.add(document(), analysis())

    assert not added.known
    article = store.articles.get(added.article)
    assert article.document == document()
    assert article.analysis == analysis()
    assert article.row == store.articles.row(added.article) == store.articles.list()[0]
    assert (article.row.words, article.row.quotations, article.row.events) == (47, 2, 2)
    assert store.articles.text(added.article) == TEXT
    assert store.articles.text(added.article, 7) == "Harbour"


def test_the_same_text_is_recognized_and_not_stored_again(store: Store) -> None:
    assert store.articles.find(TEXT) is None
    first = store.articles.add(document(), analysis())
    again = store.articles.add(replace(document(), title="Another title"), analysis())

    assert again.known
    assert again.article == first.article == store.articles.find(TEXT)
    assert store.articles.count() == 1


def test_an_analysis_of_another_text_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="another text"):
        store.articles.add(document(), analysis(TEXT + "More."))
    assert store.articles.count() == 0


def test_a_failed_addition_leaves_nothing_behind(store: Store) -> None:
    broken = analysis()
    mention = replace(broken.mentions[0], entity=99)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.articles.add(document(), replace(broken, mentions=(mention,)))

    assert store.articles.count() == 0
    assert store.search.find("pilots") == []
    assert not store.articles.add(document(), analysis()).known


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        article = add_sample(store)
        note = store.notes.add(article, 0, 7, "where?", tags=["place"])
        store.reading_state.save(article, ReadingState(40, "reading"))

    assert {file.name for file in tmp_path.iterdir()} == {"store.sqlite", "store.sqlite-commits"}
    with Store(path) as store:
        assert store.articles.get(article).analysis == analysis()
        assert store.notes.list() == [note]
        assert store.reading_state.get(article) == ReadingState(40, "reading")


def test_lists_are_windows_in_the_order_asked_for(store: Store) -> None:
    days = (datetime.date(2021, 3, 3), None, datetime.date(2022, 1, 1))
    titles = ("Boats", "", "anchors")
    for number, (day, title) in enumerate(zip(days, titles, strict=True)):
        text = f"{TEXT}{number}"
        store.articles.add(replace(document(text, day), title=title), analysis(text, day))

    assert [row.id for row in store.articles.list()] == [3, 2, 1]
    assert [row.id for row in store.articles.list(order="published")] == [3, 1, 2]
    assert [row.id for row in store.articles.list(order="title")] == [3, 1, 2]
    assert [row.id for row in store.articles.list(limit=2)][1:] == [2]


def test_an_article_without_a_title_is_named_by_its_first_words(store: Store) -> None:
    article = add_sample(store, title="", site="Coast\nwire\x1b")
    row = store.articles.row(article)
    opening = "Harbour pilots strike over C++ training, say 50% of them"
    assert (row.title, row.opening, row.site) == ("", opening, "Coast wire\ufffd")
    assert (row.title_from, row.has_made_title) == ("opening", True)
    assert store.search.find("Ortiz")[0].title == opening
    assert store.quotations.list()[0].title == store.events.list()[0].title == opening


def test_a_row_knows_where_its_title_is_from(store: Store) -> None:
    origins: tuple[Origin, ...] = ("slug", "metadata")
    for number, origin in enumerate(origins):
        text = f"{TEXT}{number}"
        made = replace(document(text), title="Pilots strike", origins=(("title", origin),))
        store.articles.add(made, analysis(text))
    rows = store.articles.list(order="added")
    assert [(row.title_from, row.has_made_title) for row in rows] == [
        ("metadata", False), ("slug", True),
    ]  # fmt: skip
    store.articles.set_metadata(1, MetadataChanges(title="Pilots go"))
    assert store.articles.row(1).title_from == "given"


def test_the_list_is_filtered_by_what_it_shows(store: Store) -> None:
    add_sample(store, title="Café strike", byline="Ida Quill", site="Coastwire")
    add_sample(store, TEXT + "2", title="Bucket shortage", byline="Bo Lee")
    store.articles.set_tags(2, ["Labour law", "#ports", "PORTS"])

    assert [row.id for row in store.articles.list("cafe QUI")] == [1]
    assert [row.id for row in store.articles.list("labour bucket")] == [2]
    assert store.articles.count("wire") == 2
    assert store.articles.count("harbour") == 0
    assert store.articles.row(2).tags == ("Labour law", "ports")
    assert store.tags.list() == [("Labour law", 1), ("ports", 1)]


def test_an_article_opens_with_all_that_the_reader_shows(store: Store) -> None:
    number = store.articles.add(document(), analysis()).article
    note = store.notes.add(number, 0, 3, "")
    store.reading_state.save(number, ReadingState(12, "reading"))
    store.reading_state.save_bookmarks(number, {"a": 5})
    store.reading_state.save_screen_state(number, {"pane": "quotes"})
    opened = store.open_article(number)
    assert opened.article == store.articles.get(number)
    assert opened.findings == store.load_findings(number)
    assert opened.findings.analysis == opened.article.analysis
    assert opened.findings.notes == [note]
    assert opened.reading == ReadingState(12, "reading")
    assert (opened.bookmarks, opened.screen_state) == ({"a": 5}, {"pane": "quotes"})
    assert opened.findings.article_counts == store.quote_groups.article_counts(number)
    with pytest.raises(NotFound):
        store.open_article(number + 1)
    with pytest.raises(NotFound):
        store.load_findings(number + 1)


def test_marked_places_and_the_view_of_a_reading(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    assert (store.reading_state.bookmarks(article), store.reading_state.screen_state(article)) == (
        {},
        {},
    )

    store.reading_state.save(article, ReadingState(12, "reading"))
    store.reading_state.save_bookmarks(article, {"a": 5, "é": 40})
    store.reading_state.save_screen_state(
        article, {"pane": "quotes", "folded": ["Ortiz"], "measure": 72}
    )
    store.reading_state.save_bookmarks(article, {"b": 9})

    assert store.reading_state.bookmarks(article) == {"b": 9}
    assert store.reading_state.screen_state(article) == {
        "pane": "quotes",
        "folded": ["Ortiz"],
        "measure": 72,
    }
    assert store.reading_state.get(article) == ReadingState(12, "reading")


def test_reading_states(store: Store) -> None:
    article = add_sample(store)
    assert store.reading_state.get(article) == ReadingState(0, "unread")

    store.reading_state.set_flag("starred", article, True)
    store.reading_state.save(article, ReadingState(12, "reading"))
    store.reading_state.set_state(article, "read")

    assert store.reading_state.get(article) == ReadingState(12, "read")
    assert (store.articles.row(article).state, store.articles.row(article).starred) == (
        "read",
        True,
    )


def test_deleting_an_article_removes_all_that_hangs_on_it(store: Store) -> None:
    article = add_sample(store)
    store.notes.add(article, 0, 7, "a pilot's word", tags=["x"])
    store.articles.set_tags(article, ["y"])
    store.reading_state.set_flag("starred", article, True)
    store.articles.delete(article)

    assert not store.search.find("pilot") + store.search.find("Ortiz")
    assert not store.notes.list()
    assert not store.tags.list()
    with sqlite3.connect(store.path) as sqlite:
        tables = [
            name
            for (name,) in sqlite.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT GLOB '*sqlite*'"
            )
        ]
        assert "quotation_span" in tables
        states = {table.name for table in TABLES if table.role == "state"}
        left = {name for name in tables if sqlite.execute(f"SELECT 1 FROM {name}").fetchone()}
        assert left <= {"mention_type", "reason", "tag", "vocabulary", *states}
        for table in ("article", "quotation", "note"):
            sqlite.execute(
                f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)"
            )
    sqlite.close()


@pytest.mark.parametrize("article", [7, 0, -1, 10**30])
def test_what_is_not_there_is_not_found(store: Store, article: int) -> None:
    for ask in (
        store.articles.row,
        store.articles.get,
        store.articles.text,
        store.articles.delete,
        store.reading_state.get,
        store.notes.list,
    ):
        with pytest.raises(NotFound, match="no article"):
            ask(article)
    with pytest.raises(NotFound):
        store.reading_state.set_flag("starred", article, True)
    with pytest.raises(NotFound, match="no note"):
        store.notes.delete(article)


def test_a_publication_date_set_by_hand_moves_the_timeline(store: Store) -> None:
    article = add_sample(store)
    monday = datetime.date(2022, 5, 2)
    store.articles.set_metadata(article, published=monday)
    moved = store.articles.get(article).analysis
    assert moved.published == monday
    row = store.articles.row(article)
    assert (row.published, row.published_from) == (to_partial_date(monday), "given")

    store.articles.set_metadata(article, published="")
    assert store.articles.get(article).analysis.published is None
    assert store.articles.row(article).published_from == "unknown"
    assert store.quotations.list()[0].speaker == "Mara Ortiz"


def test_threads_that_add_the_same_text_store_it_once(store: Store) -> None:
    added = []
    threads = [
        threading.Thread(target=lambda: added.append(store.articles.add(document(), analysis())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [known.known for known in added].count(False) == 1
    assert store.articles.count() == 1


_ADD_TWENTY = """
import sys
from pathlib import Path
from db import Store, connection
from tests.support.findings import TEXT, analysis, document
connection.PATIENCE = 100  # seconds: a busy machine writes slowly
with Store(Path(sys.argv[1])) as store:
    print(*(int(store.articles.add(document(text), analysis(text)).known)
            for text in (f"{TEXT}{number}" for number in range(20))))
"""


def test_processes_that_open_and_add_at_once_store_each_text_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    command = [sys.executable, "-c", _ADD_TWENTY, str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [process.communicate(timeout=DEADLINE)[0] for process in running]

    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(output.split().count("0") for output in outputs) == 20
    with Store(path) as store:
        assert store.articles.count() == 20


def test_stars_of_an_open_store_are_seen_by_another(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store, Store(tmp_path / "s") as second_store:
        article = add_sample(store)
        second_store.reading_state.set_flag("starred", article, True)
        assert store.articles.row(article).starred
        assert store.articles.row(article).published == to_partial_date(PUBLISHED)
