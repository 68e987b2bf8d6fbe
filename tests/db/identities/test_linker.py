"""Links of entities across articles: by whole names, and never in doubt."""

import datetime
import sqlite3
from contextlib import closing
from pathlib import Path

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db import Store
from db.corrections import EntityRef, ReassignMention, RenameEntity
from tests.support.edits import make_edit
from tests.support.identities import add_people, entity, list_people, make_article, who

MARA = entity(0, "Mara Ortiz", "PERSON", "union leader", "Ortiz")
PORT = entity(1, "Port Luna", "GPE")


def test_the_same_whole_name_is_one_across_articles(store: Store) -> None:
    add_people(store, "A strike", MARA, PORT)
    add_people(store, "A talk", entity(0, "MARA ORTÍZ"), PORT)
    assert list_people(store) == [("Mara Ortiz", 2, 2), ("Port Luna", 2, 0)]


def test_the_name_that_shouts_gives_way(store: Store) -> None:
    add_people(store, "A strike", entity(0, "MARA ORTIZ"))
    add_people(store, "A talk", MARA)
    assert list_people(store) == [("Mara Ortiz", 2, 2)]


def test_names_of_different_sorts_are_not_one(store: Store) -> None:
    add_people(store, "A strike", entity(0, "Mara Ortiz"))
    add_people(store, "A ship", entity(0, "Mara Ortiz", "PRODUCT"))
    assert len(list_people(store)) == 2


def test_a_surname_alone_is_linked_to_no_identity(store: Store) -> None:
    add_people(store, "A strike", MARA)
    add_people(store, "A talk", entity(0, "Ortiz"))
    add_people(store, "A row", entity(0, "Ortiz"))
    assert list_people(store) == [("Mara Ortiz", 1, 1), ("Ortiz", 2, 2)]
    assert who(store, "Ortiz").shared
    assert not who(store, "Mara Ortiz").shared


INDIA = (entity(1, "India", "GPE"), entity(2, "Mumbai", "GPE"))
KENYA = (entity(1, "Kenya", "GPE"), entity(2, "Nairobi", "GPE"))


def test_a_body_that_every_country_has_is_one_in_each_country(store: Store) -> None:
    for title, places in (("One", INDIA), ("Two", KENYA), ("Three", INDIA)):
        add_people(store, title, entity(0, "Parliament", "ORG"), *places)
    add_people(store, "Four", entity(0, "Indian Parliament", "ORG"), *KENYA)
    rows = store.identities.rows("parliament", sort="organizations", order="articles")
    assert [(row.country, row.articles, row.shared) for row in rows] == [
        ("India", 3, False), ("Kenya", 1, False),
    ]  # fmt: skip
    assert [row.country for row in store.identities.rows("kenya parliament")] == ["Kenya"]


def test_a_body_of_an_unknown_country_is_one_in_each_article(store: Store) -> None:
    for title in ("One", "Two"):
        add_people(store, title, entity(0, "Parliament", "ORG"))
        add_people(store, f"Town {title}", entity(0, "City Council", "ORG"), *INDIA)
    assert list_people(store, "parliament") == [("Parliament", 1, 0)] * 2
    assert list_people(store, "council") == [("City Council", 1, 0)] * 2
    store.identities.find_merge_candidates()
    assert store.identities.merge_candidates() == []


def test_a_body_is_followed_when_its_article_is_analyzed_again(store: Store) -> None:
    parliament = entity(0, "Parliament", "ORG")
    document, analysis = make_article("A vote", parliament)
    article = store.articles.add(document, analysis).article
    before = who(store, "Parliament", "ORG").id
    store.analyses.save(article, replace(analysis, entities=(parliament, *INDIA)))
    store.analyses.save(article, analysis)
    assert who(store, "Parliament", "ORG").id == before
    store.articles.delete(article)
    with store._connection.read_transaction() as sqlite:
        assert sqlite.execute("SELECT count(*) FROM identity_name").fetchone() == (0,)


