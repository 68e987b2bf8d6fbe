"""The sample article, written for OnRecord and offered by an empty library."""

from importlib.resources import files

from analysis import clean
from analysis.partial_dates import PartialDate
from db import Document


def sample_document() -> Document:
    """Return the sample article with its metadata, not analyzed yet."""
    return Document(
        text=clean(files("tui").joinpath("sample.txt").read_text(encoding="utf-8")),
        title="A “green corridor” for ships between Lisbon and Rotterdam",
        byline="Ines Duarte",
        site="OnRecord",
        source="sample",
        published=PartialDate(2026, 3, 12),
        published_from="metadata",
    )
