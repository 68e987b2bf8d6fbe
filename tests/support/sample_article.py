"""An article with findings made by hand, for the tests of the reader."""

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.findings import find_span, stated
from tests.support.pilot import settle
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen

TEXT = """The harbour council will vote on Friday on whether to close the old fish market.

"We cannot repair a roof that is no longer there," said Petra Holm, the mayor of Skarvik. "On \
Friday we decide."

Holm's plan was announced on Tuesday [sic] and would move ninety stalls to the north quay. Anders \
Lind, who leads the fishermen's union, said the move would cost his members a third of their \
customers.

The market burned in 1987 and was rebuilt within a year. "People came with their own hammers," \
Lind said. Nobody at the council would say who should pay [/] this time.

The council meets again in the spring.
"""
PUBLISHED = datetime.date(2026, 3, 11)  # a Wednesday
TITLE = "Skarvik votes on its fish market"
span = partial(find_span, TEXT)


def analysis() -> Analysis:
    """Return the findings of a good analysis of the text."""
    entities = (
        Entity(0, "Petra Holm", "PERSON", ("Holm",), role="mayor of Skarvik"),
        Entity(1, "Anders Lind", "PERSON", ("Lind",), role="leader of the fishermen's union"),
        Entity(2, "Skarvik", "GPE"),
    )
    mentions = (
        Mention(*span("Petra Holm"), "PERSON", "name", 0),
        Mention(*span("Skarvik"), "GPE", "name", 2),
        Mention(*span("Holm", 1), "PERSON", "name", 0),
        Mention(*span("Anders Lind"), "PERSON", "name", 1),
        Mention(*span("his"), "PERSON", "pronoun", 1),
        Mention(*span("Lind", 1), "PERSON", "name", 1),
    )
    quotations = (
        Quotation(
            (span('"We cannot repair a roof that is no longer there,"'),
             span('"On Friday we decide."')),
            "direct", span("said"), span("Petra Holm"), 0, confidence=0.96,
            reason=stated("the subject of said, right after the quotation"),
        ),
        Quotation(
            (span("the move would cost his members a third of their customers"),),
            "indirect", span("said", 1), span("Anders Lind"), 1, confidence=0.9,
            reason=stated("the subject of said, before what is reported"),
        ),
        Quotation(
            (span('"People came with their own hammers,"'),),
            "direct", span("said", 2), span("Lind", 1), 1, confidence=0.97,
            reason=stated("the subject of said, right after the quotation"),
        ),
    )  # fmt: skip
    times = (
        TimeExpression(*span("on Friday"), "DATE", "2026-03-13", relative=">W5"),
        TimeExpression(*span("Friday", 1), "DATE", "2026-03-13"),
        TimeExpression(*span("on Tuesday"), "DATE", "2026-03-10"),
        TimeExpression(*span("1987"), "DATE", "1987"),
        TimeExpression(
            *span("the spring"), "DATE", "XXXX-SP", reason=stated("no year is given for the spring")
        ),
    )
    day = datetime.date
    events = (
        Event(
            *span("The harbour council will vote on Friday"), 0, "The harbour council will vote",
            day(2026, 3, 13), day(2026, 3, 13), "day", True,
        ),
        Event(
            *span("Holm's plan was announced on Tuesday"), 2, "Holm's plan was announced",
            day(2026, 3, 10), day(2026, 3, 10), "day", False, (0,),
        ),
        Event(
            *span("The market burned in 1987"), 3, "The market burned",
            day(1987, 1, 1), day(1987, 12, 31), "year", False,
        ),
        Event(*span("The council meets again in the spring"), 4, "The council meets again"),
    )  # fmt: skip
    return Analysis(TEXT, PUBLISHED, entities, mentions, quotations, times, events)


def document() -> Document:
    """The article as it was imported."""
    return Document(
        TEXT,
        TITLE,
        "Nora Vik",
        "Skarvik Post",
        "skarvik.txt",
        to_partial_date(PUBLISHED),
        "dateline",
    )


def stored(folder: Path) -> tuple[Path, int]:
    """A new store in a folder with the article, and the article's number."""
    path = folder / "store.sqlite"
    copy_store(path, _store_sample)
    return path, 1


def _store_sample(path: Path) -> None:
    with Store(path) as store:
        store.articles.add(document(), analysis())


@asynccontextmanager
async def open_reader(
    folder: Path, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    """The app opened at the article, from a store of its own or one left there before."""
    path = folder / "store.sqlite"
    number = 1 if path.exists() else stored(folder)[1]
    app = OnRecordApp(path, article=number)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = next(top for top in app.screen_stack if isinstance(top, ReaderScreen))
        yield pilot, screen
