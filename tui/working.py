"""What a worker process does: it reads, analyses and stores articles, one file at a time."""

import datetime
import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import Analysis
from db import Document, Store, StoreError
from db.importing import Incoming
from tui.start import one_line
from tui.wording import counted, headline, language_remark

if TYPE_CHECKING:
    from db.exporting import Chosen, Table
    from db.importing.fetching import Fetching

_LARGEST_PART = 400  # items of a file that a worker adds before it reports
_NICER = 5  # so much does a worker yield to what answers the keys
_store: Store | None = None


@dataclass(frozen=True, slots=True)
class ByRules:
    """An article to bring into line with the standing rules, by its id."""

    article: int


@dataclass(frozen=True, slots=True)
class Given:
    """What the reader says about what is added, which wins over what is found in it."""

    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Items of a file: the next `size` of them after the first `skip`.

    `articles` are those that the earlier items are, `whole` tells that none of them failed.
    """

    path: Path
    skip: int = 0
    size: int = 25
    given: Given = Given()
    fetch: "Fetching | None" = None
    articles: tuple[int, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page to fetch from its address."""

    address: str
    fetch: "Fetching"
    given: Given = Given()


@dataclass(frozen=True, slots=True)
class Export:
    """Articles to write to a file or folder, in a format by its name."""

    chosen: "Chosen"
    form: str
    target: Path
    table: "Table" = "quotations"
    over: bool = False


# A file or some of its items to add, a page, a document to add, what came in, the id of an article
# to analyse again, one to read by rules, or articles to write.
Task = Path | Part | Page | Document | Incoming | int | ByRules | Export


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: the article and its title, or the problem in one line.

    `remark` is for the reader where there is something to say of how the article was read,
    `changed` whether its text is a new version, `alike` how many near copies it has. A file with
    several articles has an outcome for each: the others are `further`, and `rest` is the task that
    goes on after them.
    """

    name: str
    article: int | None = None
    title: str = ""
    known: bool = False
    problem: str = ""
    remark: str = ""
    changed: bool = False
    alike: int = 0
    further: "tuple[Outcome, ...]" = ()
    rest: Part | None = None


def name_of(task: Task) -> str:
    """What to call a task: its file's name, its document's title, its article's number."""
    if isinstance(task, Path):
        return task.name
    if isinstance(task, Part):
        return task.path.name
    if isinstance(task, Page):
        return task.address
    if isinstance(task, Export):
        return task.target.name
    if isinstance(task, Incoming):
        task = task.document
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
    """Do one task on the store of this worker process."""
    assert _store is not None
    return do(_store, task)


def do(store: Store, task: Task) -> Outcome:
    """Do one task on a store; every problem is part of the outcome, for the next task to go on."""
    from analysis.encoder import EncoderError  # heavy, and needed in the worker only
    from db.importing import ImportingError

    try:
        if isinstance(task, int):
            return _again(store, task)
        if isinstance(task, ByRules):
            return _by_rules(store, task.article)
        if isinstance(task, Export):
            return _export(store, task)
        if isinstance(task, Path | Part):
            return _add_file(store, task if isinstance(task, Part) else Part(task))
        if isinstance(task, Page):
            return _add_page(store, task)
        return take(store, task if isinstance(task, Incoming) else Incoming(task))
    except (ImportingError, EncoderError, StoreError, ValueError, OSError) as error:
        return Outcome(name_of(task), problem=str(error))
    except (MemoryError, RecursionError):
        return Outcome(name_of(task), problem="needs more memory than there is; split it")


def _add_file(store: Store, part: Part) -> Outcome:
    """Add the items of a file; a file that was read before as it is now is passed over."""
    from db.importing import Problem, read_all

    path, name = part.path, part.path.name
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None  # reading it says what is wrong
    key = str(path.absolute())
    if status is not None and not part.skip and part.given == Given():
        before = store.read_before(key, status.st_size, status.st_mtime_ns)
        if before:
            known = [Outcome(name, article, known=True) for article in before]
            first = replace(known[0], title=_title(store, before[0]))
            return replace(first, further=tuple(known[1:]))
    outcomes: list[Outcome] = []
    more = False
    items = read_all(path, part.skip)
    for item in items:
        if len(outcomes) == part.size:
            more = True
            break
        if isinstance(item, Problem):
            outcomes.append(Outcome(item.name, problem=item.message))
        else:
            outcomes.append(_add_item(store, name, given(item, part.given), part.fetch))
    if not outcomes:
        return Outcome(name, problem="has no article in it; choose another file")
    articles = (*part.articles, *(one.article for one in outcomes if one.article is not None))
    whole = part.whole and not any(one.problem for one in outcomes)
    if more:
        rest = replace(
            part, skip=part.skip + len(outcomes), size=min(2 * part.size, _LARGEST_PART),
            articles=articles, whole=whole,
        )  # fmt: skip
    else:
        rest = None
        if whole and status is not None and part.given == Given():
            store.keep_read(key, status.st_size, status.st_mtime_ns, articles)
    return replace(outcomes[0], further=tuple(outcomes[1:]), rest=rest)


