"""Export to a folder of text files of notes, tags and corrections, one for each article, for git.

The files are TOML, in an order that stays: a change of one value is a change of its own lines. The
beginning of each paragraph is a comment, so that git merges what two people write on different
paragraphs. `db.importers.note_files` reads them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from analysis import clean
from analysis.tokenizer import find_paragraph_spans
from db.corrections.models import Correction, kind_of, to_exported
from db.exporters.escapes import file_name, flatten_lines
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle
from db.models import Document, Note
from db.repositories.article_rows import hash_text

HEAD = "# onrecord: notes, tags and corrections of an article; read by: onrecord import"
"""The first line of a file."""

_NAME_WORDS, _HASH = 6, 10  # words of the text, and characters of its hash, in a name
_SHOWN = 60  # characters of a paragraph
_MARKER = re.compile(r"^(?=<{7}|={7}|>{7}|\|{7}|\[\[)", re.MULTILINE)
_LINE_END = re.compile(r"[ \t](?=\n|\Z)")


def write_note_files(
    articles: Iterable[ExportedArticle], export: ExportContext
) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of the file of each article that has notes, or a file already.

    Raises ValueError if only some parts are exported: to an import, the others would be deleted.
    """
    options, folder = export.options, export.target
    if not {"notes", "corrections"} <= options.parts:
        raise ValueError("toml needs the notes and the corrections; export all parts")
    for article in articles:
        is_of_one = article.included_entities is not None and "names" in options.parts
        if article.lists_rows or is_of_one:
            raise ValueError("toml has all notes of an article; export articles, not rows")
        name = name_note_file(article.document)
        has_work = article.notes or article.corrections or article.row.tags
        if has_work or (folder is not None and (folder / name).exists()):
            yield name, format_note_file(article, with_text="text" in options.parts)


def name_note_file(document: Document) -> str:
    """Return the name of the file of an article, which follows from its text alone.

    A reference, which has no text yet, is named by its address.
    """
    text = document.text or document.source
    words = re.findall(r"\w+", text[:400])[:_NAME_WORDS]
    name = file_name("-".join(words).casefold(), "article")
    return f"{name}-{hash_text(text)[:_HASH]}.toml"


def format_note_file(article: ExportedArticle, *, with_text: bool = True) -> str:
    """Return the notes, tags and corrections of an article as TOML.

    `with_text`: the comment of each paragraph has its first words.
    """
    text = article.document.text
    lines = [
        HEAD,
        "",
        f"text = {_quote(hash_text(text))}",
        f"title = {_quote(article.title)}",
        f"address = {_quote(article.document.source)}",
        "",
        *_list("tags", article.row.tags),
        *_list_authors(article.origins.tag_authors),
    ]
    entries: list[tuple[int, int, int, list[str]]] = []
    for id, note in number_notes(article.notes):
        entries.append((note.start, note.end, 0, _format_note(id, note)))
    for correction in sorted(article.corrections, key=_correction_order):
        entries.append((correction.start, correction.end, 1, _format_correction(correction)))
    entries.sort(key=lambda entry: entry[:3])  # those at one span keep their order
    paragraphs = find_paragraph_spans(text)
    at = 0
    for number, (start, end) in enumerate(paragraphs, 1):
        shown = flatten_lines(text[start : min(end, start + _SHOWN)]) if with_text else ""
        lines += ["", f"# ¶ {number} {shown}".rstrip()]
        is_last = number == len(paragraphs)
        while at < len(entries) and (is_last or entries[at][0] < paragraphs[number][0]):
            lines += ["", *entries[at][3]]
            at += 1
    for entry in entries[at:]:  # of a text without words
        lines += ["", *entry[3]]
    return "\n".join(lines) + "\n"


def number_notes(notes: Iterable[Note]) -> list[tuple[str, Note]]:
    """Return notes in the order of the text, each with its id: the moment in which it was written.

    The ids of several notes of one moment, such as imported ones, also have their position.
    """
    ordered = sorted(
        notes, key=lambda note: (note.start, note.end, note.created, note.body, note.tags)
    )
    moments = [note.created.isoformat(timespec="microseconds") for note in ordered]
    counts = Counter(moments)
    numbered: dict[str, Note] = {}
    for moment, note in zip(moments, ordered, strict=True):
        id, position = moment, note.start
        while counts[moment] > 1 and (id == moment or id in numbered):
            id, position = f"{moment} {position}", position + 1
        numbered[id] = note
    return list(numbered.items())


def _format_note(id: str, note: Note) -> list[str]:
    stated = {
        "page": "" if note.page is None else str(note.page),
        **{
            name: _quote(value) if (value := getattr(note, name)) else ""
            for name in ("author", "verdict_author", "origin", "compared")
        },
    }
    return [
        "[[notes]]",
        f"id = {_quote(id)}",
        f"span = [{note.start}, {note.end}]",
        f"words = {_quote(note.exact)}",
        f"before = {_quote(note.prefix)}",
        f"after = {_quote(note.suffix)}",
        *(f"{name} = {value}" for name, value in stated.items() if value),
        "",
        *_list("tags", note.tags),
        *_list_authors(note.tag_authors),
        "",
        f"color = {_quote(note.color)}",
        "",
        f"verdict = {_quote(note.verdict)}",
        "",
        f"starred = {str(note.starred).lower()}",
        "",
        f"body = {_quote_lines(note.body)}",
    ]


def _format_correction(correction: Correction) -> list[str]:
    value = json.dumps(to_exported(correction.change), ensure_ascii=False, sort_keys=True)
    return [
        "[[corrections]]",
        f"kind = {_quote(kind_of(correction.change))}",
        f"span = [{correction.start}, {correction.end}]",
        f"words = {_quote(correction.exact)}",
        f"value = {_quote(value)}",
        f"created = {_quote(correction.created.isoformat(timespec='microseconds'))}",
        *(
            f"{name} = {_quote(value)}"
            for name in ("author", "origin")
            if (value := getattr(correction, name))
        ),
    ]


def _correction_order(correction: Correction) -> tuple[object, ...]:
    return correction.start, correction.end, correction.created, kind_of(correction.change)


def _list(name: str, values: Iterable[str]) -> list[str]:
    """Return a list with a line for each value, in an order that follows from the values."""
    ordered = sorted(values, key=lambda value: (value.casefold(), value))
    return [f"{name} = [", *(f"  {_quote(value)}," for value in ordered), "]"]


def _list_authors(authors: Mapping[str, str]) -> list[str]:
    """Return the known authors of tags, a line for each tag."""
    if not authors:
        return []
    pairs = sorted(authors.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
    lines = [f"  [{_quote(tag)}, {_quote(author)}]," for tag, author in pairs]
    return ["tag_authors = [", *lines, "]"]


def _quote(text: str) -> str:
    """Return a string on one line, without escapes where TOML allows it."""
    text = clean(text)
    if '"' in text and "'" not in text and "\n" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _quote_lines(text: str) -> str:
    """Return a string over several lines; its last line break is not a part of it.

    Blanks at the end of a line are escaped, since editors remove them. So is the beginning of a
    line that looks like a conflict of git or like the beginning of a note.
    """
    escaped = clean(text).replace("\\", "\\\\").replace('"""', '""\\"')
    lines = escaped.split("\n")
    marked = [_escape_first(line) if _MARKER.match(line) else line for line in lines]
    if not text:
        return '"""\n"""'
    content = "\n".join(_LINE_END.sub(_escape, line) for line in marked)
    return f'"""\n{content}\n"""'


def _escape_first(line: str) -> str:
    return f"\\u{ord(line[0]):04x}{line[1:]}"


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
