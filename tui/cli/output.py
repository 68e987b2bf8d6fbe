"""Output of the commands: JSON for programs, lines for people; article text is never markup.

Output of the `people` command: identities, merge candidates and profiles.

Output of the `rules` command: the correction rules, as JSON or a line each.

Output of `quotes --repeated`: each repeated quotation with its occurrences by date, and on request
with those that may be reworded.

Output of the `timeline` command: event clusters, and counts by calendar unit.

Output of the commands `words` and `concordance`.
"""

import datetime
import functools
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from analysis import Analysis, Event, Quotation, clean, findings_as_json, render_reason
from analysis.reasons import reason_as_json
from analysis.text import join_names
from db.models import Match, PublishedFrom, record_to_dict
from tui.cli import output
from tui.cli.options import report_cut
from tui.display_text import (
    ANALYSIS_STATE_NAMES,
    describe_proposal,
    describe_rewordings,
    describe_rule,
    display_title,
    format_count,
    format_overlap,
    format_reading_time,
    in_quotation_marks,
    label_noun,
    web_address,
)
from tui.sanitize import HAS_LINKS

if TYPE_CHECKING:  # a command imports only what it prints
    from analysis.corpus import KeyWord
    from analysis.corpus.collocations import Collocation
    from analysis.corpus.readability import Readability
    from analysis.corpus.text_reuse import DiffPiece
    from db import (
        ArticleRow,
        ConcordanceHit,
        Document,
        EventRow,
        Note,
        QuotationRow,
        SearchHit,
        Store,
    )
    from db.corrections import CorrectionRule
    from db.identities.models import IdentityRow, MergeCandidate
    from db.quote_groups.models import OccurrenceDiff, QuoteGroup
    from db.repositories.bulk_edits import BulkEdit
    from db.repositories.proposals import Proposal
    from db.repositories.quote_groups import Rewordings
    from db.repositories.trash import TrashedArticle
    from db.repositories.versions import DiffSegment
    from db.search.engine import SavedSearch
    from db.search.facets import Facets
    from db.text_statistics import WordStatistics
    from db.timeline.models import DateRange, EventCluster, Unit

_AROUND = 80  # characters of unchanged text shown beside a change
UNDATED = "no date"
_IN_JSON = re.compile("[\x7f-\x9f]")  # controls that json.dumps does not escape
_IN_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")


def analysis_to_json(identity: object, document: "Document", analysis: Analysis) -> dict[str, Any]:
    """Return an article with its findings as JSON-ready values; `identity` is its id, or None."""
    return {
        "id": identity,
        "title": document.title,
        "published": _plain(document.published),
        "published_from": document.published_from,
        "text": analysis.text,
        **findings_as_json(analysis),
    }


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    print(_escaped(json.dumps(value, ensure_ascii=False, indent=1)))


def print_json_line(value: object) -> None:
    """Print a value as one line of JSON."""
    print(_escaped(json.dumps(value, ensure_ascii=False)))


def print_export(piece: str, *, is_json: bool) -> None:
    """Print a piece of an export: control codes are escaped in JSON, and removed otherwise.

    An exported file still contains them, but a terminal would interpret them.
    """
    sys.stdout.write(_escaped(piece) if is_json else _IN_TEXT.sub("", piece))


def _escaped(text: str) -> str:
    r"""Escape the controls in JSON that a terminal would interpret: U+009B → `\u009b`."""
    return _IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def print_line(text: str) -> None:
    """Print one plain line, including its tabs."""
    print(clean(text).replace("\n", " "))


def print_articles(rows: Sequence["ArticleRow"], as_json: bool) -> None:
    """Print a list of articles, a line each."""
    if as_json:
        print_json([record_to_dict(row) for row in rows])
        return
    for row in rows:
        mark = {"unread": "●", "reading": "◐", "read": " "}[row.state]
        print_styled_line(
            (f"{row.id:>5} {mark} ", "dim"),
            (f"{_published(row.published, row.published_from):11} ", "cyan"),
            (display_title(row), _link_style("bold", web_address(row))),
            (f"  {row.site}" if row.site else "", "dim"),
            (_incomplete(row), "red"),
        )


