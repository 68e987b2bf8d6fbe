"""Whatever happens to articles and decisions, the counts are those of the links."""

import datetime
import random
from collections import Counter
from functools import partial

import pytest

from analysis.models import Label
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db import Store
from db.corrections import SetLabel
from db.identities.queries import MONTHLY_THRESHOLD
from tests.support.edits import make_edit
from tests.support.identities import add_people, entity, make_article, who

NAMES = ("Ana Roe", "Anna Roe", "Roe", "Ben Hale", "B. Hale", "Ana Roe Jr.", "Cho Aske")


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_the_links(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    people, known = store.identities, []
    for step in range(60):
        rows = people.rows(sort="all")
        match chance.choice(
            ("add", "add", "delete", "merge", "split", "undo", "redo", "again", "date")
        ):
            case "add":
                names = chance.sample(NAMES, chance.randint(1, 4))
                day = chance.choice(
                    (None, f"20{chance.randint(10, 25)}-0{chance.randint(1, 9)}-01")
                )
                document, analysis = make_article(
                    f"Item {step}", *(entity(n, name) for n, name in enumerate(names)), day=day
                )
                known.append((store.articles.add(document, analysis).article, analysis))
            case "delete" if known:
                store.articles.delete(known.pop(chance.randrange(len(known)))[0])
            case "merge" if len(rows) > 1:
                source, into = chance.sample(rows, 2)
                make_edit(store, "merge", partial(people.merge, source.id, into.id))
            case "split" if rows:
                identity = chance.choice(rows)
                articles = sorted({row.article for row in people.articles(identity.id)})
                keys = [name.key for name in people.get_identity(identity.id).names]
                if len(set(keys)) > 1:
                    make_edit(store, "split", partial(people.split_name, identity.id, keys[0]))
                elif len(articles) > 1:
                    make_edit(
                        store, "split", partial(people.split_articles, identity.id, articles[:1])
                    )
            case "undo":
                store.edits.undo()
            case "redo":
                store.edits.redo()
            case "again" if known:
                article, analysis = chance.choice(known)
                store.analyses.save(article, store.articles.get(article).analysis)
                store.corrections.reapply_rules(article)
            case "date" if known:
                known_day = PartialDate(2020, 1, chance.randint(1, 31))
                dates = (known_day, known_day, PartialDate(2020, 1), PartialDate(2020), "")
                date = chance.choice(dates)
                store.articles.set_metadata(chance.choice(known)[0], published=date)
        _check(store)


def test_month_counts_of_a_frequent_identity_are_stored_and_updated(store: Store) -> None:
    days = [f"20{10 + number % 9}-0{1 + number % 7}-01" for number in range(MONTHLY_THRESHOLD + 2)]
    articles = [
        store.articles.add(*make_article(f"Item {number}", entity(0, "Ana Roe"), day=day)).article
        for number, day in enumerate(days)
    ]
    spelled_anna = store.articles.add(
        *make_article("Another", entity(0, "Anna Roe"), day=days[0])
    ).article
    ana, anna = (
        store.identities.identity_of(articles[0], 0),
        store.identities.identity_of(spelled_anna, 0),
    )
    assert ana is not None
    assert anna is not None

    def months() -> dict[str, int]:
        _check(store)
        return store.identities.months([ana])[ana]

    expected = Counter(day[:7] for day in days)
    assert months() == expected
    make_edit(store, "merge", partial(store.identities.merge, anna, ana))
    assert months() == expected + Counter([days[0][:7]])
    store.edits.undo()
    store.articles.set_metadata(articles[0], published=datetime.date(2031, 5, 1))
    expected += Counter(["2031-05"])
    expected -= Counter([days[0][:7]])
    assert months() == expected
    for article, day in list(zip(articles, days, strict=True))[1:6]:  # they are not many any more
        store.articles.delete(article)
        expected -= Counter([day[:7]])
    assert months() == expected
    with store._connection.read_transaction() as sqlite:
        counted = sqlite.execute("SELECT DISTINCT identity FROM identity_month").fetchall()
    assert counted == [(ana,)]


def _check(store: Store) -> None:
    with store._connection.read_transaction() as sqlite:
        loose = """SELECT count(*) FROM entity LEFT JOIN identity_entity AS link
                ON link.article = entity.article AND link.entity = entity.number
            WHERE link.identity IS NULL OR entity.identity IS NULL"""
        assert sqlite.execute(loose).fetchone() == (0,)
        wrong = """SELECT id, name FROM identity WHERE
            articles != (SELECT count(DISTINCT article) FROM identity_entity WHERE identity = id)
            OR quotations != (SELECT coalesce(sum(quotations), 0)
                FROM identity_entity WHERE identity = id)
            OR first_day != coalesce((SELECT min(day) FROM identity_entity
                WHERE identity = id AND day != ''), '')
            OR last_day != coalesce((SELECT day FROM identity_entity
                WHERE identity = id AND day != ''
                ORDER BY day || substr('-12-31', length(day) - 3) DESC, length(day) LIMIT 1), '')
            OR confidence != coalesce((SELECT max(
                    CASE WHEN confidence > 1 THEN confidence / 1000.0 ELSE confidence END)
                FROM identity_entity AS link JOIN entity
                    ON entity.article = link.article AND entity.number = link.entity
                WHERE link.identity = identity.id), 0)
            OR articles != (SELECT coalesce(sum(articles), identity.articles)
                FROM identity_month WHERE identity = id)"""
        assert sqlite.execute(wrong).fetchall() == []
        astray = """SELECT link.article, link.entity FROM identity_entity AS link
            LEFT JOIN entity ON entity.article = link.article AND entity.number = link.entity
            LEFT JOIN identity ON identity.id = entity.identity
            LEFT JOIN article ON article.id = link.article
            WHERE link.identity IS NOT coalesce(merged_into, identity.id)
                OR day IS NOT coalesce(published, '')"""
        assert sqlite.execute(astray).fetchall() == []
        assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
        nobodys = "SELECT key FROM identity_name WHERE identity NOT IN (SELECT id FROM identity)"
        assert sqlite.execute(nobodys).fetchall() == []


def test_a_person_without_evidence_is_listed_as_unsure(store: Store) -> None:
    doubtful = replace(entity(0, "Cala Verde"), confidence=0.3)
    store.articles.add(*make_article("A trip", doubtful, entity(1, "Ana Roe")))
    assert [row.name for row in store.identities.rows(sort="people")] == ["Ana Roe"]
    assert [row.name for row in store.identities.rows(sort="unsure")] == ["Cala Verde"]
    assert store.identities.count(sort="both") == store.identities.count("verde", "unsure") == 1
    assert store.identities.count(sort="all") == 2


def test_names_are_loaded_by_the_ids_of_identities(store: Store) -> None:
    store.articles.add(*make_article("A trip", entity(0, "Cala Verde"), entity(1, "Ana Roe")))
    names = {row.id: row.name for row in store.identities.rows(sort="all")}
    assert sorted(names.values()) == ["Ana Roe", "Cala Verde"]
    assert store.identities.load_names([*names, *names, 99]) == names


def test_evidence_in_one_article_is_enough(store: Store) -> None:
    store.articles.add(*make_article("A trip", replace(entity(0, "Ana Roe"), confidence=0.3)))
    store.articles.add(*make_article("A vote", replace(entity(0, "Ana Roe"), confidence=0.8)))
    assert store.identities.count(sort="unsure") == 0
    assert [row.articles for row in store.identities.rows(sort="people")] == [2]


def test_a_name_that_is_a_person_in_half_of_the_cases_is_unsure(store: Store) -> None:
    store.articles.add(*make_article("A trip", replace(entity(0, "Cala Verde"), confidence=0.7)))
    assert store.identities.count(sort="unsure") == 1
    store.articles.add(*make_article("A vote", replace(entity(0, "Cala Verde"), confidence=0.8)))
    assert store.identities.count(sort="unsure") == 0


def test_more_articles_with_another_type_make_a_person_unsure(store: Store) -> None:
    store.articles.add(*make_article("A trip", replace(entity(0, "Cala Verde"), confidence=0.85)))
    assert store.identities.count(sort="unsure") == 0
    for title in ("A storm", "A vote"):
        store.articles.add(*make_article(title, entity(0, "Cala Verde", "GPE")))
    assert [row.label for row in store.identities.rows(sort="unsure")] == ["PERSON"]


def test_an_ambiguous_name_that_is_surely_of_another_type_is_unsure(store: Store) -> None:
    store.articles.add(*make_article("A trip", replace(entity(0, "Verde"), confidence=0.8)))
    store.articles.add(
        *make_article("A storm", replace(entity(0, "Verde", "ORG"), confidence=0.95))
    )
    assert [row.name for row in store.identities.rows(sort="unsure")] == ["Verde"]


@pytest.mark.parametrize(("label", "people"), [("PERSON", ["Cala Verde"]), ("GPE", [])])
def test_a_rule_decides_about_stored_and_later_articles(
    store: Store, label: Label, people: list[str]
) -> None:
    doubtful = replace(entity(0, "Cala Verde"), confidence=0.3)
    first = store.articles.add(*make_article("A trip", doubtful)).article
    store.corrections.add_rule("Cala Verde", SetLabel(label))
    store.corrections.reapply_rules(first)
    document, analysis = make_article("A vote", doubtful)
    store.articles.add(document, analysis)
    assert [row.name for row in store.identities.rows(sort="people")] == people
    assert store.identities.count(sort="unsure") == 0


def test_a_president_is_shown_with_the_country(store: Store) -> None:
    add_people(store, "One", entity(0, "Ana Reis", "PERSON", "President"))
    assert (who(store, "Ana Reis").role, who(store, "Ana Reis").country) == ("", "")
    add_people(store, "Two", entity(0, "Ana Reis", "PERSON", "Uruguayan President"))
    assert who(store, "Ana Reis").role == "Uruguayan President"
    chile = entity(1, "Chile", "GPE")
    add_people(store, "Chile votes", entity(0, "Mara Ortiz", "PERSON", "President"), chile)
    assert (who(store, "Mara Ortiz").role, who(store, "Mara Ortiz").country) == ("", "")
    chileans = entity(2, "Chilean", "NORP")
    add_people(
        store, "Chile again", entity(0, "Mara Ortiz", "PERSON", "President"), chile, chileans
    )
    assert (who(store, "Mara Ortiz").role, who(store, "Mara Ortiz").country) == (
        "President",
        "Chile",
    )
