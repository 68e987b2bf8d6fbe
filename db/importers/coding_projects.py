"""Projects of programs for coding texts: REFI-QDA (.qdpx), QualCoder (data.qda) and Taguette.

Each text is an article, and each coded passage is a note whose tags are its codes. A project of
QualCoder or Taguette is an SQLite database, which is read in memory.
"""

import datetime
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from lxml import etree

from analysis import clean
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.markup_text import fragment_text
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.importers.zip_archives import ZipArchive
from db.models import NOTE_COLORS, NoteColor
from db.text import one_line

REFI_PROJECT = "project.qde"
_CONTEXT = 32  # characters before and after the words of a note
_INTERNAL = "internal://"
_NO_TEXTS = "is a project without texts; add texts to it or choose another file"
_PICTURES = "the codes of pictures, sounds and videos are left out"
_GENERATOR = "OnRecord"
_READER = "Reader"  # the user of an export


def read_refi(data: bytes, name: str) -> ItemReaders:
    """Read the texts of a REFI-QDA project; the machine's own codes in an export are left out."""
    packed = ZipArchive(data)
    if packed.has_document_type(REFI_PROJECT):
        raise ImportingError("is not a valid REFI-QDA project; export it again")
    project = packed.xml(REFI_PROJECT)
    machines = {
        str(user.get("guid"))
        for user in _named(project, "User")
        if project.get("origin") == _GENERATOR and user.get("name") == _GENERATOR
    }
    users = {
        str(user.get("guid")): str(user.get("name") or "")
        for user in _named(project, "User")
        if project.get("origin") != _GENERATOR or user.get("name") not in (_GENERATOR, _READER)
    }
    codes = {str(code.get("guid")): str(code.get("name")) for code in _named(project, "Code")}
    # colors of highlights, which an export writes as codes beside the tags
    is_export = project.get("origin") == _GENERATOR
    colors = {f"highlight {color}": color for color in NOTE_COLORS if is_export}
    notes = {str(note.get("guid")): note for note in _named(project, "Note")}
    variables = {
        str(variable.get("guid")): str(variable.get("name")).lower()
        for variable in _named(project, "Variable")
    }
    sources = _named(project, "TextSource")
    if not sources:
        raise ImportingError(_NO_TEXTS)
    others = ("PictureSource", "AudioSource", "VideoSource", "PDFSource")
    remark = _PICTURES if any(_named(project, kind) for kind in others) else ""
    files = {entry.casefold(): entry for entry in packed.names}

    def text_of(element: etree._Element) -> str:
        for content in _named(element, "PlainTextContent"):
            return str(content.text or "")
        path = str(element.get("plainTextPath") or "")
        entry = files.get(f"sources/{path.removeprefix(_INTERNAL)}".casefold())
        if not path.startswith(_INTERNAL) or entry is None:
            return ""
        # the offsets count the line ends as they are
        return packed.read(entry).decode("utf-8-sig", "replace")

    def read(source: etree._Element, label: str) -> ImportItem:
        text = text_of(source)
        highlights = []
        for selection in source.iterfind("{*}PlainTextSelection"):
            codings = [
                coding
                for coding in _named(selection, "Coding")
                if str(coding.get("creatingUser")) not in machines
            ]
            bodies = [str(part.text or "") for part in selection.iterfind("{*}Description")]
            bodies += [
                text_of(notes[str(reference.get("targetGUID"))])
                for reference in _named(selection, "NoteRef")
                if str(reference.get("targetGUID")) in notes
            ]
            tags = [
                codes.get(str(reference.get("targetGUID")), "")
                for coding in codings
                for reference in _named(coding, "CodeRef")
            ]
            if codings or (any(bodies) and str(selection.get("creatingUser")) not in machines):
                start, end = (_offset(selection.get(f"{at}Position")) for at in ("start", "end"))
                created = _moment(str(selection.get("creationDateTime") or ""))
                color: NoteColor = next((colors[tag] for tag in tags if tag in colors), "yellow")
                tags = [tag for tag in tags if tag not in colors]
                coders = [str(coding.get("creatingUser")) for coding in (*codings, selection)]
                author = next((users[coder] for coder in coders if coder in users), "")
                mark = _highlight(text, (start, end), bodies, tags, created, color)
                highlights.append(replace(mark, author=one_line(author)))
        values = {
            variables.get(str(reference.get("targetGUID")), ""): "".join(value.itertext()).strip()
            for value in source.iterfind("{*}VariableValue")
            for reference in value.iterfind("{*}VariableRef")
        }
        title = str(source.get("name") or "")
        if is_export:
            title = re.sub(r"\A\d+ ", "", title)  # an export numbers its sources
        return _item(
            text, title, highlights, label, remark,
            byline=values.get("author", ""), site=values.get("outlet", ""),
            published=values.get("published", ""),
        )  # fmt: skip

    for number, source in enumerate(sources, 1):
        yield partial(read, source, f"{name}#{number}")