def _incomplete(row: "ArticleRow") -> str:
    complete = row.analysis_state == "complete"
    return "" if complete else f"  ({ANALYSIS_STATE_NAMES[row.analysis_state]})"


def print_edit(edit: "BulkEdit") -> None:
    """Print as JSON the articles that an edit changed, and those that were so already."""
    print_json({"kind": edit.kind, "changed": edit.changed, "unchanged": edit.unchanged})


def _link_style(style: str, address: str) -> str:
    """Return a style with a link to a web address, if there is one and the terminal has links."""
    return f"{style} link {address}" if address and HAS_LINKS else style


def print_tags(tags: Sequence[tuple[str, int]], as_json: bool) -> None:
    """Print the tags in use with their numbers of articles and notes."""
    if as_json:
        print_json([{"tag": name, "count": count} for name, count in tags])
        return
    for name, count in tags:
        print_styled_line((f"{count:>5}  ", "dim"), (name, "bold"))


def print_trash(articles: Sequence["TrashedArticle"], as_json: bool) -> None:
    """Print the articles in the trash, a line each."""
    if as_json:
        print_json([record_to_dict(article) for article in articles])
        return
    for article in articles:
        notes = f"  {format_count(article.notes, 'note')}" if article.notes else ""
        print_styled_line(
            (f"{article.id:>5}  ", "dim"),
            (f"{_published(article.published, article.published_from):11} ", "cyan"),
            (article.title, "bold"),
            (f"  {article.site}" if article.site else "", "dim"),
            (f"{notes}  deleted {_day(article.trashed.date())}", "dim"),
        )


def print_hits(found: Sequence["SearchHit"], as_json: bool) -> None:
    """Print search hits: article, date, kind, title, then the snippet, with the day of an event.

    A closest or similar hit has a third line with the words that it has and lacks. That of a hit by
    meaning has the common words and the signs that it differs.
    """
    if as_json:
        print_json([_hit(hit) for hit in found])
        return
    for hit in found:
        print_styled_line(
            (f"{hit.article:>5}  ", "dim"),
            (f"{_published(hit.published, hit.published_from):11} ", "cyan"),
            (f"{hit.kind:9}  ", "magenta"),
            (hit.title, "bold"),
        )
        print_styled_line(
            ("       ", ""),
            (f"{_event_day(hit)}  " if hit.day else "", "cyan"),
            *((_one_line(piece), "bold reverse" if match else "") for piece, match in hit.snippet),
        )
        if hit.match != "exact":
            print_styled_line(("       ", ""), (_one_line(format_overlap(hit)), "dim"))


def _event_day(hit: "SearchHit") -> str:
    """Return the day of an event, with a remark if only the publication dates it."""
    return f"reported {_day(hit.day)}" if hit.is_reported else _day(hit.day)


def print_facets(found: "Facets", as_json: bool) -> None:
    """Print facet counts of search results: the number of articles of each value."""
    if as_json:
        print_json(record_to_dict(found))
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


def print_saved_searches(found: Sequence["SavedSearch"], as_json: bool) -> None:
    """Print saved searches, a line each: the name, a tab, the query."""
    if as_json:
        print_json([record_to_dict(search) for search in found])
        return
    for search in found:
        print_line(f"{search.name}\t{search.query}")


def print_quotations(
    rows: Sequence["QuotationRow"], as_json: bool, near: Sequence["SearchHit"] = ()
) -> None:
    """Print quotations: date, speaker with role, and kind, then the content.

    `near` are the hits of these rows in a search by meaning.
    """
    if as_json:
        print_json([_quotation(row, hit) for row, hit in zip_longest(rows, near)])
        return
    for row, hit in zip_longest(rows, near):
        print_styled_line(
            (f"{row.article:>5}  ", "dim"),
            (f"{_published(row.published, row.published_from):11} ", "cyan"),
            (row.speaker or "no speaker", "bold"),
            (f", {row.role}" if row.role else "", ""),
            (f"  [{row.kind}{', negated' if row.negated else ''}]", "magenta"),
        )
        print_styled_line(("       ", ""), (_one_line(row.content), ""))
        if hit:
            print_styled_line(("       ", ""), (_one_line(format_overlap(hit)), "dim"))


