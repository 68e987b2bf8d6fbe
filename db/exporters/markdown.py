"""Export of articles to Markdown: text, quotations, timeline, names and the reader's notes."""

from collections.abc import Iterator
from dataclasses import fields

from analysis import Event, Quotation
from db.corrections.models import Change, Who, kind_of
from db.corrections.reasons import is_yours
from db.exporters.escaping import hashtag, link, markdown, one_line
from db.exporters.selection import Exported, Kept
from db.models import Note


def article_markdown(article: Exported, options: Kept, level: int = 1) -> Iterator[str]:
    """Yield an article with the selected parts; its title has the heading level `level`."""
    head = "#" * level
    yield f"{head} {markdown(one_line(article.title))}\n\n"
    yield f"{facts_line(article)}\n\n"
    if "text" in options.parts:
        for paragraph in article.document.text.split("\n"):
            if paragraph.strip():
                yield f"{markdown(paragraph.strip())}\n\n"
    if "quotations" in options.parts and article.quotations:
        yield f"{head}# Quotations\n\n"
        for quotation in article.quotations:
            yield f"- {said(article, quotation)}\n"
        yield "\n"
    if "events" in options.parts and article.dated:
        yield f"{head}# Timeline\n\n"
        for event in article.dated:
            yield f"- {happened(event)}\n"
        yield "\n"
    if "names" in options.parts and article.entities:
        yield f"{head}# Names\n\n"
        for entity in article.entities:
            also = f"; also {', '.join(entity.aliases)}" if entity.aliases else ""
            role = f", {entity.role}" if entity.role else ""
            yield f"- **{markdown(entity.name)}**{markdown(role)}{markdown(also)}"
            yield f"{mark(entity.because)}\n"
        yield "\n"
    yield from own_words(article, head)


def own_words(article: Exported, head: str) -> Iterator[str]:
    """Yield the reader's notes and corrections, marked as theirs."""
    if article.notes:
        yield f"{head}# My notes\n\n"
        for note in article.notes:
            yield f"{noted(note)}\n\n"
    if article.corrections:
        yield f"{head}# Corrected by me\n\n"
        for correction in article.corrections:
            change = markdown(changed(correction.change))
            yield f"- “{markdown(one_line(correction.exact))}”: {change}\n"
        yield "\n"


def changed(change: Change) -> str:
    """Return the kind and values of a change on one line: `name: Ana Reis, PERSON`."""
    values = []
    for field in fields(change):
        value = getattr(change, field.name)
        if isinstance(value, Who):
            values += [value.name, value.label]
        elif field.name == "who":
            values.append("unattributed")
        elif not isinstance(value, bool):
            values.append(str(value))
    return one_line(f"{kind_of(change)}: {', '.join(filter(None, values))}").removesuffix(":")


def facts_line(article: Exported) -> str:
    """Return byline, site, publication date and address on one line."""
    document = article.document
    address = link(document.source)
    facts = [
        markdown(document.byline),
        markdown(document.site),
        document.published.isoformat() if document.published else "",
        f"<{address}>" if address else markdown(document.source),
    ]
    return " · ".join(filter(None, facts))


def said(article: Exported, quotation: Quotation) -> str:
    """Return a quotation with its speaker, role and kind on one line."""
    speaker = article.speaker(quotation) or "unattributed"
    role = article.role(quotation)
    attribution = f"**{markdown(speaker)}**" + (f", {markdown(role)}" if role else "")
    kind = f"{quotation.kind}{', negated' if quotation.negated else ''}"
    return (
        f"{attribution} ({kind}): {markdown(article.content(quotation))}{mark(quotation.because)}"
    )


def happened(event: Event) -> str:
    """Return an event with its days on one line."""
    ahead = " (upcoming when published)" if event.upcoming else ""
    return f"**{days(event)}** {markdown(one_line(event.headline))}{ahead}{mark(event.because)}"


def days(event: Event) -> str:
    """Return the days of an event: one, or the first and the last."""
    if event.first_day == event.last_day:
        return f"{event.first_day}"
    return f"{event.first_day} – {event.last_day}"


def noted(note: Note) -> str:
    """Return a note below a quote of the words that it is on."""
    words = "\n".join(
        f"> {markdown(line.strip())}" for line in note.exact.splitlines() if line.strip()
    )
    signs = " ".join(
        filter(None, ("★" if note.starred else "", f"[{note.verdict}]" if note.verdict else ""))
    )
    tags = " ".join(f"#{hashtag(tag)}" for tag in note.tags)
    # stripped, since an indented line is a code block in Markdown
    body = "\n".join(markdown(line.strip()) for line in note.body.splitlines())
    more = " ".join(filter(None, (body, markdown(signs), tags)))
    return "\n\n".join(filter(None, (words, more)))


def mark(because: str) -> str:
    """Return the mark of a finding that the reader corrected, "" for one by the machine."""
    return " *(corrected by me)*" if is_yours(because) else ""
