import datetime
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from db import NotFound, ReadingState, Store
from tests.support.findings import PUBLISHED, TEXT, analysis, document


def add(store: Store, text: str = TEXT, **changes: object) -> int:
    return store.add(replace(document(text), **changes), analysis(text)).article  # type: ignore[arg-type]


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    added = store.add(document(), analysis())

    assert not added.known
    article = store.article(added.article)
    assert article.document == document()
    assert article.analysis == analysis()
    assert article.row == store.article_row(added.article) == store.articles()[0]
    assert (article.row.words, article.row.quotations, article.row.events) == (47, 2, 2)
    assert store.text(added.article) == TEXT
    assert store.text(added.article, 7) == "Harbour"


def test_the_same_text_is_recognised_and_not_stored_again(store: Store) -> None:
    assert store.find_article(TEXT) is None
    first = store.add(document(), analysis())
    again = store.add(replace(document(), title="Another title"), analysis())

    assert again.known
    assert again.article == first.article == store.find_article(TEXT)
    assert store.count() == 1


def test_an_analysis_of_another_text_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="another text"):
        store.add(document(), analysis(TEXT + "More."))
    assert store.count() == 0


def test_a_failed_addition_leaves_nothing_behind(store: Store) -> None:
    broken = analysis()
    mention = replace(broken.mentions[0], entity=99)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.add(document(), replace(broken, mentions=(mention,)))

    assert store.count() == 0
    assert store.search("pilots") == []
    assert not store.add(document(), analysis()).known


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        article = add(store)
        note = store.add_note(article, 0, 7, "where?", tags=["place"])
        store.save_reading_state(article, ReadingState(40, "reading"))

    assert {file.name for file in tmp_path.iterdir()} == {"store.sqlite", "store.sqlite-commits"}
    with Store(path) as store:
        assert store.article(article).analysis == analysis()
        assert store.notes() == [note]
        assert store.reading_state(article) == ReadingState(40, "reading")


def test_lists_are_windows_in_the_order_asked_for(store: Store) -> None:
    days = (datetime.date(2021, 3, 3), None, datetime.date(2022, 1, 1))
    titles = ("Boats", "", "anchors")
    for number, (day, title) in enumerate(zip(days, titles, strict=True)):
        text = f"{TEXT}{number}"
        store.add(replace(document(text, day), title=title), analysis(text, day))

    assert [row.id for row in store.articles()] == [3, 2, 1]
    assert [row.id for row in store.articles(order="published")] == [3, 1, 2]
    assert [row.id for row in store.articles(order="title")] == [3, 1, 2]
    assert [row.id for row in store.articles(limit=1, offset=1)] == [2]


def test_an_article_without_a_title_is_named_by_its_first_words(store: Store) -> None:
    article = add(store, title="", site="Coast\nwire\x1b")
    row = store.article_row(article)
    opening = "Harbour pilots strike over C++ training, say 50% of them PORT LUNA, March 3…"
    assert (row.title, row.opening, row.site) == ("", opening, "Coast wire\ufffd")
    assert store.search("Ortiz")[0].title == opening
    assert store.quotations()[0].title == store.timeline()[0].title == opening


def test_the_list_is_filtered_by_what_it_shows(store: Store) -> None:
    add(store, title="Café strike", byline="Ida Quill", site="Coastwire")
    add(store, TEXT + "2", title="Bucket shortage", byline="Bo Lee")
    store.set_article_tags(2, ["Labour law", "#ports", "PORTS"])

    assert [row.id for row in store.articles("cafe QUI")] == [1]
    assert [row.id for row in store.articles("labour bucket")] == [2]
    assert store.count("wire") == 2
    assert store.count("harbour") == 0
    assert store.article_row(2).tags == ("Labour law", "ports")
    assert store.tags() == [("Labour law", 1), ("ports", 1)]


def test_an_article_opens_with_all_that_the_reader_shows(store: Store) -> None:
    number = store.add(document(), analysis()).article
    note = store.add_note(number, 0, 3, "")
    store.save_reading_state(number, ReadingState(12, "reading"))
    store.save_bookmarks(number, {"a": 5})
    store.save_screen_state(number, {"pane": "quotes"})
    opened = store.open_article(number)
    assert opened.article == store.article(number)
    assert opened.notes == [note]
    assert opened.reading == ReadingState(12, "reading")
    assert (opened.bookmarks, opened.screen_state) == ({"a": 5}, {"pane": "quotes"})
    assert opened.article_counts == store.quote_groups.article_counts(number)
    with pytest.raises(NotFound):
        store.open_article(number + 1)


