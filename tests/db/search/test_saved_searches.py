"""Saved searches: what is new for each since it was opened."""

import datetime

import pytest

from db import Store
from tests.support.articles import add_article

DAY = datetime.date(2026, 3, 12)
STRIKE = "Dockers began a strike at the port on Monday."


def add_strike_report(store: Store, number: int) -> int:
    return add_article(store, f"{STRIKE} It was strike {number}.", f"Strike {number}", DAY)


def set_search(store: Store, column: str, value: object) -> None:
    with store._connection.transaction() as sqlite:
        sqlite.execute(f"UPDATE saved_search SET {column} = ?", (value,))


def test_articles_that_came_after_a_search_was_opened_are_new_for_it(store: Store) -> None:
    add_strike_report(store, 1)
    engine = store.search
    engine.save("Strike", "strike")
    engine.save("Library", "strike is:unread", is_filter=True)
    engine.save("Choir", "choir")
    assert engine.count_new() == {"Choir": 0, "Library": 0, "Strike": 0}
    second = add_strike_report(store, 2)
    add_article(store, "The choir sang in the old hall.", "Choir", DAY)
    assert engine.count_new() == {"Choir": 1, "Library": 1, "Strike": 1}
    new = engine.find_new("strike")
    assert (new.articles, new.latest, new.is_complete) == ((second,), 3, True)
    engine.mark_opened("STRIKE", new.latest)
    assert engine.count_new() == {"Choir": 1, "Library": 1, "Strike": 0}
    engine.mark_opened("gone", 9)  # deleted in another process


def test_articles_added_while_the_results_are_read_remain_new(store: Store) -> None:
    store.search.save("Strike", "strike")
    add_strike_report(store, 1)
    shown = store.search.find_new("Strike")
    later = add_strike_report(store, 2)
    store.search.mark_opened("Strike", shown.latest)
    store.search.mark_opened("Strike", 0)  # a slower process read less
    assert store.search.find_new("Strike").articles == (later,)


@pytest.mark.parametrize("moment", ["2199-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00", "?"])
def test_a_wrong_clock_changes_nothing_that_is_new(store: Store, moment: str) -> None:
    add_strike_report(store, 1)
    store.search.save("Strike", "strike")
    set_search(store, "opened", moment)
    second = add_strike_report(store, 2)
    assert store.search.find_new("Strike").articles == (second,)


def test_a_search_from_another_store_has_the_time_at_which_it_was_opened(store: Store) -> None:
    add_strike_report(store, 1)
    store.search.save("Strike", "strike")
    set_search(store, "seen", 0)
    assert store.search.count_new() == {"Strike": 0}
    set_search(store, "opened", "2020-01-01T00:00:00+00:00")
    assert store.search.count_new() == {"Strike": 1}


def test_an_invalid_or_damaged_saved_search_costs_only_its_own_count(store: Store) -> None:
    store.search.save("Good", "strike")
    store.search.save("Bad", "strike (dock")
    store.search.save("Excluded", "-choir")
    add_strike_report(store, 1)
    assert store.search.count_new() == {"Excluded": 1, "Good": 1}
    error = store.search.find_new("Bad").error
    assert error is not None
    assert "parenthesis" in error.message
    set_search(store, "query", "\x00(((" * 4)
    assert store.search.count_new() == {}
