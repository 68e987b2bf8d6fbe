"""Export to an Obsidian vault: one linked page for each article and for each person.

Each paragraph of a text has a block id, so that a quotation links to its paragraph.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from analysis import Span
from analysis.structs import replace
from analysis.text import join_names
from db.article_properties import MARKS
from db.exporters.escapes import (
    escape_markdown,
    file_name,
    flatten_lines,
    hashtag,
    quote_yaml,
    safe_link,
)
from db.exporters.export_context import ExportContext
from db.exporters.markdown import (
    correction_mark,
    format_days,
    format_document_date,
    note_block,
    reader_sections,
)
from db.exporters.selection import ExportedArticle, ExportOptions
from db.wire_records import describe_status

_PARAGRAPH = re.compile(r"\S[^\n]*")
_PEOPLE = ("PERSON", "ORG", "NORP")


def name_tags(tags: Iterable[str]) -> dict[str, str]:
    """Return a name for each tag that Obsidian accepts: without blanks, and not only of digits.

    Each tag has a name of its own. A tag that is such a name keeps it: beside `media-freedom`,
    `media freedom` becomes `media-freedom-2`.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    ordered = sorted(set(tags), key=lambda tag: (_tag_name(tag) != tag, tag))
    for tag in ordered:
        number, wanted = 2, _tag_name(tag)
        name = wanted
        while name.casefold() in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name.casefold())
        names[tag] = name
    return names


def _tag_name(tag: str) -> str:
    name = hashtag(tag)
    return f"y{name}" if re.fullmatch(r"[\d/_-]+", name) else name


