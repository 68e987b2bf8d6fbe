"""Export of articles to Markdown: text, quotations, timeline, names and the reader's notes."""

from collections.abc import Iterable, Iterator, Mapping

from analysis import Event, Quotation
from analysis.date_format import format_period, format_period_in_figures
from analysis.event_relations import format_bound
from analysis.models import FindingOrigin
from db.article_properties import list_marks
from db.corrections.models import Change, EntityRef, SetDate, kind_of
from db.exporters.escapes import (
    escape_markdown,
    flatten_lines,
    hashtag,
    safe_link,
)
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle, ExportOptions
from db.models import Document, Note
from db.origins import name_origin
from db.serialization import MARKDOWN_MARK

NO_NAMES: Mapping[str, str] = {}


def write_markdown(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the articles, and the mark by which an export is recognized."""
    for article in articles:
        yield from _article(article, export.options)
    yield f"\n{MARKDOWN_MARK}\n"


def _article(article: ExportedArticle, options: ExportOptions, level: int = 1) -> Iterator[str]:
    """Yield an article with the selected parts; its title has the heading level `level`."""
    head = "#" * level
    yield f"{head} {escape_markdown(flatten_lines(article.title))}\n\n"
    yield f"{metadata_line(article)}\n\n"
    if own := reading_line(article):
        yield f"{own}\n\n"
    if article.source_status:
        yield f"**{escape_markdown(article.source_status)}**\n\n"
    if "text" in options.parts:
        for paragraph in article.document.text.split("\n"):
            if paragraph.strip():
                yield f"{escape_markdown(paragraph.strip())}\n\n"
    if "quotations" in options.parts and article.quotations:
        yield f"{head}# Quotations\n\n"
        for quotation in article.quotations:
            yield f"- {quotation_line(article, quotation)}\n"
        yield "\n"
    if "events" in options.parts and article.dated_events:
        yield f"{head}# Timeline\n\n"
        for event in article.dated_events:
            yield f"- {event_line(event)}\n"
        yield "\n"
    if "names" in options.parts and article.entities:
        yield f"{head}# Names\n\n"
        for entity in article.entities:
            also = f"; also {', '.join(entity.aliases)}" if entity.aliases else ""
            role = f", {entity.role}" if entity.role else ""
            yield f"- **{escape_markdown(entity.name)}**"
            yield escape_markdown(role) + escape_markdown(also)
            yield f"{correction_mark(entity.origin)}\n"
        yield "\n"
    yield from reader_sections(article, head)


def reader_sections(article: ExportedArticle, head: str) -> Iterator[str]:
    """Yield the reader's notes and corrections, marked as theirs."""
    if article.notes:
        yield f"{head}# My notes\n\n"
        for note in article.notes:
            yield f"{note_block(note)}\n\n"
    if article.corrections:
        yield f"{head}# Corrected by me\n\n"
        for correction in article.corrections:
            change = escape_markdown(format_change(correction.change))
            yield f"- “{escape_markdown(flatten_lines(correction.exact))}”: {change}\n"
        yield "\n"


def format_change(change: Change) -> str:
    """Return the kind and values of a change on one line: `name: Ana Reis, PERSON`."""
    if isinstance(change, SetDate):
        date = format_period_in_figures(change.first_day, change.last_day, change.precision)
        return f"{kind_of(change)}: {change.finding}, {date}"
    values = []
    for name in change.__struct_fields__:
        value = getattr(change, name)
        if isinstance(value, EntityRef):
            values += [value.name, value.label]
        elif name == "speaker":
            values.append("unattributed")
        elif not isinstance(value, bool):
            values.append(str(value))
    return flatten_lines(f"{kind_of(change)}: {', '.join(filter(None, values))}").removesuffix(":")


def metadata_line(article: ExportedArticle) -> str:
    """Return byline, site, publication date and address on one line."""
    document = article.document
    address = safe_link(document.source)
    facts = [
        escape_markdown(document.byline),
        escape_markdown(document.site),
        format_document_date(document),
        f"<{address}>" if address else escape_markdown(document.source),
    ]
    return " · ".join(filter(None, facts))


def reading_line(article: ExportedArticle) -> str:
    """Return what the reader set on the article: marks, state, tags, collections."""
    row = article.row
    facts = [
        *(mark.sign or escape_markdown(mark.describe(value)) for mark, value in list_marks(row)),
        row.state if row.state != "unread" else "",
        " ".join(f"#{hashtag(tag)}" for tag in row.tags),
        f"in {escape_markdown(', '.join(row.collections))}" if row.collections else "",
    ]
    return " · ".join(filter(None, facts))


def format_document_date(document: Document) -> str:
    """Return the publication date, with a remark if it is guessed; "" without one."""
    if document.published is None:
        return ""
    remark = " (guessed)" if document.published_from == "guessed" else ""
    return f"{document.published.isoformat()}{remark}"


def quotation_line(article: ExportedArticle, quotation: Quotation) -> str:
    """Return a quotation with its speaker, role and kind on one line."""
    speaker = article.speaker(quotation).label or "unattributed"
    role = article.role(quotation)
    attribution = f"**{escape_markdown(speaker)}**" + (f", {escape_markdown(role)}" if role else "")
    kind = f"{quotation.kind}{', negated' if quotation.negated else ''}"
    content = escape_markdown(article.content(quotation))
    return f"{attribution} ({kind}): {content}{correction_mark(quotation.origin)}"


def event_line(event: Event) -> str:
    """Return an event with its days on one line."""
    ahead = " (upcoming when published)" if event.upcoming else ""
    ahead = " (a state)" if event.kind == "state" else ahead
    headline = escape_markdown(flatten_lines(event.headline))
    return f"**{format_days(event)}** {headline}{ahead}{correction_mark(event.origin)}"


def format_days(event: Event, *, in_words: bool = False) -> str:
    """Return the date of an event by its precision, in figures or with the month in letters.

    "reported" precedes that of the publication, "probably" a guess, "since" the begin of a state.
    """
    days = event.first_day, event.last_day, event.precision
    date = format_period(*days, short=True) if in_words else format_period_in_figures(*days)
    if event.is_guessed:
        return f"probably {date}"
    if event.kind == "state":
        return f"{format_bound(event.reason)}{date}"
    return f"reported {date}" if event.is_reported else date


def note_block(note: Note, tag_names: Mapping[str, str] = NO_NAMES) -> str:
    """Return a note below a quote of the words that it is on.

    `tag_names` are the names of tags in the program that reads the page.
    """
    words = "\n".join(
        f"> {escape_markdown(line.strip())}" for line in note.exact.splitlines() if line.strip()
    )
    color = "" if note.color == "yellow" else note.color
    page = "" if note.page is None else f"p. {note.page}"
    origin = name_origin(note.origin, note.author)
    source = escape_markdown(f"from {origin}") if origin else ""
    facts = (f"[{fact}]" for fact in (note.verdict, color, page, source) if fact)
    signs = " ".join(("★", *facts) if note.starred else facts)
    tags = " ".join(f"#{tag_names.get(tag) or hashtag(tag)}" for tag in note.tags)
    # stripped, since an indented line is a code block in Markdown
    body = "\n".join(escape_markdown(line.strip()) for line in note.body.splitlines())
    more = " ".join(filter(None, (body, escape_markdown(signs), tags)))
    if note.compared:
        more = f"Compared with: {escape_markdown(flatten_lines(note.compared))}\n\n{more}"
    return "\n\n".join(filter(None, (words, more)))


def correction_mark(origin: FindingOrigin) -> str:
    """Return the mark of a finding that the reader corrected, "" for one by the machine."""
    return " *(corrected by me)*" if origin != "machine" else ""
