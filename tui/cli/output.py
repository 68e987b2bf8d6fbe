"""Output of the commands: JSON for programs, lines for people; article text is never markup."""

import datetime
import errno
import functools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from analysis import Analysis, Event, Quotation, clean, findings_as_json, render_reason
from analysis.date_format import format_period_in_figures, format_published_in_figures
from analysis.models import WEAK_KINDS
from analysis.partial_dates import PartialDate
from analysis.speaker_names import format_speaker, name_speaker
from db.models import Match, record_to_dict
from tui.article_remarks import wire_mark
from tui.cli.damage_marks import damage_mark, report_damaged, report_damaged_after
from tui.cli.encoded_values import ENCODERS, encode_json, escape_controls
from tui.cli.options import CLOSEST_LINE, OutputForm
from tui.display_text import (
    ANALYSIS_STATE_NAMES,
    describe_comparison,
    display_title,
    format_count,
    format_overlap,
    in_quotation_marks,
    web_address,
)
from tui.launch import echo
from tui.sanitize import HAS_LINKS

if TYPE_CHECKING:  # a command imports only what it prints
    from db import (
        ArticleRow,
        Document,
        EventRow,
        Note,
        QuotationRow,
        SearchHit,
    )
    from db.corrections import Correction
    from db.search.engine import Comparison
    from db.search.facets import Facets
    from db.search.saved_searches import SavedSearch

_IN_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")


def analysis_to_json(identity: object, document: "Document", analysis: Analysis) -> dict[str, Any]:
    """Return an article with its findings as JSON-ready values; `identity` is its id, or None."""
    return add_sources({
        "id": identity,
        "title": document.title,
        "published": _plain(document.published),
        "published_from": document.published_from,
        "text": analysis.text,
        **findings_as_json(analysis),
    }, analysis)  # fmt: skip


def add_sources(
    article: dict[str, Any], analysis: Analysis, corrections: Sequence["Correction"] = ()
) -> dict[str, Any]:
    """Return the values of an article, with the sources of its quotations and its disclosures."""
    from analysis.sources.source_json import sources_as_json  # reads weights
    from db.corrections.disclosures import list_disclosures

    listed = list_disclosures(analysis, corrections)
    sources, disclosures = sources_as_json(analysis, listed)
    for found, source in zip(article["quotations"], sources, strict=True):
        found |= source
    return {**article, "disclosures": disclosures}


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    print(encode_json(value, 1))


def print_json_line(value: object) -> None:
    """Print a value as one line of JSON."""
    print(encode_json(value))


def print_values(form: OutputForm, value: object) -> None:
    """Print objects for programs, or one object: as JSON, JSON Lines or a table.

    Objects that are yielded one by one are printed in batches.
    """
    if form == "json" and isinstance(value, dict):
        print_json(value)
    elif form:
        rows = [value] if isinstance(value, dict) or not isinstance(value, Iterable) else value
        sys.stdout.writelines(ENCODERS[form](rows))


def print_export(piece: str, *, is_json: bool) -> None:
    """Print a piece of an export: control codes are escaped in JSON, and removed otherwise.

    An exported file still contains them, but a terminal would interpret them.
    """
    sys.stdout.write(escape_controls(piece) if is_json else _IN_TEXT.sub("", piece))


def print_line(text: str) -> None:
    """Print one plain line, including its tabs."""
    print(clean(text).replace("\n", " "))


def print_articles(rows: Iterable["ArticleRow"], form: OutputForm) -> None:
    """Print articles as they are loaded, a line each."""
    rows = report_damaged_after(rows)
    if form:
        print_values(form, map(record_to_dict, rows))
        return
    for row in rows:
        state = {"unread": "●", "reading": "◐", "read": " "}[row.state]
        print_styled_line(
            (f"{row.id:>5} {state} ", "dim"),
            (f"{format_published_in_figures(row.published, row.published_from):11} ", "cyan"),
            (
                display_title(row),
                _link_style("bold italic" if row.has_made_title else "bold", web_address(row)),
            ),
            (f"  {row.site}" if row.site else "", "dim"),
            (_incomplete(row), "red"),
            (f"  ({mark})" if (mark := wire_mark(row)) else "", "red"),
            damage_mark(row),
        )