def write_obsidian(
    articles: Iterable[ExportedArticle], export: ExportContext
) -> Iterator[tuple[str, str]]:
    """Yield the pages with their paths in the folder."""
    options = export.options
    tag_names = name_tags(tag for tag, _ in export.store.tags.list())
    quotations: dict[str, list[str]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    about: dict[str, tuple[str, set[str], set[str]]] = {}
    pages = _Pages()
    for article in articles:
        name = _page_name(article)
        yield f"articles/{name}.md", "".join(_article(article, options, pages, tag_names))
        if "names" not in options.parts:
            continue
        for entity in article.entities:
            if entity.label not in _PEOPLE:
                continue
            person = article.identity_name(entity.id)
            label, names, roles = about.setdefault(person, (entity.label, set(), set()))
            names |= {entity.name, *entity.aliases} - {person}
            if entity.role:
                roles.add(entity.role)
            named[person].add(name)
        for quotation in article.quotations:
            day = format_document_date(article.document)
            anchor = _anchor(article, options, quotation.start)
            for speaker in quotation.speakers:
                entity = article.analysis.entities[speaker]
                if entity.label in _PEOPLE:  # linked to, though a list of rows has no names
                    person = article.identity_name(speaker)
                    about.setdefault(person, (entity.label, set(), set()))
                    named[person].add(name)
                quotations[article.identity_name(speaker)].append(
                    f"- {day + ' ' if day else ''}"
                    f"{escape_markdown(article.content(quotation))} "
                    f"[[articles/{name}{anchor}|{_label(article.title)}]]"
                    f"{correction_mark(quotation.origin)}\n"
                )
    for person in sorted(named):
        if not (options.all_people or quotations[person] or len(named[person]) > 1):
            continue
        label, names, roles = about[person]
        yield (
            f"people/{pages.of(person)}.md",
            "".join(
                [
                    f"---\nonrecord: person\nlabel: {label}\naliases: [{_list({person, *names})}]\n"
                    f"roles: [{_list(roles)}]\n---\n\n# {escape_markdown(person)}\n\n",
                    *(
                        ["## Said\n\n", *sorted(quotations[person]), "\n"]
                        if quotations[person]
                        else []
                    ),
                    "## Named in\n\n",
                    *(f"- [[articles/{name}]]\n" for name in sorted(named[person])),
                ]
            ),
        )


class _Pages:
    """Page names of people, unique even if two people have similar names."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, person: str) -> str:
        if person not in self._names:
            self._names[person] = _unique(file_name(person, "person"), self._taken)
        return self._names[person]


def _article(
    article: ExportedArticle, options: ExportOptions, pages: _Pages, tag_names: Mapping[str, str]
) -> Iterator[str]:
    document = article.document
    yield f"---\nonrecord: {article.row.id}\ntitle: {quote_yaml(article.title)}\n"
    for field, value in (
        ("author", document.byline), ("site", document.site), ("section", document.section),
        ("source", document.source), ("language", document.language),
    ):  # fmt: skip
        if value:
            yield f"{field}: {quote_yaml(value)}\n"
    for field, day in (("published", document.published), ("updated", document.updated)):
        if day:
            yield f"{field}: {day.isoformat()}\n"
    if document.published_from == "guessed":
        yield "published_from: guessed\n"
    if status := describe_status(article.row.wire_status, article.row.wire_note):
        yield f"status: {quote_yaml(status)}\n"
    if article.row.embargo:
        yield f"embargo: {article.row.embargo.isoformat()}\n"
    if article.row.collections:
        yield f"collections: [{_list(set(article.row.collections))}]\n"
    for mark in reversed(MARKS):
        shown = mark.to_front_matter(mark.find(article.row))
        if shown is not None:
            written = quote_yaml(shown) if isinstance(shown, str) else str(shown).lower()
            yield f"{mark.name}: {written}\n"
    yield f"state: {article.row.state}\n"
    tags = {tag_names.get(tag) or _tag_name(tag) for tag in article.row.tags}
    yield f"tags: [{_list(tags)}]\n---\n\n"
    yield f"# {escape_markdown(flatten_lines(article.title))}\n\n"
    address = safe_link(document.source)
    if address:
        yield f"<{address}>\n\n"
    if "text" in options.parts:
        marks = _joined((note.start, note.end) for note in article.notes if note.start < note.end)
        for number, match in enumerate(_PARAGRAPH.finditer(document.text), 1):
            words = _highlighted(match[0].rstrip(), match.start(), marks)
            yield f"{words} ^p{number}\n\n"
    if "quotations" in options.parts and article.quotations:
        yield "## Quotations\n\n"
        for quotation in article.quotations:
            attribution = join_names(
                [
                    f"[[people/{pages.of(article.identity_name(entity.id))}|{_label(entity.name)}]]"
                    if "names" in options.parts and entity.label in _PEOPLE
                    else escape_markdown(entity.name)
                    for entity in article.analysis.speakers_of(quotation)
                ]
            ) or escape_markdown(article.speaker(quotation).label or "unattributed")
            yield f"- {attribution}: {escape_markdown(article.content(quotation))}"
            yield _link(article, options, quotation.start)
            yield f"{correction_mark(quotation.origin)}\n"
        yield "\n"
    if "events" in options.parts and article.dated_events:
        yield "## Timeline\n\n"
        for event in article.dated_events:
            yield f"- {format_days(event)} {escape_markdown(flatten_lines(event.headline))}"
            yield f"{correction_mark(event.origin)}\n"
        yield "\n"
    if article.notes:
        yield "## My notes\n\n"
        for note in article.notes:
            yield f"{note_block(note, tag_names)}{_link(article, options, note.start)}\n\n"
    yield from reader_sections(replace(article, notes=()), "#")


def _link(article: ExportedArticle, options: ExportOptions, offset: int) -> str:
    """Return a link to the paragraph at an offset; "" if the page has no text."""
    anchor = _anchor(article, options, offset)
    return f" [[{anchor}|↑]]" if anchor else ""


def _anchor(article: ExportedArticle, options: ExportOptions, offset: int) -> str:
    """Return the link anchor of the paragraph at an offset; "" if the page has no text."""
    return f"#^{_block(article, offset)}" if "text" in options.parts else ""


def _block(article: ExportedArticle, offset: int) -> str:
    """Return the block id of the paragraph at an offset."""
    number = 1
    for at, match in enumerate(_PARAGRAPH.finditer(article.document.text), 1):
        if match.start() > offset:
            break
        number = at
    return f"p{number}"


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Sort spans, and merge those that touch or overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _highlighted(paragraph: str, start: int, marks: list[Span]) -> str:
    """Return a paragraph with the highlighted spans between `==`."""
    end = start + len(paragraph)
    pieces: list[str] = []
    at = start
    for first, last in marks:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        pieces += [escape_markdown(paragraph[at - start : first - start]) if first > at else ""]
        pieces += [f"=={escape_markdown(paragraph[first - start : last - start])}=="]
        at = last
    return "".join(pieces) + escape_markdown(paragraph[at - start :])


def _page_name(article: ExportedArticle) -> str:
    return f"{article.row.id} {file_name(article.title, 'article')}"


def _label(words: str) -> str:
    """Remove the characters that are not allowed in a link label."""
    return " ".join(re.sub(r"[\[\]|#^\\<>`*_=~$%]", " ", flatten_lines(words)).split()) or "…"


def _list(words: set[str]) -> str:
    return ", ".join(quote_yaml(word) for word in sorted(words))


def _unique(name: str, taken: set[str]) -> str:
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{name} {number}"
        number += 1
    taken.add(found.casefold())
    return found
