"""Output of the commands: JSON for programs, lines for people; article text is never markup.

Output of the `people` command: identities, merge candidates and profiles.

Output of the `rules` command: the correction rules, as JSON or a line each.

Output of the `same` command: each repeated quotation with its occurrences by date.

Output of the `timeline` command: event clusters, and counts by calendar unit.

Output of the commands `words` and `concordance`.
"""

import dataclasses
import datetime
import functools
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from analysis import Analysis, Entity, Span, clean, findings_as_json
from analysis.corpus import KeyWord, is_small
from analysis.corpus.collocations import Collocation
from analysis.corpus.readability import Readability
from analysis.corpus.text_reuse import Piece
from db import ArticleRow, Document, EventRow, Hit, Note, QuotationRow, Store, StoreLine
from db.corrections import StandingRule, kind_of
from db.identities.models import IdentityRow, Proposal
from db.quote_groups.comparison import compare
from db.quote_groups.models import Compared, Saying
from db.repositories.versions import VersionPiece
from db.search.facets import Facets
from db.search.saved import SavedSearch
from db.text_statistics import Findings
from db.timeline.models import Happening, Stretch, Unit
from tui.cli import output
from tui.formatting import ANALYSIS_STATES, counted, headline, in_marks, minutes, sort_of, standing
from tui.widgets.panes.timeline import dates
from tui.widgets.timeline import fate_words, otherwise_words, told_by, unit_name

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


def changes(pieces: Sequence[VersionPiece]) -> None:
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


_COMPANIONS = 20


def rows(found: Sequence[IdentityRow], as_json: bool) -> None:
    """Print identities, a line each: id, name, type, counts, first and last day."""
    if as_json:
        json_text([record(row) for row in found])
        return
    for row in found:
        styled_line(
            (f"{row.id:>6}  ", "dim"),
            (row.name, "bold"),
            (f"  {_about(row)}", ""),
            (f"  {_seen(row)}", "cyan"),
        )


def proposals(found: Sequence[Proposal], as_json: bool) -> None:
    """Print merge candidates, pairs of possible duplicates, each with the reason."""
    if as_json:
        json_text([{**record(p), "one": record(p.one), "other": record(p.other)} for p in found])
        return
    for pair in found:
        styled_line(
            (f"{pair.score:>3}  ", "dim"),
            (pair.one.name, "bold"),
            (f" ({pair.one.id}, {counted(pair.one.articles, 'article')})", "dim"),
            (" = ", ""),
            (pair.other.name, "bold"),
            (f" ({pair.other.id}, {counted(pair.other.articles, 'article')})?  ", "dim"),
            (pair.because, ""),
        )


def page(store: Store, identity: int, limit: int, as_json: bool) -> None:
    """Print a profile: names, roles by date, co-mentions, and quotations, the newest first."""
    people = store.people
    found = people.identity(identity)
    row = found.row
    quoted = people.quotations(row.id, limit=limit)
    companions = people.companions(row.id, limit=_COMPANIONS)
    if as_json:
        json_text(
            {
                **record(row),
                "names": [record(name) for name in found.names],
                "aliases": list(found.aliases),
                "roles": [record(role) for role in found.roles],
                "months": people.months([row.id])[row.id],
                "companions": [
                    {
                        **record(companion.row),
                        "together": companion.articles,
                        "both_quoted": companion.quoted,
                    }
                    for companion in companions
                ],
                "said": [record(quotation) for quotation in quoted],
            }
        )
        return
    styled_line((row.name, "bold"), (f"  {_about(row)}", ""))
    if seen := _seen(row):
        line(f"Seen {seen}")
    variants = [name.words for name in found.names if name.words != row.name]
    if names := [*variants, *found.aliases]:
        line(f"Also {', '.join(names)}")
    for role in found.roles:
        styled_line((f"  {_seen_days(role.first, role.last):24}", "cyan"), (role.words, ""))
    if companions:
        counts = (f"{companion.row.name} ({companion.articles:,})" for companion in companions)
        line("With " + ", ".join(counts))
    quotations(quoted, as_json=False)


def _about(row: IdentityRow) -> str:
    type_name = "ambiguous name" if row.shared else sort_of(row.label)
    counts = f"{counted(row.quotations, 'quotation')}, {counted(row.articles, 'article')}"
    return f"{type_name} · {counts}"


def _seen(row: IdentityRow) -> str:
    return _seen_days(row.first, row.last).strip()


def _seen_days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return ""
    return first.isoformat() if first == last else f"{first} to {last}"