def _incomplete(row: "ArticleRow") -> str:
    complete = row.analysis_state == "complete"
    return "" if complete else f"  ({ANALYSIS_STATE_NAMES[row.analysis_state]})"


def _link_style(style: str, address: str) -> str:
    """Return a style with a link to a web address, if there is one and the terminal has links."""
    return f"{style} link {address}" if address and HAS_LINKS else style


def print_hits(found: Sequence["SearchHit"], form: OutputForm, *, is_meaning: bool = False) -> None:
    """Print search hits by article: its date and title, then the snippet of each hit in it.

    A closest or similar hit has a line more, with the words that it has and lacks. That of a hit by
    meaning has the common words and the signs that it differs. The closest are below a line. With
    `is_meaning`, all are results of a search by meaning.
    """
    report_damaged(found)
    if form:
        print_values(form, [_hit(hit) for hit in found])
        return
    below = () if is_meaning else ("closest", "meaning")
    exact = [hit for hit in found if hit.match not in below]
    closest = [hit for hit in found if hit.match in below]
    _print_articles(exact)
    if closest:
        line = _CLOSEST_BELOW if exact else _CLOSEST
        print_styled_line((f"{CLOSEST_LINE}{line} ──", "dim"))
    _print_articles(closest)


_CLOSEST = "no result has all words; the closest"
_CLOSEST_BELOW = "closest, without some of the words"


def _print_articles(found: Sequence["SearchHit"]) -> None:
    """Print the hits of each article below its title, in the order of their first hits."""
    articles: dict[int, list[SearchHit]] = {}
    for hit in found:
        articles.setdefault(hit.article, []).append(hit)
    for first, *others in articles.values():
        number = f"  · {format_count(len(others) + 1, 'hit')}" if others else ""
        print_styled_line(
            (f"{first.article:>5}  ", "dim"),
            (f"{format_published_in_figures(first.published, first.published_from):11} ", "cyan"),
            (f"{first.kind:9}  ", "magenta"),
            (first.title, "bold"),
            (number, "dim"),
            damage_mark(first),
        )
        _print_snippet(first)
        for hit in others:
            _print_snippet(hit, f"{hit.kind:9}  ")


def _print_snippet(hit: "SearchHit", kind: str = "") -> None:
    """Print the snippet of a hit, with its kind if its title is not above it."""
    print_styled_line(
        ("       ", ""),
        (kind, "magenta"),
        (f"{_event_day(hit)}  " if hit.day else "", "cyan"),
        *((_one_line(piece), "bold reverse" if match else "") for piece, match in hit.snippet),
        *([damage_mark(hit)] if kind else []),
    )
    if hit.match != "exact":
        print_styled_line(("       ", ""), (_one_line(format_overlap(hit)), "dim"))


def _event_day(hit: "SearchHit") -> str:
    """Return the date of an event, with a remark if only the publication dates it."""
    date = format_period_in_figures(hit.day, hit.last_day, hit.precision)
    return f"reported {date}" if hit.is_reported else date


def report_comparison(comparison: "Comparison") -> None:
    """Report on standard error that a search by meaning has not compared all quotations."""
    if comparison.near and not comparison.is_complete:
        echo(describe_comparison(comparison))


def report_unclassified(number: int) -> None:
    """Report on standard error how many articles a search by sources leaves out."""
    if number:
        articles = format_count(number, "article")
        echo(f"{articles} left out, whose sources are not read yet; search again to read more")


def print_facets(found: "Facets", form: OutputForm) -> None:
    """Print facet counts of search results: the number of articles of each value."""
    if form == "json":
        print_json(record_to_dict(found))
        return
    if form:
        facets = {"source": found.sources, "speaker": found.speakers, "entity": found.entities,
                  "month": found.months}  # fmt: skip
        print_values(
            form,
            [
                {"facet": name, **record_to_dict(count)}
                for name, counts in facets.items()
                for count in counts
            ],
        )
        return
    print_styled_line((format_count(found.articles, "article"), "bold"))
    most = max((month.articles for month in found.months), default=1)
    for month in found.months:
        bar = "█" * max(1, round(month.articles / most * 40))
        print_styled_line((f"{month.articles:>6,}  {month.value}  ", ""), (bar, "cyan"))
    for name, values in (
        ("Sources", found.sources),
        ("Speakers", found.speakers),
        ("Names", found.entities),
    ):
        if values:
            print_heading(name)
        for value in values:
            print_styled_line((f"{value.articles:>6,}  {value.value}", ""))


