"""Checks of watched feeds and folders: new articles are added once, errors stay with a source."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store
from db.errors import ImportingError
from db.importers.http import FetchOptions
from db.source_checks import SourceCheck, add_source, find_new_files
from db.tasks import TaskResult
from tests.support.feed_server import STORY, FeedServer, serve_feed

HERE = FetchOptions(allow_private=True)


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    with serve_feed() as server:
        server.set_entries("May", "June")
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as store:
        yield store


def check(store: Store, source: int) -> list[TaskResult]:
    """Check a source to the end."""
    task: SourceCheck | None = SourceCheck(store.watched_sources.get(source), HERE)
    results = []
    while task is not None:
        result = task.run(store)
        results += [result, *result.more_results]
        task = result.continuation if isinstance(result.continuation, SourceCheck) else None
    return results


def titles(store: Store) -> list[str]:
    return sorted(row.title for row in store.articles.list())


def test_the_entries_of_a_feed_are_added_and_then_only_new_ones(
    store: Store, feed: FeedServer
) -> None:
    source, _ = add_source(store, feed.address, HERE)
    assert (source.kind, source.articles, source.error) == ("feed", 2, "")
    assert titles(store) == ["https://bay.example/June", "https://bay.example/May"]
    [nothing] = check(store, source.id)
    assert (nothing.known, nothing.article) == (True, None)
    feed.set_entries("July", "May", "June")
    [july] = check(store, source.id)
    assert july.title == "https://bay.example/July"
    assert store.watched_sources.get(source.id).articles == 3
    assert [status for _, status in feed.requests] == [200, 304, 200]


def test_an_entry_that_was_deleted_is_not_added_again(store: Store, feed: FeedServer) -> None:
    source, _ = add_source(store, feed.address, HERE)
    may = next(row.id for row in store.articles.list() if row.title.endswith("May"))
    store.trash.move([may])
    feed.set_entries("July", "May", "June")
    check(store, source.id)
    assert titles(store) == ["https://bay.example/July", "https://bay.example/June"]
    store.trash.restore([may])
    assert len(titles(store)) == 3
    feed.set_entries("July")  # the others are no longer in the feed
    check(store, source.id)
    assert len(store.watched_sources.entries(source.id)) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [("page", "is not a feed"), ("gone", "does not exist"), ("feed", "watched already")],
)
def test_an_address_without_a_feed_is_not_watched(
    store: Store, feed: FeedServer, name: str, message: str
) -> None:
    add_source(store, feed.address, HERE)
    with pytest.raises(ImportingError, match=message):
        add_source(store, feed.address.replace("/feed", f"/{name}"), HERE)
    assert len(store.watched_sources.list()) == 1


def test_an_error_stays_with_its_source_until_a_check_succeeds(
    store: Store, feed: FeedServer
) -> None:
    source, _ = add_source(store, feed.address, HERE)
    feed.status, feed.version = 503, ""
    [failed] = check(store, source.id)
    assert "answers with an error (503)" in failed.problem
    failing = store.watched_sources.get(source.id)
    assert (failing.error, failing.articles) == (failed.problem, 2)
    feed.status = 200
    feed.set_entries("July")
    check(store, source.id)
    assert store.watched_sources.get(source.id).error == ""
    assert len(titles(store)) == 3


def test_a_private_address_is_refused_unless_it_is_allowed(store: Store, feed: FeedServer) -> None:
    with pytest.raises(ImportingError, match="on this machine or its network"):
        add_source(store, feed.address, FetchOptions())


def write(folder: Path, *months: str) -> None:
    folder.mkdir(exist_ok=True)
    for month in months:
        (folder / f"{month}.txt").write_text(STORY.format(month=month))


def test_a_folder_is_listed_and_changed_files_are_added(store: Store, tmp_path: Path) -> None:
    news = tmp_path / "news"
    write(news, *(f"{number:02}" for number in range(30)))
    (news / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    source, first = add_source(store, str(news), HERE)
    assert first.continuation is not None  # the rest of the files
    results = check(store, source.id)
    source = store.watched_sources.get(source.id)
    assert source.articles == store.articles.count() == 30
    assert [result.name for result in results if result.problem] == ["bad.pdf"]
    assert source.error.startswith("bad.pdf: ")
    [nothing] = check(store, source.id)
    assert nothing.known
    write(tmp_path, "May")
    os.utime(tmp_path / "May.txt", (0, 0))  # moved there with the date of long ago
    (tmp_path / "May.txt").rename(news / "May.txt")
    assert find_new_files(store.watched_sources.get(source.id))[-1].name == "May.txt"
    check(store, source.id)
    assert store.articles.count() == 31


def test_a_folder_that_is_gone_is_an_error_of_its_source_alone(
    store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "news", "May")
    source, _ = add_source(store, str(tmp_path / "news"), HERE)
    (tmp_path / "news" / "May.txt").unlink()
    (tmp_path / "news").rmdir()
    [gone] = check(store, source.id)
    assert gone.problem.startswith("is not there; check the folder")
    assert store.watched_sources.get(source.id).error == gone.problem


def test_a_removed_source_comes_back_as_it_was(store: Store, feed: FeedServer) -> None:
    repository = store.watched_sources
    source, _ = add_source(store, feed.address, HERE)
    repository.set_paused(source.id, True)
    paused = repository.get(source.id)
    entries = repository.entries(source.id)
    assert (paused.paused, len(entries)) == (True, 2)
    repository.remove(source.id)
    assert repository.list() == []
    check_of_removed = SourceCheck(paused, HERE).run(store)
    assert check_of_removed.known
    assert repository.list() == []
    repository.restore(paused, entries)
    assert repository.list() == [paused]
    assert repository.entries(source.id) == entries