def rules(found: Sequence[StandingRule], as_json: bool) -> None:
    """Print correction rules in the order in which they are applied."""
    if as_json:
        output.json_text([_record(rule) for rule in found])
        return
    for rule in found:
        output.line(f"{rule.id}\t{standing(rule)}")


def _record(rule: StandingRule) -> dict[str, object]:
    return {
        "id": rule.id,
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": dataclasses.asdict(rule.change),
        "created": rule.created.isoformat(),
    }


_STYLES = {"same": "", "cut": "dim strike", "added": "bold underline"}


def sayings(found: Sequence[Saying], as_json: bool) -> None:
    """Print quote groups; every occurrence is compared with the longest one."""
    if as_json:
        output.json_text([_quote_group_json(saying) for saying in found])
        return
    for saying in found:
        output.heading(f"In {counted(saying.articles, 'article')}")
        for occurrence in compare(saying):
            _print_occurrence(occurrence)


def _print_occurrence(compared: Compared) -> None:
    occurrence = compared.telling
    day = occurrence.published.isoformat() if occurrence.published else output.UNDATED
    remarks = [
        "first" if compared.first else "",
        compared.change,
        "another speaker" if compared.otherwise else "",
    ]
    output.styled_line(
        (f"{occurrence.article:>5}  ", "dim"),
        (f"{day:10}  ", "cyan"),
        (occurrence.speaker or "unnamed speaker", "bold"),
        (f"  ({occurrence.site or occurrence.title})", "dim"),
        (f"  [{', '.join(filter(None, remarks))}]" if any(remarks) else "", "magenta"),
    )
    output.styled_line(("       ", ""), *(_marked_piece(piece) for piece in compared.pieces))


def _marked_piece(piece: Piece) -> tuple[str, str]:
    """Return a piece and its style, with signs for cuts and additions readable without colours."""
    if piece.how == "same" or not any(map(str.isalnum, piece.text)):
        return ("" if piece.how == "cut" else piece.text), ""
    marks = "[-{}-]" if piece.how == "cut" else "{{+{}+}}"
    return marks.format(piece.text), _STYLES[piece.how]


def _quote_group_json(saying: Saying) -> dict[str, Any]:
    return {
        "id": saying.id,
        "articles": saying.articles,
        "tellings": [_occurrence_json(occurrence) for occurrence in compare(saying)],
    }


def _occurrence_json(compared: Compared) -> dict[str, Any]:
    fields = output.record(compared.telling)
    del fields["names"], fields["named"]
    return {
        **fields,
        "first": compared.first,
        "change": compared.change or "same",
        "other_speaker": compared.otherwise,
        "pieces": [{"text": piece.text, "how": piece.how} for piece in compared.pieces],
    }


_BAR = 40  # cells of the longest bar


def counts(found: Sequence[Stretch], unit: Unit, as_json: bool) -> None:
    """Print the numbers of events and articles in each calendar unit."""
    if as_json:
        output.json_text(
            [
                {"from": period.first.isoformat(), "to": period.last.isoformat(),
                 "events": period.events, "articles": period.articles}
                for period in found
            ]
        )  # fmt: skip
        return
    most = max((period.events for period in found), default=0)
    for period in found:
        bar = "━" * (round(_BAR * period.events / most) or 1) if period.events else ""
        output.styled_line(
            (f"{unit_name(period.first, unit):22}", "cyan"),
            (f"{period.events:>7,} events ", "bold"),
            (f"{period.articles:>6,} articles  ", ""),
            (bar, "blue"),
        )


def happenings(found: Sequence[Happening], as_json: bool) -> None:
    """Print event clusters by day, each with the articles that report it."""
    if as_json:
        output.json_text([_cluster_json(cluster) for cluster in found])
        return
    printed_dates = ""
    for cluster in found:
        shown = cluster.shown
        if dates(shown) != printed_dates:
            printed_dates = dates(shown)
            output.styled_line((printed_dates, "cyan"))
        mark = "○" if shown.upcoming and not cluster.reported else "●"
        output.styled_line((f"  {mark} ", "magenta"), (shown.headline, "bold"))
        articles = sorted({event.article for event in cluster.events})
        numbers = ", ".join(map(str, articles))
        output.styled_line((f"    {told_by(cluster)} ({numbers})", "dim"))
        for words, style in ((fate_words(cluster), "dim"), (otherwise_words(cluster), "magenta")):
            if words:
                output.styled_line((f"    {words}", style))


