"""`onrecord watch`: files are added when they have been written completely."""

import datetime
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db import Store
from db.repositories.watched_sources import WatchedSource
from tests.support.cli import Run
from tests.support.feed_server import serve_feed
from tests.support.import_samples import PAGE, TITLE
from tui.cli import watch
from tui.cli.store_lists import print_watched_sources


def test_the_files_of_a_folder_are_added_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "slides.pptx").write_bytes(b"no article")
    ended = run("watch", tmp_path, "--once")
    assert (ended.code, ended.out) == (0, f"1\tadded\t{TITLE}\n")
    assert run("watch", tmp_path, "--once").out == ""


def test_a_file_that_fails_is_reported_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    ended = run("watch", tmp_path, "--once")
    assert (ended.out, len(ended.err.splitlines())) == ("", 1)
    assert ended.err.startswith("onrecord: bad.pdf: ")


def test_a_file_is_added_when_it_no_longer_changes(tmp_path: Path) -> None:
    seen: queue.SimpleQueue[Path] = queue.SimpleQueue()
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    for _ in range(3):
        seen.put(page)
    with Store(tmp_path / "s.sqlite") as store:
        outcome = next(watch.iter_outcomes(store, tmp_path, seen, once=False))
        assert (outcome.title, outcome.known) == (TITLE, False)


def test_the_list_of_sources_has_what_the_last_check_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = [
        WatchedSource(3, "folder", "/news", error="not a folder"),
        WatchedSource(
            12, "feed", "https://coast.example/feed",
            checked=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
            articles=7, last_new=2, last_proposed=1, remark="1 entry has no text",
        ),
    ]  # fmt: skip
    print_watched_sources(sources, None)
    folder, error, feed, remark = capsys.readouterr().out.splitlines()
    assert folder.startswith("    3  folder")
    assert folder.endswith("0 articles  not checked yet")
    assert error == "       not a folder"
    assert "checked 2026-03-01" in feed
    assert "last: 2 new" in feed
    assert remark == "       1 entry has no text"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_watching(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "page.html").write_text(PAGE)
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "--store", str(tmp_path / "s.sqlite"), "watch", str(news)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        clock = threading.Timer(90, child.kill)
        clock.start()
        assert child.stdout is not None
        assert child.stderr is not None
        assert TITLE in child.stdout.readline(), child.stderr.read()
        os.kill(child.pid, signal.SIGINT)
        _, words = child.communicate()
        clock.cancel()
    assert (child.returncode, "stopped watching" in words) == (0, True)


def test_a_feed_is_added_checked_paused_and_removed(run: Run) -> None:
    private = "--allow-private-network"
    with serve_feed() as feed:
        feed.set_entries("May", "June")
        assert "use --allow-private-network" in run("watch", feed.address, "--add").err
        ended = run("watch", feed.address, "--add", private)
        assert ended.code == 0
        assert ended.out == (
            "1\tadded\thttps://bay.example/May\n2\tadded\thttps://bay.example/June\n"
        )
        assert "2 new" in ended.err
        assert run("watch", feed.address, "--add", private).err == (
            f"onrecord: {feed.address}: is watched already\n"
        )
        [source] = run("watch", "--json").json
        assert (source["address"], source["articles"], source["error"]) == (feed.address, 2, "")
        assert f"feed    {feed.address}  2 articles  last: 2 new  checked " in run("watch").out
        feed.set_entries("July", "May", "June")
        [checked] = run("watch", "--check", private, "--json").json
        assert (checked["articles"], checked["new_articles"]) == (3, [3])
        feed.status, feed.version = 503, ""
        failed = run("watch", "1", "--check", private)
        assert (failed.code, failed.out) == (1, "")
        assert "answers with an error (503)" in failed.err
        assert "answers with an error (503)" in run("watch").out
        assert run("watch", feed.address, "--pause", "--json").json["paused"]
        before = len(feed.requests)
        assert "all are paused" in run("watch", "--check", private).err
        assert len(feed.requests) == before
        assert not run("watch", "1", "--resume", "--json").json["paused"]
        assert run("watch", "1", "--remove").err == f"onrecord: no longer watching {feed.address}\n"
        assert run("watch", "--json").json == []
        assert len(run("list", "--json").json) == 3


def test_an_error_of_one_source_costs_only_that_source(run: Run, tmp_path: Path) -> None:
    news, gone = tmp_path / "news", tmp_path / "gone"
    for folder in (news, gone):
        folder.mkdir()
        assert run("watch", folder, "--add").code == 0
    gone.rmdir()
    (news / "page.html").write_text(PAGE)
    ended = run("watch", "--check")
    assert ended.code == 1
    assert ended.out == f"1\tadded\t{TITLE}\n"
    assert f"{gone}: is not there" in ended.err
    assert run("watch", gone, "--remove").code == 0


def test_feeds_of_a_list_are_checked_at_once_with_their_folders_and_full_texts(
    run: Run, tmp_path: Path
) -> None:
    private = "--allow-private-network"
    with serve_feed() as feed:
        feed.set_entries("May")
        gone = feed.address.replace("/feed", "/gone")
        (tmp_path / "in.opml").write_text(
            f"<opml><body><outline text='Ports'><outline text='Bay' xmlUrl='{feed.address}'/>"
            f"</outline><outline text='Gone' xmlUrl='{gone}'/></body></opml>"
        )
        added = run("watch", tmp_path / "in.opml", "--add", private)
        assert (added.code, added.out) == (1, "1\tadded\thttps://bay.example/May\n")
        assert "2 feeds added" in added.err
        assert "gone: does not exist (404)" in added.err
        assert run("search", "--save", "Pier", "pier").code == 0
        feed.set_entries("June", "May")
        before = len(feed.requests)
        once = run("watch", "--once", private, "--json")
        assert once.code == 0
        [checked] = once.json["sources"]  # the other one waits
        assert (checked["folder"], checked["title"]) == ("Ports", "Bay")
        assert (checked["new_articles"], checked["unread"]) == ([2], 2)
        assert once.json["searches"] == [{"name": "Pier", "new": 1}]
        assert "not checked: 1 source" in once.err
        assert len(feed.requests) == before + 1
        changed = run("watch", feed.address, "--full-text", "always", "--folder", "", "--json").json
        assert (changed["full_text"], changed["folder"]) == ("always", "")
        named = run("watch", feed.address, "--name", "The\n Bay", "--json").json
        assert (named["title"], named["full_text"]) == ("The Bay", "always")
        assert run("watch", "--export", tmp_path / "out.opml").code == 0
        assert feed.address in (tmp_path / "out.opml").read_text()
