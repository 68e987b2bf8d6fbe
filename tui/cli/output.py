"""Output of the commands: JSON for programs, lines for people; article text is never markup."""

import dataclasses
import datetime
import functools
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from analysis import Analysis, Entity, Span, clean, findings_as_json
from db import ArticleRow, Document, EventRow, Hit, Note, QuotationRow
from db.repositories.versions import Piece
from db.search.facets import Facets
from db.search.saved import SavedSearch
from tui.formatting import ANALYSIS_STATES, headline, in_marks

_AROUND = 80  # characters of unchanged text shown beside a change
UNDATED = "no date"
_IN_JSON = re.compile("[\x7f-\x9f]")  # controls that json.dumps does not escape
_IN_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")


def record(value: Any) -> dict[str, Any]:
    """Return a frozen record as JSON-ready values, with dates and times as ISO 8601."""
    return {key: _plain(item) for key, item in dataclasses.asdict(value).items()}


def analysis_json(identity: object, document: Document, analysis: Analysis) -> dict[str, Any]:
    """Return an article with its findings as JSON-ready values; `identity` is its id, or None."""
    return {
        "id": identity,
        "title": document.title,
        "published": _plain(document.published),
        "published_from": document.published_from,
        "text": analysis.text,
        **findings_as_json(analysis),
    }


def json_text(value: object) -> None:
    """Print a value as indented JSON."""
    print(_escaped(json.dumps(value, ensure_ascii=False, indent=1)))


def json_line(value: object) -> None:
    """Print a value as one line of JSON."""
    print(_escaped(json.dumps(value, ensure_ascii=False)))


def exported(piece: str, *, is_json: bool) -> None:
    """Print a piece of an export: control codes are escaped in JSON, and removed otherwise.

    An exported file still contains them, but a terminal would interpret them.
    """
    sys.stdout.write(_escaped(piece) if is_json else _IN_TEXT.sub("", piece))


def _escaped(text: str) -> str:
    r"""Escape the controls in JSON that a terminal would interpret: U+009B → `\u009b`."""
    return _IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def line(text: str) -> None:
    """Print one plain line, including its tabs."""
    print(clean(text).replace("\n", " "))


def articles(rows: Sequence[ArticleRow], as_json: bool) -> None:
    """Print a list of articles, a line each."""
    if as_json:
        json_text([record(row) for row in rows])
        return
    for row in rows:
        mark = {"unread": "●", "reading": "◐", "read": " "}[row.state]
        styled_line(
            (f"{row.id:>5} {mark} ", "dim"),
            (f"{_day(row.published):10}  ", "cyan"),
            (headline(row), "bold"),
            (f"  {row.site}" if row.site else "", "dim"),
            (_incomplete(row), "red"),
        )


def _incomplete(row: ArticleRow) -> str:
    complete = row.analysis_state == "complete"
    return "" if complete else f"  ({ANALYSIS_STATES[row.analysis_state]})"


def hits(found: Sequence[Hit], as_json: bool) -> None:
    """Print search hits: article, date, kind and title, then the snippet."""
    if as_json:
        json_text([_hit(hit) for hit in found])
        return
    for hit in found:
        styled_line(
            (f"{hit.article:>5}  ", "dim"),
            (f"{_day(hit.published):10}  ", "cyan"),
            (f"{hit.kind:9}  ", "magenta"),
            (hit.title, "bold"),
        )
        styled_line(
            ("       ", ""),
            *((_one_line(piece), "bold reverse" if match else "") for piece, match in hit.snippet),
        )


def facets(found: Facets, as_json: bool) -> None:
    """Print facet counts of search results: the number of articles of each value."""
    if as_json:
        json_text(record(found))
        return
    styled_line((f"{found.articles:,} articles", "bold"))
    most = max((month.articles for month in found.months), default=1)
    for month in found.months:
        bar = "█" * max(1, round(month.articles / most * 40))
        styled_line((f"{month.articles:>6,}  {month.value}  ", ""), (bar, "cyan"))
    for name, values in (
        ("Sources", found.sources),
        ("Speakers", found.speakers),
        ("Names", found.entities),
    ):
        if values:
            heading(name)
        for value in values:
            styled_line((f"{value.articles:>6,}  {value.value}", ""))


def saved_searches(found: Sequence[SavedSearch], as_json: bool) -> None:
    """Print saved searches, a line each: the name, a tab, the query."""
    if as_json:
        json_text([record(search) for search in found])
        return
    for search in found:
        line(f"{search.name}\t{search.query}")


def quotations(rows: Sequence[QuotationRow], as_json: bool) -> None:
    """Print quotations: date, speaker with role, and kind, then the content."""
    if as_json:
        json_text([record(row) for row in rows])
        return
    for row in rows:
        styled_line(
            (f"{row.article:>5}  ", "dim"),
            (f"{_day(row.published):10}  ", "cyan"),
            (row.speaker or "unnamed speaker", "bold"),
            (f", {row.role}" if row.role else "", ""),
            (f"  [{row.kind}{', negated' if row.negated else ''}]", "magenta"),
        )
        styled_line(("       ", ""), (_one_line(row.content), ""))