def _cluster_json(cluster: Happening) -> dict[str, Any]:
    return {
        "from": cluster.shown.first_day.isoformat(),
        "to": cluster.shown.last_day.isoformat(),
        "precision": cluster.shown.precision,
        "headline": cluster.shown.headline,
        "articles": cluster.articles,
        "announced": _publication_json(cluster.announced),
        "reported": _publication_json(cluster.reported),
        "fate": cluster.fate,
        "events": [output.event(event) for event in cluster.by_publication],
        "reports": [output.event(event) for event in cluster.reports],
        "otherwise": [output.event(event) for event in cluster.otherwise],
    }


def _publication_json(event: EventRow | None) -> dict[str, Any] | None:
    if event is None or event.published is None:
        return None
    return {"article": event.article, "published": event.published.isoformat()}


_LEFT, _RIGHT = 48, 60  # characters of context


def words(identity: int | None, title: str, found: Findings, limit: int, as_json: bool) -> None:
    """Print an article's word statistics: readability, keywords, frequencies, collocations."""
    if as_json:
        output.json_text(_words_json(identity, title, found, limit))
        return
    counts, measures, others = found.counts, found.measures, found.others
    assert counts is not None
    assert measures is not None
    assert others is not None
    output.styled_line((title or "untitled", "bold"))
    output.styled_line((_measured(measures), "dim"))
    size = f"{counted(others.articles, 'other article')} of {others.words:,} words"
    note = ", too few to be reliable" if is_small(others) else ""
    _table(
        f"Keywords, compared with {size}{note}",
        f"{'here':>6}  {'ratio':>10}  {'G²':>9}",
        map(_key, (found.keys or [])[:limit]),
    )
    frequent = (f"{word.count:>6,}  {word.word}" for word in counts.words[:limit])
    _table("Frequent words", f"{'here':>6}", frequent)
    _table(
        "Collocations",
        f"{'here':>6}  {'G²':>9}",
        map(_pair, (found.pairs or [])[:limit]),
    )


def concordance(lines: Sequence[StoreLine], as_json: bool) -> None:
    """Print concordance lines: the article's id, and the match in its context."""
    if as_json:
        output.json_text([_line_json(found) for found in lines])
        return
    for found in lines:
        line = found.line
        output.styled_line(
            (f"{found.article:>5}  ", "dim"),
            (line.left[-_LEFT:].rjust(_LEFT), ""),
            (line.words, "bold reverse"),
            (line.right[:_RIGHT], ""),
        )


def _table(name: str, columns: str, rows: Iterable[str]) -> None:
    output.heading(name)
    output.styled_line((columns, "dim"))
    for row in rows:
        output.styled_line((row, ""))


def _measured(measures: Readability) -> str:
    facts = [
        counted(measures.words, "word"),
        minutes(measures.words),
        f"{counted(measures.sentences, 'sentence')} of {measures.sentence_words:.1f} words",
    ]
    if measures.ease is not None and measures.grade is not None:
        facts += [
            f"reading ease {measures.ease:.0f} ({measures.verdict})",
            f"school grade {max(measures.grade, 0):.1f}",
        ]
    return " · ".join(facts)


def _key(key: KeyWord) -> str:
    times = "only here" if math.isinf(key.times) else f"{key.times:,.1f}×"
    return f"{key.word.count:>6,}  {times:>10}  {key.score:>9,.1f}  {key.word.word}"


def _pair(pair: Collocation) -> str:
    return f"{pair.count:>6,}  {pair.likelihood:>9,.1f}  {pair.words}"


def _words_json(identity: int | None, title: str, found: Findings, limit: int) -> dict[str, Any]:
    counts, others = found.counts, found.others
    assert counts is not None
    assert found.measures is not None
    assert others is not None
    return {
        "id": identity,
        "title": title,
        "measures": output.record(found.measures),
        "others": {
            "articles": others.articles,
            "words": others.words,
            "small": is_small(others),
        },
        "key": [
            {
                "word": key.word.word,
                "count": key.word.count,
                "elsewhere": key.elsewhere,
                "log_likelihood": round(key.score, 3),
                "times": None if math.isinf(key.times) else round(key.times, 3),
            }
            for key in (found.keys or [])[:limit]
        ],
        "frequent": [output.record(word) for word in counts.words[:limit]],
        "pairs": [output.record(pair) for pair in (found.pairs or [])[:limit]],
    }


def _line_json(found: StoreLine) -> dict[str, Any]:
    fields = output.record(found)
    return {**{key: value for key, value in fields.items() if key != "line"}, **fields["line"]}
