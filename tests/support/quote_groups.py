"""Articles that quote the same words, for the tests of the store and of the screens."""

import itertools

from analysis import Analysis, Entity, Quotation
from analysis.partial_dates import PartialDate
from db import Document, Store

FULL = (
    "“We never promised the harbour a second crane, and whoever says so has not read the contract "
    "that the council signed.”"
)
CUT = "“whoever says so has not read the contract that the council signed,”"
OTHER = "“The quay will be rebuilt before the herring come, and no one will pay for it twice.”"

texts = itertools.count()


def add_quotations(
    store: Store, day: int | None, *quotations: str, speaker: str = "Mara Ortiz"
) -> int:
    """Add an article of March 2021 with quotations of one speaker; its text is unique."""
    body = "\n\n".join(f"{quotation} {speaker} said." for quotation in quotations)
    text = f"Number {next(texts)}.\n\n{body}"
    spans = [
        (text.index(quotation), text.index(quotation) + len(quotation)) for quotation in quotations
    ]
    published = PartialDate(2021, 3, day) if day else None
    findings = Analysis(
        text,
        published and published.exact_day,
        (Entity(0, speaker, "PERSON"),),
        (),
        tuple(Quotation((span,), "direct", speaker=0) for span in spans),
    )
    document = Document(text, "Crane", site=f"Paper {day}", published=published)
    return store.articles.add(document, findings).article
