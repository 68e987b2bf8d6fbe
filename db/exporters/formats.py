"""The export formats: those of OnRecord, and those of other packages by their entry points."""

import importlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal, get_args

from msgspec import Struct

from analysis.structs import replace
from db.article_properties import FLAGS, ORIGINAL
from db.entry_points import Plugin, list_plugins, load_plugin
from db.errors import PluginError
from db.exporters.export_context import ExportContext, TableName
from db.exporters.omissions import ALL_TYPED, CONTENTS, FINDINGS, OF_NOTES, Content
from db.exporters.selection import ExportedArticle
from db.models import HitKind
from db.text import one_line

Writer = Callable[[Iterable[ExportedArticle], ExportContext], Iterable[Any]]
"""A function that yields an export in pieces: strings, for a folder pairs of a path and a text, or
bytes."""

_HERE = "db.exporters"
_EXTENSION = re.compile(r"(?:\.[A-Za-z0-9]+)*")


class Format(Struct, frozen=True):
    """An export format: its name, file extension, description, and kind of output.

    `write` is the function that writes it, or `module:function`, which is imported when an export
    begins. `rows` is the kind of its rows, if it has a row for each finding or note and no more.
    `carries` are the contents that it holds; an export counts the others. `label` names the format
    of another package for messages.
    """

    name: str
    extension: str
    description: str
    write: str | Writer
    kind: Literal["text", "folder", "bytes"] = "text"
    rows: HitKind | None = None
    carries: frozenset[Content] = frozenset()
    label: str = ""

    @property
    def is_complete(self) -> bool:
        """Return whether it holds all that a store has of an article."""
        return self.carries >= ALL_TYPED

    def load_writer(self) -> Writer:
        """Return the function that writes the format."""
        if not isinstance(self.write, str):
            return self.write
        module, _, name = self.write.partition(":")
        writer: Writer = getattr(importlib.import_module(module), name)
        return writer


def _contents(*contents: Content) -> frozenset[Content]:
    assert CONTENTS.issuperset(contents)
    return frozenset(contents)


_NOTES = _contents("notes", "verdicts", "note stars", "note colors", "note tags", "note origins")
_READING = _contents("tags", "collections", *(flag.content for flag in FLAGS), "reading states")
_ORIGINALS = _contents(ORIGINAL.content)
_PAGES = (
    FINDINGS
    | _NOTES
    | _READING
    | _ORIGINALS
    | _contents("texts", "corrections", "partial dates", "note pages", "source statuses")
)
_REFERENCES = _NOTES | _contents("tags", "partial dates")
_CORPUS = FINDINGS | _contents("texts", "scare quotes", "topics", "continuations", "times")
TABLE_CONTENTS: dict[TableName, tuple[frozenset[Content], frozenset[Content]]] = {
    "quotations": (
        _contents("quotations", "confidences", "reasons", "partial dates"),
        _contents("scare quotes", "topics", "continuations"),
    ),
    "events": (_contents("events", "confidences", "reasons", "partial dates"), _contents()),
    "names": (_contents("names", "confidences", "reasons", "partial dates"), _contents()),
    "notes": (_NOTES | _contents("note times", "note pages", "partial dates"), OF_NOTES),
    "corrections": (_contents("corrections", "partial dates"), _contents("rules")),
    "articles": (
        _READING
        | _ORIGINALS
        | _contents("texts", "reading positions", "partial dates", "source statuses"),
        _contents("bookmarks", "drafts", "edited details", "tag colors"),
    ),
}
"""The contents that each table carries, and others that one would expect in it."""

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format(
            "markdown", ".md", "Markdown for reading and printing",
            f"{_HERE}.markdown:write_markdown", carries=_PAGES,
        ),
        Format(
            "obsidian", "", "a folder of linked pages for Obsidian",
            f"{_HERE}.obsidian:write_obsidian", "folder", carries=_PAGES,
        ),
        Format(
            "html", ".html", "a single printable page, light or dark", f"{_HERE}.html:write_html",
            carries=_PAGES
            | _contents("times", "reasons", "note links", "note times", "edited details"),
        ),
        Format(
            "csv", ".csv", "a table of quotations, events, names, notes or articles",
            f"{_HERE}.csv:write_table", carries=ALL_TYPED,
        ),
        Format(
            "json", ".json", "all fields, as a list", f"{_HERE}.onrecord_json:write_record_list",
            carries=ALL_TYPED,
        ),
        Format(
            "jsonl", ".jsonl", "all fields, one line per article; can be imported again in full",
            f"{_HERE}.onrecord_json:write_record_lines", carries=ALL_TYPED,
        ),
        Format(
            "annotations", ".jsonld", "W3C Web Annotation; can be imported again in full",
            f"{_HERE}.web_annotation:write_annotations", carries=ALL_TYPED,
        ),
        Format(
            "timelinejs", ".json", "events for TimelineJS", f"{_HERE}.calendar:write_timelinejs",
            rows="event", carries=_contents("events"),
        ),
        Format(
            "ics", ".ics", "events for a calendar", f"{_HERE}.calendar:write_calendar",
            rows="event", carries=_contents("events", "reasons"),
        ),
        Format(
            "readwise", ".csv", "notes for Readwise", f"{_HERE}.csv:write_readwise", rows="note",
            carries=_contents("notes", "note tags", "note times", "note origins"),
        ),
        Format(
            "bibtex", ".bib", "references for LaTeX", f"{_HERE}.citations:write_bibtex",
            carries=_REFERENCES | _contents("collections"),
        ),
        Format(
            "csl", ".json", "references for Zotero and pandoc (CSL-JSON)",
            f"{_HERE}.citations:write_csl", carries=_REFERENCES | _contents("source statuses"),
        ),
        Format(
            "tei", ".xml", "TEI P5: texts with names, quotations and dates as elements",
            f"{_HERE}.tei:write_tei",
            carries=_CORPUS | _NOTES | _READING
            | _contents("confidences", "note links", "note times", "note pages", "partial dates",
                        "source statuses"),
        ),
        Format(
            "conllu", ".conllu", "CoNLL-U: tagged words with names and quotations in brackets",
            f"{_HERE}.conllu:write_conllu",
            carries=_CORPUS | _NOTES
            | _contents("confidences", "note pages", "partial dates", "source statuses"),
        ),
        Format(
            "refi", ".qdpx", "a REFI-QDA project for QualCoder and similar programs",
            f"{_HERE}.qda:write_refi", "bytes",
            carries=FINDINGS | _NOTES | _READING
            | _contents("texts", "tag colors", "partial dates"),
        ),
        Format(
            "brat", "", "a folder of texts and standoff annotations for brat",
            f"{_HERE}.brat:write_brat", "folder", carries=_CORPUS | _NOTES,
        ),
    )
}  # fmt: skip
"""The formats of OnRecord by their names."""


