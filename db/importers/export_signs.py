"""Signs of OnRecord's own exports, by which those without whole articles are refused by name."""

import re

from db.errors import ImportingError
from db.serialization import MARKDOWN_MARK

_ADVICE = "add an export as JSONL, which has the articles"
_NOTE_FILE = re.compile(rb"(?:\xef\xbb\xbf)?# onrecord: notes, tags and corrections")
_TAIL = 200  # bytes
_ABOUT = rb"(?:\xef\xbb\xbf)?article,title,site,published,published_from,source,"
_SIGNS = tuple(
    (re.compile(sign), kind)
    for sign, kind in (
        (_ABOUT + rb"speaker,person,", "a table of quotations by OnRecord"),
        (_ABOUT + rb"from,to,precision,", "a table of events by OnRecord"),
        (_ABOUT + rb"name,person,label,", "a table of names by OnRecord"),
        (_ABOUT + rb"words,note,tags,", "a table of notes by OnRecord"),
        (_ABOUT + rb"kind,words,value,", "a table of corrections by OnRecord"),
        (rb"(?:\xef\xbb\xbf)?Highlight,Title,Author,URL,Note,Location,Date\r?\n",
         "a table of notes for Readwise"),
        (rb"---\r?\nonrecord: ", "a page of an export for Obsidian by OnRecord"),
        (rb"(?:#[^\n]*\n){0,50}1(?:-\d+)?\t(?:[^\t\n]*\t){8}[^\t\n]*\r?\n", "a corpus in CoNLL-U"),
        (rb"(?:T\d+\t\S+ \d+ \d+(?:;\d+ \d+)*\t|#\d+\tAnnotatorNotes )", "annotations for brat"),
        (rb'\s*\{(?=[^\0]{0,4000}?"events"\s*:\s*\[)(?=[^\0]{0,6000}?"start_date"\s*:\s*\{)',
         "a timeline for TimelineJS"),
    )
)  # fmt: skip


def refuse_export(data: bytes) -> None:
    """Raise ImportingError for an export of parts of articles, or of several in one text."""
    if _NOTE_FILE.match(data):
        raise ImportingError("has the notes of an article as text; use `onrecord merge` instead")
    for sign, kind in _SIGNS:
        if sign.match(data, 0, 20_000):
            raise ImportingError(f"is {kind}; {_ADVICE}")
    if data[-_TAIL:].rstrip().endswith(MARKDOWN_MARK.encode()):
        raise ImportingError(f"is an export as Markdown by OnRecord; {_ADVICE}")
