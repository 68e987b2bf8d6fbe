"""The ids of quotations and events say which article they are in, in older stores as well."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import Store, StoreError
from db.connection import APPLICATION_ID
from db.finding_ids import BITS, article_of, finding_id, first_id
from db.schema import migrations
from db.upkeep.checking import check
from tests.db.examples import analysis, document


def test_an_id_has_the_article_and_the_number() -> None:
    id = finding_id(7, 12)
    assert first_id(7) <= id < first_id(8)
    with closing(sqlite3.connect(":memory:")) as sqlite:
        assert sqlite.execute(f"SELECT {article_of('?')}", (id,)).fetchone() == (7,)


def test_an_article_with_too_many_findings_is_refused() -> None:
    with pytest.raises(StoreError, match="split it"):
        finding_id(7, 1 << BITS)


def test_what_becomes_a_scare_quote_or_undated_leaves_the_index_and_may_return(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.add(document(), analysis())

    def kinds() -> set[str]:
        with Store(path) as store:
            return {hit.kind for hit in store.search("pilots", order="rank")}

    assert kinds() == {"article", "quotation", "event"}
    for changes, left in (
        (("UPDATE quotation SET kind = 'scare'", "UPDATE event SET first_day = NULL"),
         {"article"}),
        (("UPDATE quotation SET kind = 'direct'", "UPDATE event SET first_day = '2021-03-05'"),
         {"article", "quotation", "event"}),
    ):  # fmt: skip
        with closing(sqlite3.connect(path)) as sqlite, sqlite:
            for change in changes:
                sqlite.execute(change)
        assert kinds() == left
        assert not [one for one in check(path).problems if one.kind == "index"]


def test_findings_of_an_older_store_are_found_by_their_new_ids(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        migrations.apply(Database(sqlite), stop_before="articles_in_ids")
        # the second article was analysed first
        sqlite.executescript(f"""
            INSERT INTO article (id, sha256, title, byline, site, source, published,
                    published_from, language, added, words, quotations, events, listing, text)
                VALUES (1, 'x', 'One', '', '', '', '2022-03-07', 'given', 'en', '2022', 5, 1, 1, '',
                    'Ana said the harbour was shut on Sunday.'),
                (2, 'y', 'Two', '', '', '', '2022-03-08', 'given', 'en', '2022', 5, 1, 0, '',
                    'The harbour was shut, Ana said.');
            INSERT INTO reason VALUES (1, 'a cue');
            INSERT INTO quotation VALUES
                (1, 2, 0, 'indirect', 'The harbour was shut', 'Ana', 'Ana', NULL, 'said', NULL,
                    NULL, NULL, NULL, NULL, NULL, 0, 0.9, 1),
                (2, 1, 0, 'indirect', 'the harbour was shut on Sunday', 'Ana', 'Ana', NULL, 'said',
                    NULL, NULL, NULL, NULL, NULL, NULL, 0, 0.9, 1);
            INSERT INTO quotation_span VALUES (2, 0, 0, 0, 20), (1, 0, 0, 9, 39);
            INSERT INTO time_expression VALUES
                (1, 0, 33, 39, 'Sunday', 'DATE', '2022-03-06', NULL, NULL, NULL, 0.9, 1);
            INSERT INTO event VALUES (1, 1, 0, 0, 40, 0, 'The harbour was shut', '2022-03-06',
                '2022-03-06', 'day', 0, 0.85, 1);
            INSERT INTO saying VALUES (1, 2, '2022-03-07', '2022-03-08');
            INSERT INTO quotation_saying VALUES (1, 1), (2, 1);
            INSERT INTO quotation_shingle VALUES (5, 1), (5, 2), (6, 2);
            PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 11;
        """)
    with Store(path) as store:
        found = store.archive.find("harbour", "rank", 50).found
        assert {(one.kind, one.article) for one in found} == {
            ("article", 1), ("article", 2), ("quotation", 1), ("quotation", 2), ("event", 1),
        }  # fmt: skip
        (saying,) = store.sayings.window()
        tellings = store.sayings.saying(saying.id).tellings
        assert [(one.article, one.spans) for one in tellings] == [(1, ((9, 39),)), (2, ((0, 20),))]
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute("SELECT * FROM quotation_shingle").fetchall() == [
            (5, first_id(1)), (5, first_id(2)), (6, first_id(1)),
        ]  # fmt: skip