def find_format(name: str) -> Format:
    """Return the format of a name; raises KeyError, and PluginError for one that cannot be used."""
    if name in FORMATS:
        return FORMATS[name]
    return _load_format(list_plugins("onrecord.exporters")[name])


def list_format_names() -> tuple[str, ...]:
    """Return the names of all formats, also of those that cannot be used."""
    return tuple(dict.fromkeys((*FORMATS, *list_plugins("onrecord.exporters"))))


def list_other_formats() -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """Return the formats of other packages, and a line about each that cannot be used."""
    found: list[Format] = []
    problems: list[str] = []
    for plugin in list_plugins("onrecord.exporters").values():
        try:
            found.append(_load_format(plugin))
        except PluginError as error:
            problems.append(str(error))
    return tuple(found), tuple(problems)


@cache
def _load_format(plugin: Plugin) -> Format:
    """Load and check the format of another package; raises PluginError."""
    if plugin.name in FORMATS:
        raise PluginError(f"{plugin.label} is refused: OnRecord has a format of this name")
    form = load_plugin(plugin, Format)
    for is_wrong, problem in (
        (form.name != plugin.name, f"has the name `{form.name}` in its record"),
        (form.kind not in ("text", "folder", "bytes"), f"has the unknown kind `{form.kind}`"),
        (not isinstance(form.extension, str) or not _EXTENSION.fullmatch(form.extension),
         f"has the wrong extension `{form.extension}`"),
        (not isinstance(form.description, str), "has no description"),
        (not isinstance(form.carries, frozenset) or not form.carries <= CONTENTS,
         "has unknown contents in `carries`"),
        (form.rows not in (None, *get_args(HitKind)), f"has the unknown rows `{form.rows}`"),
        (not callable(form.write) and not isinstance(form.write, str), "has no function `write`"),
    ):  # fmt: skip
        if is_wrong:
            raise PluginError(f"{plugin.label} {problem}; update the package")
    return replace(form, label=plugin.label, description=one_line(form.description))


_TABLE_ROWS: dict[TableName, HitKind] = {
    "quotations": "quotation", "events": "event", "notes": "note"
}  # fmt: skip


def row_kind(form: str, table: TableName) -> HitKind | None:
    """Return the kind of the rows of a format, or None if it exports whole articles."""
    return _TABLE_ROWS.get(table) if form == "csv" else find_format(form).rows


def format_contents(form: str, table: TableName) -> frozenset[Content]:
    """Return the contents that a format carries, or a table of CSV."""
    return TABLE_CONTENTS[table][0] if form == "csv" else find_format(form).carries
