"""Texts with hand-made findings, for the comparison of two articles."""

import datetime
import re
from collections.abc import Callable, Mapping

from analysis import Analysis, Entity, Event, Mention, Quotation
from analysis.models import Label, QuotationKind
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.comparison.models import ComparedText, TextComparison
from db.comparison.text_findings import TextFindings
from db.comparison.texts import compare_texts
from db.importers.models import ImportItem
from db.progress import ReportPart, report_no_part

_STATEMENT = re.compile(r"\[(?P<speaker>[^:\]]+): (?P<words>[^\]]+)\]")
DAY = datetime.date(2026, 3, 12)
PEOPLE: Mapping[str, Label] = {"Ana Reis": "PERSON", "Tom Berg": "PERSON", "Port Luna": "GPE"}


def read_statements(marked: str, labels: Mapping[str, Label] = PEOPLE) -> Analysis:
    """Return a text whose statements are written as `[Ana Reis: “We stay.”]`.

    The text has the words alone. A speaker without a label has no name. A name with a label is
    mentioned wherever the text has it.
    """
    text, quotations = "", []
    names = [name for name in labels if name in marked]
    names += [
        name
        for name in dict.fromkeys(match["speaker"] for match in _STATEMENT.finditer(marked))
        if name not in names
    ]
    end = 0
    for match in _STATEMENT.finditer(marked):
        text += marked[end : match.start()]
        span = (len(text), len(text) + len(match["words"]))
        kind: QuotationKind = "direct" if match["words"].startswith("“") else "indirect"
        quotations.append(Quotation((span,), kind, speaker=names.index(match["speaker"])))
        text += match["words"]
        end = match.end()
    text += marked[end:]
    entities = tuple(
        Entity(number, name, labels.get(name, "UNNAMED")) for number, name in enumerate(names)
    )
    mentions = tuple(
        Mention(*found.span(), labels[name], "name", number)
        for number, name in enumerate(names)
        if name in labels
        for found in re.finditer(re.escape(name), text)
    )
    return Analysis(text, DAY, entities, mentions, tuple(quotations))


def with_event(analysis: Analysis, headline: str, day: int) -> Analysis:
    """Return an analysis with an event on a day of March 2026."""
    date = datetime.date(2026, 3, day)
    event = Event(0, 5, None, headline, date, date, "day")
    return Analysis(
        analysis.text, analysis.published, analysis.entities, analysis.mentions,
        analysis.quotations, (), (*analysis.events, event),
    )  # fmt: skip


def compare_analyses(
    first: Analysis, second: Analysis, report: ReportPart = report_no_part
) -> TextComparison:
    """Compare two texts as articles 1 and 2."""
    left, right = (
        TextFindings(ComparedText(number, "", "", None, "unknown", 0, 0, 0), analysis)
        for number, analysis in enumerate((first, second), 1)
    )
    return compare_texts(left, right, report)


def compare_marked(first: str, second: str) -> TextComparison:
    """Compare two texts whose statements are marked."""
    return compare_analyses(read_statements(first), read_statements(second))


def add_marked(store: Store, title: str, marked: str, site: str = "", day: int = 12) -> int:
    """Store a text whose statements are marked, published on a day of March 2026."""
    found = read_statements(marked)
    published = datetime.date(2026, 3, day)
    analysis = Analysis(found.text, published, found.entities, found.mentions, found.quotations)
    document = Document(
        found.text, title, site=site, published=to_partial_date(published),
        published_from="dateline", source=f"https://bay.example/{title.split()[0].lower()}",
    )  # fmt: skip
    return store.articles.add(document, analysis).article


def add_versions(
    store: Store, first: str, second: str, analyze: Callable[[Document], Analysis]
) -> int:
    """Store an article whose first line, a statement, changes at its address; return its id."""
    rest = "The board of the harbor met on Monday evening in the old hall of the fish market."
    address, article = "https://bay.example/pier", 0
    for statement in (first, second):
        page = Document(
            f"{statement}\n{rest}", "Pier", source=address, retrieved_from=address,
            published=to_partial_date(DAY),
        )  # fmt: skip
        article = store.imports.add(ImportItem(page), analyze(page)).article
    return article
