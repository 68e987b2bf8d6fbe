"""A store of before the step that makes it smaller says afterwards what it said."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from db import Store
from db.connection import APPLICATION_ID
from db.people.records import Merge
from db.schema import migrations
from db.upkeep.checking import check
from tests.db.people.examples import listed


def test_an_older_store_says_what_it_said(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        migrations.apply(Database(sqlite), stop_before="smaller")
        sqlite.executescript(f"""
            INSERT INTO article (id, sha256, title, byline, site, source, published,
                    published_from, language, added, words, quotations, events, listing, text)
                VALUES (1, 'x', 'One', '', '', '', '2022-03-07', 'given', 'en', '2022-03-07',
                    8, 1, 1, '', 'Ana Reis met us on Sunday, Reis said.');
            INSERT INTO entity VALUES (1, 0, 'Ana Reis', 'PERSON', NULL, 0.95, 1);
            INSERT INTO reason VALUES (1, 'named 2 times'), (2, 'the subject of *{{cue}}*'),
                (3, '{{words}} → {{value}}: the last {{words}}; *met* looks back'),
                (4, '“{{words}}” dates *met*; that is {{last}}'), (5, 'because *so*');
            INSERT INTO mention_sort VALUES
                (1, 'PERSON', 'name', 'the surname of Ana Reis'), (2, 'PERSON', 'name', 'a {{x}}');
            INSERT INTO mention VALUES (1, 0, 0, 8, 2, 0, 1), (1, 1, 27, 31, 1, 0, 921);
            INSERT INTO quotation VALUES ({1 << 18}, 1, 0, 'indirect', 'Ana Reis met us',
                'Ana Reis', 'Ana Reis', 0, 'said', 32, 36, 27, 31, NULL, NULL, 0, 0.3333, 2);
            INSERT INTO quotation_span VALUES (1, 0, 0, 0, 9), (1, 0, 1, 19, 25);
            INSERT INTO time_expression VALUES
                (1, 0, 19, 25, 'Sunday', 'DATE', '2022-03-06', NULL, NULL, NULL, 0.9, 3);
            INSERT INTO event VALUES ({1 << 18}, 1, 0, 0, 25, 0, 'Ana Reis met us', '2022-03-06',
                '2022-03-06', 'day', 0, 1.0, 4);
            INSERT INTO identity (id, name, label, names, listing, shared, merged_into, articles,
                    quotations, first_day, last_day)
                VALUES (1, 'Anna Reis', 'PERSON', 'Anna Reis', 'anna reis', 0, NULL, 1, 1,
                    '2022-03-07', '2022-03-07'),
                (2, 'Ana Reis', 'PERSON', 'Ana Reis', 'ana reis', 0, 1, 0, 0, '', '');
            INSERT INTO identity_entity VALUES (1, '2022-03-07', 1, 0, 2, 1);
            INSERT INTO identity_month VALUES (1, '2022-03', 1, 1);
            INSERT INTO word VALUES ('meet', 'meet'), ('meetings', 'meet'), ('sunday', 'sundai');
            INSERT INTO article_sketch VALUES (5, 1);
            PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 12;
        """)
    with Store(path) as store:
        found = store.article(1).analysis
        assert [(one.confidence, one.because) for one in found.mentions] == [
            (0.001, "a {x}"), (0.921, "the surname of Ana Reis"),
        ]  # fmt: skip
        assert (found.entities[0].confidence, found.quotations[0].confidence) == (0.95, 0.3333)
        assert found.quotations[0].spans == ((0, 9), (19, 25))
        assert [one.spans for one in store.quotations("reis")] == [((0, 9), (19, 25))]
        assert found.times[0].because == "Sunday → 2022-03-06: the last Sunday; *met* looks back"
        because = "“Sunday” dates *met*; that is 6 March 2022"
        assert found.events[0].because == store.timeline()[0].because == because
        assert listed(store) == [("Anna Reis", 1, 1)]
        assert store.people.of(1, 0) == 1
        store.people.unmerge(Merge((2,), 1))
        assert listed(store) == [("Ana Reis", 1, 1)]
        assert store.people.of(1, 0) == 2
    with closing(sqlite3.connect(path)) as sqlite:
        sure = "SELECT confidence FROM who_said_what UNION ALL SELECT confidence FROM timeline"
        assert sqlite.execute(sure).fetchall() == [(0.3333,), (1.0,)]
        because = "“Sunday” dates *met*; that is 2022-03-06"
        assert sqlite.execute("SELECT because FROM timeline").fetchone() == (because,)
        kept = "SELECT because FROM reason UNION ALL SELECT because FROM mention_sort ORDER BY 1"
        assert [one for (one,) in sqlite.execute(kept)] == [
            "a {brace}x}", "named 2 times", "the subject of *{cue}*", "the surname of {name}",
            "{words} → {value}: the last {words}; {cue} looks back",
            "“{words}” dates {cue}; that is {last}",
        ]  # fmt: skip
        assert sqlite.execute("SELECT word FROM word WHERE stem = 'meet'").fetchall() == [
            ("meet",), ("meetings",),
        ]  # fmt: skip
    assert not [one for one in check(path).problems if one.kind in ("schema", "reference")]


def test_what_becomes_empty_in_an_older_store_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        migrations.apply(Database(sqlite), stop_before="smaller")
        words = [(f"word{number}", f"word{number}") for number in range(5_000)]
        sqlite.executemany("INSERT INTO word VALUES (?, ?)", words)
        sqlite.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        sqlite.execute("PRAGMA user_version = 12")
    before = path.stat().st_size
    Store(path).close()
    assert path.stat().st_size < before
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute("SELECT count(*) FROM word").fetchone() == (5_000,)
        assert sqlite.execute("PRAGMA freelist_count").fetchone() == (0,)