def test_a_decision_about_a_body_holds_in_its_country(store: Store) -> None:
    assembly, kenyan = entity(0, "Parliament", "ORG"), entity(0, "Parliament of Kenya", "ORG")
    first = add_people(store, "One", assembly, *INDIA)
    add_people(store, "Two", entity(0, "Indian Parliament", "ORG"))
    add_people(store, "Three", kenyan, *KENYA)
    identity = store.identities.identity_of(first, 0)
    assert identity is not None
    (name,) = (n for n in store.identities.get_identity(identity).names if n.words == "Parliament")
    make_edit(store, "split", lambda: store.identities.split_name(identity, name.key))
    new = store.identities.identity_of(first, 0)
    later = add_people(store, "Four", assembly, *INDIA)
    assert store.identities.identity_of(later, 0) == new
    abroad = add_people(store, "Five", assembly, *KENYA)
    assert store.identities.identity_of(abroad, 0) == who(store, "Parliament of Kenya", "ORG").id
    store.edits.undo()
    assert store.identities.identity_of(later, 0) == identity
    last = add_people(store, "Six", assembly, *INDIA)
    assert store.identities.identity_of(last, 0) == identity


def test_another_whole_name_that_an_article_gives_leads_to_the_same(store: Store) -> None:
    add_people(store, "A vote", entity(0, "Joseph R. Vance", "PERSON", None, "Joe Vance"))
    add_people(store, "A walk", entity(0, "Joe Vance"))
    add_people(store, "A swim", entity(0, "Joseph R. Vance"))
    assert list_people(store) == [("Joseph R. Vance", 3, 3)]


def test_a_whole_name_that_differs_too_much_does_not(store: Store) -> None:
    add_people(store, "A vote", entity(0, "Ana H. Roe", "PERSON", None, "Ana W. Roe"))
    add_people(store, "A walk", entity(0, "Ana W. Roe"))
    assert len(list_people(store)) == 2


def test_pronouns_keep_namesakes_apart(store: Store) -> None:
    add_people(store, "A strike", entity(0, "Kim Aske"), pronoun="she")
    add_people(store, "A match", entity(0, "Kim Aske"), pronoun="he")
    assert list_people(store) == [("Kim Aske", 1, 1), ("Kim Aske", 1, 1)]


def test_walks_of_life_keep_namesakes_apart_and_tell_which_is_meant(store: Store) -> None:
    add_people(store, "A vote", entity(0, "Jon Hale", "PERSON", "finance minister"))
    add_people(store, "A match", entity(0, "Jon Hale", "PERSON", "striker"))
    add_people(store, "A budget", entity(0, "Jon Hale", "PERSON", "governor and minister"))
    assert sorted(row[1] for row in list_people(store)) == [1, 2]


def test_a_body_of_the_world_is_one_by_its_acronym(store: Store) -> None:
    add_people(store, "One", entity(0, "International Monetary Fund", "ORG"))
    add_people(store, "Two", entity(0, "IMF", "ORG"))
    assert list_people(store, "fund") == [("International Monetary Fund", 2, 0)]


def test_two_offices_at_once_are_two_people(store: Store) -> None:
    roles = ("police inspector", "fire officer", "senior police officer", "detective")
    for title, role in zip(("A raid", "A fire", "A trial", "A search"), roles, strict=True):
        add_people(store, title, entity(0, "Dan Holt", "PERSON", role))
    assert sorted(list_people(store, "holt")) == [("Dan Holt", 1, 1), ("Dan Holt", 3, 3)]


def test_ministers_of_two_countries_are_two_people(store: Store) -> None:
    roles = ("Kenyan health minister", "health minister of Norway", "Kenya's health minister")
    for title, role in zip(("One", "Two", "Three"), roles, strict=True):
        add_people(store, title, entity(0, "Ann Moe", "PERSON", role))
    assert sorted(list_people(store, "moe")) == [("Ann Moe", 1, 1), ("Ann Moe", 2, 2)]


def test_an_envoy_to_another_country_is_one_person(store: Store) -> None:
    for title, role in (("One", "U.S. ambassador"), ("Two", "ambassador to Japan")):
        add_people(store, title, entity(0, "Ann Moe", "PERSON", role))
    assert list_people(store, "moe") == [("Ann Moe", 2, 2)]