def _add_item(store: Store, name: str, item: Incoming, fetch: "Fetching | None") -> Outcome:
    """Add what is in a file, and let a bad item not stop the next one."""
    from analysis.encoder import EncoderError
    from db.importing import ImportingError

    try:
        if not item.document.text and fetch is not None and store.known_incoming(item) is None:
            item = _fetched(item, fetch)
        outcome = take(store, item)
    except (ImportingError, EncoderError, ValueError) as error:
        return Outcome(item.document.title or name, problem=str(error))
    return replace(outcome, name=name)


def _add_page(store: Store, task: Page) -> Outcome:
    """Add what is at an address: a page, or the entries of a feed."""
    from db.importing import Problem
    from db.importing.fetching import fetch_all

    outcomes = [
        Outcome(task.address, problem=item.message)
        if isinstance(item, Problem)
        else _add_item(store, task.address, given(item, task.given), None)
        for item in fetch_all(task.address, task.fetch)
    ]
    if not outcomes:
        return Outcome(task.address, problem="has no article; look at the address in a browser")
    return replace(outcomes[0], further=tuple(outcomes[1:]))


def _fetched(item: Incoming, fetch: "Fetching") -> Incoming:
    """What came in with the page at its address."""
    from db.importing.fetching import fetch_document

    document = fetch_document(item.document.source, fetch)
    known = item.document
    return replace(item, document=replace(document, title=known.title or document.title))


def take(store: Store, incoming: Incoming) -> Outcome:
    """Analyse what came in where it is new, and store it."""
    from db.importing import ImportingError

    document = incoming.document
    known = store.known_incoming(incoming)
    if known is None and not document.text:
        raise ImportingError("only its address is there; add it with --fetch to get the page")
    analysis = None if known is not None else incoming.analysis or analyse_document(document)
    return stored(store, incoming, analysis)


def stored(store: Store, incoming: Incoming, analysis: Analysis | None) -> Outcome:
    """Store what came in with its analysis, which what is known already does not need."""
    document = incoming.document
    added = store.take(incoming, analysis)
    remark = document.remark or language_remark(document.language)
    if added.changed:
        remark = "its text has changed since it was added"
    elif added.alike and not remark:
        remark = f"nearly the same as {counted(added.alike, 'other article')}"
    return Outcome(
        name_of(incoming), added.article, _title(store, added.article), added.known,
        remark=remark, changed=added.changed, alike=added.alike,
    )  # fmt: skip


def given(incoming: Incoming, said: Given) -> Incoming:
    """What came in with what the reader says about it."""
    document = incoming.document
    origins = dict(document.origins)
    if said.title is not None:
        document, origins["title"] = replace(document, title=one_line(said.title)), "given"
    if said.published is not None:
        document = replace(document, published=said.published, published_from="given")
    if said.source is not None:
        document, origins["source"] = replace(document, source=one_line(said.source)), "given"
    document = replace(document, origins=tuple(sorted(origins.items())))
    analysis = incoming.analysis if document.published == incoming.document.published else None
    return replace(incoming, document=document, analysis=analysis)


def analyse_document(document: Document) -> Analysis:
    """What is found in a document: nothing in one of another language than English."""
    from analysis import analyse

    if document.language not in ("en", "und"):
        return Analysis(document.text, document.published)
    return analyse(document.text, document.published)


def _export(store: Store, task: Export) -> Outcome:
    from db.exporting import export

    selection = task.chosen.selection(store)
    export(store, selection, task.form, task.target, table=task.table, over=task.over)
    return Outcome(task.target.name, title=str(task.target))


def _again(store: Store, article: int) -> Outcome:
    store.replace_analysis(article, analyse_document(store.article(article).document))
    title = _title(store, article)
    return Outcome(title, article, title)


def _by_rules(store: Store, article: int) -> Outcome:
    store.corrections.bring_into_line(article)
    title = _title(store, article)
    return Outcome(title, article, title)


def _title(store: Store, article: int) -> str:
    return headline(store.row(article))
