"""Export of articles to a single self-contained HTML page, without scripts, fonts or network.

A page of several articles begins with a list of them. The findings are highlighted in the text;
names, quotations, an SVG timeline and notes are beside it. The page has landmarks and headings for
screen readers, and supports light and dark mode, phones and printing.

Timeline as SVG: a dot or bar for each event by day, in rows so that none overlap.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from analysis import Event, Reason, render_reason
from analysis.date_format import period_ends
from analysis.markup import mark_text, style_sheet
from analysis.models import LABEL_CLASSES, FindingOrigin
from analysis.partial_dates import DatePrecision, PartialDate
from db.exporters.escapes import escape_markup, flatten_lines, safe_link
from db.exporters.markdown import format_change, format_days
from db.exporters.selection import ExportedArticle, ExportOptions
from db.models import ArticleRow, PublishedFrom
from db.serialization import PAGE_MARK, Json, document_record, note_record, uncommon_gaps

_WIDTH = 480
_EDGE = 12
_ROW = 12
_MOST_ROWS = 24
_TICKS = 6


def timeline_svg(article: ExportedArticle) -> str:
    """Return the dated events of an article as SVG; a vertical line marks the publication date."""
    events = article.dated_events
    first = min(_first(event) for event in events)
    last = max(event.last_day or _first(event) for event in events)
    published = article.document.published
    if published is not None:
        first, last = min(first, published.first), max(last, published.last)
    span = max((last - first).days, 1)

    def x(day: datetime.date) -> float:
        return round(_EDGE + (day - first).days / span * (_WIDTH - 2 * _EDGE), 1)

    rows: list[float] = []
    marks: list[str] = []
    for event in events:
        left, right = x(_first(event)), x(event.last_day or _first(event))
        row = next((at for at, taken in enumerate(rows) if taken < left - 7), len(rows))
        row = min(row, _MOST_ROWS - 1)
        rows[row : row + 1] = [right]
        y = 10 + row * _ROW
        label = escape_markup(f"{format_days(event)}: {flatten_lines(event.headline)}")
        fill = "none" if event.upcoming or event.is_reported else "currentColor"
        shape = (
            f'<circle cx="{left}" cy="{y}" r="3.5"'
            if right - left < 8
            else f'<rect x="{left}" y="{y - 3}" width="{right - left}" height="6" rx="3"'
        )
        marks.append(f'{shape} fill="{fill}" stroke="currentColor"><title>{label}</title>')
        marks.append("</circle>" if right - left < 8 else "</rect>")
    floor = 10 + len(rows) * _ROW
    ticks = "".join(
        f'<line x1="{x(day)}" y1="0" x2="{x(day)}" y2="{floor}"/>'
        f'<text x="{x(day)}" y="{floor + 12}" text-anchor="{anchor}">{words}</text>'
        for day, words, anchor in _ticks(first, last, span, _finest(article))
    )
    now = ""
    if published is not None:
        for day in dict.fromkeys((published.first, published.last)):  # a month has two ends
            now += f'<line class="now" x1="{x(day)}" y1="0" x2="{x(day)}" y2="{floor}"/>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {floor + 18}" role="img" aria-label="{len(events)} dated '
        f'events from {_earliest(events)} to {_latest(events)}">{ticks}{now}{"".join(marks)}</svg>'
    )


def _earliest(events: Sequence[Event]) -> PartialDate:
    """Return the begin of the first event, as exact as it is known."""
    event = min(events, key=_first)
    return period_ends(_first(event), event.last_day or _first(event), event.precision)[0]


def _latest(events: Sequence[Event]) -> PartialDate:
    """Return the end of the last event, as exact as it is known."""
    event = max(events, key=lambda event: event.last_day or _first(event))
    return period_ends(_first(event), event.last_day or _first(event), event.precision)[1]


def _finest(article: ExportedArticle) -> DatePrecision:
    """Return the precision of the most exact date on the axis."""
    found = {
        period_ends(_first(event), event.last_day or _first(event), event.precision)[0].precision
        for event in article.dated_events
    }
    if article.document.published is not None:
        found.add(article.document.published.precision)
    return "day" if "day" in found else "month" if "month" in found else "year"


def _first(event: Event) -> datetime.date:
    assert event.first_day is not None
    return event.first_day


def _ticks(
    first: datetime.date, last: datetime.date, span: int, finest: DatePrecision
) -> list[tuple[datetime.date, str, str]]:
    """Return days along the axis, with the shortest labels that distinguish them.

    A label is not more exact than the most exact date on the axis, whose precision is `finest`.
    """
    number = min(_TICKS, span)
    days = [first + datetime.timedelta(days=round(span * at / number)) for at in range(number + 1)]
    if span > 366 * 6 or finest == "year":
        form = "%Y"
    else:
        form = "%Y-%m" if span > 180 or finest == "month" else "%m-%d"
    ticks = []
    shown = ""
    for at, day in enumerate(days):
        words = f"{day:{form}}" if at or form != "%m-%d" else f"{day:%Y-%m-%d}"
        anchor = "start" if at == 0 else "end" if day >= last else "middle"
        if words != shown:
            ticks.append((day, words, anchor))
        shown = words
    return ticks


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_OWN = '<span class="own">corrected by me</span>'


def html_page(
    articles: Iterable[ExportedArticle],
    rows: Sequence[ArticleRow],
    options: ExportOptions,
    name: str,
) -> Iterator[str]:
    """Yield the page, article by article; `rows` are those of all articles, for the list."""
    level = 2 if len(rows) > 1 else 1
    style = resources.files("db.exporters").joinpath("page.css").read_text("utf-8")
    style = f"{style_sheet()}{style}"
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape_markup(flatten_lines(name))}</title><style>{style}</style></head>"
        '<body class="findings">\n'
    )
    if len(rows) > 1:
        yield f'<header class="page"><h1>{escape_markup(flatten_lines(name))}</h1></header>\n'
        items = "".join(map(_list_item, rows))
        yield f'<nav aria-labelledby="articles"><h2 id="articles">Articles</h2><ol>{items}</ol>'
        yield "</nav>\n"
    yield "<main>\n"
    for article in articles:
        yield from _article(article, options, level)
    yield "</main>\n"
    yield "<footer>Written by OnRecord. Notes are the reader’s own.</footer></body></html>\n"


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
    address = safe_link(document.source)
    source = (
        f'<a href="{escape_markup(address)}" rel="noreferrer">{escape_markup(address)}</a>'
        if address
        else escape_markup(document.source)
    )
    published = document.published.isoformat() if document.published else ""
    facts = [
        escape_markup(document.byline),
        escape_markup(document.site),
        escape_markup(document.section),
        f'<time datetime="{published}">{published}</time>{_remark(document.published_from)}'
        if published
        else "",
        source,
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
        "tags": list(article.row.tags),
        "collections": list(article.row.collections),
        "starred": article.row.starred,
        "state": article.row.state,
        "notes": [note_record(note) for note in article.notes],
    }
    if "text" in options.parts:
        record |= {"characters": len(text), "gaps": uncommon_gaps(text)}
    return record


def _reading_facts(article: ExportedArticle) -> Iterator[str]:
    """Yield what the reader set on the article itself: star, reading state, collections."""
    if article.row.starred:
        yield "★ starred"
    if article.row.state != "unread":
        yield article.row.state
    if article.row.collections:
        yield f"in {escape_markup(', '.join(article.row.collections))}"


def _quotations(article: ExportedArticle, prefix: str) -> Iterator[str]:
    for quotation in article.quotations:
        role = article.role(quotation)
        kind = f"{quotation.kind}{', negated' if quotation.negated else ''}"
        yield (
            f"<li><b>{escape_markup(article.speaker(quotation) or 'unattributed')}</b>"
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
        signs = " ".join(filter(None, ("★" if note.starred else "", note.verdict, color, page)))
        body = "".join(f"<p>{escape_markup(line)}</p>" for line in note.body.splitlines())
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