def test_marked_places_and_the_view_of_a_reading(store: Store) -> None:
    article = store.add(document(), analysis()).article
    assert (store.bookmarks(article), store.screen_state(article)) == ({}, {})

    store.save_reading_state(article, ReadingState(12, "reading"))
    store.save_bookmarks(article, {"a": 5, "é": 40})
    store.save_screen_state(article, {"pane": "quotes", "folded": ["Ortiz"], "measure": 72})
    store.save_bookmarks(article, {"b": 9})

    assert store.bookmarks(article) == {"b": 9}
    assert store.screen_state(article) == {"pane": "quotes", "folded": ["Ortiz"], "measure": 72}
    assert store.reading_state(article) == ReadingState(12, "reading")


def test_reading_states(store: Store) -> None:
    article = add(store)
    assert store.reading_state(article) == ReadingState(0, "unread")

    store.set_starred(article, True)
    store.save_reading_state(article, ReadingState(12, "reading"))
    store.set_state(article, "read")

    assert store.reading_state(article) == ReadingState(12, "read")
    assert (store.article_row(article).state, store.article_row(article).starred) == ("read", True)


def test_deleting_an_article_removes_all_that_hangs_on_it(store: Store) -> None:
    article = add(store)
    store.add_note(article, 0, 7, "a pilot's word", tags=["x"])
    store.set_article_tags(article, ["y"])
    store.set_starred(article, True)
    store.delete(article)

    assert not store.search("pilot") + store.search("Ortiz")
    assert not store.notes()
    assert not store.tags()
    with sqlite3.connect(store.path) as sqlite:
        tables = [
            name
            for (name,) in sqlite.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT GLOB '*sqlite*'"
            )
        ]
        assert "quotation_span" in tables
        left = {name for name in tables if sqlite.execute(f"SELECT 1 FROM {name}").fetchone()}
        assert left <= {"mention_sort", "reason", "tag", "word", "commit_counter"}
        for table in ("article", "quotation", "note"):
            sqlite.execute(
                f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)"
            )
    sqlite.close()


@pytest.mark.parametrize("article", [7, 0, -1, 10**30])
def test_what_is_not_there_is_not_found(store: Store, article: int) -> None:
    for ask in (
        store.article_row,
        store.article,
        store.text,
        store.delete,
        store.reading_state,
        store.notes,
    ):
        with pytest.raises(NotFound, match="no article"):
            ask(article)
    with pytest.raises(NotFound):
        store.set_starred(article, True)
    with pytest.raises(NotFound, match="no note"):
        store.delete_note(article)


def test_a_publication_date_set_by_hand_moves_the_timeline(store: Store) -> None:
    article = add(store)
    monday = datetime.date(2022, 5, 2)
    moved = store.set_published(article, monday)

    assert moved.published == monday
    assert store.article(article).analysis == moved
    row = store.article_row(article)
    assert (row.published, row.published_from) == (monday, "given")

    undated = store.set_published(article, None)
    assert store.article(article).analysis == undated
    assert store.article_row(article).published_from == "unknown"
    assert store.quotations()[0].speaker == "Mara Ortiz"

    store.set_published(article, monday, "dateline")  # an undone change says where it came from
    assert store.article_row(article).published_from == "dateline"


def test_threads_that_add_the_same_text_store_it_once(store: Store) -> None:
    added = []
    threads = [
        threading.Thread(target=lambda: added.append(store.add(document(), analysis())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [known.known for known in added].count(False) == 1
    assert store.count() == 1


_ADD_TWENTY = """
import sys
from pathlib import Path
from db import Store
from tests.support.findings import TEXT, analysis, document
with Store(Path(sys.argv[1])) as store:
    print(*(int(store.add(document(text), analysis(text)).known)
            for text in (f"{TEXT}{number}" for number in range(20))))
"""


def test_processes_that_open_and_add_at_once_store_each_text_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    command = [sys.executable, "-c", _ADD_TWENTY, str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [process.communicate(timeout=60)[0] for process in running]

    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(output.split().count("0") for output in outputs) == 20
    with Store(path) as store:
        assert store.count() == 20


def test_stars_of_an_open_store_are_seen_by_another(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as one, Store(tmp_path / "s") as other:
        article = add(one)
        other.set_starred(article, True)
        assert one.article_row(article).starred
        assert one.article_row(article).published == PUBLISHED
