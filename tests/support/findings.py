"""Documents with hand-made findings, so that the store's tests need no model."""

import datetime

from analysis import Analysis, Entity, Event, Mention, Quotation, Reason, Span, TimeExpression
from analysis.partial_dates import to_partial_date
from db import Document

TEXT = (
    "Harbour pilots strike over C++ training, say 50% of them\n\n"
    "PORT LUNA, March 3 (Coastwire) – Pilots will walk out on Friday, union leader Mara Ortiz said "
    "on Tuesday. “We have asked for a café and got a bucket,” she said. "
    "Port officials called the dispute “regrettable”.\n"
)
PUBLISHED = datetime.date(2021, 3, 3)


def find_span(text: str, words: str, nth: int = 0) -> Span:
    """Return the span of an occurrence of words in a text, the first one by default."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def span(words: str, text: str = TEXT) -> Span:
    """Return the span of the first occurrence of words in a text."""
    return find_span(text, words)


def stated(sentence: str) -> Reason:
    """A reason that is only its sentence, as one of an older export is."""
    return Reason.of("imported.sentence", sentence=sentence)


def document(text: str = TEXT, published: datetime.date | None = PUBLISHED) -> Document:
    return Document(
        text,
        title=text.split("\n", 1)[0],
        byline="Ida Quill",
        site="Coastwire",
        source="pilots.txt",
        published=to_partial_date(published),
        published_from="dateline" if published else "unknown",
    )


def analysis(text: str = TEXT, published: datetime.date | None = PUBLISHED) -> Analysis:
    """The findings of TEXT, in any text that begins with it."""
    entities = (
        Entity(
            0, "Mara Ortiz", "PERSON", ("Ortiz", "Mara"), "union leader", 0.9, stated("named twice")
        ),
        Entity(1, "Port Luna", "GPE"),
    )
    return Analysis(
        text,
        published,
        entities,
        (
            Mention(*span("PORT LUNA"), "GPE", "name", 1),
            Mention(*span("Mara Ortiz"), "PERSON", "name", 0, 0.9, stated("a title before it")),
            Mention(*span("she"), "PERSON", "pronoun", 0, 0.8, stated("the last woman named")),
            Mention(*span("officials"), "ORG", "nominal"),
        ),
        (
            Quotation(
                (span("Pilots will walk out on Friday"),),
                "indirect",
                (span("said on")[0], span("said on")[0] + 4),
                span("union leader Mara Ortiz"),
                0,
                None,
                False,
                0.9,
                stated("the clause before *said*"),
            ),
            Quotation(
                (span("“We have asked for a café"), span("and got a bucket,”")),
                "direct",
                (span("she said")[0] + 4, span("she said")[1]),
                span("she"),
                0,
                span("officials"),
                True,
                0.7,
                stated("the subject of *said*"),
            ),
            Quotation((span("“regrettable”"),), "scare", reason=stated("one word")),
        ),
        (
            TimeExpression(
                *span("Friday"),
                "DATE",
                "2021-03-05",
                None,
                "next-friday",
                None,
                0.9,
                stated("will"),
            ),
            TimeExpression(
                *span("Tuesday"),
                "DATE",
                "2021-03-02",
                "APPROX",
                "last-tuesday",
                0,
                0.5,
                stated("said"),
            ),
        ),
        (
            Event(
                *span("Pilots will walk out on Friday"),
                0,
                "Pilots will walk out",
                datetime.date(2021, 3, 5),
                datetime.date(2021, 3, 5),
                "day",
                True,
                (0, 1),
                0.9,
                stated("the verb of *Friday*"),
            ),
            Event(*span("Mara Ortiz said on Tuesday"), 1, "Ortiz said"),
        ),
    )