def read_database(data: bytes, name: str) -> ItemReaders:
    """Read a project that is an SQLite database; raises ImportingError for another database."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            # a database in WAL mode, bytes 18 and 19, cannot be opened in memory
            database.deserialize(data[:18] + b"\1\1" + data[20:])
            database.execute("PRAGMA trusted_schema = OFF")
            rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = {str(table) for (table,) in rows}
            readers: list[Callable[[], ImportItem]] = []
            if {"source", "code_name", "code_text"} <= tables:
                readers = _qualcoder(database, name)
            elif {"documents", "highlights", "highlight_tags", "tags"} <= tables:
                readers = _taguette(database, name)
            elif {"article", "identity", "import_log"} <= tables:
                raise ImportingError("is a store of OnRecord; open it with --store")
            else:
                raise ImportingError("is a database; export its texts as CSV or text")
        except (sqlite3.Error, OverflowError) as error:
            raise ImportingError("is a damaged database; export or save it again") from error
    if not readers:
        raise ImportingError(_NO_TEXTS)
    yield from readers


def _qualcoder(database: sqlite3.Connection, name: str) -> list[Callable[[], ImportItem]]:
    """Return the texts of a project of QualCoder, with its codings and annotations."""
    codings: dict[int, dict[tuple[int, int, str], tuple[list[str], list[str]]]] = defaultdict(dict)
    query = """SELECT fid, pos0, pos1, code_text.owner, code_name.name, code_text.memo
        FROM code_text JOIN code_name ON code_name.cid = code_text.cid ORDER BY pos0, pos1, ctid"""
    for source, start, end, owner, code, memo in database.execute(query):
        tags, bodies = codings[source].setdefault((start, end, str(owner)), ([], []))
        tags.append(str(code))
        bodies.append(str(memo or ""))
    query = "SELECT fid, pos0, pos1, memo FROM annotation ORDER BY pos0, pos1, anid"
    notes: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for source, start, end, memo in database.execute(query):
        notes[source].append((start, end, str(memo or "")))
    columns = "id, name, fulltext, memo, date, mediapath"
    rows = database.execute(f"SELECT {columns} FROM source ORDER BY id").fetchall()
    has_media = any(text is None for _, _, text, *_ in rows)
    readers: list[Callable[[], ImportItem]] = []
    for source, title, text, memo, _, _ in rows:
        if text is None:
            continue
        highlights = [
            _highlight(str(text), (start, end), bodies, tags)
            for (start, end, _), (tags, bodies) in codings[source].items()
        ]
        highlights += [
            _highlight(str(text), (start, end), [body], []) for start, end, body in notes[source]
        ]
        if memo:
            highlights.append(Highlight("", clean(str(memo))))
        remark = _PICTURES if has_media and not readers else ""
        label = f"{name}#{len(readers) + 1}"
        readers.append(partial(_item, str(text), str(title), highlights, label, remark))
    return readers


def _taguette(database: sqlite3.Connection, name: str) -> list[Callable[[], ImportItem]]:
    """Return the documents of a project of Taguette, with its highlights."""
    marked: dict[int, dict[int, tuple[str, list[str]]]] = defaultdict(dict)
    query = """SELECT document_id, highlights.id, snippet, path FROM highlights
        LEFT JOIN highlight_tags ON highlight_tags.highlight_id = highlights.id
        LEFT JOIN tags ON tags.id = highlight_tags.tag_id ORDER BY start_offset, highlights.id"""
    for document, highlight, snippet, tag in database.execute(query):
        tags = marked[document].setdefault(highlight, (str(snippet), []))[1]
        tags.append(str(tag or ""))
    readers: list[Callable[[], ImportItem]] = []
    query = "SELECT id, name, description, contents FROM documents ORDER BY id"
    for document, title, description, contents in database.execute(query):
        highlights = [
            Highlight(clean(fragment_text(snippet)).strip(), tags=tuple(filter(None, tags)))
            for snippet, tags in marked[document].values()
        ]
        if description:
            highlights.append(Highlight("", clean(str(description))))
        text = fragment_text(str(contents))
        label = f"{name}#{len(readers) + 1}"
        readers.append(partial(_item, text, str(title), highlights, label, ""))
    return readers


def _item(
    text: str,
    title: str,
    highlights: Sequence[Highlight],
    name: str,
    remark: str,
    *,
    byline: str = "",
    site: str = "",
    published: str = "",
) -> ImportItem:
    if not any(map(str.isalnum, text)):
        raise ImportingError(f"has no text of “{title[:80]}”; export it again")
    moment = _moment(published)
    return ImportItem(
        build_document(
            _cleaned(text), name, title=clean(title), byline=byline, site=site,
            published=moment.date() if moment else None, remark=remark,
        ),
        highlights=tuple(highlights),
    )  # fmt: skip


def _highlight(
    text: str,
    span: tuple[int, int],
    bodies: Sequence[str],
    tags: Sequence[str],
    created: datetime.datetime | None = None,
    color: NoteColor = "yellow",
) -> Highlight:
    """Return the note on a span of a text that is not cleaned yet: its words and their context."""
    start, end = span
    return Highlight(
        _cleaned(text[start:end]),
        clean("\n\n".join(dict.fromkeys(filter(None, bodies)))),
        tuple(dict.fromkeys(filter(None, tags))),
        _cleaned(text[max(0, start - _CONTEXT) : start]),
        _cleaned(text[end : end + _CONTEXT]),
        created=created,
        color=color,
    )


def _cleaned(text: str) -> str:
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _offset(words: str | None) -> int:
    return int(words) if words is not None and words.isdecimal() else 0


def _moment(words: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements below one with a local name, in any namespace."""
    return list(element.iter("{*}" + name))