def test_another_role_is_no_doubt_where_the_company_is_the_same(store: Store) -> None:
    others = [entity(n, f"{name} Holm") for n, name in enumerate(("Ida", "Olav", "Siri"), 1)]
    add_people(store, "A vote", entity(0, "Jon Hale", "PERSON", "minister"), *others)
    add_people(store, "A trial", entity(0, "Jon Hale", "PERSON", "lawyer"), *others)
    assert who(store, "Jon Hale").articles == 2


def test_two_of_one_name_in_an_article_are_two(store: Store) -> None:
    add_people(store, "Father and son", entity(0, "Al Roe"), entity(1, "Al Roe"))
    assert list_people(store) == [("Al Roe", 1, 1), ("Al Roe", 1, 1)]


def test_first_and_last_seen_and_months_follow_the_articles(store: Store) -> None:
    add_people(store, "One", MARA, day="2024-01-31")
    two = add_people(store, "Two", MARA, day="2025-06-01")
    add_people(store, "Three", MARA, day="2025-06-30")
    add_people(store, "Four", MARA, day=None)
    row = who(store, "Mara Ortiz")
    assert (row.articles, row.first, row.last) == (
        4, PartialDate(2024, 1, 31), PartialDate(2025, 6, 30),
    )  # fmt: skip
    assert store.identities.months([row.id]) == {row.id: {"2024-01": 1, "2025-06": 2}}
    assert store.identities.dated_months() == ("2024-01", "2025-06")
    store.articles.set_metadata(two, published=datetime.date(2023, 2, 2))
    row = who(store, "Mara Ortiz")
    assert row.first == PartialDate(2023, 2, 2)
    assert store.identities.months([row.id]) == {row.id: {"2023-02": 1, "2024-01": 1, "2025-06": 1}}


def test_deleted_articles_take_their_people_along(store: Store) -> None:
    article = add_people(store, "One", MARA, PORT, day="2024-01-31")
    two = add_people(store, "Two", MARA, day="2025-06-01")
    store.articles.delete(article)
    assert list_people(store) == [("Mara Ortiz", 1, 1)]
    assert who(store, "Mara Ortiz").first == PartialDate(2025, 6, 1)
    store.articles.delete(two)
    assert list_people(store) == []


def test_a_new_analysis_and_corrections_are_followed(store: Store) -> None:
    document, analysis = make_article("A strike", MARA, PORT)
    article = store.articles.add(document, analysis).article
    add_people(store, "A talk", MARA)
    before = who(store, "Mara Ortiz").id
    store.analyses.save(article, replace(analysis, entities=(MARA, entity(1, "Puerto Luna"))))
    assert who(store, "Mara Ortiz").id == before
    assert list_people(store, "luna") == [("Puerto Luna", 1, 0)]
    start = analysis.text.index("Mara")
    made = store.corrections.add(article, start, start + 10, RenameEntity("Marta Ortiz"))
    assert list_people(store, "ortiz") == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]
    store.corrections.revert(made.id)
    assert list_people(store, "ortiz") == [("Mara Ortiz", 2, 2)]
    assert who(store, "Mara Ortiz").id == before


def test_a_standing_rule_is_followed(store: Store) -> None:
    add_people(store, "A strike", MARA)
    store.corrections.add_rule("Ortiz", ReassignMention(EntityRef("Mara Ortiz"), everywhere=True))
    add_people(store, "A talk", entity(0, "Ortiz"))
    assert list_people(store) == [("Mara Ortiz", 2, 2)]


