"""What reading lists and reference managers export: wallabag, Pocket, Instapaper, Readwise, Zotero.

Each reader takes an object or a row with its keys in lower case, and says by its keys that it is
its kind. Where an export has only addresses, the article is a reference, to be fetched or found.
"""

import datetime
import html
import re
from collections.abc import Callable, Mapping
from functools import partial

from analysis import clean
from db.importing.errors import ImportingError
from db.importing.incoming import Highlight, Incoming, Items
from db.importing.markup import fragment_text
from db.importing.plain import described
from db.importing.records import incoming_from_record, is_record

Reader = Callable[[Mapping[str, object], str], Incoming]
_LINK = re.compile(r"<a\b([^<>]*)>([^<]*)</a>", re.IGNORECASE)
_HREF = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def export_reader(fields: Mapping[str, object]) -> Reader | None:
    """The reader of the export that an object or a row with these keys is of, None for others."""
    keys = {str(key).lower() for key in fields}
    if is_record(fields):
        return incoming_from_record
    if {"is_archived", "content"} <= keys or {"domain_name", "is_starred"} <= keys:
        return _wallabag
    if {"highlight", "book title"} <= keys:
        return _readwise
    if {"url", "title", "selection", "folder"} <= keys:
        return _instapaper
    if {"url", "title", "time_added", "status"} <= keys:
        return _pocket
    if "type" in keys and keys & {"issued", "container-title", "citation-key", "abstract"}:
        return _csl
    return None


def pocket_page_items(markup: str, name: str) -> Items:
    """The addresses on the page that Pocket exports: unread ones before the read archive."""
    archive = markup.lower().find("read archive")
    for number, match in enumerate(_LINK.finditer(markup), 1):
        attributes = {found[1].lower(): found[2] or found[3] for found in _HREF.finditer(match[1])}
        row = {
            "url": html.unescape(attributes.get("href") or ""),
            "title": html.unescape(match[2]),
            "time_added": attributes.get("time_added") or "",
            "tags": (attributes.get("tags") or "").replace(",", "|"),
            "status": "archive" if 0 <= archive < match.start() else "unread",
        }
        yield partial(_pocket, row, f"{name}#{number}")


def readwise_items(rows: list[dict[str, object]], name: str) -> Items:
    """The highlights of a Readwise table, those of one article or book together."""
    together: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        key = (_said(row, "book title"), _said(row, "book author"))
        together.setdefault(key, []).append(row)
    for number, some in enumerate(together.values(), 1):
        yield partial(_highlights, some, f"{name}#{number}")


def _wallabag(entry: Mapping[str, object], name: str) -> Incoming:
    text = fragment_text(_said(entry, "content"))
    annotations = entry.get("annotations")
    marked = annotations if isinstance(annotations, list) else []
    tags = entry.get("tags")
    authors = entry.get("published_by")
    return Incoming(
        described(
            clean(text),
            _said(entry, "url") or name,
            title=_said(entry, "title"),
            byline=", ".join(map(str, authors)) if isinstance(authors, list) else "",
            site=_said(entry, "domain_name").removeprefix("www."),
            published=_day(_said(entry, "published_at")),
            language=_said(entry, "language"),
        ),
        tags=tuple(filter(None, map(_label, tags))) if isinstance(tags, list) else (),
        starred=_said(entry, "is_starred") in ("1", "true"),
        state="read" if _said(entry, "is_archived") in ("1", "true") else "unread",
        highlights=tuple(
            Highlight(
                clean(_said(one, "quote")),
                clean(_said(one, "text")),
                created=_moment(_said(one, "created_at")),
            )
            for one in marked
            if isinstance(one, dict) and _said(one, "quote")
        ),
    )


def _readwise(row: Mapping[str, object], name: str) -> Incoming:
    return _highlights([dict(row)], name)


def _highlights(rows: list[dict[str, object]], name: str) -> Incoming:
    """The highlights of one article: its text is what they say, each a paragraph of it."""
    kept = [row for row in rows if _said(row, "highlight")]
    if not kept:
        raise ImportingError("is a line without a highlight")
    first = kept[0]
    return Incoming(
        described(
            clean("\n\n".join(_said(row, "highlight") for row in kept) + "\n"),
            _said(first, "url") or name,
            title=_said(first, "book title"),
            byline=_said(first, "book author"),
            remark="only highlights are in the export: its text is what they say",
        ),
        tags=_tags(_said(first, "document tags"), ","),
        excerpt=True,
        highlights=tuple(
            Highlight(
                clean(_said(row, "highlight")),
                clean(_said(row, "note")),
                _tags(_said(row, "tags"), ","),
                created=_moment(_said(row, "highlighted at")),
            )
            for row in kept
        ),
    )


def _instapaper(row: Mapping[str, object], name: str) -> Incoming:
    selection, folder = _said(row, "selection"), _said(row, "folder")
    usual = folder.lower() in ("", "unread", "archive", "starred")
    return Incoming(
        described(
            clean(f"{selection}\n" if selection else ""),
            _said(row, "url") or name,
            title=_said(row, "title"),
            remark="only a selection is in the export" if selection else "",
        ),
        tags=(*(() if usual else (folder,)), *_json_tags(_said(row, "tags"))),
        starred=folder.lower() == "starred",
        state="read" if folder.lower() == "archive" else "unread",
        highlights=(Highlight(clean(selection)),) if selection else (),
        excerpt=bool(selection),
    )


def _pocket(row: Mapping[str, object], name: str) -> Incoming:
    return Incoming(
        described("", _said(row, "url") or name, title=_said(row, "title")),
        tags=_tags(_said(row, "tags"), "|"),
        starred=_said(row, "favorite") == "1",
        state="read" if _said(row, "status") == "archive" else "unread",
    )


def _csl(item: Mapping[str, object], name: str) -> Incoming:
    abstract = clean(fragment_text(_said(item, "abstract")))
    parts = item.get("issued")
    people = item.get("author")
    names = [
        " ".join(filter(None, (_said(one, "given"), _said(one, "family")))) or _said(one, "literal")
        for one in (people if isinstance(people, list) else ())
        if isinstance(one, dict)
    ]
    return Incoming(
        described(
            f"{abstract}\n" if abstract else "",
            _said(item, "URL") or _said(item, "url") or name,
            title=_said(item, "title"),
            byline=", ".join(filter(None, names)),
            site=_said(item, "container-title") or _said(item, "publisher"),
            published=_csl_day(parts),
            section=_said(item, "section"),
            language=_said(item, "language"),
            remark="only the abstract is in the export" if abstract else "",
        ),
        tags=_tags(_said(item, "keyword"), ","),
        excerpt=True,
    )


def _csl_day(issued: object) -> datetime.date | None:
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    try:
        if isinstance(parts, list) and len(parts[0]) == 3:
            year, month, day = (int(part) for part in parts[0])
            return datetime.date(year, month, day)
        return _day(str(issued.get("raw") or issued.get("literal") or ""))
    except (ValueError, TypeError, IndexError):
        return None


def _said(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _label(tag: object) -> str:
    """A tag, which some versions write as an object."""
    return _said(tag, "label") if isinstance(tag, dict) else str(tag)


def _tags(words: str, mark: str) -> tuple[str, ...]:
    return tuple(filter(None, (tag.strip() for tag in words.split(mark))))


def _json_tags(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', words))


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None


def _moment(words: str) -> datetime.datetime | None:
    words = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", words.strip())
    try:
        moment = datetime.datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
