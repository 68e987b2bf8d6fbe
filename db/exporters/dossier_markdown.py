"""A dossier as Markdown: headings, lists, and numbers of sources in brackets."""

from collections.abc import Iterator

from analysis.date_format import format_short_date
from db.exporters.dossier import Dossier, DossierPart, DossierStatement
from db.exporters.escapes import escape_markdown, flatten_lines, safe_link
from db.exporters.markdown import note_block


def dossier_markdown(dossier: Dossier) -> Iterator[str]:
    """Yield the parts of a dossier as Markdown."""
    yield f"# {_escape(dossier.title)}\n\n"
    yield f"{describe_extent(dossier)}\n\n"
    if "who" in dossier.parts:
        yield from _who(dossier)
    if "statements" in dossier.parts and dossier.statements:
        yield f"## Statements ({dossier.statements:,})\n\n"
        for speaker in dossier.speakers:
            yield f"### {_escape(speaker.name) or 'Without a speaker'}\n\n"
            yield from (f"- {_statement_line(each)}\n" for each in speaker.statements)
            yield "\n"
    if "timeline" in dossier.parts and dossier.events:
        yield f"## Timeline ({len(dossier.events):,})\n\n"
        for event in dossier.events:
            ahead = " (upcoming when published)" if event.is_upcoming else ""
            cited = format_citations(event.sources)
            yield f"- **{event.days}** {_escape(event.headline)}{ahead} {cited}\n"
        yield "\n"
    if "sources" in dossier.parts and dossier.sources:
        yield f"## Sources ({len(dossier.sources):,})\n\n"
        for source in dossier.sources:
            link = safe_link(source.address)
            facts = (source.byline, source.site, source.published)
            described = ", ".join(filter(None, map(_escape, facts)))
            address = f"<{link}>" if link else _escape(source.address)
            line = " · ".join(filter(None, (_escape(source.title), described, address)))
            yield f"{source.number}. {line}\n"
        yield "\n"
    if "notes" in dossier.parts and dossier.notes:
        yield f"## Notes ({len(dossier.notes):,})\n\n"
        for each in dossier.notes:
            yield f"{note_block(each.note)}\n\n{format_citations((each.source,))}\n\n"


def _who(dossier: Dossier) -> Iterator[str]:
    if not dossier.facts and not dossier.speakers:
        return
    yield "## Who\n\n"
    for label, words in dossier.facts:
        yield f"- {label}: {_escape(words)}\n"
    for speaker in dossier.speakers:
        role = f", {_escape(speaker.role)}" if speaker.role else ""
        name = _escape(speaker.name) or "Without a speaker"
        yield f"- **{name}**{role}: {count_statements(len(speaker.statements))}\n"
    yield "\n"


def _statement_line(statement: DossierStatement) -> str:
    remarks = [statement.kind]
    remarks += ["negated"] if statement.is_negated else []
    remarks += ["corrected by me"] if statement.is_corrected else []
    cited = format_citations((statement.source,))
    return f"{statement.date}: {_escape(statement.words)} ({', '.join(remarks)}) {cited}"


def describe_extent(dossier: Dossier) -> str:
    """Return the day of a dossier and the numbers of its statements, events and sources."""
    return f"{describe_day(dossier)}: {', '.join(count_parts(dossier).values())}."


def describe_day(dossier: Dossier) -> str:
    """Return who wrote a dossier, and when."""
    return f"Written by OnRecord on {format_short_date(dossier.written)}"


def count_parts(dossier: Dossier) -> dict[DossierPart, str]:
    """Return the numbers of statements, events and sources of a dossier, each with its noun."""
    return {
        "statements": count_statements(dossier.statements),
        "timeline": f"{len(dossier.events):,} {'event' if len(dossier.events) == 1 else 'events'}",
        "sources": (
            f"{len(dossier.sources):,} {'article' if len(dossier.sources) == 1 else 'articles'}"
        ),
    }


def count_statements(number: int) -> str:
    """Return a number of statements with its noun."""
    return f"{number:,} {'statement' if number == 1 else 'statements'}"


def format_citations(sources: tuple[int, ...]) -> str:
    """Return numbers of sources in brackets: `[1, 3]`."""
    return f"[{', '.join(map(str, sources))}]"


def _escape(text: str) -> str:
    return escape_markdown(flatten_lines(text))