def print_events(rows: Sequence["EventRow"], as_json: bool) -> None:
    """Print dated events, a line each."""
    if as_json:
        print_json([event_to_json(row) for row in rows])
        return
    for row in rows:
        print_styled_line(
            (f"{_days(row.first_day, row.last_day):23}  ", "cyan"),
            (_event_note(row), "magenta"),
            (_one_line(row.headline), "bold"),
            (f"  ({row.article}: {row.title})", "dim"),
        )


def print_article(document: "Document", analysis: Analysis, notes: Iterable["Note"]) -> None:
    """Print an article's metadata, text and findings for a reader."""
    text = analysis.text
    print_styled_line((document.title or document.source or "untitled", "bold"))
    origin = {"given": "", "unknown": "", "guessed": " (guessed: the dateline has no year)"}.get(
        document.published_from, f" (from the {document.published_from})"
    )
    facts = (document.byline, document.site, _day(document.published) + origin)
    print_styled_line((" · ".join(fact for fact in facts if fact), "dim"))
    print()
    print_styled_line((text.strip(), ""))
    print_heading("Names")
    for entity in analysis.entities:
        aliases = f"  (other names: {', '.join(entity.aliases)})" if entity.aliases else ""
        role = f", {entity.role}" if entity.role else ""
        print_styled_line(
            (f"{entity.label:12}", "magenta"), (entity.name, "bold"), (f"{role}{aliases}", "")
        )
    print_heading("Quotations")
    for quotation in analysis.quotations:
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
    print_heading("Timeline")
    dated = sorted(analysis.events, key=lambda event: event.first_day or datetime.date.max)
    for event in dated:
        when = _days(event.first_day, event.last_day)
        print_styled_line(
            (f"{when:23} ", "cyan"),
            (_event_note(event), "magenta"),
            (event.headline, ""),
        )
        reason = render_reason(event.reason, event.origin)
        print_styled_line((f"{'':34}{reason}", "dim"))
    if notes := list(notes):
        print_heading("Notes")
        for note in notes:
            print_styled_line(
                (f"{in_quotation_marks(_one_line(note.exact))} ", "dim"), (note.body, "")
            )


def print_changes(pieces: "Sequence[DiffSegment]") -> None:
    """Print the differences of two texts: deletions as `[-…-]`, insertions as `{+…+}`.

    The signs are readable without colors.
    """
    shown: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.kind == "same":
            shown.append((_shortened(piece.text), "dim"))
        elif piece.kind == "gone":
            shown.append((f"[-{piece.text}-]", "red strike"))
        else:
            shown.append((f"{{+{piece.text}+}}", "green bold"))
    print_styled_line(*shown)


def _shortened(text: str) -> str:
    """Return only the ends of a long unchanged passage."""
    if len(text) <= 4 * _AROUND:
        return text
    first, last = text.find(" ", _AROUND), text.rfind(" ", 0, len(text) - _AROUND)
    return f"{text[:first]} … {text[last + 1 :]}" if 0 <= first < last else text


def _speaker(analysis: Analysis, quotation: Quotation) -> str:
    speakers, source = analysis.speakers_of(quotation), quotation.source
    if len(speakers) == 1 and speakers[0].role:
        return f"{speakers[0].name}, {speakers[0].role}"
    if speakers:
        return join_names([entity.name for entity in speakers])
    return _one_line(analysis.text[source[0] : source[1]]) if source else "no speaker"


def _hit(hit: "SearchHit") -> dict[str, Any]:
    """Return a hit with its snippet as one string, and the offsets of the matches in it."""
    text, matches = "", []
    for piece, match in hit.snippet:
        if match:
            matches.append([len(text), len(text) + len(piece)])
        text += piece
    return {**record_to_dict(hit), "snippet": text, "matches": matches}


def _quotation(row: "QuotationRow", hit: "SearchHit | None") -> dict[str, Any]:
    """Return a quotation, with the result of a search by meaning if there is one."""
    match: Match = hit.match if hit else "exact"
    has, differs = (hit.has, hit.differs) if hit else ((), ())
    return {**record_to_dict(row), "match": match, "has": has, "differs": differs}


