"""References of reference managers and databases, whatever their format.

An abstract is the text of its reference. A reference without one has no text yet. The names of the
fields in each format are data of `reference_fields.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.markup_text import fragment_text
from db.importers.models import Highlight, ImportItem
from db.importers.written_dates import join_dates, remark_on_date

FIELDS: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("reference_fields.toml").read_text("utf-8")
)
NO_REFERENCES = "has no references; export it again"
DAMAGED_LIST = "is damaged, and references may be missing; export it again"
_ABSTRACT_ONLY = "only the abstract is in the export"
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_WEB = ("http://", "https://")
_MOST_TAGS = 200


class Reference(Struct, frozen=True):
    """The fields of a reference, as its format writes them; "" and no value if absent.

    Names have their usual order. `published` has the words of its dates, the year last.
    """

    title: str = ""
    authors: Sequence[str] = ()
    site: str = ""
    published: Sequence[str] = ()
    address: str = ""
    doi: str = ""
    abstract: str = ""
    section: str = ""
    language: str = ""
    tags: Sequence[str] = ()
    notes: Sequence[str] = ()
    """Notes that the reader wrote in the program, plain or HTML."""

    def to_item(self, name: str) -> ImportItem:
        """Return the reference to add; raises ImportingError for one without title and address."""
        abstract = clean(fragment_text(self.abstract))
        address = self.address.split()[0] if self.address.strip() else ""
        if not address.startswith(_WEB):
            doi = _DOI.search(self.doi) or _DOI.search(address)
            address = f"https://doi.org/{doi[0]}" if doi else ""
        title = fragment_text(self.title) if "<" in self.title or "&" in self.title else self.title
        title = clean(" ".join(title.split()))
        if not title and not address:
            raise ImportingError("is a reference without a title; add one or remove it")
        published = join_dates(self.published)
        remarks = [
            _ABSTRACT_ONLY if abstract.strip() else "",
            remark_on_date(next(filter(None, self.published), ""), published),
        ]
        names = (clean(" ".join(name.split())) for name in self.authors)
        return ImportItem(
            build_document(
                f"{abstract}\n" if abstract.strip() else "",
                address or name,
                title=title,
                byline=", ".join(dict.fromkeys(filter(None, names))),
                site=clean(" ".join(self.site.split())),
                published=published,
                section=self.section,
                language=self.language,
                remark="; ".join(filter(None, remarks)),
            ),
            tags=tuple(
                dict.fromkeys(tag for tag in (clean(" ".join(t.split())) for t in self.tags) if tag)
            )[:_MOST_TAGS],
            highlights=tuple(
                Highlight("", note)
                for note in (clean(fragment_text(written)).strip() for written in self.notes)
                if note
            ),
            excerpt=True,
        )


def turn_name(written: str) -> str:
    """Return a name in its usual order: `De Guzman, Marcus` → `Marcus De Guzman`.

    A suffix stays at the end: `Quill, Ida, Jr.` → `Ida Quill Jr.`.
    """
    family, *rest = (part.strip() for part in written.split(","))
    given, *suffixes = rest or [""]
    return " ".join(filter(None, (given, family, *suffixes)))
