"""Export of articles to a single self-contained HTML page, without scripts, fonts or network.

A page of several articles begins with a list of them. The findings are highlighted in the text;
names, quotations, an SVG timeline and notes are beside it. The page has landmarks and headings for
screen readers, and supports light and dark mode, phones and printing.
"""

import json
from collections.abc import Iterable, Iterator

from analysis import Reason, render_reason
from analysis.markup import mark_text
from analysis.models import LABEL_CLASSES, FindingOrigin
from analysis.sources import describe_statement_source
from db.article_properties import list_marks
from db.exporters.damaged_contents import list_whole_rows
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.export_context import ExportContext
from db.exporters.markdown import format_change, format_days
from db.exporters.page import link_address, page_foot, page_head
from db.exporters.selection import ExportedArticle, ExportOptions
from db.exporters.timeline_svg import timeline_svg
from db.models import ArticleRow, PublishedFrom
from db.origins import name_origin
from db.serialization import (
    PAGE_MARK,
    Json,
    document_record,
    note_record,
    reader_record,
    uncommon_gaps,
)

_OWN = '<span class="own">corrected by me</span>'


def write_html(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the page, article by article, after a list of all articles."""
    rows, name = list_whole_rows(export.store, export.selection), export.name
    level = 2 if len(rows) > 1 else 1
    yield page_head(name)
    if len(rows) > 1:
        yield f'<header class="page"><h1>{escape_markup(flatten_lines(name))}</h1></header>\n'
        items = "".join(map(_list_item, rows))
        yield f'<nav aria-labelledby="articles"><h2 id="articles">Articles</h2><ol>{items}</ol>'
        yield "</nav>\n"
    yield "<main>\n"
    for article in articles:
        yield from _article(article, export.options, level)
    yield "</main>\n"
    yield page_foot("Notes are the reader’s own, unless they name a file.")


def _list_item(row: ArticleRow) -> str:
    day = row.published.isoformat() if row.published else ""
    title = escape_markup(flatten_lines(row.title or row.opening or "untitled"))
    return (
        f'<li><a href="#a{row.id}" lang="{escape_markup(row.language)}">{title}</a> '
        f"<small>{escape_markup(row.site)} {day}{_remark(row.published_from)}</small></li>"
    )


def _remark(published_from: PublishedFrom) -> str:
    """Return the remark on a publication date that is guessed."""
    return " (guessed)" if published_from == "guessed" else ""


def _article(article: ExportedArticle, options: ExportOptions, level: int) -> Iterator[str]:
    """Yield an article; its title has the heading level `level`, its sections the next one."""
    section = f"h{level + 1}"
    document, prefix = article.document, f"a{article.row.id}"
    published = document.published.isoformat() if document.published else ""
    facts = [
        escape_markup(document.byline),
        escape_markup(document.site),
        escape_markup(document.section),
        f'<time datetime="{published}">{published}</time>{_remark(document.published_from)}'
        if published
        else "",
        link_address(document.source),
        *(f'<span class="tag">#{escape_markup(tag)}</span>' for tag in article.row.tags),
    ]
    language = escape_markup(document.language)
    record = escape_markup(json.dumps(_page_record(article, options)))
    yield f'<article id="{prefix}" lang="{language}" aria-labelledby="{prefix}t"'
    yield f'{PAGE_MARK}"{record}"><header>'
    yield f'<h{level} id="{prefix}t">{escape_markup(flatten_lines(article.title))}</h{level}>'
    yield f"<p>{' · '.join(filter(None, facts))}</p>"
    if stated := article.source_status:
        yield f'<p class="status"><strong>{escape_markup(stated)}</strong></p>'
    if own := " · ".join(_reading_facts(article)):
        yield f'<p class="mine" lang="en">{own}</p>'
    yield "</header>\n"
    if "text" in options.parts:
        yield f'<div class="text">{_marked(article, prefix)}</div>\n'
    yield f'<aside lang="en" aria-labelledby="{prefix}t">'
    if "quotations" in options.parts and article.quotations:
        items = "".join(_quotations(article, prefix))
        yield f"<section><{section}>Quotations</{section}><ol>{items}</ol></section>"
    if "events" in options.parts and article.dated_events:
        yield f"<section><{section}>Timeline</{section}>{timeline_svg(article)}"
        yield f"<ol>{''.join(_events(article, prefix))}</ol></section>"
    if "names" in options.parts and article.entities:
        items = "".join(_names(article))
        yield f"<section><{section}>Names</{section}><ul>{items}</ul></section>"
    if article.notes:
        items = "".join(_notes(article, prefix))
        yield f'<section class="mine"><{section}>My notes</{section}>{items}</section>'
    if article.corrections:
        items = "".join(
            f"<li>“{escape_markup(flatten_lines(each.exact))}”: "
            f"{escape_markup(format_change(each.change))}</li>"
            for each in article.corrections
        )
        heading = f"<{section}>Corrected by me</{section}>"
        yield f'<section class="mine">{heading}<ul>{items}</ul></section>'
    yield "</aside></article>\n"


def _page_record(article: ExportedArticle, options: ExportOptions) -> Json:
    """Return what the page shows of an article besides its findings, for `db.importers`.

    The paragraphs of the page have no blank lines: `gaps` are those between its lines that are
    not one blank line.
    """
    record = document_record(article.document)
    text = record.pop("text")
    record |= {
        **reader_record(article.row),
        "notes": [note_record(note) for note in article.notes],
    }
    if "text" in options.parts:
        record |= {"characters": len(text), "gaps": uncommon_gaps(text)}
    return record


def _reading_facts(article: ExportedArticle) -> Iterator[str]:
    """Yield what the reader set on the article: marks, reading state, collections."""
    for mark, value in list_marks(article.row):
        yield f"{mark.sign} {escape_markup(mark.describe(value))}".lstrip()
    if article.row.state != "unread":
        yield article.row.state
    if article.row.collections:
        yield f"in {escape_markup(', '.join(article.row.collections))}"


def _quotations(article: ExportedArticle, prefix: str) -> Iterator[str]:
    for quotation, source in article.classify_quotations():
        role = article.role(quotation)
        known = (
            quotation.kind,
            "negated" if quotation.negated else "",
            describe_statement_source(source),
        )
        kind = ", ".join(filter(None, known))
        yield (
            f"<li><b>{escape_markup(article.speaker(quotation).label or 'unattributed')}</b>"
            f"{', ' + escape_markup(role) if role else ''} <small>{kind}</small> "
            f"{_own_mark(quotation.origin)}"
            f'<q lang="{escape_markup(article.document.language)}">'
            f'<a href="#{prefix}q{quotation.start}">'
            f"{escape_markup(article.content(quotation))}</a></q>"
            f"<small>{_reason(quotation.reason, quotation.origin)}</small></li>"
        )


def _own_mark(origin: FindingOrigin) -> str:
    """Return the mark of a finding that the reader corrected, "" for one by the machine."""
    return _OWN if origin != "machine" else ""


def _reason(reason: Reason, origin: FindingOrigin) -> str:
    """Return a reason as HTML, with quoted words emphasised."""
    return render_reason(reason, origin, quotes=("<em>", "</em>"), escape=escape_markup)


def _events(article: ExportedArticle, prefix: str) -> Iterator[str]:
    for event in article.dated_events:
        ahead = ' <small class="ahead">upcoming</small>' if event.upcoming else ""
        ahead = " <small>a state</small>" if event.kind == "state" else ahead
        yield (
            f'<li><b>{format_days(event)}</b>{ahead} <a href="#{prefix}e{event.start}">'
            f"{escape_markup(flatten_lines(event.headline))}</a> "
            f"{_own_mark(event.origin)}"
            f"<small>{_reason(event.reason, event.origin)}</small></li>"
        )


def _names(article: ExportedArticle) -> Iterator[str]:
    for entity in article.entities:
        also = (
            f" <small>also {escape_markup(', '.join(entity.aliases))}</small>"
            if entity.aliases
            else ""
        )
        role = f", {escape_markup(entity.role)}" if entity.role else ""
        kind = LABEL_CLASSES.get(entity.label, "thing")
        yield (
            f'<li><b class="{kind}">{escape_markup(entity.name)}</b>{role}{also} '
            f"{_own_mark(entity.origin)}"
            f"<small>{_reason(entity.reason, entity.origin)}</small></li>"
        )


def _notes(article: ExportedArticle, prefix: str) -> Iterator[str]:
    for note in article.notes:
        tags = " ".join(f'<span class="tag">#{escape_markup(tag)}</span>' for tag in note.tags)
        color = "" if note.color == "yellow" else f"{note.color} highlight"
        page = "" if note.page is None else f"p. {note.page}"
        origin = name_origin(note.origin, note.author)
        source = escape_markup(f"from {origin}") if origin else ""
        facts = ("★" if note.starred else "", note.verdict, color, page, source)
        signs = " ".join(filter(None, facts))
        body = "".join(f"<p>{escape_markup(line)}</p>" for line in note.body.splitlines())
        if note.compared:
            compared = escape_markup(flatten_lines(note.compared))
            body = f"<p><small>compared with: {compared}</small></p>{body}"
        yield (
            f'<blockquote lang="{escape_markup(article.document.language)}">'
            f'<a href="#{prefix}n{note.id}">{escape_markup(flatten_lines(note.exact))}</a>'
            f"</blockquote>{body}<p><small>{escape_markup(signs)}</small> {tags}</p>"
        )


def _marked(article: ExportedArticle, prefix: str) -> str:
    """Return the text as HTML paragraphs, with its findings and notes highlighted."""
    classes = article.analysis.marked_spans()
    anchors: dict[int, list[str]] = {}
    for quotation in article.quotations:
        anchors.setdefault(quotation.start, []).append(f"{prefix}q{quotation.start}")
    for event in article.dated_events:
        anchors.setdefault(event.start, []).append(f"{prefix}e{event.start}")
    for note in article.notes:
        color = "" if note.color == "yellow" else f" noted-{note.color}"
        classes.append(((note.start, note.end), f"noted{color}"))
        anchors.setdefault(note.start, []).append(f"{prefix}n{note.id}")
    return mark_text(article.document.text, classes, anchors, escape_markup)
