"""`onrecord timeline` of a search, a collection or a person, and the days that matter in it."""

from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.timeline import Tells, add_events, march


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Two articles about a strike, in a collection, and one about a ferry."""
    path = tmp_path / "archive.sqlite"
    pilots = Tells("Harbour pilots resigned over the second crane", march(4), names=("Ana Reis",))
    with Store(path) as store:
        strike = [
            add_events(store, march(day), pilots, site=site)
            for day, site in ((5, "Coastwire"), (6, "Harbour Post"))
        ]
        add_events(store, march(6), Tells("A ferry sank off the pier", march(2)), site="The Wire")
        store.collections.add("Port strike", strike)
    return path


def test_the_days_of_a_collection_have_a_bar_and_their_sources(run: Run, story: Path) -> None:
    ended = run("timeline", "--days", "10", "--collection", "port strike", "--store", str(story))
    assert "█" in ended.out
    assert "2 articles: Coastwire, Harbour Post" in ended.out
    assert "ferry" not in ended.out


def test_a_person_narrows_the_events(run: Run, story: Path) -> None:
    found = run("timeline", "--person", "reis", "--json", "--store", str(story)).json
    assert {event["headline"] for event in found} == {
        "Harbour pilots resigned over the second crane"
    }


def test_an_unknown_collection_or_person_is_refused_by_name(run: Run, story: Path) -> None:
    for option, name in (("--collection", "Ferries"), ("--person", "No Such Person")):
        ended = run("timeline", option, name, "--store", str(story))
        assert ended.code
        assert name in ended.err


def test_an_article_has_no_collection_besides(run: Run, story: Path) -> None:
    ended = run("timeline", "--article", "1", "--person", "reis", "--store", str(story))
    assert ended.code == 2
    assert "--article" in ended.err
