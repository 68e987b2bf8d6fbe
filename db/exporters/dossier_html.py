"""A dossier as an HTML page that prints well; each number leads to the list that it counts."""

from collections.abc import Callable, Iterator

from db.exporters.dossier import (
    Dossier,
    DossierNote,
    DossierPart,
    DossierSpeaker,
    DossierStatement,
)
from db.exporters.dossier_markdown import (
    count_parts,
    count_statements,
    describe_day,
    format_citations,
)
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.page import link_address, page_foot, page_head
from db.origins import name_origin

Cite = Callable[[tuple[int, ...]], str]
_AHEAD = '<small class="ahead">upcoming when published</small>'
_FOOT = "Statements are those that a program found; read the articles before you cite them."


def dossier_frame(dossier: Dossier) -> tuple[str, str]:
    """Return the beginning and the end of the page, around its content."""
    return f"{page_head(dossier.title, 'dossier.css')}<main>\n", f"</main>\n{page_foot(_FOOT)}"


def dossier_html(dossier: Dossier) -> Iterator[str]:
    """Yield the parts of a dossier as HTML, without the frame of the page."""
    cite = _link_sources if "sources" in dossier.parts else format_citations
    yield f"<h1>{_escape(dossier.title)}</h1>\n"
    counts = (
        f'<a href="#{part}">{count}</a>' if part in _list_shown(dossier) else count
        for part, count in count_parts(dossier).items()
    )
    yield f'<p class="extent">{describe_day(dossier)}: {", ".join(counts)}.</p>\n'
    if "who" in dossier.parts and (dossier.facts or dossier.speakers):
        yield from _who(dossier)
    if "statements" in dossier.parts and dossier.statements:
        yield f'<section id="statements"><h2>Statements ({dossier.statements:,})</h2>\n'
        for number, speaker in enumerate(dossier.speakers, 1):
            yield from _speaker_section(speaker, number, cite)
        yield "</section>\n"
    if "timeline" in dossier.parts and dossier.events:
        yield f'<section id="timeline"><h2>Timeline ({len(dossier.events):,})</h2><ul>\n'
        for event in dossier.events:
            ahead = f" {_AHEAD}" if event.is_upcoming else ""
            yield f"<li><b>{escape_markup(event.days)}</b> {_escape(event.headline)}{ahead}"
            yield f"&nbsp;{cite(event.sources)}</li>\n"
        yield "</ul></section>\n"
    if "sources" in dossier.parts and dossier.sources:
        yield f'<section id="sources"><h2>Sources ({len(dossier.sources):,})</h2><ol>\n'
        for source in dossier.sources:
            facts = ", ".join(
                filter(None, map(_escape, (source.byline, source.site, source.published)))
            )
            yield f'<li id="s{source.number}">{_escape(source.title)} <small>{facts} '
            yield f"{link_address(source.address)}</small></li>\n"
        yield "</ol></section>\n"
    if "notes" in dossier.parts and dossier.notes:
        yield f'<section id="notes" class="mine"><h2>Notes ({len(dossier.notes):,})</h2>\n'
        for note in dossier.notes:
            yield _note_block(note, cite)
        yield "</section>\n"


def _list_shown(dossier: Dossier) -> set[DossierPart]:
    """Return the parts whose lists are on the page."""
    filled: dict[DossierPart, int] = {
        "statements": dossier.statements,
        "timeline": len(dossier.events),
        "sources": len(dossier.sources),
    }
    return {part for part, number in filled.items() if number and part in dossier.parts}


def _who(dossier: Dossier) -> Iterator[str]:
    yield '<section id="who"><h2>Who</h2>\n'
    if dossier.facts:
        yield "<dl>"
        for label, words in dossier.facts:
            yield f"<dt>{label}</dt><dd>{_escape(words)}</dd>"
        yield "</dl>\n"
    if dossier.speakers:
        yield "<ul>"
        for number, speaker in enumerate(dossier.speakers, 1):
            role = f", {_escape(speaker.role)}" if speaker.role else ""
            count = count_statements(len(speaker.statements))
            if "statements" in dossier.parts:
                count = f'<a href="#w{number}">{count}</a>'
            yield f"<li><b>{_name(speaker)}</b>{role}: {count}</li>\n"
        yield "</ul>"
    yield "</section>\n"


def _speaker_section(speaker: DossierSpeaker, number: int, cite: Cite) -> Iterator[str]:
    yield f'<h3 id="w{number}">{_name(speaker)}</h3><ul class="spoken">\n'
    yield from (_statement_item(statement, cite) for statement in speaker.statements)
    yield "</ul>\n"


def _name(speaker: DossierSpeaker) -> str:
    return _escape(speaker.name) or "Without a speaker"


def _statement_item(statement: DossierStatement, cite: Cite) -> str:
    remarks = [statement.kind]
    remarks += ["negated"] if statement.is_negated else []
    own = ' <span class="own">corrected by me</span>' if statement.is_corrected else ""
    return (
        f"<li><small>{escape_markup(statement.date)}</small> {_escape(statement.words)} "
        f"<small>{', '.join(remarks)}</small>{own}&nbsp;{cite((statement.source,))}</li>\n"
    )


def _note_block(each: DossierNote, cite: Cite) -> str:
    note = each.note
    origin = name_origin(note.origin, note.author)
    signs = (
        "★" if note.starred else "",
        note.verdict,
        *(f"#{tag}" for tag in note.tags),
        f"from {origin}" if origin else "",
    )
    body = "".join(f"<p>{escape_markup(line)}</p>" for line in note.body.splitlines())
    compared = f"<p><small>compared with: {_escape(note.compared)}</small></p>"
    return (
        f"<blockquote>{_escape(note.exact)}</blockquote>{compared if note.compared else ''}{body}"
        f"<p><small>{escape_markup(' '.join(filter(None, signs)))}</small> "
        f"{cite((each.source,))}</p>\n"
    )


def _link_sources(sources: tuple[int, ...]) -> str:
    links = ", ".join(f'<a href="#s{number}">{number}</a>' for number in sources)
    return f'<span class="cited">[{links}]</span>'


def _escape(text: str) -> str:
    return escape_markup(flatten_lines(text))
