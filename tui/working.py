"""What a worker process does: it reads, analyses and stores one article at a time."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from db import Document, Store, StoreError
from tui.wording import headline, language_remark

_NICER = 5  # so much does a worker yield to what answers the keys
_store: Store | None = None


@dataclass(frozen=True, slots=True)
class ByRules:
    """An article to bring into line with the standing rules, by its id."""

    article: int


# A file to add, a document to add, the id of an article to analyse again, or one to read by rules.
Task = Path | Document | int | ByRules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: the article and its title, or the problem in one line.

    `remark` is for the reader where there is something to say of how the article was read.
    """

    name: str
    article: int | None = None
    title: str = ""
    known: bool = False
    problem: str = ""
    remark: str = ""


def name_of(task: Task) -> str:
    """What to call a task: its file's name, its document's title, its article's number."""
    if isinstance(task, Path):
        return task.name
    if isinstance(task, Document):
        return task.title or "an article"
    return f"article {task.article if isinstance(task, ByRules) else task}"


def begin(store: Path) -> None:
    """Make a new process a worker on a store: it leaves signals to the app, and yields to it."""
    global _store
    for name in ("SIGINT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICER)
    _store = Store(store)


def work(task: Task) -> Outcome:
    """Do one task; every problem is part of the outcome, for the next task to go on."""
    from analysis.encoder import EncoderError  # heavy, and needed in the worker only
    from db.importing import ImportingError

    try:
        assert _store is not None
        if isinstance(task, int):
            return _again(_store, task)
        if isinstance(task, ByRules):
            return _by_rules(_store, task.article)
        return _add(_store, task)
    except (ImportingError, EncoderError, StoreError, ValueError, OSError) as error:
        return Outcome(name_of(task), problem=str(error))
    except (MemoryError, RecursionError):
        return Outcome(name_of(task), problem="needs more memory than there is; split it")


def _add(store: Store, task: Path | Document) -> Outcome:
    from analysis import analyse
    from db.importing import read

    document = read(task) if isinstance(task, Path) else task
    article = store.known(document.text)
    known = article is not None
    if article is None:
        added = store.add(document, analyse(document.text, document.published))
        article, known = added.article, added.known
    title = _title(store, article)
    remark = document.remark or language_remark(document.language)
    return Outcome(name_of(task), article, title, known, remark=remark)


def _again(store: Store, article: int) -> Outcome:
    from analysis import analyse

    document = store.article(article).document
    store.replace_analysis(article, analyse(document.text, document.published))
    title = _title(store, article)
    return Outcome(title, article, title)


def _by_rules(store: Store, article: int) -> Outcome:
    store.corrections.bring_into_line(article)
    title = _title(store, article)
    return Outcome(title, article, title)


def _title(store: Store, article: int) -> str:
    return headline(store.row(article))
