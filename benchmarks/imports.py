"""Speed of an import: articles a second by workers, memory, and bytes written to the disk.

The bytes are those of `/proc/self/io` with all child processes, on Linux only.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db import Store

_PEOPLE = ("Ada Brandt", "Lea Holm", "Nils Aker", "Mara Ortiz", "Ida Quill", "Joost van den Berg")
_ROLES = ("mayor", "harbour master", "union leader", "minister for the sea", "spokeswoman")
_PLACES = ("Port Luna", "Skarvik", "Lisbon", "Rotterdam", "Gdansk", "the old town")
_THINGS = ("the bridge", "the ferry", "the budget", "the school", "the fish market", "the strike")
_DAYS = ("on Monday", "on Tuesday", "last week", "in March", "next Friday", "on 4 May 2023")
_SENTENCES = (
    "“We have talked about {thing} for {n} years,” said {person}, the {role} of {place}, {day}.",
    "{person} told reporters that {thing} would cost {n} million crowns.",
    "The town of {place} will decide about {thing} {day}.",
    "It was not clear {day} whether {person} would go to {place} because of {thing}.",
    "No one in {place} had asked for {thing}, {person} said.",
    "About {n} people stood in front of {thing} when it began to rain {day}.",
)


def make_page(number: int, words: int = 500) -> str:
    """Return a saved page with a unique article of about `words` words."""
    chance = random.Random(number)
    paragraphs: list[str] = []
    length = 0
    while length < words:
        sentences = [
            chance.choice(_SENTENCES).format(
                thing=chance.choice(_THINGS), person=chance.choice(_PEOPLE),
                role=chance.choice(_ROLES), place=chance.choice(_PLACES),
                day=chance.choice(_DAYS), n=chance.randint(2, 900),
            )
            for _ in range(4)
        ]  # fmt: skip
        paragraphs.append(" ".join(sentences))
        length += len(paragraphs[-1].split())
    menu = "".join(f"<li><a href='/{at}'>Section {at} of the paper</a></li>" for at in range(20))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>Story {number} of the quay</title>"
        f"<meta property='article:published_time' content='2023-05-0{number % 9 + 1}'>"
        f"<meta name='author' content='{chance.choice(_PEOPLE)}'></head><body><nav><ul>{menu}</ul>"
        f"</nav><article><h1>Story {number} of the quay</h1>{body}</article></body></html>"
    )


def run(arguments: list[str]) -> int:
    """Print articles a second, CPU seconds and peak memory for each number of workers and pages."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks imports", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[2_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--words", type=int, default=500)
    asked = parser.parse_args(arguments)
    table = Table(title=f"Adding saved pages of {asked.words} words")
    for name in ("pages", "workers", "seconds", "articles a second", "times one worker",
                 "CPU ms an article", "peak MB of a process", "KB written an article",
                 "times its text", "commits an article"):  # fmt: skip
        table.add_column(name, justify="right")
    folder = Path(tempfile.mkdtemp())
    try:
        for pages in asked.pages:
            news = folder / f"{pages}"
            news.mkdir()
            for number in range(pages):
                (news / f"{number:06}.html").write_text(make_page(number, asked.words), "utf-8")
            alone = 0.0
            for workers in asked.workers:
                store = folder / f"{pages}-{workers}.sqlite"
                written = _written()
                seconds, cpu, peak = _add(news, store, workers)
                written = _written() - written
                letters, commits = _stored(store)
                alone = alone or seconds
                table.add_row(
                    f"{pages:,}", f"{workers}", f"{seconds:.0f}", f"{pages / seconds:.1f}",
                    f"{alone / seconds:.2f}", f"{cpu / pages * 1000:.0f}", f"{peak:.0f}",
                    f"{written / pages / 1000:.0f}", f"{written / letters:.0f}",
                    f"{commits / pages:.2f}",
                )  # fmt: skip
    finally:
        shutil.rmtree(folder)
    Console().print(table)
    return 0


def _add(news: Path, store: Path, workers: int) -> tuple[float, float, float]:
    """Seconds, CPU seconds and megabytes of `onrecord add` on a folder."""
    command = [sys.executable, "-m", "tui", "--store", str(store), "add", str(news),
               "--workers", str(workers)]  # fmt: skip
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    with Store(store) as opened:
        assert opened.articles.count() == len(list(news.iterdir())), "not every page was added"
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _written() -> int:
    """Return the bytes that this process and its ended children wrote to the disk; 0 elsewhere."""
    accounts = Path("/proc/self/io")
    if not accounts.exists():
        return 0
    fields = dict(line.split(": ") for line in accounts.read_text().splitlines())
    return int(fields["write_bytes"])


def _stored(path: Path) -> tuple[int, int]:
    """Return the characters of all texts of a store, and the number of its commits."""
    with closing(sqlite3.connect(path)) as sqlite:
        (letters,) = sqlite.execute("SELECT sum(length(text)) FROM article").fetchone()
        (commits,) = sqlite.execute("SELECT changes FROM commit_counter").fetchone()
    return letters, commits
