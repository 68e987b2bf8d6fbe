"""Quotations of several articles with the same words: found, compared, and parted again."""

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Analysis
from analysis.partial_dates import PartialDate
from db import NotFound, Store
from db.quote_groups.clusterer import group_quotations
from db.quote_groups.models import compare_occurrences, fullest_occurrence
from tests.support.quote_groups import CUT, FULL, OTHER, add_quotations, texts
from tests.support.thoroughness import count_examples


def articles_of(store: Store) -> list[set[int]]:
    sayings = [store.quote_groups.load_group(row.id) for row in store.quote_groups.list_rows()]
    return [{telling.article for telling in saying.tellings} for saying in sayings]


def test_a_group_has_its_first_its_shortened_and_its_reattributed_quotation(store: Store) -> None:
    cut = add_quotations(store, 4, CUT)
    add_quotations(store, 5, OTHER)
    full = add_quotations(store, 2, FULL)
    reattributed = add_quotations(store, 6, FULL, speaker="Tor Vik")
    [row] = store.quote_groups.list_rows()
    assert (row.articles, row.content, row.speaker) == (3, FULL, "Mara Ortiz")
    assert (row.first_day, row.last_day) == (PartialDate(2021, 3, 2), PartialDate(2021, 3, 6))
    saying = store.quote_groups.load_group(row.id)
    assert [telling.article for telling in saying.tellings] == [full, cut, reattributed]
    first, second, third = compare_occurrences(saying)
    assert (first.first, first.change, first.has_other_speaker) == (True, "", False)
    assert (second.first, second.change, second.has_other_speaker) == (False, "cut", False)
    assert (third.change, third.has_other_speaker) == ("", True)
    assert [piece.how for piece in first.pieces] == ["same"]
    assert fullest_occurrence(saying) == 0
    assert [change.change for change in compare_occurrences(saying, base=1)] == [
        "longer",
        "",
        "longer",
    ]


def test_an_article_and_a_quotation_know_what_else_has_their_words(store: Store) -> None:
    longer, shorter = add_quotations(store, 2, OTHER, FULL), add_quotations(store, 3, CUT)
    [saying] = store.quote_groups.list_of_article(longer)
    assert store.quote_groups.article_counts(longer) == {1: 2}
    assert store.quote_groups.group_of(longer, 0) is None
    assert (
        store.quote_groups.group_of(longer, 1) == store.quote_groups.group_of(shorter, 0) == saying
    )
    offset = store.articles.text(shorter).index("whoever")
    assert store.quote_groups.group_at(shorter, offset) == saying
    assert store.quote_groups.group_at(shorter, 0) is None


def test_a_search_finds_sayings_by_any_of_their_wordings(store: Store) -> None:
    add_quotations(store, 2, FULL)
    add_quotations(store, 3, CUT)
    add_quotations(store, 4, OTHER)
    [row] = store.quote_groups.list_rows()
    assert store.quote_groups.search('speaker:ortiz "second crane"') == ([row.id], None)
    assert store.quote_groups.search("herring") == ([], None)
    _, trouble = store.quote_groups.search("crane before:someday")
    assert trouble is not None


def test_what_leaves_lets_go_and_what_it_held_together_parts(store: Store) -> None:
    left, right = "“We never promised the harbour a second crane,”", CUT
    add_quotations(store, 2, left)
    add_quotations(store, 3, right)
    assert articles_of(store) == []
    bridge = add_quotations(store, 4, FULL)
    assert [len(articles) for articles in articles_of(store)] == [3]
    store.articles.delete(bridge)
    assert articles_of(store) == []
    assert store.quote_groups.count() == 0


def test_many_quotations_are_grouped_as_if_one_after_the_other(store: Store) -> None:
    beginning = "“We never promised the harbour a second crane,”"
    wordings = (beginning, CUT, OTHER, OTHER, FULL, CUT, beginning, OTHER.replace("twice", "again"))
    for day, words in enumerate(wordings, 1):
        add_quotations(store, day, words, f"“Only the paper number {day} has these few words.”")
    by_article = sorted(map(sorted, articles_of(store)))
    assert by_article == [[1, 2, 5, 6, 7], [3, 4, 8]]
    with store.connection.transaction() as sqlite:
        ids = [id for (id,) in sqlite.execute("SELECT id FROM quotation ORDER BY id")]
        found = []
        for batches in ([[id] for id in ids], [ids], [ids[:7], ids[7:]]):
            sqlite.execute("DELETE FROM quote_group_member")
            sqlite.execute("DELETE FROM quote_group")
            for batch in batches:
                group_quotations(sqlite, batch)
            query = "SELECT quotation, articles, first_day, last_day FROM quote_group_member"
            query += " CROSS JOIN quote_group ON id = quote_group ORDER BY quotation"
            found.append(sqlite.execute(query).fetchall())
    assert found[0] == found[1] == found[2]
    assert sorted(map(sorted, articles_of(store))) == by_article


def test_another_date_moves_a_saying(store: Store) -> None:
    add_quotations(store, 2, FULL)
    undated = add_quotations(store, None, FULL)
    store.articles.set_metadata(undated, published=datetime.date(2021, 2, 1))
    [row] = store.quote_groups.list_rows()
    assert row.first_day == PartialDate(2021, 2, 1)


def test_a_new_analysis_without_the_quotation_takes_it_out(store: Store) -> None:
    add_quotations(store, 2, FULL)
    article = add_quotations(store, 3, FULL)
    analysis = store.articles.get(article).analysis
    store.analyses.save(article, Analysis(analysis.text, analysis.published, analysis.entities))
    assert store.quote_groups.count() == 0
    store.analyses.save(article, analysis)
    assert store.quote_groups.count() == 1


def test_what_one_article_says_twice_is_no_saying_of_several(store: Store) -> None:
    add_quotations(store, 2, FULL, CUT)
    assert store.quote_groups.count() == 0


def test_a_saying_that_is_not_there_is_said_so(store: Store) -> None:
    with pytest.raises(NotFound, match="no quote group 7"):
        store.quote_groups.load_group(7)


@settings(
    max_examples=count_examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations([FULL, CUT, OTHER, FULL, OTHER]), leaving=st.integers(0, 4))
def test_what_goes_together_is_the_same_in_any_order(
    order: list[str], leaving: int, tmp_path: Path
) -> None:
    with Store(tmp_path / f"{next(texts)}.sqlite") as store:
        added = [add_quotations(store, 2, content) for content in order]
        store.articles.delete(added[leaving])
        contents = dict(zip(added, order, strict=True))
        del contents[added[leaving]]
        crane = {article for article, content in contents.items() if content != OTHER}
        quay = {article for article, content in contents.items() if content == OTHER}
        expected = [articles for articles in (crane, quay) if len(articles) > 1]
        assert sorted(map(sorted, articles_of(store))) == sorted(map(sorted, expected))


def test_a_month_is_the_last_date_and_no_first_one_beside_its_days(store: Store) -> None:
    first, second = add_quotations(store, 4, FULL), add_quotations(store, 6, FULL)
    store.articles.set_metadata(second, published="2021-03")
    [row] = store.quote_groups.list_rows()
    assert (str(row.first_day), str(row.last_day)) == ("2021-03", "2021-03")
    occurrences = compare_occurrences(store.quote_groups.load_group(row.id))
    assert [(each.occurrence.article, each.first) for each in occurrences] == [
        (first, False), (second, False)
    ]  # fmt: skip
    store.articles.set_metadata(second, published="2021-04")
    occurrences = compare_occurrences(store.quote_groups.load_group(row.id))
    assert [each.first for each in occurrences] == [True, False]