def print_saved_searches(
    found: Sequence["SavedSearch"], counts: Mapping[str, int], form: OutputForm
) -> None:
    """Print saved searches, a line each: the name, a tab, the query, and what is new if any is."""
    report_damaged(found)
    if form:
        rows = [{**record_to_dict(search), "new": counts.get(search.name)} for search in found]
        print_values(form, rows)
        return
    for search in found:
        new = f"\t{counts[search.name]:,} new" if counts.get(search.name) else ""
        print_line(f"{search.name}\t{search.query}{new}")


def print_quotations(
    rows: Iterable["QuotationRow"], form: OutputForm, near: Sequence["SearchHit"] = ()
) -> None:
    """Print quotations as they are loaded: date, speaker with role, and kind, then the content.

    `near` are the hits of these rows in a search by meaning.
    """
    rows = report_damaged_after(rows)
    if form:
        print_values(form, (quotation_to_json(row, hit) for row, hit in zip_longest(rows, near)))
        return
    for row, hit in zip_longest(rows, near):
        print_styled_line(
            (f"{row.article:>5}  ", "dim"),
            (f"{format_published_in_figures(row.published, row.published_from):11} ", "cyan"),
            (format_speaker(row.speaker, row.pronoun) or "no speaker", "bold"),
            (f", {row.role}" if row.role else "", ""),
            (f"  [{row.kind}{', negated' if row.negated else ''}]", "magenta"),
            damage_mark(row),
        )
        print_styled_line(("       ", ""), (_one_line(row.content), ""))
        if hit:
            print_styled_line(("       ", ""), (_one_line(format_overlap(hit)), "dim"))


def print_events(rows: Iterable["EventRow"], form: OutputForm) -> None:
    """Print dated events as they are loaded, a line each."""
    rows = report_damaged_after(rows)
    if form:
        print_values(form, map(event_to_json, rows))
        return
    for row in rows:
        print_styled_line(
            (f"{_event_date(row):23}  ", "cyan"),
            (_event_note(row), "magenta"),
            (_one_line(row.headline), "bold"),
            (f"  ({row.article}: {row.title})", "dim"),
            damage_mark(row),
        )


def print_article(document: "Document", analysis: Analysis, notes: Iterable["Note"]) -> None:
    """Print an article's metadata, text and findings for a reader."""
    text = analysis.text
    print_styled_line((document.title or document.source or "untitled", "bold"))
    origin = {
        "given": "",
        "unknown": "",
        "guessed": " (guessed: the dateline has no year)",
        "text": " (from the dates in the text)",
    }.get(document.published_from, f" (from the {document.published_from})")
    published = format_published_in_figures(document.published, "")
    facts = (document.byline, document.site, published + origin)
    print_styled_line((" · ".join(fact for fact in facts if fact), "dim"))
    print()
    print_styled_line((text.strip(), ""))
    print_heading("Names")
    for entity in analysis.named_entities:
        aliases = f"  (other names: {', '.join(entity.aliases)})" if entity.aliases else ""
        role = f", {entity.role}" if entity.role else ""
        print_styled_line(
            (f"{entity.label:12}", "magenta"), (entity.name, "bold"), (f"{role}{aliases}", "")
        )
    print_heading("Quotations")
    weak = Counter(str(quotation.kind) for quotation in analysis.quotations)
    for quotation in analysis.quotations:
        if quotation.kind in WEAK_KINDS:
            continue
        content = " … ".join(_one_line(text[start:end]) for start, end in quotation.spans)
        name = "scare quote" if quotation.kind == "scare" else quotation.kind
        kind = f"{name}{', negated' if quotation.negated else ''}"
        speaker = ""
        if quotation.kind != "scare":
            speaker = _speaker(analysis, quotation)
        lead = f"{speaker}: " if speaker else ""
        print_styled_line((f"{kind:12}", "magenta"), (lead, "bold"), (content, ""))
        reason = render_reason(quotation.reason, quotation.origin)
        print_styled_line((f"{'':12}{reason} ({quotation.confidence:.0%})", "dim"))
    left_out = [format_count(weak[kind], kind) for kind in WEAK_KINDS if weak[kind]]
    if left_out:
        print_styled_line((f"not listed: {' and '.join(left_out)}; --json has them", "dim"))
    print_heading("Timeline")
    dated = sorted(analysis.events, key=lambda event: event.first_day or datetime.date.max)
    for event in dated:
        when = _event_date(event)
        print_styled_line(
            (f"{when:23} ", "cyan"),
            (_event_note(event), "magenta"),
            (event.headline, ""),
        )
        reason = render_reason(event.reason, event.origin)
        print_styled_line((f"{'':34}{reason}", "dim"))
    if notes := list(notes):
        from tui.note_authors import describe_author

        print_heading("Notes")
        for note in notes:
            author = describe_author(note)
            print_styled_line(
                (f"{in_quotation_marks(_one_line(note.exact))} ", "dim"),
                (note.body, ""),
                (f"  {author}" if author else "", "dim"),
                damage_mark(note),
            )


