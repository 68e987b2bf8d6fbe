"""References in JSON: CSL-JSON, Zotero and its CSV, Crossref, DataCite and OpenAlex."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from db.importers.models import ImportItem
from db.importers.references import FIELDS, Reference, turn_name

Json = Mapping[str, object]
_MOST_WORDS = 20_000  # of an abstract that is an index of its words


def find_reference_reader(fields: Json) -> Callable[[Json, str], ImportItem] | None:
    """Return the reader for an object or a row with these keys; None for another one."""
    keys = {str(key) for key in fields}
    lower = {key.lower() for key in keys}
    if {"item type", "title", "publication title"} <= lower:
        return read_zotero_row
    if "authorships" in keys and keys & {"publication_year", "publication_date"}:
        return read_openalex
    if {"creators", "titles"} <= keys:
        return read_datacite
    if {"creators", "itemType"} <= keys or {"title", "itemType"} <= keys:
        return read_csl
    if "type" in keys and keys & {"issued", "container-title", "citation-key", "abstract"}:
        return read_csl
    if {"id", "title"} <= keys and fields.get("type") in FIELDS["csl"]["types"]:
        return read_csl
    return None


def read_csl(item: Json, name: str) -> ImportItem:
    """Read an object of CSL-JSON, as Zotero and pandoc write it, or of Crossref or Zotero."""
    fields = {
        field: next((value for key in keys if (value := _text(item.get(key)))), "")
        for field, keys in FIELDS["csl"].items()
        if field != "types"
    }
    creators = _objects(item.get("creators"))
    people = _objects(item.get("author")) or [
        person for person in creators if person.get("creatorType") == "author"
    ]
    names = [
        " ".join(filter(None, (_text(person.get(key)) for key in (
            "given", "firstName", "dropping-particle", "non-dropping-particle", "family",
            "lastName", "suffix"
        )))) or _text(person.get("literal")) or _text(person.get("name"))
        for person in people or _objects(item.get("editor")) or creators
    ]  # fmt: skip
    date = _csl_date(item.get("issued")) or _text(item.get("date"))
    return Reference(
        **fields,
        authors=names,
        published=[date],
        tags=[*_split(item.get("keyword"), ","), *_labels(item.get("tags"), "tag")],
        notes=_labels(item.get("notes"), "note"),
    ).to_item(name)


def read_zotero_row(row: Json, name: str) -> ImportItem:
    """Read a row of a CSV export of Zotero."""
    row = {str(key).lower(): value for key, value in row.items()}
    fields = {
        field: next((value for key in keys if (value := _text(row.get(key)))), "")
        for field, keys in FIELDS["zotero columns"].items()
        if field not in ("published", "notes")
    }
    people = _split(row.get("author"), ";") or _split(row.get("editor"), ";")
    return Reference(
        **fields,
        authors=list(map(turn_name, people)),
        published=[_text(row.get(key)) for key in FIELDS["zotero columns"]["published"]],
        tags=[*_split(row.get("manual tags"), ";"), *_split(row.get("automatic tags"), ";")],
        notes=[_text(row.get(key)) for key in FIELDS["zotero columns"]["notes"]],
    ).to_item(name)


def read_datacite(item: Json, name: str) -> ImportItem:
    """Read the metadata of a DOI of DataCite."""
    titles = _objects(item.get("titles"))
    main = [title for title in titles if not title.get("titleType")] or titles
    container, publisher = item.get("container"), item.get("publisher")
    site = _text(container.get("title")) if isinstance(container, dict) else ""
    named = publisher.get("name") if isinstance(publisher, dict) else publisher
    descriptions = _objects(item.get("descriptions"))
    abstracts = [d for d in descriptions if d.get("descriptionType") == "Abstract"]
    dates = {
        _text(date.get("dateType")): _text(date.get("date")) for date in _objects(item.get("dates"))
    }
    return Reference(
        title=next((_text(title.get("title")) for title in main), ""),
        authors=[
            " ".join(filter(None, (_text(person.get(key)) for key in ("givenName", "familyName"))))
            or turn_name(_text(person.get("name")))
            for person in _objects(item.get("creators"))
        ],
        site=site or _text(named),
        published=[
            dates.get("Issued", ""), dates.get("Available", "") if not dates.get("Issued") else "",
            _text(item.get("publicationYear")),
        ],
        address=_text(item.get("url")),
        doi=_text(item.get("doi")) or _text(item.get("id")),
        abstract=next((_text(found.get("description")) for found in abstracts), ""),
        language=_text(item.get("language")),
        tags=_labels(item.get("subjects"), "subject"),
    ).to_item(name)  # fmt: skip


def read_openalex(item: Json, name: str) -> ImportItem:
    """Read a work of OpenAlex, whose abstract is an index of its words."""
    location = item.get("primary_location")
    journal = location if isinstance(location, dict) else {}
    source = journal.get("source")
    people = [
        _text(author.get("display_name")) if isinstance(author := entry.get("author"), dict)
        else _text(entry.get("raw_author_name"))
        for entry in _objects(item.get("authorships"))
    ]  # fmt: skip
    return Reference(
        title=_text(item.get("title")) or _text(item.get("display_name")),
        authors=people,
        site=_text(source.get("display_name")) if isinstance(source, dict) else "",
        published=[_text(item.get("publication_date")), _text(item.get("publication_year"))],
        address=_text(journal.get("landing_page_url")),
        doi=_text(item.get("doi")),
        abstract=_join_index(item.get("abstract_inverted_index")),
        language=_text(item.get("language")),
        tags=_labels(item.get("keywords"), "display_name", "keyword"),
    ).to_item(name)


def _join_index(index: object) -> str:
    """Return the text of an index of words: `{"The": [0], "boats": [1]}` → `The boats`."""
    words = [
        (at, str(word))
        for word, positions in (index.items() if isinstance(index, dict) else ())
        for at in (positions if isinstance(positions, list) else ())
        if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(words)[:_MOST_WORDS])


def _csl_date(issued: object) -> str:
    """Return a date of CSL-JSON as text, "" for a malformed one."""
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list):
        return "-".join(filter(None, map(_text, first)))
    return _text(issued.get("raw")) or _text(issued.get("literal"))


def _objects(value: object) -> Sequence[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _labels(value: object, *keys: str) -> list[str]:
    """Return the labels of a list of texts or of objects with one of these keys."""
    listed: Iterable[object] = value if isinstance(value, list) else ()
    return [
        next((words for key in keys if (words := _text(item.get(key)))), "")
        if isinstance(item, dict)
        else _text(item)
        for item in listed
    ]


def _split(value: object, separator: str) -> list[str]:
    return [part for part in map(str.strip, _text(value).split(separator)) if part]


def _text(value: object) -> str:
    """Return a text or a number as text, of a list its first; "" for anything else."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool):
        return ""
    return re.sub(r"\s+", " ", str(value)).strip() if isinstance(value, str | int) else ""