def events(rows: Sequence[EventRow], as_json: bool) -> None:
    """Print dated events, a line each."""
    if as_json:
        json_text([event(row) for row in rows])
        return
    for row in rows:
        styled_line(
            (f"{_days(row.first_day, row.last_day):23}  ", "cyan"),
            ("coming  " if row.upcoming else "        ", "magenta"),
            (_one_line(row.headline), "bold"),
            (f"  ({row.article}: {row.title})", "dim"),
        )


def article(document: Document, analysis: Analysis, notes: Iterable[Note]) -> None:
    """Print an article's metadata, text and findings for a reader."""
    text = analysis.text
    styled_line((document.title or document.source or "untitled", "bold"))
    origin = {"given": "", "unknown": ""}.get(
        document.published_from, f" (from the {document.published_from})"
    )
    facts = (document.byline, document.site, _day(document.published) + origin)
    styled_line((" · ".join(fact for fact in facts if fact), "dim"))
    print()
    styled_line((text.strip(), ""))
    heading("Names")
    for entity in analysis.entities:
        aliases = f"  also {', '.join(entity.aliases)}" if entity.aliases else ""
        role = f", {entity.role}" if entity.role else ""
        styled_line(
            (f"{entity.label:12}", "magenta"), (entity.name, "bold"), (f"{role}{aliases}", "")
        )
    heading("Quotations")
    for quotation in analysis.quotations:
        content = " … ".join(_one_line(text[start:end]) for start, end in quotation.spans)
        kind = f"{quotation.kind}{', negated' if quotation.negated else ''}"
        speaker = ""
        if quotation.kind != "scare":
            speaker = _speaker(analysis, quotation.speaker, quotation.source)
        lead = f"{speaker}: " if speaker else ""
        styled_line((f"{kind:12}", "magenta"), (lead, "bold"), (content, ""))
        styled_line((f"{'':12}{quotation.because} ({quotation.confidence:.0%})", "dim"))
    heading("Timeline")
    dated = sorted(analysis.events, key=lambda event: event.first_day or datetime.date.max)
    for event in dated:
        when = _days(event.first_day, event.last_day)
        styled_line(
            (f"{when:23} ", "cyan"),
            ("coming  " if event.upcoming else "        ", "magenta"),
            (event.headline, ""),
        )
        styled_line((f"{'':32}{event.because}", "dim"))
    if notes := list(notes):
        heading("Notes")
        for note in notes:
            styled_line((f"{in_marks(_one_line(note.exact))} ", "dim"), (note.body, ""))


def changes(pieces: Sequence[Piece]) -> None:
    """Print the differences of two texts: deletions as `[-…-]`, insertions as `{+…+}`.

    The signs are readable without colours.
    """
    shown: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.kind == "same":
            shown.append((_shortened(piece.text), "dim"))
        elif piece.kind == "gone":
            shown.append((f"[-{piece.text}-]", "red strike"))
        else:
            shown.append((f"{{+{piece.text}+}}", "green bold"))
    styled_line(*shown)


def _shortened(text: str) -> str:
    """Return only the ends of a long unchanged passage."""
    if len(text) <= 4 * _AROUND:
        return text
    first, last = text.find(" ", _AROUND), text.rfind(" ", 0, len(text) - _AROUND)
    return f"{text[:first]} … {text[last + 1 :]}" if 0 <= first < last else text


def _speaker(analysis: Analysis, speaker: int | None, source: Span | None) -> str:
    if speaker is not None:
        entity: Entity = analysis.entities[speaker]
        return f"{entity.name}, {entity.role}" if entity.role else entity.name
    return _one_line(analysis.text[source[0] : source[1]]) if source else "unnamed speaker"


def _hit(hit: Hit) -> dict[str, Any]:
    """Return a hit with its snippet as one string, and the offsets of the matches in it."""
    text, matches = "", []
    for piece, match in hit.snippet:
        if match:
            matches.append([len(text), len(text) + len(piece)])
        text += piece
    return {**record(hit), "snippet": text, "matches": matches}


def event(row: EventRow) -> dict[str, Any]:
    """Return an event as JSON-ready values."""
    fields = record(row)
    return {"from": fields.pop("first_day"), "to": fields.pop("last_day"), **fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else UNDATED


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return UNDATED
    return first.isoformat() if first == last else f"{first} – {last}"


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def heading(name: str) -> None:
    """Print a heading, after an empty line."""
    print()
    styled_line((name, "bold underline"))


def styled_line(*pieces: tuple[str, str]) -> None:
    """Print pieces of text with their styles as one line, without parsing markup."""
    from rich.text import Text

    safe = ((clean(text), style) for text, style in pieces)
    _console().print(Text.assemble(*safe), soft_wrap=True)


@functools.cache
def _console() -> Any:
    from rich.console import Console  # colours on a terminal only, none with NO_COLOR

    return Console(markup=False, highlight=False, emoji=False)
