"""Output of the commands that count, compare and group: people, rules, repeats, timeline, words.

- `people`: identities, merge candidates and profiles.
- `rules` and `proposals`: a line each.
- `quotes --repeated`: each repeated quotation with its occurrences by date, and on request with
  those that may be reworded.
- `timeline`: event clusters, and counts by calendar unit.
- `words` and `concordance`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from analysis import render_reason
from analysis.date_format import format_published_in_figures
from analysis.partial_dates import PartialDate
from analysis.reasons import reason_as_json
from analysis.speaker_names import format_speaker
from db.models import record_to_dict
from tui.cli import output
from tui.cli.damage_marks import damage_mark, report_damaged, report_damaged_after
from tui.cli.options import OutputForm, report_cut
from tui.correction_text import describe_rule, label_noun
from tui.display_text import describe_rewordings, format_count

if TYPE_CHECKING:  # a command imports only what it prints
    from analysis.corpus.text_reuse import DiffPiece
    from db import Store
    from db.corrections import CorrectionRule
    from db.corrections.models import UnreadableRule
    from db.identities.models import IdentityRow, MergeCandidate
    from db.models import Unit
    from db.original_checks import QuotationCheck
    from db.quote_groups.models import OccurrenceDiff, QuoteGroup
    from db.repositories.corpus import ConcordanceHit
    from db.repositories.proposals import Proposal
    from db.repositories.quote_groups import Rewordings
    from db.text_statistics import WordStatistics
    from db.timeline.models import DateRange

_COMPANIONS = 20


def print_identities(found: Iterable["IdentityRow"], form: OutputForm) -> None:
    """Print identities as they are loaded: id, name, type, counts, first and last day."""
    found = report_damaged_after(found)
    if form:
        output.print_values(form, map(record_to_dict, found))
        return
    for row in found:
        output.print_styled_line(
            (f"{row.id:>6}  ", "dim"),
            (row.name, "bold"),
            (f"  {_about(row)}", ""),
            (f"  {_seen(row)}", "cyan"),
            damage_mark(row),
        )


def print_merge_candidates(found: Sequence["MergeCandidate"], form: OutputForm) -> None:
    """Print merge candidates, pairs of possible duplicates, each with the reason."""
    if form:  # the keys are public, so they stay while the fields are renamed
        output.print_values(
            form,
            [
                {
                    "one": record_to_dict(pair.first),
                    "other": record_to_dict(pair.second),
                    "score": pair.score,
                    "reason": reason_as_json(pair.reason),
                    "because": render_reason(pair.reason),
                }
                for pair in found
            ],
        )
        return
    for pair in found:
        output.print_styled_line(
            (f"{pair.score:>3}  ", "dim"),
            (pair.first.name, "bold"),
            (f" ({pair.first.id}, {format_count(pair.first.articles, 'article')})", "dim"),
            (" = ", ""),
            (pair.second.name, "bold"),
            (f" ({pair.second.id}, {format_count(pair.second.articles, 'article')})  ", "dim"),
            (render_reason(pair.reason), ""),
        )


def print_profile(store: "Store", identity: int, limit: int, form: OutputForm) -> None:
    """Print a profile: names, roles by date, co-mentions, and quotations, the newest first."""
    from db.repositories.identities import COMPANION_ARTICLES
    from tui.authority_text import describe_entry

    people = store.identities
    found = people.get_identity(identity)
    row = found.row
    authority = store.authority.find(row.id)
    quoted = report_cut(people.quotations(row.id, limit=limit + 1), limit)
    companions = people.companions(row.id, limit=_COMPANIONS)
    if form:
        output.print_values(
            form,
            {
                **record_to_dict(row),
                "names": [record_to_dict(name) for name in found.names],
                "aliases": list(found.aliases),
                "authority": [record_to_dict(known.entry) for known in authority],
                "roles": [record_to_dict(role) for role in found.roles],
                "months": people.months([row.id])[row.id],
                "companion_articles": min(row.articles, COMPANION_ARTICLES),
                "companions": [
                    {
                        **record_to_dict(companion.row),
                        "together": companion.articles,
                        "both_quoted": companion.both_quoted,
                    }
                    for companion in companions
                ],
                "said": [record_to_dict(quotation) for quotation in quoted],
            },
        )
        return
    output.print_styled_line((row.name, "bold"), (f"  {_about(row)}", ""))
    if seen := _seen(row):
        output.print_line(f"Dates: {seen}")
    for known in authority:
        output.print_line(f"Authority list: {describe_entry(known)}")
    variants = [name.words for name in found.names if name.words != row.name]
    if names := [*variants, *found.aliases]:
        output.print_line(f"Other names: {', '.join(names)}")
    for name in found.names:
        if name.reason.id:
            output.print_line(f"Merged automatically: {name.words} ({render_reason(name.reason)})")
    for role in found.roles:
        output.print_styled_line(
            (f"  {_seen_days(role.first, role.last):24}", "cyan"), (role.words, "")
        )
    if companions:
        counts = (f"{companion.row.name} ({companion.articles:,})" for companion in companions)
        scope = ""
        if row.articles > COMPANION_ARTICLES:
            scope = f" in the {COMPANION_ARTICLES:,} most recent articles"
        output.print_line(f"Co-mentions{scope}: " + ", ".join(counts))
    output.print_quotations(quoted, form=None)


def _about(row: "IdentityRow") -> str:
    type_name = "ambiguous name" if row.shared else label_noun(row.label)
    counts = f"{format_count(row.quotations, 'quotation')}, {format_count(row.articles, 'article')}"
    return " · ".join(part for part in (type_name, row.role, row.country, counts) if part)


def _seen(row: "IdentityRow") -> str:
    return _seen_days(row.first, row.last).strip()


def _seen_days(first: PartialDate | None, last: PartialDate | None) -> str:
    if first is None or last is None:
        return ""
    return first.isoformat() if first.last >= last.last else f"{first} to {last}"


def print_rules(
    found: Sequence["CorrectionRule"], unreadable: Sequence["UnreadableRule"], form: OutputForm
) -> None:
    """Print correction rules in the order in which they are applied, then unreadable ones."""
    report_damaged([*found, *unreadable])
    if form:
        broken = [{"id": rule.id, "words": rule.words, "damaged": True} for rule in unreadable]
        output.print_values(form, [*map(_record, found), *broken])
        return
    rules: list[CorrectionRule | UnreadableRule] = [*found, *unreadable]
    for rule in rules:
        output.print_line(f"{rule.id}\t{describe_rule(rule)}{damage_mark(rule)[0]}")


def print_proposals(found: "Sequence[Proposal]", form: OutputForm) -> None:
    """Print proposed changes, oldest first, each with the file or address that proposes it."""
    from tui.proposed_change_text import describe_proposal

    report_damaged(found)
    if form:
        output.print_values(
            form,
            [
                {
                    "id": proposal.id,
                    "kind": proposal.kind,
                    "article": proposal.article,
                    "change": describe_proposal(proposal),
                    "origin": proposal.origin,
                    "damaged": proposal.damaged,
                }
                for proposal in found
            ],
        )
        return
    for proposal in found:
        output.print_line(f"{proposal.id}\t{describe_proposal(proposal)}\t{proposal.origin}")


def _record(rule: "CorrectionRule") -> dict[str, object]:
    from db.corrections.models import kind_of, to_exported

    return {
        "id": rule.id,
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": to_exported(rule.change),
        "created": rule.created.isoformat(),
        "damaged": rule.damaged,
    }


_STYLES = {"same": "", "cut": "dim strike", "added": "bold underline"}


def print_quote_groups(
    found: Sequence["QuoteGroup"],
    form: OutputForm,
    rewordings: Sequence["Rewordings"] = (),
    checks: Sequence["Mapping[int, QuotationCheck]"] = (),
) -> None:
    """Print quote groups; every occurrence is compared with the longest one.

    `rewordings` are the proposals for each group, if they were requested. `checks` are the results
    of the comparison of its occurrences with originals.
    """
    from db.quote_groups.models import compare_occurrences

    if form:
        output.print_values(
            form, [_quote_group_json(*each) for each in zip_longest(found, rewordings, checks)]
        )
        return
    for saying, reworded, checked in zip_longest(found, rewordings, checks):
        output.print_heading(f"In {format_count(saying.articles, 'article')}")
        for number, occurrence in enumerate(compare_occurrences(saying)):
            _print_occurrence(occurrence, (checked or {}).get(number))
        if reworded:
            output.print_heading(describe_rewordings(reworded))
            proposals = reworded.proposals
            rows = [proposal.row for proposal in proposals]
            output.print_quotations(rows, form, [proposal.hit for proposal in proposals])


def _print_occurrence(compared: "OccurrenceDiff", check: "QuotationCheck | None") -> None:
    from tui.strings.check_text import CheckText
    from tui.strings.quote_text import QuoteText

    occurrence = compared.occurrence
    day = format_published_in_figures(occurrence.published, occurrence.published_from)
    remarks = [
        "original" if compared.occurrence.is_original else "",
        "first" if compared.first else "",
        compared.change,
        CheckText.DIFFERS.format(words=", ".join(compared.dangers)) if compared.dangers else "",
        "another speaker" if compared.has_other_speaker else "",
    ]
    output.print_styled_line(
        (f"{occurrence.article:>5}  ", "dim"),
        (f"{day:10}  ", "cyan"),
        (format_speaker(occurrence.speaker, occurrence.pronoun) or "no speaker", "bold"),
        (f"  ({occurrence.site or occurrence.title})", "dim"),
        (f"  [{', '.join(filter(None, remarks))}]" if any(remarks) else "", "magenta"),
    )
    output.print_styled_line(("       ", ""), *(_marked_piece(piece) for piece in compared.pieces))
    if check is not None and check.original is not None:
        from tui.quotation_check_text import describe_place, describe_verdict

        verdict = QuoteText.AGAINST_ORIGINAL.format(verdict=describe_verdict(check))
        location = f"article {check.original.key}, {describe_place(check)}"
        output.print_styled_line(("       ", ""), (f"{verdict} ({location})", "magenta"))


def _marked_piece(piece: "DiffPiece") -> tuple[str, str]:
    """Return a piece and its style, with signs for cuts and additions readable without colors."""
    if piece.how == "same" or not any(map(str.isalnum, piece.text)):
        return ("" if piece.how == "cut" else piece.text), ""
    marks = "[-{}-]" if piece.how == "cut" else "{{+{}+}}"
    return marks.format(piece.text), _STYLES[piece.how]


def _quote_group_json(
    saying: "QuoteGroup",
    reworded: "Rewordings | None",
    checked: "Mapping[int, QuotationCheck] | None",
) -> dict[str, Any]:
    from db.quote_groups.models import compare_occurrences

    values = {
        "id": saying.id,
        "articles": saying.articles,
        "tellings": [
            _occurrence_json(occurrence, (checked or {}).get(number))
            for number, occurrence in enumerate(compare_occurrences(saying))
        ],
    }
    if reworded is None:
        return values
    proposals = [
        output.quotation_to_json(proposal.row, proposal.hit) for proposal in reworded.proposals
    ]
    return {**values, "comparison": record_to_dict(reworded.comparison), "reworded": proposals}


def _occurrence_json(compared: "OccurrenceDiff", check: "QuotationCheck | None") -> dict[str, Any]:
    fields = record_to_dict(compared.occurrence)
    del fields["names"], fields["named"]
    return {
        **fields,
        "first": compared.first,
        "change": compared.change or "same",
        "other_speaker": compared.has_other_speaker,
        "pieces": [{"text": piece.text, "how": piece.how} for piece in compared.pieces],
        "differs": compared.dangers,
        "original": None if check is None else _check_json(check),
    }


def _check_json(check: "QuotationCheck") -> dict[str, Any]:
    match = check.verdict.matches[0]
    return {
        "article": check.original and check.original.article,
        "verdict": check.verdict.kind,
        "differs": check.dangers,
        "start": match.start,
        "end": match.end,
        "line": match.line,
        "speaker": match.speaker,
        "time": match.time,
    }


_BAR = 40  # cells of the longest bar


def print_counts(found: Sequence["DateRange"], unit: "Unit", form: OutputForm) -> None:
    """Print the numbers of events and articles in each calendar unit."""
    if form:
        output.print_values(form,
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


_LEFT, _RIGHT = 48, 60  # characters of context


def print_word_statistics(
    identity: int | None, title: str, found: "WordStatistics", limit: int, form: OutputForm
) -> None:
    """Print an article's word statistics: the frequencies of words, and collocations."""
    counts, words, pairs = found.counts, found.counts.words[:limit], found.collocations[:limit]
    if form:
        statistics = {
            "id": identity,
            "title": title,
            "total": counts.total,
            "distinct": counts.distinct,
            "frequent": [record_to_dict(word) for word in words],
            "pairs": [record_to_dict(pair) for pair in pairs],
        }
        output.print_values(form, statistics)
        return
    output.print_styled_line((title or "untitled", "bold"))
    output.print_styled_line((f"{counts.total:,} words, {counts.distinct:,} different", "dim"))
    frequent = (f"{word.count:>6,}  {word.word}" for word in words)
    _table("Frequent words", f"{'count':>6}", frequent)
    significant = (f"{pair.count:>6,}  {pair.likelihood:>9,.1f}  {pair.words}" for pair in pairs)
    _table("Collocations", f"{'count':>6}  {'G²':>9}", significant)


def print_concordance(lines: Sequence["ConcordanceHit"], form: OutputForm) -> None:
    """Print concordance lines: the article's id, and the match in its context."""
    if form:
        output.print_values(form, [_line_json(found) for found in lines])
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


def _line_json(found: "ConcordanceHit") -> dict[str, Any]:
    fields = record_to_dict(found)
    return {**{key: value for key, value in fields.items() if key != "line"}, **fields["line"]}