def _speaker(analysis: Analysis, quotation: Quotation) -> str:
    speakers = analysis.speakers_of(quotation)
    if len(speakers) == 1 and speakers[0].role:
        return f"{speakers[0].name}, {speakers[0].role}"
    return name_speaker(analysis, quotation).label or "no speaker"


def _hit(hit: "SearchHit") -> dict[str, Any]:
    """Return a hit with its snippet as one string, and the offsets of the matches in it."""
    text, matches = "", []
    for piece, match in hit.snippet:
        if match:
            matches.append([len(text), len(text) + len(piece)])
        text += piece
    return {**record_to_dict(hit), "snippet": text, "matches": matches}


def quotation_to_json(row: "QuotationRow", hit: "SearchHit | None") -> dict[str, Any]:
    """Return a quotation, with the result of a search by meaning if there is one."""
    match: Match = hit.match if hit else "exact"
    has, differs = (hit.has, hit.differs) if hit else ((), ())
    return {**record_to_dict(row), "match": match, "has": has, "differs": differs}


def event_to_json(row: "EventRow") -> dict[str, Any]:
    """Return an event as JSON-ready values."""
    fields = record_to_dict(row)
    days = {"from": fields.pop("first_day"), "to": fields.pop("last_day")}
    return days | fields | {"guessed": row.is_guessed, "kind": row.kind}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date | PartialDate) else value


def _event_note(event: "Event | EventRow") -> str:
    """Return the column that marks an upcoming event, a guess, a state, or one without a date."""
    if event.is_guessed:
        return f"{'guess':10}"
    if event.kind == "state":
        return f"{'state':10}"
    return f"{'reported' if event.is_reported else 'upcoming' if event.upcoming else '':10}"


def _event_date(event: "Event | EventRow") -> str:
    return format_period_in_figures(event.first_day, event.last_day, event.precision)


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def print_heading(name: str) -> None:
    """Print a heading, after an empty line."""
    print()
    print_styled_line((name, "bold underline"))


def print_styled_line(*pieces: tuple[str, str]) -> None:
    """Print pieces of text with their styles as one line, without parsing markup."""
    line = clean("".join([text for text, _ in pieces]))
    if "\t" not in line and not _has_styles():
        print(line)  # Rich takes ten times as long to print the same
        return
    from rich.text import Text

    safe = ((clean(text), style) for text, style in pieces)
    _console().print(Text.assemble(*safe), soft_wrap=True)


def _has_styles() -> bool:
    """Return True if Rich may print styles: on a terminal, or where a variable asks for them."""
    return _wants_styles() or sys.stdout.isatty()


@functools.cache
def _wants_styles() -> bool:
    return "FORCE_COLOR" in os.environ or "TTY_COMPATIBLE" in os.environ


@functools.cache
def _console() -> Any:
    from rich.console import Console  # colors on a terminal only, none with NO_COLOR

    class PipeConsole(Console):
        def on_broken_pipe(self) -> None:
            """Raise the error, which ends the process; Rich would exit with 1."""
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    return PipeConsole(markup=False, highlight=False, emoji=False)
