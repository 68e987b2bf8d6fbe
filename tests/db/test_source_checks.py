"""Checks of watched feeds and folders: new articles are added once, errors stay with a source."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.structs import replace
from db import Store
from db.errors import ImportingError
from db.importers import ImportItem
from db.importers.http import FetchOptions
from db.models import Document
from db.repositories.articles import MetadataChanges
from db.repositories.watched_sources import CheckCounts
from db.source_checks import SourceCheck, add_source, count_results, list_new_files
from db.tasks import TaskResult
from tests.support.edits import make_edit
from tests.support.feed_server import STORY, FeedItem, FeedServer, serve_feed

HERE = FetchOptions(allow_private=True)


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    with serve_feed() as server:
        server.set_entries("May", "June")
        yield server


def check_source(store: Store, source: int) -> list[TaskResult]:
    """Check a source to the end."""
    task: SourceCheck | None = SourceCheck(store.watched_sources.get(source), HERE)
    results = []
    while task is not None:
        result = task.run(store)
        results += [result, *result.more_results]
        task = result.continuation if isinstance(result.continuation, SourceCheck) else None
    return results


def stored_titles(store: Store) -> list[str]:
    return sorted(row.title for row in store.articles.list())


def test_the_entries_of_a_feed_are_added_and_then_only_new_ones(
    store: Store, feed: FeedServer
) -> None:
    source, _ = add_source(store, feed.address, HERE)
    assert (source.kind, source.articles, source.error) == ("feed", 2, "")
    assert stored_titles(store) == ["https://bay.example/June", "https://bay.example/May"]
    [nothing] = check_source(store, source.id)
    assert (nothing.known, nothing.article) == (True, None)
    feed.set_entries("July", "May", "June")
    [july] = check_source(store, source.id)
    assert july.title == "https://bay.example/July"
    assert store.watched_sources.get(source.id).articles == 3
    assert [status for _, status in feed.requests] == [200, 304, 200]


def test_an_entry_that_was_deleted_is_not_added_again(store: Store, feed: FeedServer) -> None:
    source, _ = add_source(store, feed.address, HERE)
    may = next(row.id for row in store.articles.list() if row.title.endswith("May"))
    store.trash.move([may])
    feed.set_entries("July", "May", "June")
    check_source(store, source.id)
    assert stored_titles(store) == ["https://bay.example/July", "https://bay.example/June"]
    store.trash.restore([may])
    assert len(stored_titles(store)) == 3
    feed.set_entries("July")  # the others are no longer in the feed
    check_source(store, source.id)
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
    [failed] = check_source(store, source.id)
    assert "answers with an error (503)" in failed.problem
    failing = store.watched_sources.get(source.id)
    assert (failing.error, failing.articles) == (failed.problem, 2)
    feed.status = 200
    feed.set_entries("July")
    check_source(store, source.id)
    assert store.watched_sources.get(source.id).error == ""
    assert len(stored_titles(store)) == 3


def test_a_private_address_is_refused_unless_it_is_allowed(store: Store, feed: FeedServer) -> None:
    with pytest.raises(ImportingError, match="on this machine or its network"):
        add_source(store, feed.address, FetchOptions())


def test_a_feed_that_fails_is_checked_less_and_less_and_has_a_history(
    store: Store, feed: FeedServer
) -> None:
    source, _ = add_source(store, feed.address, HERE)
    feed.status, feed.version = 503, ""
    pauses = []
    for _ in range(3):
        check_source(store, source.id)
        failing = store.watched_sources.get(source.id)
        assert failing.due is not None
        assert failing.checked is not None
        pauses.append((failing.due - failing.checked).total_seconds())
    assert (pauses, failing.failures) == ([600, 1200, 2400], 3)
    feed.status = 200
    feed.set_items()
    check_source(store, source.id)
    mended = store.watched_sources.get(source.id)
    assert (mended.due, mended.failures, mended.error) == (None, 0, "")
    assert (mended.last_error, mended.failed) == (failing.error, failing.checked)
    assert (mended.title, mended.remark) == ("Bay News", "the feed has no entries yet")
    assert mended.found is not None
    assert failing.checked is not None
    assert mended.found < failing.checked


def test_a_feed_is_found_on_its_page_and_its_host_is_remembered(
    store: Store, feed: FeedServer
) -> None:
    link = b"<html><link rel=alternate type=application/rss+xml href=/feed></html>"
    site = feed.address.removesuffix("/feed")
    feed.pages["/"] = 200, {"Content-Type": "text/html"}, link
    source, _ = add_source(store, f"{site}/", HERE)
    assert (source.address, source.private, source.articles) == (feed.address, True, 2)
    assert f"found on the page {site}/" in source.remark
    feed.set_entries("July", "May", "June")
    result = SourceCheck(source, FetchOptions()).run(store)  # as the app checks it
    assert result.title == "https://bay.example/July"


def write_stories(folder: Path, *months: str) -> None:
    folder.mkdir(exist_ok=True)
    for month in months:
        (folder / f"{month}.txt").write_text(STORY.format(month=month))


def test_a_folder_is_listed_and_changed_files_are_added(store: Store, tmp_path: Path) -> None:
    news = tmp_path / "news"
    write_stories(news, *(f"{number:02}" for number in range(30)))
    (news / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    source, first = add_source(store, str(news), HERE)
    assert first.continuation is not None  # the rest of the files
    results = check_source(store, source.id)
    source = store.watched_sources.get(source.id)
    assert source.articles == store.articles.count() == 30
    assert [result.name for result in results if result.problem] == ["bad.pdf"]
    assert source.error.startswith("bad.pdf: ")
    [nothing] = check_source(store, source.id)
    assert nothing.known
    write_stories(tmp_path, "May")
    os.utime(tmp_path / "May.txt", (0, 0))  # moved there with the date of long ago
    (tmp_path / "May.txt").rename(news / "May.txt")
    assert list_new_files(store.watched_sources.get(source.id)).files[-1].name == "May.txt"
    check_source(store, source.id)
    assert store.articles.count() == 31


def test_a_folder_that_is_gone_is_an_error_of_its_source_alone(
    store: Store, tmp_path: Path
) -> None:
    write_stories(tmp_path / "news", "May")
    source, _ = add_source(store, str(tmp_path / "news"), HERE)
    (tmp_path / "news" / "May.txt").unlink()
    (tmp_path / "news").rmdir()
    [gone] = check_source(store, source.id)
    assert gone.problem.startswith("is not there; check the folder")
    assert store.watched_sources.get(source.id).error == gone.problem


def test_a_removed_source_comes_back_as_it_was(store: Store, feed: FeedServer) -> None:
    repository = store.watched_sources
    source, _ = add_source(store, feed.address, HERE)
    repository.set_paused(source.id, True)
    paused = repository.get(source.id)
    entries = repository.entries(source.id)
    assert (paused.paused, len(entries)) == (True, 2)
    make_edit(store, "watched source", lambda: repository.remove(source.id))
    assert repository.list() == []
    check_of_removed = SourceCheck(paused, HERE).run(store)
    assert check_of_removed.known
    assert repository.list() == []
    store.edits.undo()
    assert repository.list() == [paused]
    assert repository.entries(source.id) == entries


FLOOD = FeedItem(
    "The flood in the valley killed 12 people on Monday, the mayor, Ana Reis, said.",
    "Flood in the valley",
    "https://bay.example/flood",
    "flood-1",
)
RISEN = replace(FLOOD, text=FLOOD.text.replace("12", "15"))


def serve_and_check(store: Store, feed: FeedServer, *items: FeedItem) -> tuple[int, int, int]:
    """Check a feed that serves these entries; return what was new, changed and proposed."""
    feed.set_items(*items)
    source = store.watched_sources.find(feed.address)
    if source is None:
        source, first = add_source(store, feed.address, HERE)
        results = [first, *first.more_results]
    else:
        results = check_source(store, source.id)
    counts = count_results(results)
    return counts.new, counts.changed, counts.proposed


def stored_texts(store: Store) -> list[str]:
    return sorted(store.articles.get(row.id).document.text for row in store.articles.list())


def test_a_corrected_entry_is_a_new_version_and_is_counted_with_its_source(
    store: Store, feed: FeedServer
) -> None:
    assert serve_and_check(store, feed, FLOOD) == (1, 0, 0)
    fire = FeedItem("A barn burned.", "Fire", "https://bay.example/fire", "fire-1")
    assert serve_and_check(store, feed, fire, RISEN) == (1, 1, 0)
    [source] = store.watched_sources.list()
    assert (source.articles, source.last_new, source.last_changed) == (2, 1, 1)
    assert stored_texts(store) == [fire.text, RISEN.text]
    [flood] = [row.id for row in store.articles.list() if row.title == FLOOD.title]
    assert [version.text for version in store.versions.list(flood)] == [FLOOD.text, RISEN.text]
    assert serve_and_check(store, feed, RISEN, fire) == (0, 0, 0)
    [source] = store.watched_sources.list()
    assert (source.last_new, source.last_changed) == (1, 1)  # of the last check that found any


@pytest.mark.parametrize(
    "corrected",
    [
        replace(RISEN, title="Flood in the valley kills 15"),
        replace(RISEN, link="https://bay.example/flood-2"),
        replace(RISEN, id="flood-2"),  # the same link and title
        replace(FLOOD, title="Flood in the valley kills 15"),
    ],
)
def test_an_entry_is_recognized_by_its_id_or_by_its_link_and_title(
    store: Store, feed: FeedServer, corrected: FeedItem
) -> None:
    serve_and_check(store, feed, FLOOD)
    assert serve_and_check(store, feed, corrected) == (0, 1, 0)
    assert stored_texts(store) == [corrected.text]
    assert stored_titles(store) == [corrected.title]


def test_an_entry_without_an_id_is_recognized_by_its_link(store: Store, feed: FeedServer) -> None:
    serve_and_check(store, feed, replace(FLOOD, id=""))
    assert serve_and_check(store, feed, replace(RISEN, id="", title="Flood kills 15")) == (0, 1, 0)
    quake = FeedItem(RISEN.text.replace("flood", "quake"), "Quake")
    assert serve_and_check(store, feed, quake) == (1, 0, 0)


@pytest.mark.parametrize(
    "distinct",
    [
        replace(RISEN, id="flood-2"),
        replace(RISEN, id="flood-2", title="Flood in the hills"),
        RISEN,  # even with the same id
    ],
)
@pytest.mark.parametrize("base", [FLOOD, replace(FLOOD, id=""), replace(FLOOD, link="")])
def test_entries_that_share_a_link_but_differ_are_articles_of_their_own(
    store: Store, feed: FeedServer, base: FeedItem, distinct: FeedItem
) -> None:
    distinct = replace(distinct, link=base.link, id=distinct.id if base.id else "")
    assert serve_and_check(store, feed, base, distinct) == (2, 0, 0)
    assert stored_texts(store) == [FLOOD.text, RISEN.text]
    assert serve_and_check(store, feed, distinct, base) == (0, 0, 0)
    later = replace(distinct, text=distinct.text.replace("15", "19"))
    assert serve_and_check(store, feed, base, later) == (0, 1, 0)
    assert stored_texts(store) == [FLOOD.text, later.text]


def test_a_later_entry_at_the_same_link_is_an_article_of_its_own(
    store: Store, feed: FeedServer
) -> None:
    serve_and_check(store, feed, FLOOD)
    second = replace(RISEN, id="flood-2", title="Flood in the hills")
    assert serve_and_check(store, feed, second) == (1, 0, 0)
    third = FeedItem(RISEN.text.replace("15", "16"), "Flood at the coast", FLOOD.link, "flood-3")
    assert serve_and_check(store, feed, second, third) == (1, 0, 0)


def test_a_reused_id_with_another_text_is_a_new_article(store: Store, feed: FeedServer) -> None:
    serve_and_check(store, feed, FLOOD)
    school = replace(FLOOD, text="The council opened a new school at the harbor.", title="School")
    assert serve_and_check(store, feed, school) == (1, 0, 0)
    assert len(stored_texts(store)) == 2


def test_a_corrected_entry_that_was_deleted_is_not_added_again(
    store: Store, feed: FeedServer
) -> None:
    serve_and_check(store, feed, FLOOD)
    store.trash.move([row.id for row in store.articles.list()])
    assert serve_and_check(store, feed, RISEN) == (0, 0, 0)
    assert serve_and_check(store, feed, FLOOD) == (0, 0, 0)


def test_a_withdrawn_correction_is_a_version(store: Store, feed: FeedServer) -> None:
    serve_and_check(store, feed, FLOOD)
    assert serve_and_check(store, feed, RISEN) == (0, 1, 0)
    assert serve_and_check(store, feed, FLOOD) == (0, 1, 0)
    assert stored_texts(store) == [FLOOD.text]


def test_a_correction_of_an_entry_whose_page_was_added_is_proposed(
    store: Store, feed: FeedServer
) -> None:
    page = Document(
        f"{FLOOD.text} Rescue teams came from three towns.", FLOOD.title, source=FLOOD.link,
        language="en",
    )  # fmt: skip
    store.imports.add(ImportItem(page), None)
    assert serve_and_check(store, feed, FLOOD) == (0, 0, 0)
    assert serve_and_check(store, feed, RISEN) == (0, 0, 1)
    assert stored_texts(store) == [page.text]
    [proposal] = store.proposals.list()
    assert isinstance(proposal.change, Document)
    assert proposal.change.text == RISEN.text
    assert store.watched_sources.list()[0].last_proposed == 1


def test_a_title_of_the_reader_stays_when_the_entry_changes(store: Store, feed: FeedServer) -> None:
    serve_and_check(store, feed, FLOOD)
    [row] = store.articles.list()
    store.articles.set_metadata(row.id, MetadataChanges(title="My flood"))
    assert serve_and_check(store, feed, replace(FLOOD, title="Flood kills 12")) == (0, 0, 0)
    risen = replace(RISEN, title="Flood kills 15")
    assert serve_and_check(store, feed, risen) == (0, 1, 0)
    assert stored_titles(store) == ["My flood"]
    feed.set_items(replace(risen, text=risen.text.replace("15", "19")))
    check_source(store, 1)
    assert stored_titles(store) == ["My flood"]  # it is still that of the reader


def test_a_corrected_file_of_a_folder_is_proposed_as_a_version(
    store: Store, tmp_path: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "flood.txt").write_text(FLOOD.text)
    source, _ = add_source(store, str(news), HERE)
    for corrected in (RISEN.text, RISEN.text.replace("15", "19")):
        (news / "flood.txt").write_text(corrected)
        assert count_results(check_source(store, source.id)) == CheckCounts(proposed=1)
    assert stored_texts(store) == [FLOOD.text]
    assert len(store.proposals.list()) == 2
    (news / "flood.txt").write_text("The council opened a new school at the harbor.")
    assert count_results(check_source(store, source.id)) == CheckCounts(new=1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs a right to make links")
def test_a_link_out_of_a_watched_folder_is_not_followed(store: Store, tmp_path: Path) -> None:
    news, outside = tmp_path / "news", tmp_path / "outside"
    write_stories(news, "May")
    write_stories(outside, "June", "July")
    (news / "inside.txt").symlink_to(news / "May.txt")
    (news / "june.txt").symlink_to(outside / "June.txt")
    (news / "folder").symlink_to(outside, target_is_directory=True)
    (news / "loop.txt").symlink_to(news / "loop.txt")
    source, _ = add_source(store, str(news), HERE)
    assert source.remark == "not followed: 3 links out of the folder"
    assert stored_texts(store) == [STORY.format(month="May")]


def test_a_file_that_is_being_written_is_left_for_the_next_check(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    write_stories(news, "May", "June")
    whole = STORY.format(month="May")
    (news / "May.txt").write_text(whole[:90])

    def write_more(_: float) -> None:
        (news / "May.txt").write_text(whole)

    monkeypatch.setattr("db.watched_folders.time.sleep", write_more)
    source, _ = add_source(store, str(news), HERE)
    assert source.remark == "being written: 1 file, left for the next check"
    assert stored_texts(store) == [STORY.format(month="June")]
    monkeypatch.setattr("db.watched_folders.time.sleep", lambda _: None)
    check_source(store, source.id)
    assert stored_texts(store) == [STORY.format(month="June"), whole]
    assert store.watched_sources.get(source.id).remark == ""