def event_to_json(row: "EventRow") -> dict[str, Any]:
    """Return an event as JSON-ready values."""
    fields = record_to_dict(row)
    return {"from": fields.pop("first_day"), "to": fields.pop("last_day"), **fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else UNDATED


def _published(day: datetime.date | None, origin: PublishedFrom) -> str:
    """Return a publication date, with a question mark if it is guessed."""
    return _day(day) + ("?" if day and origin == "guessed" else "")


def _event_note(event: "Event | EventRow") -> str:
    """Return the column that marks an upcoming event, or one without a date of its own."""
    note = "reported" if event.is_reported else "upcoming" if event.upcoming else ""
    return f"{note:10}"


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return UNDATED
    return first.isoformat() if first == last else f"{first} – {last}"


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def print_heading(name: str) -> None:
    """Print a heading, after an empty line."""
    print()
    print_styled_line((name, "bold underline"))


def print_styled_line(*pieces: tuple[str, str]) -> None:
    """Print pieces of text with their styles as one line, without parsing markup."""
    from rich.text import Text

    safe = ((clean(text), style) for text, style in pieces)
    _console().print(Text.assemble(*safe), soft_wrap=True)


@functools.cache
def _console() -> Any:
    from rich.console import Console  # colors on a terminal only, none with NO_COLOR

    return Console(markup=False, highlight=False, emoji=False)


_COMPANIONS = 20


def print_identities(found: Sequence["IdentityRow"], as_json: bool) -> None:
    """Print identities, a line each: id, name, type, counts, first and last day."""
    if as_json:
        print_json([record_to_dict(row) for row in found])
        return
    for row in found:
        print_styled_line(
            (f"{row.id:>6}  ", "dim"),
            (row.name, "bold"),
            (f"  {_about(row)}", ""),
            (f"  {_seen(row)}", "cyan"),
        )


def print_merge_candidates(found: Sequence["MergeCandidate"], as_json: bool) -> None:
    """Print merge candidates, pairs of possible duplicates, each with the reason."""
    if as_json:  # the keys are public, so they stay while the fields are renamed
        print_json(
            [
                {
                    "one": record_to_dict(pair.first),
                    "other": record_to_dict(pair.second),
                    "score": pair.score,
                    "reason": reason_as_json(pair.reason),
                    "because": render_reason(pair.reason),
                }
                for pair in found
            ]
        )
        return
    for pair in found:
        print_styled_line(
            (f"{pair.score:>3}  ", "dim"),
            (pair.first.name, "bold"),
            (f" ({pair.first.id}, {format_count(pair.first.articles, 'article')})", "dim"),
            (" = ", ""),
            (pair.second.name, "bold"),
            (f" ({pair.second.id}, {format_count(pair.second.articles, 'article')})  ", "dim"),
            (render_reason(pair.reason), ""),
        )


def print_profile(store: "Store", identity: int, limit: int, as_json: bool) -> None:
    """Print a profile: names, roles by date, co-mentions, and quotations, the newest first."""
    people = store.identities
    found = people.get_identity(identity)
    row = found.row
    quoted = report_cut(people.quotations(row.id, limit=limit + 1), limit)
    companions = people.companions(row.id, limit=_COMPANIONS)
    if as_json:
        print_json(
            {
                **record_to_dict(row),
                "names": [record_to_dict(name) for name in found.names],
                "aliases": list(found.aliases),
                "roles": [record_to_dict(role) for role in found.roles],
                "months": people.months([row.id])[row.id],
                "companions": [
                    {
                        **record_to_dict(companion.row),
                        "together": companion.articles,
                        "both_quoted": companion.both_quoted,
                    }
                    for companion in companions
                ],
                "said": [record_to_dict(quotation) for quotation in quoted],
            }
        )
        return
    print_styled_line((row.name, "bold"), (f"  {_about(row)}", ""))
    if seen := _seen(row):
        print_line(f"Dates: {seen}")
    variants = [name.words for name in found.names if name.words != row.name]
    if names := [*variants, *found.aliases]:
        print_line(f"Other names: {', '.join(names)}")
    for name in found.names:
        if name.reason.id:
            print_line(f"Merged automatically: {name.words} ({render_reason(name.reason)})")
    for role in found.roles:
        print_styled_line((f"  {_seen_days(role.first, role.last):24}", "cyan"), (role.words, ""))
    if companions:
        counts = (f"{companion.row.name} ({companion.articles:,})" for companion in companions)
        print_line("Co-mentions: " + ", ".join(counts))
    print_quotations(quoted, as_json=False)


def _about(row: "IdentityRow") -> str:
    type_name = "ambiguous name" if row.shared else label_noun(row.label)
    counts = f"{format_count(row.quotations, 'quotation')}, {format_count(row.articles, 'article')}"
    return " · ".join(part for part in (type_name, row.country, counts) if part)


def _seen(row: "IdentityRow") -> str:
    return _seen_days(row.first, row.last).strip()


def _seen_days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return ""
    return first.isoformat() if first == last else f"{first} to {last}"


def print_rules(found: Sequence["CorrectionRule"], as_json: bool) -> None:
    """Print correction rules in the order in which they are applied."""
    if as_json:
        output.print_json([_record(rule) for rule in found])
        return
    for rule in found:
        output.print_line(f"{rule.id}\t{describe_rule(rule)}")


def print_proposals(found: "Sequence[Proposal]", as_json: bool) -> None:
    """Print proposed changes, oldest first, each with the file or address that proposes it."""
    if as_json:
        output.print_json(
            [
                {
                    "id": proposal.id,
                    "kind": proposal.kind,
                    "article": proposal.article,
                    "change": describe_proposal(proposal),
                    "origin": proposal.origin,
                }
                for proposal in found
            ]
        )
        return
    for proposal in found:
        output.print_line(f"{proposal.id}\t{describe_proposal(proposal)}\t{proposal.origin}")


def _record(rule: "CorrectionRule") -> dict[str, object]:
    from db.corrections.models import kind_of, to_exported_json

    return {
        "id": rule.id,
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": json.loads(to_exported_json(rule.change)),
        "created": rule.created.isoformat(),
    }


_STYLES = {"same": "", "cut": "dim strike", "added": "bold underline"}


def print_quote_groups(
    found: Sequence["QuoteGroup"], as_json: bool, rewordings: Sequence["Rewordings"] = ()
) -> None:
    """Print quote groups; every occurrence is compared with the longest one.

    `rewordings` are the proposals for each group, if they were requested.
    """
    from db.quote_groups.models import compare_occurrences

    if as_json:
        output.print_json([_quote_group_json(*each) for each in zip_longest(found, rewordings)])
        return
    for saying, reworded in zip_longest(found, rewordings):
        output.print_heading(f"In {format_count(saying.articles, 'article')}")
        for occurrence in compare_occurrences(saying):
            _print_occurrence(occurrence)
        if reworded:
            output.print_heading(describe_rewordings(reworded))
            proposals = reworded.proposals
            rows = [proposal.row for proposal in proposals]
            print_quotations(rows, as_json, [proposal.hit for proposal in proposals])


def _print_occurrence(compared: "OccurrenceDiff") -> None:
    occurrence = compared.occurrence
    day = _published(occurrence.published, occurrence.published_from)
    remarks = [
        "first" if compared.first else "",
        compared.change,
        "another speaker" if compared.has_other_speaker else "",
    ]
    output.print_styled_line(
        (f"{occurrence.article:>5}  ", "dim"),
        (f"{day:10}  ", "cyan"),
        (occurrence.speaker or "no speaker", "bold"),
        (f"  ({occurrence.site or occurrence.title})", "dim"),
        (f"  [{', '.join(filter(None, remarks))}]" if any(remarks) else "", "magenta"),
    )
    output.print_styled_line(("       ", ""), *(_marked_piece(piece) for piece in compared.pieces))


def _marked_piece(piece: "DiffPiece") -> tuple[str, str]:
    """Return a piece and its style, with signs for cuts and additions readable without colors."""
    if piece.how == "same" or not any(map(str.isalnum, piece.text)):
        return ("" if piece.how == "cut" else piece.text), ""
    marks = "[-{}-]" if piece.how == "cut" else "{{+{}+}}"
    return marks.format(piece.text), _STYLES[piece.how]


def _quote_group_json(saying: "QuoteGroup", reworded: "Rewordings | None") -> dict[str, Any]:
    from db.quote_groups.models import compare_occurrences

    values = {
        "id": saying.id,
        "articles": saying.articles,
        "tellings": [_occurrence_json(occurrence) for occurrence in compare_occurrences(saying)],
    }
    if reworded is None:
        return values
    proposals = [_quotation(proposal.row, proposal.hit) for proposal in reworded.proposals]
    return {**values, "comparison": record_to_dict(reworded.comparison), "reworded": proposals}


def _occurrence_json(compared: "OccurrenceDiff") -> dict[str, Any]:
    fields = record_to_dict(compared.occurrence)
    del fields["names"], fields["named"]
    return {
        **fields,
        "first": compared.first,
        "change": compared.change or "same",
        "other_speaker": compared.has_other_speaker,
        "pieces": [{"text": piece.text, "how": piece.how} for piece in compared.pieces],
    }


_BAR = 40  # cells of the longest bar


def print_counts(found: Sequence["DateRange"], unit: "Unit", as_json: bool) -> None:
    """Print the numbers of events and articles in each calendar unit."""
    if as_json:
        output.print_json(
            [
                {"from": period.first.isoformat(), "to": period.last.isoformat(),
                 "events": period.events, "articles": period.articles}
                for period in found
            ]
        )  # fmt: skip
        return
    from tui.widgets.timeline_axis import format_unit  # Textual takes 150 ms to import

    most = max((period.events for period in found), default=0)
    for period in found:
        bar = "━" * (round(_BAR * period.events / most) or 1) if period.events else ""
        output.print_styled_line(
            (f"{format_unit(period.first, unit):22}", "cyan"),
            (f"{period.events:>7,} {'event ' if period.events == 1 else 'events'} ", "bold"),
            (f"{period.articles:>6,} {'article ' if period.articles == 1 else 'articles'}  ", ""),
            (bar, "blue"),
        )


def print_event_clusters(found: Sequence["EventCluster"], as_json: bool) -> None:
    """Print event clusters by day, each with the articles that report it."""
    if as_json:
        output.print_json([_cluster_json(cluster) for cluster in found])
        return
    from tui.widgets.panes.timeline import format_event_date
    from tui.widgets.timeline_axis import (
        cluster_mark,
        format_deviating_dates,
        format_outcome,
        format_sources,
    )

    printed_dates = ""
    for cluster in found:
        shown = cluster.shown
        if format_event_date(shown) != printed_dates:
            printed_dates = format_event_date(shown)
            output.print_styled_line((printed_dates, "cyan"))
        output.print_styled_line(
            (f"  {cluster_mark(cluster)} ", "magenta"), (shown.headline, "bold")
        )
        articles = sorted({event.article for event in cluster.events})
        numbers = ", ".join(map(str, articles))
        output.print_styled_line((f"    {format_sources(cluster)} ({numbers})", "dim"))
        for words, style in (
            (format_outcome(cluster), "dim"),
            (format_deviating_dates(cluster), "magenta"),
        ):
            if words:
                output.print_styled_line((f"    {words}", style))


def _cluster_json(cluster: "EventCluster") -> dict[str, Any]:
    return {
        "from": cluster.shown.first_day.isoformat(),
        "to": cluster.shown.last_day.isoformat(),
        "precision": cluster.shown.precision,
        "headline": cluster.shown.headline,
        "articles": cluster.articles,
        "announced": _publication_json(cluster.announced),
        "reported": _publication_json(cluster.reported),
        "fate": cluster.fate,
        "events": [output.event_to_json(event) for event in cluster.by_publication],
        "reports": [output.event_to_json(event) for event in cluster.reports],
        "otherwise": [output.event_to_json(event) for event in cluster.otherwise],
    }


def _publication_json(event: "EventRow | None") -> dict[str, Any] | None:
    if event is None or event.published is None:
        return None
    return {"article": event.article, "published": event.published.isoformat()}


_LEFT, _RIGHT = 48, 60  # characters of context


def print_word_statistics(
    identity: int | None, title: str, found: "WordStatistics", limit: int, as_json: bool
) -> None:
    """Print an article's word statistics: readability, keywords, frequencies, collocations."""
    from analysis.corpus import is_small_corpus

    if as_json:
        output.print_json(_words_json(identity, title, found, limit))
        return
    counts, measures, others = found.counts, found.readability, found.reference
    assert counts is not None
    assert measures is not None
    assert others is not None
    output.print_styled_line((title or "untitled", "bold"))
    output.print_styled_line((_measured(measures), "dim"))
    size = f"{format_count(others.articles, 'other article')} of {others.words:,} words"
    note = ", too few to be reliable" if is_small_corpus(others) else ""
    _table(
        f"Keywords, compared with {size}{note}",
        f"{'here':>6}  {'ratio':>10}  {'G²':>9}",
        map(_key, (found.keywords or [])[:limit]),
    )
    frequent = (f"{word.count:>6,}  {word.word}" for word in counts.words[:limit])
    _table("Frequent words", f"{'here':>6}", frequent)
    _table(
        "Collocations",
        f"{'here':>6}  {'G²':>9}",
        map(_pair, (found.collocations or [])[:limit]),
    )


def print_concordance(lines: Sequence["ConcordanceHit"], as_json: bool) -> None:
    """Print concordance lines: the article's id, and the match in its context."""
    if as_json:
        output.print_json([_line_json(found) for found in lines])
        return
    for found in lines:
        line = found.line
        output.print_styled_line(
            (f"{found.article:>5}  ", "dim"),
            (line.left[-_LEFT:].rjust(_LEFT), ""),
            (line.words, "bold reverse"),
            (line.right[:_RIGHT], ""),
        )


def _table(name: str, columns: str, rows: Iterable[str]) -> None:
    output.print_heading(name)
    output.print_styled_line((columns, "dim"))
    for row in rows:
        output.print_styled_line((row, ""))


def _measured(measures: "Readability") -> str:
    facts = [
        format_count(measures.words, "word"),
        format_reading_time(measures.words),
        f"{format_count(measures.sentences, 'sentence')} of {measures.sentence_words:.1f} words",
    ]
    if measures.ease is not None and measures.grade is not None:
        facts += [
            f"reading ease {measures.ease:.0f} ({measures.rating})",
            f"school grade {max(measures.grade, 0):.1f}",
        ]
    return " · ".join(facts)


def _key(key: "KeyWord") -> str:
    times = "only here" if math.isinf(key.times) else f"{key.times:,.1f}×"
    return f"{key.word.count:>6,}  {times:>10}  {key.score:>9,.1f}  {key.word.word}"


def _pair(pair: "Collocation") -> str:
    return f"{pair.count:>6,}  {pair.likelihood:>9,.1f}  {pair.words}"


def _words_json(
    identity: int | None, title: str, found: "WordStatistics", limit: int
) -> dict[str, Any]:
    from analysis.corpus import is_small_corpus

    counts, others = found.counts, found.reference
    assert counts is not None
    assert found.readability is not None
    assert others is not None
    return {
        "id": identity,
        "title": title,
        "measures": record_to_dict(found.readability),
        "others": {
            "articles": others.articles,
            "words": others.words,
            "small": is_small_corpus(others),
        },
        "key": [
            {
                "word": key.word.word,
                "count": key.word.count,
                "elsewhere": key.elsewhere,
                "log_likelihood": round(key.score, 3),
                "times": None if math.isinf(key.times) else round(key.times, 3),
            }
            for key in (found.keywords or [])[:limit]
        ],
        "frequent": [record_to_dict(word) for word in counts.words[:limit]],
        "pairs": [record_to_dict(pair) for pair in (found.collocations or [])[:limit]],
    }


def _line_json(found: "ConcordanceHit") -> dict[str, Any]:
    fields = record_to_dict(found)
    return {**{key: value for key, value in fields.items() if key != "line"}, **fields["line"]}