def test_lists_are_windows_in_an_order(store: Store) -> None:
    add_people(store, "One", MARA, PORT, entity(2, "Coast Board", "ORG"), day="2024-01-01")
    add_people(store, "Two", MARA, entity(2, "Olu Bello"), PORT, day="2025-01-01")
    people = store.identities
    assert [row.name for row in people.rows()] == ["Mara Ortiz", "Olu Bello", "Coast Board"]
    assert [row.name for row in people.rows(sort="places")] == ["Port Luna"]
    assert [row.name for row in people.rows(order="name", limit=2)][1:] == ["Mara Ortiz"]
    assert [row.name for row in people.rows(sort="all", order="last-seen")][-1] == "Coast Board"
    assert people.count("ORTI") == people.count("ortiz mara") == 1
    assert people.count("luna") == 0
    assert people.count(sort="all") == 4


def test_a_page_lists_names_roles_quotations_articles_and_co_mentions(store: Store) -> None:
    add_people(store, "One", entity(0, "Mara Ortiz", "PERSON", "union leader", "Ortiz"), PORT,
        day="2024-01-01")  # fmt: skip
    two = add_people(store, "Two", entity(0, "Mara Ortíz", "PERSON", "mayor; union leader"),
        entity(1, "Olu Bello"), day="2025-01-01")  # fmt: skip
    people, id = store.identities, who(store, "Mara Ortiz").id
    page = people.get_identity(id)
    assert [(row.words, row.articles) for row in page.names] == [
        ("Mara Ortiz", 1), ("Mara Ortíz", 1),
    ]  # fmt: skip
    assert page.aliases == ("Ortiz",)
    assert [(row.words, row.articles, str(row.first), str(row.last)) for row in page.roles] == [
        ("union leader", 2, "2024-01-01", "2025-01-01"), ("mayor", 1, "2025-01-01", "2025-01-01"),
    ]  # fmt: skip
    assert [row.title for row in people.quotations(id)] == ["Two", "One"]
    assert [row.title for row in people.quotations(id, oldest=True, limit=1)] == ["One"]
    newest = people.articles(id)[0]
    assert (newest.article, newest.name, newest.role) == (two, "Mara Ortíz", "mayor; union leader")
    assert store.articles.text(two)[newest.start : newest.end] == "Mara Ortíz"
    assert [(row.row.name, row.articles, row.both_quoted) for row in people.companions(id)] == [
        ("Olu Bello", 1, 1)
    ]
    assert people.identity_of(two, 0) == id


def test_an_article_that_another_program_deletes_leaves_no_links(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        article = add_people(store, "Quay", MARA)
        gone = add_people(store, "Crane", MARA, day=None)
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("PRAGMA foreign_keys = ON")
        sqlite.execute("DELETE FROM article WHERE id = ?", (gone,))
    with Store(path) as store:
        (row,) = store.identities.rows()
        assert [link.article for link in store.identities.articles(row.id)] == [article]
        assert row.articles == 1


def test_the_last_date_of_a_name_is_a_month_or_year_that_may_be_later(store: Store) -> None:
    articles = [add_people(store, f"Item {number}", MARA, day="2024-01-31") for number in range(3)]
    for dates, expected in (
        (("2024-03-17", "2024-03", "2023"), ("2023", "2024-03")),
        (("2024-03", "2024-03-17", "2023"), ("2023", "2024-03")),
        (("2024-03-17", "2024-03", "2024"), ("2024", "2024")),
        (("2024", "2024-03-17", None), ("2024", "2024")),
        (("2024-02", "2024-03-17", None), ("2024-02", "2024-03-17")),
    ):
        for article, date in zip(articles, dates, strict=True):
            store.articles.set_metadata(article, published=date or "")
        row = who(store, "Mara Ortiz")
        assert (str(row.first), str(row.last)) == expected


def test_two_pronouns_of_the_other_gender_make_no_second_person(store: Store) -> None:
    def add(title: str, pronoun: str) -> None:
        document, analysis = make_article(title, entity(0, "Donald Aske"), pronoun=pronoun)
        pronouns = [m for m in analysis.mentions if m.kind == "pronoun"]
        few = tuple(m for m in analysis.mentions if m not in pronouns[2:])
        store.articles.add(document, replace(analysis, mentions=few))

    add("A strike", "he")
    add("A match", "she")
    assert [(name, articles) for name, articles, _ in list_people(store)] == [("Donald Aske", 2)]
