"""Articles of one text, added to a store without an analysis by the model."""

import datetime

from analysis import Analysis, Entity, Quotation
from analysis.partial_dates import to_partial_date
from db import Document, Store


def add_article(
    store: Store,
    text: str,
    title: str = "",
    published: datetime.date | None = None,
    *,
    site: str = "",
    speaker: str = "",
) -> int:
    """Store a text, with the words between “ and ” as a quotation, and return its id.

    The quotation is that of `speaker`, or has none.
    """
    start, end = text.find("“"), text.find("”") + 1
    entities = (Entity(0, speaker, "PERSON"),) if speaker else ()
    quotations = (
        (Quotation(((start, end),), "direct", speaker=0 if speaker else None),) if end else ()
    )
    document = Document(text, title, site=site, published=to_partial_date(published))
    analysis = Analysis(text, published, entities, (), quotations)
    return store.articles.add(document, analysis).article
