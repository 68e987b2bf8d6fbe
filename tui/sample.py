"""The sample article, written for OnRecord, that an empty store offers."""

import datetime
from importlib.resources import files

from analysis import clean
from db import Document


def sample_document() -> Document:
    """The sample article with its metadata, not yet analysed."""
    return Document(
        text=clean(files("tui").joinpath("sample.txt").read_text(encoding="utf-8")),
        title="A “green corridor” for ships between Lisbon and Rotterdam",
        byline="Ines Duarte",
        site="OnRecord",
        source="sample",
        published=datetime.date(2026, 3, 12),
        published_from="metadata",
    )
