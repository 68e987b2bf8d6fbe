"""Articles as Markdown: the text, who said what, what happened when, and the reader's notes."""

from collections.abc import Iterator
from dataclasses import fields

from analysis import Event, Quotation
from db.correcting.changes import Change, Who, kind_of
from db.correcting.reasons import is_yours
from db.exporting.escaping import hashtag, link, markdown, one_line
from db.exporting.selecting import Exported, Kept
from db.records import Note


def article_markdown(one: Exported, kept: Kept, level: int = 1) -> Iterator[str]:
    """An article with the parts that are kept, its headings from a level on."""
    head = "#" * level
    yield f"{head} {markdown(one_line(one.title))}\n\n"
    yield f"{facts_line(one)}\n\n"
    if "text" in kept.parts:
        for paragraph in one.document.text.split("\n"):
            if paragraph.strip():
                yield f"{markdown(paragraph.strip())}\n\n"
    if "quotations" in kept.parts and one.quotations:
        yield f"{head}# Quotations\n\n"
        for quotation in one.quotations:
            yield f"- {said(one, quotation)}\n"
        yield "\n"
    if "events" in kept.parts and one.dated:
        yield f"{head}# Timeline\n\n"
        for event in one.dated:
            yield f"- {happened(event)}\n"
        yield "\n"
    if "names" in kept.parts and one.entities:
        yield f"{head}# Names\n\n"
        for entity in one.entities:
            also = f"; also {', '.join(entity.aliases)}" if entity.aliases else ""
            role = f", {entity.role}" if entity.role else ""
            yield f"- **{markdown(entity.name)}**{markdown(role)}{markdown(also)}"
            yield f"{mark(entity.because)}\n"
        yield "\n"
    yield from own_words(one, head)


def own_words(one: Exported, head: str) -> Iterator[str]:
    """The reader's notes and corrections, said to be theirs."""
    if one.notes:
        yield f"{head}# My notes\n\n"
        for note in one.notes:
            yield f"{noted(note)}\n\n"
    if one.corrections:
        yield f"{head}# Set right by me\n\n"
        for correction in one.corrections:
            what = markdown(changed(correction.change))
            yield f"- “{markdown(one_line(correction.exact))}”: {what}\n"
        yield "\n"


def changed(change: Change) -> str:
    """A change as its kind and its values on one line: “name: Ana Reis, PERSON”."""
    values = []
    for field in fields(change):
        value = getattr(change, field.name)
        if isinstance(value, Who):
            values += [value.name, value.label]
        elif field.name == "who":
            values.append("nobody named")
        elif not isinstance(value, bool):
            values.append(str(value))
    return one_line(f"{kind_of(change)}: {', '.join(filter(None, values))}").removesuffix(":")


def facts_line(one: Exported) -> str:
    """Byline, site, day and address on one line."""
    document = one.document
    address = link(document.source)
    facts = [
        markdown(document.byline),
        markdown(document.site),
        document.published.isoformat() if document.published else "",
        f"<{address}>" if address else markdown(document.source),
    ]
    return " · ".join(filter(None, facts))


def said(one: Exported, quotation: Quotation) -> str:
    """A quotation with its speaker."""
    speaker = one.speaker(quotation) or "nobody named"
    role = one.role(quotation)
    told = f"**{markdown(speaker)}**" + (f", {markdown(role)}" if role else "")
    kind = f"{quotation.kind}{', negated' if quotation.negated else ''}"
    return f"{told} ({kind}): {markdown(one.content(quotation))}{mark(quotation.because)}"


def happened(event: Event) -> str:
    """An event with its days."""
    ahead = " (ahead when it was published)" if event.upcoming else ""
    return f"**{days(event)}** {markdown(one_line(event.headline))}{ahead}{mark(event.because)}"


def days(event: Event) -> str:
    """The days of an event: one, or the first and the last."""
    if event.first_day == event.last_day:
        return f"{event.first_day}"
    return f"{event.first_day} – {event.last_day}"


def noted(note: Note) -> str:
    """A note under the words that it is on."""
    words = "\n".join(
        f"> {markdown(line.strip())}" for line in note.exact.splitlines() if line.strip()
    )
    signs = " ".join(
        filter(None, ("★" if note.starred else "", f"[{note.verdict}]" if note.verdict else ""))
    )
    tags = " ".join(f"#{hashtag(tag)}" for tag in note.tags)
    # without indentation, which would make code of a line
    body = "\n".join(markdown(line.strip()) for line in note.body.splitlines())
    more = " ".join(filter(None, (body, markdown(signs), tags)))
    return "\n\n".join(filter(None, (words, more)))


def mark(because: str) -> str:
    """What tells a finding that the reader set right from those of the machine."""
    return " *(set right by me)*" if is_yours(because) else ""
