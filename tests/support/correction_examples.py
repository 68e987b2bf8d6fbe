"""A short article with findings made by hand, some of them wrong, for tests of corrections."""

import datetime
from functools import partial

from analysis import Analysis, Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.models import Label
from analysis.partial_dates import to_partial_date
from db import Document
from db.corrections import Change, Correction
from tests.support.findings import find_span, stated

TEXT = (
    "Tolls on the Vesna bridge will double in May, the Castle said on Monday.\n"
    "“No one is happy about it,” Lena Marsh told reporters. “We have no choice.” Her brother Tom "
    "Marsh, an engineer, called the plan “madness”. Marsh said the bridge was safe.\n"
    "The Ministry of Roads is run by Otto Brandl. The ministry denied a rise. "
    "Brandl said there would be none.\n"
)
PUBLISHED = datetime.date(2024, 4, 10)
span = partial(find_span, TEXT)


def mention(words: str, nth: int, label: Label, entity: int | None) -> Mention:
    """A mention by name, found by the machine."""
    return Mention(*span(words, nth), label, "name", entity, 0.8, stated("found"))


def analysis(published: datetime.date | None = PUBLISHED) -> Analysis:
    """Return findings with errors: Tom and Lena Marsh merged, the ministry split."""
    return Analysis(
        TEXT,
        published,
        (
            Entity(0, "Lena Marsh", "PERSON", ("Marsh", "Tom Marsh"), None, 0.9, stated("grouped")),
            Entity(1, "Vesna", "GPE", reason=stated("grouped")),
            Entity(2, "Ministry of Roads", "ORG", reason=stated("grouped")),
            Entity(3, "Otto Brandl", "PERSON", ("Brandl",), reason=stated("grouped")),
        ),
        (
            mention("Vesna", 0, "GPE", 1),
            mention("Castle", 0, "FAC", None),
            mention("Lena Marsh", 0, "PERSON", 0),
            mention("Tom Marsh", 0, "PERSON", 0),
            Mention(*span("Marsh", 2), "PERSON", "name", 0, 0.6, stated("found")),
            mention("Ministry of Roads", 0, "ORG", 2),
            mention("Otto Brandl", 0, "PERSON", 3),
            Mention(*span("ministry"), "ORG", "nominal", None, 0.5, stated("found")),
            mention("Brandl", 1, "PERSON", 3),
        ),
        (
            Quotation(
                (span("Tolls on the Vesna bridge will double in May"),), "indirect",
                span("said"), span("the Castle"), None, None, False, 0.9, stated("the clause"),
            ),
            Quotation(
                (span("“No one is happy about it,”"), span("“We have no choice.”")), "direct",
                span("told"), span("Lena Marsh"), 0, span("reporters"), False, 0.9,
                stated("the subject"),
            ),
            Quotation((span("“madness”"),), "scare", confidence=0.6, reason=stated("a word")),
            Quotation(
                (span("the bridge was safe"),), "indirect", span("said", 1), span("Marsh", 2), 0,
                None, False, 0.8, stated("the clause"),
            ),
        ),
        (
            TimeExpression(*span("May"), "DATE", "2024-05", None, ">M5", None, 0.9,
                           stated("ahead")),
            TimeExpression(*span("Monday"), "DATE", "2024-04-08", None, "<W1", None, 0.9,
                           stated("past")),
        ),
        (
            Event(
                *span("Tolls on the Vesna bridge will double in May"), 0, "Tolls will double",
                datetime.date(2024, 5, 1), datetime.date(2024, 5, 31), "month", True, (1,),
                0.9, stated("the verb"),
            ),
        ),
    )  # fmt: skip


def document() -> Document:
    """The article as it was imported."""
    return Document(
        TEXT, "Tolls", "Ida Quill", "Coastwire", "tolls.txt", to_partial_date(PUBLISHED), "dateline"
    )


def correction(at: Span, change: Change, id: int = 1) -> Correction:
    """A correction as the store would give it."""
    moment = datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)
    return Correction(id, 1, *at, TEXT[slice(*at)], change, moment)
