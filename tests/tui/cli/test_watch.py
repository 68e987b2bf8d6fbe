"""`onrecord watch`: files are added when they have been written completely."""

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.import_samples import PAGE, TITLE
from tui.cli import add


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
        outcome = next(add.iter_outcomes(store, tmp_path, seen, once=False))
        assert (outcome.title, outcome.known) == (TITLE, False)


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
